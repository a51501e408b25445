import type { FileComplaintInput } from '@redress/simulator'

/** A made-up complaint: what a payer files, and how long ago. */
export interface Sample extends Omit<FileComplaintInput, 'at' | 'images'> {
  /** Hours before the demo's first start; undefined for those filed while it runs. */
  readonly hoursAgo?: number
  readonly pictures?: number
}

/** The shops of the demo, one for each way in which the platform signs. */
export const SHOPS = [
  { slug: 'yunbian-coffee', mchid: '1900000001', name: '云边咖啡', keyMode: 'public-key' },
  { slug: 'xiaoman-life', mchid: '1900000002', name: '小满生活馆', keyMode: 'certificate' },
  { slug: 'qingteng-class', mchid: '1900000003', name: '青藤在线课堂', keyMode: 'switching' },
] as const

const [{ mchid: COFFEE }, { mchid: LIFE }, { mchid: CLASS }] = SHOPS

/** There when the demo begins: fresh ones, some that are due soon, some that are late. */
export const FIRST_SAMPLES: readonly Sample[] = [
  {
    mchid: LIFE,
    hoursAgo: 70,
    detail: '买的空气炸锅第二天就不通电，联系客服三天没有回复，要求退款。',
    problemType: 'REFUND',
    amount: 29_900,
    payerPhone: '13800138001',
    userTags: ['TRUSTED'],
    pictures: 2,
  },
  {
    mchid: COFFEE,
    hoursAgo: 47,
    detail: '储值卡充了两百，余额一直显示为零，麻烦尽快到账。',
    problemType: 'SERVICE_NOT_WORK',
    amount: 20_000,
    payerPhone: '13912345678',
    pictures: 1,
  },
  {
    mchid: CLASS,
    hoursAgo: 30,
    detail: '课程还没开就联系不上老师，说好七天无理由退，现在又说不能退。',
    problemType: 'REFUND',
    amount: 198_000,
    payerPhone: '13611112222',
    userTags: ['HIGH_RISK'],
  },
  {
    mchid: LIFE,
    hoursAgo: 23,
    detail: '快递显示签收，但是我没有收到，驿站也查不到。',
    problemType: 'OTHERS',
    amount: 8_990,
    payerPhone: '15888886666',
  },
  {
    mchid: COFFEE,
    hoursAgo: 20,
    detail: '同一单扣了两次钱，请退还重复扣款。',
    problemType: 'REFUND',
    amount: 3_800,
    applyRefundAmount: 1_900,
    payerPhone: '18601010101',
    userTags: ['TRUSTED'],
    pictures: 1,
  },
  {
    mchid: CLASS,
    hoursAgo: 12,
    detail: '会员自动续费没有提醒，被扣了一年的费用。',
    problemType: 'REFUND',
    amount: 36_500,
    payerPhone: '13700001234',
  },
  {
    mchid: LIFE,
    hoursAgo: 8,
    detail: '收到的毛巾颜色和页面不一样，还有一股异味。',
    problemType: 'OTHERS',
    amount: 4_990,
    payerPhone: '13522223333',
    pictures: 2,
  },
  {
    mchid: COFFEE,
    hoursAgo: 5,
    detail: '优惠券已经扣掉了，结账时却没有减免。',
    problemType: 'SERVICE_NOT_WORK',
    amount: 2_650,
    payerPhone: '13433334444',
  },
  {
    mchid: COFFEE,
    hoursAgo: 3,
    detail: '点了热拿铁送来是冰的，门店电话没人接。',
    problemType: 'OTHERS',
    amount: 2_200,
    payerPhone: '18844445555',
    needImmediateService: true,
  },
  {
    mchid: CLASS,
    hoursAgo: 2,
    detail: '直播回放打不开，一直提示权益未生效。',
    problemType: 'SERVICE_NOT_WORK',
    amount: 59_900,
    payerPhone: '17755556666',
  },
  {
    mchid: LIFE,
    hoursAgo: 0.7,
    detail: '退货已经签收五天，钱还没有退回来。',
    problemType: 'REFUND',
    amount: 15_800,
    payerPhone: '13366667777',
    pictures: 1,
  },
  {
    mchid: COFFEE,
    hoursAgo: 0.1,
    detail: '外卖洒了一半，骑手让我联系商家处理。',
    problemType: 'REFUND',
    amount: 4_500,
    applyRefundAmount: 2_300,
    payerPhone: '13277778888',
    pictures: 1,
  },
]

/** Filed one after the other while the demo runs. */
export const LATER_SAMPLES: readonly Sample[] = [
  {
    mchid: COFFEE,
    detail: '下单一个多小时了还没有做，能不能取消退款？',
    problemType: 'REFUND',
    amount: 3_300,
    payerPhone: '13122223333',
  },
  {
    mchid: LIFE,
    detail: '少发了一件，订单里明明是两件装。',
    problemType: 'OTHERS',
    amount: 6_990,
    payerPhone: '13022221111',
    pictures: 1,
  },
  {
    mchid: CLASS,
    detail: '报名时说有纸质教材，到现在也没有寄出。',
    problemType: 'SERVICE_NOT_WORK',
    amount: 89_900,
    payerPhone: '15012344321',
  },
  {
    mchid: COFFEE,
    detail: '积分兑换的杯子一直不发货。',
    problemType: 'OTHERS',
    amount: 100,
    payerPhone: '15198765432',
  },
  {
    mchid: LIFE,
    detail: '水壶漏水，差点烫到孩子，要求退货并给个说法。',
    problemType: 'REFUND',
    amount: 12_900,
    payerPhone: '15298761234',
    userTags: ['HIGH_RISK'],
    pictures: 2,
  },
  {
    mchid: CLASS,
    detail: '买错课程了，还没有看，申请退款。',
    problemType: 'REFUND',
    amount: 9_900,
    payerPhone: '15398760000',
    userTags: ['TRUSTED'],
  },
  {
    mchid: COFFEE,
    detail: '门店拒绝使用会员价，和活动页面写的不一样。',
    problemType: 'OTHERS',
    amount: 1_990,
    payerPhone: '15998761111',
  },
  {
    mchid: LIFE,
    detail: '发票开错抬头，申请重开一周没人理。',
    problemType: 'OTHERS',
    amount: 45_000,
    payerPhone: '15798762222',
  },
  {
    mchid: COFFEE,
    detail: '自动售卖机扣款后没有出货。',
    problemType: 'REFUND',
    amount: 1_500,
    payerPhone: '15698763333',
    needImmediateService: true,
    pictures: 1,
  },
  {
    mchid: CLASS,
    detail: '老师连续两次临时停课，希望退剩余课时。',
    problemType: 'REFUND',
    amount: 240_000,
    applyRefundAmount: 160_000,
    payerPhone: '18298764444',
  },
]

/** What a payer may write after the merchant's reply. */
export const PAYER_ANSWERS = [
  '好的，那大概什么时候能处理好？',
  '我把截图补充上来了，麻烦看一下。',
  '谢谢，我再等一天。',
  '还是没有收到，请核实。',
  '可以，按你们说的办。',
] as const

export const PAYER_CONTINUES = ['说好的退款一直没有到账，继续投诉。', '问题没有解决就关闭了，请重新处理。'] as const
