import type {
  Action,
  ComplaintDetail,
  Merchant,
  MerchantSync,
  TimelineEntry,
  TimelineImage,
} from '../../src/api/types.ts'

/** The moment the made-up desk lives in: a Sunday afternoon in Shanghai. */
export const NOW = '2026-11-22T14:30:00+08:00'
const HOUR = 3_600_000

/** An instant so many hours after (or before) {@link NOW}, as the desk prints it. */
export const hours = (count: number): string => new Date(Date.parse(NOW) + count * HOUR).toISOString()

/** How a merchant stands with the platform: all well, unless a test says otherwise. */
export function merchantSync(changes: Partial<MerchantSync> = {}): MerchantSync {
  return {
    completeUpTo: hours(-0.05),
    listedUpTo: hours(-0.05),
    nextSweepAt: hours(0.05),
    problemCode: null,
    problemSince: null,
    backfill: { from: '2026-10-23', coveredFrom: '2026-10-23', found: 31, doneAt: hours(-100) },
    callbackUrl: { state: 'ok', url: 'https://desk.example/callbacks/wechatpay/qinghe', checkedAt: hours(-0.2) },
    ...changes,
  }
}

export const merchants: Merchant[] = [
  {
    slug: 'qinghe',
    name: '青禾鲜果旗舰店',
    mchid: '1900000001',
    partnerMchid: null,
    labels: ['品牌:青禾', '门店:西湖店'],
    keyMode: 'mixed',
    platformKeys: [
      { serial: 'PUB_KEY_ID_0119000000012026010100000000000001', kind: 'public-key', expiresAt: null },
      { serial: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1', kind: 'certificate', expiresAt: hours(24 * 12) },
    ],
    callbackPath: '/callbacks/wechatpay/qinghe',
    sync: merchantSync(),
  },
  {
    slug: 'xingchen',
    name: '星辰共享充电宝（华南运营中心）',
    mchid: '1900000002',
    partnerMchid: '1900009999',
    labels: ['品牌:星辰'],
    keyMode: 'public-key',
    platformKeys: [{ serial: 'PUB_KEY_ID_0119000000022026010100000000000002', kind: 'public-key', expiresAt: null }],
    callbackPath: '/callbacks/wechatpay/xingchen',
    sync: merchantSync({
      completeUpTo: hours(-2),
      problemCode: 'CONNECTION_FAILED',
      problemSince: hours(-1.9),
      callbackUrl: { state: 'different', url: 'https://elsewhere.example/notify', checkedAt: hours(-0.2) },
    }),
  },
  {
    slug: 'yueting',
    name: '悦听课堂',
    mchid: '1900000003',
    partnerMchid: null,
    labels: [],
    keyMode: 'empty',
    platformKeys: [],
    callbackPath: '/callbacks/wechatpay/yueting',
    sync: merchantSync({
      completeUpTo: null,
      backfill: { from: '2025-11-22', coveredFrom: '2026-05-24', found: 312, doneAt: null },
    }),
  },
]

const texts = [
  ['REFUND', '买的车厘子收到一半都烂了，客服说要拍照，我拍了照片发过去三天没有人回复，现在要求退款 88 元。', 8800],
  ['SERVICE_NOT_WORK', '会员充值成功但是一直没有到账，已经等了两个小时，请尽快处理。', 19_900],
  ['OTHERS', '充电宝已经归还了，但是系统还在计费，扣了我 99 元封顶的钱，归还地点是深圳北站 2 号口旁边的机柜。', 9900],
  ['REFUND', '孩子误操作买了一年的课程，申请全额退款。', 129_900],
  ['REFUND', '快递显示签收但是我没有收到货，商家让我自己找快递，推来推去。', 4560],
  ['SERVICE_NOT_WORK', '优惠券明明写着满 100 减 30，付款的时候没有减。', 10_200],
  ['OTHERS', '预约了下午两点的洗车，到店说没有排号，白跑一趟。', 3500],
  ['REFUND', '重复扣款两次，订单只有一笔，请退回多扣的一笔。', 2680],
] as const

export interface ComplaintOptions extends Partial<ComplaintDetail> {
  readonly number?: number
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length]
  if (item === undefined) throw new Error('the list is empty')
  return item
}

/** A made-up complaint; what a test is about is passed in. */
export function complaint({ number = 1, ...changes }: ComplaintOptions = {}): ComplaintDetail {
  const [problemType, detail, amount] = at(texts, number - 1)
  const merchant = at(merchants, number - 1)
  const complainedAt = changes.complainedAt ?? hours(-number)
  const firstReply = new Date(Date.parse(complainedAt) + 24 * HOUR).toISOString()
  const settlement = new Date(Date.parse(complainedAt) + 72 * HOUR).toISOString()
  const filed: TimelineEntry = {
    id: `entry-${number}-1`,
    at: complainedAt,
    action: 'USER_CREATE_COMPLAINT',
    wireAction: 'USER_CREATE_COMPLAINT',
    side: 'payer',
    operator: '投诉人',
    content: detail,
    episode: 1,
    images: [],
    message: null,
  }
  return {
    id: `complaint-${number}`,
    channel: 'complaints-v2',
    merchant: merchant.slug,
    merchantName: merchant.name,
    mchid: merchant.mchid,
    platformId: `20020182020010108007661${String(number).padStart(4, '0')}`,
    state: 'PENDING',
    channelState: null,
    detail,
    problemType,
    problemDescription: problemType === 'REFUND' ? '商品问题，商家不退款' : '其他问题',
    complainedAt,
    dueAt: firstReply,
    duty: 'first-reply',
    deadlines: [
      {
        kind: 'first-reply',
        episode: 1,
        startsAt: complainedAt,
        dueAt: firstReply,
        metAt: null,
        stage: 0,
        state: 'open',
      },
      {
        kind: 'settlement',
        episode: 1,
        startsAt: complainedAt,
        dueAt: settlement,
        metAt: null,
        stage: 0,
        state: 'open',
      },
    ],
    complaintTimes: 1,
    awaitingReply: true,
    fullyRefunded: false,
    order: {
      transactionId: `42000004042019090691175825${String(number).padStart(2, '0')}`,
      outTradeNo: `20261120154617947762${String(number).padStart(3, '0')}`,
      amount,
    },
    applyRefundAmount: problemType === 'REFUND' ? amount : null,
    userTags: [],
    payerPhone: { masked: '138****1234' },
    needImmediateService: false,
    inPlatformService: false,
    agentMode: false,
    pendingActions: 0,
    updatedAt: complainedAt,
    readAt: NOW,
    timeline: [filed],
    episodes: [{ number: 1, openedAt: complainedAt, closedAt: null }],
    actions: [],
    notes: [],
    applicable: {
      reply: { allowed: true },
      ...onlyRights,
      refundDecision: refundApplicable(problemType === 'REFUND', amount),
      complete: {
        allowed: true,
        guards: [{ code: 'NO_REPLY', message: 'Nothing has been replied since the payer complained.' }],
      },
    },
    rights: null,
    ...changes,
  }
}

const notHere = { allowed: false, code: 'ONLY_RIGHTS_V16', reason: 'Only tickets of the rights system V1.6 have this.' }

/** What complaints 2.0 do not have. */
export const onlyRights = { message: notHere, deliveryNotice: notHere }

/** Whether a refund can be decided, for an order of so many fen. */
export const refundApplicable = (asked: boolean, amount: number): ComplaintDetail['applicable']['refundDecision'] => ({
  ...(asked
    ? { allowed: true }
    : { allowed: false, code: 'NOT_A_REFUND_REQUEST', reason: 'The payer did not ask for a refund.' }),
  proposedAmount: amount,
  maxAmount: amount,
  fourEyesAbove: 100_000,
})

export const storedImage = (mediaKey: string): TimelineImage => ({
  mediaKey,
  url: `/api/v1/images/${mediaKey}`,
  thumbnailUrl: `/api/v1/images/${mediaKey}?size=thumb`,
  state: 'stored',
  reason: null,
  contentType: 'image/png',
})

export const missingImage: TimelineImage = {
  mediaKey: null,
  url: null,
  thumbnailUrl: null,
  state: 'missing',
  reason: 'The platform did not deliver this picture.',
  contentType: null,
}

export const expiredImage: TimelineImage = { ...missingImage, reason: 'PICTURE_EXPIRED' }

export const pendingImage: TimelineImage = { ...missingImage, state: 'pending', reason: null }

export const entry = (id: string, changes: Partial<TimelineEntry>): TimelineEntry => ({
  id,
  at: NOW,
  action: 'USER_RESPONSE',
  wireAction: 'USER_RESPONSE',
  side: 'payer',
  operator: '投诉人',
  content: null,
  episode: 1,
  images: [],
  message: null,
  ...changes,
})

export const action = (changes: Partial<Action> = {}): Action => ({
  id: 'action-1',
  complaintId: 'complaint-1',
  kind: 'reply',
  state: 'queued',
  content: '您好，已为您登记退款，预计今天到账。',
  images: [],
  createdAt: NOW,
  createdBy: '王小敏',
  attempts: 0,
  nextAttemptAt: null,
  sentAt: null,
  verifiedAt: null,
  decision: null,
  refund: null,
  message: null,
  delivery: null,
  approval: null,
  problem: null,
  ...changes,
})

/** A complaint in its second episode, with everything a timeline can show. */
export function longComplaint(): ComplaintDetail {
  return complaint({
    number: 1,
    complainedAt: hours(-50),
    state: 'PENDING',
    complaintTimes: 2,
    needImmediateService: true,
    userTags: ['TRUSTED'],
    dueAt: hours(3.2),
    duty: 'next-reply',
    pendingActions: 2,
    deadlines: [
      {
        kind: 'first-reply',
        episode: 1,
        startsAt: hours(-50),
        dueAt: hours(-26),
        metAt: hours(-48),
        stage: null,
        state: 'met',
      },
      {
        kind: 'settlement',
        episode: 1,
        startsAt: hours(-50),
        dueAt: hours(22),
        metAt: hours(-30),
        stage: null,
        state: 'met',
      },
      { kind: 'first-reply', episode: 2, startsAt: hours(-20), dueAt: hours(4), metAt: null, stage: 0, state: 'open' },
      {
        kind: 'next-reply',
        episode: 2,
        startsAt: hours(-20.8),
        dueAt: hours(3.2),
        metAt: null,
        stage: 0,
        state: 'open',
      },
      { kind: 'settlement', episode: 2, startsAt: hours(-20), dueAt: hours(52), metAt: null, stage: 0, state: 'open' },
    ],
    episodes: [
      { number: 1, openedAt: hours(-50), closedAt: hours(-30) },
      { number: 2, openedAt: hours(-20), closedAt: null },
    ],
    timeline: [
      entry('1', {
        at: hours(-50),
        action: 'USER_CREATE_COMPLAINT',
        content: '买的车厘子收到一半都烂了，客服说要拍照，我拍了照片发过去三天没有人回复，现在要求退款 88 元。',
        images: [storedImage('cherry-1'), storedImage('cherry-2'), missingImage],
      }),
      entry('2', { at: hours(-50), action: 'USER_CREATE_COMPLAINT_SYSTEM_MESSAGE', side: 'system', operator: '系统' }),
      entry('3', {
        at: hours(-48),
        action: 'MERCHANT_RESPONSE',
        side: 'merchant',
        operator: '青禾鲜果旗舰店',
        content: '您好，非常抱歉给您带来不好的体验。请您提供一下收货时的外箱照片，我们核实后马上为您处理。',
      }),
      entry('4', {
        at: hours(-47),
        content: '照片在这里，外箱都压坏了。\n麻烦快一点。',
        images: [storedImage('box-1')],
      }),
      entry('5', {
        at: hours(-31),
        action: 'PLATFORM_HELP_APPLICATION',
        side: 'platform',
        operator: '微信支付',
        content: '请尽快处理用户的投诉。',
      }),
      entry('6', {
        at: hours(-30),
        action: 'MERCHANT_CONFIRM_COMPLETE',
        side: 'merchant',
        operator: '青禾鲜果旗舰店',
      }),
      entry('7', {
        at: hours(-20),
        action: 'USER_CONTINUE_COMPLAINT',
        content: '说好的退款一直没有到账！',
        episode: 2,
      }),
      entry('8', {
        at: hours(-19),
        action: 'USER_SENDS_STICKER',
        wireAction: 'USER_SENDS_STICKER',
        content: '[动画表情]',
        episode: 2,
        images: [pendingImage],
      }),
    ],
    actions: [
      action({ id: 'action-old', state: 'verified', createdAt: hours(-48), verifiedAt: hours(-48) }),
      action({
        id: 'action-parked',
        state: 'parked',
        attempts: 3,
        createdAt: hours(-1),
        content: '退款已提交，请查看 https://example.com/refund',
        problem: {
          code: 'LINK_NOT_ALLOWED',
          message: '此商户号暂不支持发送外部链接',
          remedy: '去掉链接后重新发送，或联系微信支付开通外链权限。',
        },
      }),
      action({
        id: 'action-queued',
        state: 'queued',
        images: [{ mediaKey: 'receipt', url: '/api/v1/images/receipt' }],
      }),
    ],
  })
}

/** Thirty complaints of every kind, most urgent first. */
export function manyComplaints(): ComplaintDetail[] {
  const rows = Array.from({ length: 30 }, (_, index) => {
    const number = index + 2
    return complaint({
      number,
      complainedAt: hours(-26.5 + index * 0.9),
      needImmediateService: index === 0,
      inPlatformService: index === 2,
      agentMode: index === 5,
      complaintTimes: index % 7 === 1 ? 2 : 1,
      userTags: index % 9 === 3 ? ['HIGH_RISK'] : index % 4 === 0 ? ['TRUSTED'] : [],
      awaitingReply: index % 3 !== 1,
      pendingActions: index === 4 ? 1 : 0,
    })
  })
  return [longComplaint(), ...rows]
}
