import type { ComplaintDetail, OfficialAccount, RightsTicket } from '../../src/api/types.ts'
import { action, type ComplaintOptions, complaint, entry, hours, refundApplicable, storedImage } from './complaints.ts'

export const accounts: OfficialAccount[] = [
  {
    slug: 'chayu',
    name: '茶语小铺',
    appId: 'wx0123456789abcdef',
    partnerId: '1900000109',
    profile: 'v16',
    pushMode: 'safe',
    defaultGoods: 'physical',
    labels: [],
    rightsCallbackPath: '/callbacks/rights/chayu',
    pushCallbackPath: '/callbacks/official-account/chayu',
  },
]

const rightsApplicable: ComplaintDetail['applicable'] = {
  reply: { allowed: false, code: 'ONLY_COMPLAINTS_V2', reason: 'Write a message instead.' },
  message: { allowed: true },
  deliveryNotice: { allowed: true },
  complete: {
    allowed: true,
    guards: [{ code: 'SETTLEMENT_NOT_CONFIRMED', message: 'Nobody has said that it was carried out.' }],
  },
  refundDecision: { ...refundApplicable(false, 0), code: 'ONLY_COMPLAINTS_V2' },
}

export const openWindow: RightsTicket['replyWindow'] = {
  open: true,
  closesAt: hours(5.2),
  remaining: null,
  reason: null,
}

export interface TicketOptions extends Omit<ComplaintOptions, 'rights'> {
  readonly rights?: Partial<RightsTicket>
}

const reasons = [
  ['质量问题', '换货', '茶叶有霉味，包装也破了，要求换一份新的。'],
  ['没有收到货品', '补发货给我', '付款五天了，一直没有发货，也没有人回复。'],
  ['商品质量有问题', '退款，并不退货', '杯子收到就是碎的，照片已经上传。'],
  ['质量问题', '退款', null],
] as const

const states = ['PENDING', 'PROCESSING', 'MARKED', 'CLOSED', 'REJECTED', 'ARBITRATION'] as const

/** A made-up rights ticket, undelivered and two days old; what a test is about is passed in. */
export function ticket({ number = 1, rights, ...changes }: TicketOptions = {}): ComplaintDetail {
  const [reason, solution, remark] = reasons[(number - 1) % reasons.length] ?? reasons[0]
  const complainedAt = changes.complainedAt ?? hours(-20 - number)
  const ticketState = rights?.ticketState ?? 'PENDING'
  const dueAt = new Date(Date.parse(complainedAt) + 48 * 3_600_000).toISOString()
  return complaint({
    id: `ticket-${number}`,
    number,
    channel: 'rights-v16',
    merchant: 'chayu',
    merchantName: '茶语小铺',
    mchid: '1900000109',
    platformId: `132419817988${String(number).padStart(8, '0')}`,
    state: ticketState === 'MARKED' || ticketState === 'CLOSED' ? 'PROCESSED' : 'PENDING',
    channelState: ticketState,
    detail: remark ?? reason,
    problemType: null,
    problemDescription: `${reason} · ${solution}`,
    complainedAt,
    dueAt: ticketState === 'CLOSED' ? null : dueAt,
    duty: ticketState === 'CLOSED' ? null : 'settlement',
    order: null,
    applyRefundAmount: null,
    deadlines: [
      {
        kind: 'delivery',
        episode: 1,
        startsAt: hours(-100),
        dueAt: hours(-28),
        metAt: null,
        stage: null,
        state: 'missed',
      },
      { kind: 'settlement', episode: 1, startsAt: complainedAt, dueAt, metAt: null, stage: 0, state: 'open' },
    ],
    timeline: [
      entry(`filed-${number}`, {
        at: complainedAt,
        action: 'USER_CREATE_COMPLAINT',
        wireAction: 'request',
        content: remark,
        images: [storedImage('tea-1'), storedImage('tea-2')],
      }),
    ],
    applicable: rightsApplicable,
    ...changes,
    rights: {
      appId: 'wx0123456789abcdef',
      openId: 'oDF3iY9P32sK_5GgYiRkjsCo45bk',
      ticketState,
      reason,
      solution,
      remark,
      transactionId: '1900000109201411230001234567',
      order: {
        goods: 'physical',
        goodsAssumed: true,
        outTradeNo: null,
        paidAt: hours(-100),
        delivery: 'unknown',
        deliveredAt: null,
        deliveryDueAt: hours(-28),
        source: null,
      },
      filing: { endsAt: hours(45 * 24 - 100), problem: null },
      arbitration: { eligible: false, reasons: [], demandedAt: null },
      replyWindow: openWindow,
      messageTypes: ['text', 'image', 'voice', 'video', 'music', 'news'],
      maxArticles: 10,
      heldNotices: [],
      ...rights,
    },
  })
}

/** A ticket that shows everything one can: refused once, held notices, a conversation of all kinds, a lost answer. */
export function longTicket(): ComplaintDetail {
  const file = (mediaKey: string, contentType: string) => ({ ...storedImage(mediaKey), contentType })
  return ticket({
    complaintTimes: 2,
    pendingActions: 1,
    episodes: [
      { number: 1, openedAt: hours(-60), closedAt: hours(-30) },
      { number: 2, openedAt: hours(-20), closedAt: null },
    ],
    rights: {
      ticketState: 'REJECTED',
      arbitration: { eligible: true, reasons: ['OVERDUE', 'REJECTED'], demandedAt: null },
      heldNotices: [
        {
          id: 'held-1',
          kind: 'CONFIRM',
          at: hours(-2),
          receivedAt: hours(-2),
          code: 'PAYER_MISMATCH',
          message: 'The notice names another payer.',
        },
      ],
    },
    timeline: [
      entry('1', {
        at: hours(-60),
        action: 'USER_CREATE_COMPLAINT',
        wireAction: 'request',
        content: '茶叶有霉味，包装也破了，要求换一份新的。',
        images: [storedImage('tea-1'), storedImage('tea-2')],
      }),
      entry('2', {
        at: hours(-59),
        action: 'MERCHANT_RESPONSE',
        side: 'merchant',
        operator: '王小敏',
        message: { type: 'text', content: '非常抱歉！请问是哪一批次？方便发一段语音或视频吗？' },
      }),
      entry('3', { at: hours(-58.9), content: null, images: [file('voice-amr', 'audio/amr')] }),
      entry('4', { at: hours(-58.8), content: null, images: [file('voice-mp3', 'audio/mpeg')] }),
      entry('5', { at: hours(-58.7), content: null, images: [file('video-1', 'video/mp4')] }),
      entry('6', {
        at: hours(-58),
        action: 'MERCHANT_RESPONSE',
        side: 'merchant',
        operator: '王小敏',
        message: {
          type: 'news',
          articles: [
            { title: '换货须知', description: '收到新茶后请检查封口。', url: 'https://shop.example/exchange' },
            { title: '如何保存茶叶', url: 'https://shop.example/keep' },
          ],
        },
      }),
      entry('7', {
        at: hours(-57),
        action: 'MERCHANT_RESPONSE',
        side: 'merchant',
        operator: '王小敏',
        images: [storedImage('cover')],
        message: {
          type: 'music',
          musicUrl: 'https://shop.example/song.mp3',
          hqMusicUrl: 'https://shop.example/song-hq.mp3',
          thumbMediaKey: 'cover',
          title: '茶山小调',
          description: '等待时听一首歌',
        },
      }),
      entry('8', { at: hours(-30), action: 'RIGHTS_MARKED', side: 'merchant', operator: '王小敏' }),
      entry('9', {
        at: hours(-20),
        action: 'RIGHTS_REJECTED',
        wireAction: 'reject',
        content: '新茶还没有收到',
        episode: 2,
      }),
    ],
    actions: [
      action({
        id: 'action-lost',
        complaintId: 'ticket-1',
        kind: 'message',
        state: 'parked',
        content: '快递单号 SF1234567890',
        message: { type: 'text', content: '快递单号 SF1234567890' },
        createdAt: hours(-0.5),
        problem: { code: 'OUTCOME_UNKNOWN', message: 'The answer was lost.', remedy: 'See in the chat.' },
      }),
    ],
  })
}

/** Tickets in every state, one hour apart: more than one page of them. */
export const manyTickets = (count = 32): ComplaintDetail[] => [
  longTicket(),
  ...Array.from({ length: count - 1 }, (_, index) =>
    ticket({
      number: index + 2,
      rights: { ticketState: states[index % states.length] ?? 'PENDING' },
    }),
  ),
]
