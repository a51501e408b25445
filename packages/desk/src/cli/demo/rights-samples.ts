import type { FileRightsInput } from '@redress/simulator'

/** The official account that every simulator holds, as the demo names it. */
export const ACCOUNT = {
  appId: 'wx0123456789abcdef',
  slug: 'yunbian-service',
  name: '云边咖啡服务号',
  reasons: ['券码未到账', '少送一件'],
  solutions: ['补发券码', '退差价'],
} as const

/** A made-up rights ticket with its payment, and what its payer writes after filing it. */
export interface RightsSample extends Required<Pick<FileRightsInput, 'payerId' | 'reason' | 'solution' | 'extInfo'>> {
  readonly goods: 'virtual' | 'service' | 'physical'
  /** Undefined: nobody has told the desk of the order. */
  readonly order?: 'delivered' | 'undelivered'
  readonly item: string
  /** Fen. */
  readonly amount: number
  readonly pictures?: number
  readonly says?: readonly string[]
  /** The merchant marked it in the console of the account, and the payer did not agree. */
  readonly refused?: true
}

const [LIN, CHEN, ZHAO] = ['payer-lin', 'payer-chen', 'payer-zhao'] as const

/** There when the demo begins. */
export const FIRST_RIGHTS: readonly RightsSample[] = [
  {
    payerId: LIN,
    goods: 'physical',
    order: 'delivered',
    item: '耶加雪菲咖啡豆 两袋',
    amount: 13_600,
    reason: '质量问题',
    solution: '换货',
    extInfo: '收到时袋子是漏的，豆子受潮了 13800138010',
    pictures: 2,
    says: ['照片已经传了，麻烦看一下。', '我想换两袋新的。'],
  },
  {
    payerId: CHEN,
    goods: 'virtual',
    order: 'undelivered',
    item: '咖啡兑换券 十杯',
    amount: 19_900,
    reason: '券码未到账',
    solution: '补发券码',
    extInfo: '付款两天了，卡包里什么都没有 13912340020',
    says: ['券码什么时候能到？'],
  },
  {
    payerId: ZHAO,
    goods: 'service',
    item: '咖啡师体验课 一次',
    amount: 29_800,
    reason: '没有收到货品',
    solution: '退款，并不退货',
    extInfo: '约好的时间门店没有开课 13612340030',
  },
  {
    payerId: CHEN,
    goods: 'physical',
    order: 'undelivered',
    item: '手冲壶套装',
    amount: 25_900,
    reason: '没有收到货品',
    solution: '补发货给我',
    extInfo: '三天没有发货，客服电话打不通 13912340020',
  },
  {
    payerId: ZHAO,
    goods: 'physical',
    order: 'delivered',
    item: '随行杯（白色）',
    amount: 8_800,
    reason: '商品质量有问题',
    solution: '退款，并不退货',
    extInfo: '杯盖裂了，换过一次还是裂的 13612340030',
    pictures: 1,
    says: ['已经是第二次了，我要退款。'],
    refused: true,
  },
]

/** Filed one after the other while the demo runs. */
export const LATER_RIGHTS: readonly RightsSample[] = [
  {
    payerId: LIN,
    goods: 'virtual',
    order: 'undelivered',
    item: '会员月卡',
    amount: 2_500,
    reason: '券码未到账',
    solution: '退款，并不退货',
    extInfo: '开通后还是普通会员 13800138010',
  },
  {
    payerId: CHEN,
    goods: 'physical',
    order: 'delivered',
    item: '挂耳咖啡 三盒',
    amount: 17_700,
    reason: '少送一件',
    solution: '补发货给我',
    extInfo: '只收到两盒 13912340020',
    pictures: 1,
    says: ['快递盒里只有两盒，照片里看得到。'],
  },
  {
    payerId: ZHAO,
    goods: 'service',
    order: 'undelivered',
    item: '咖啡机上门清洗',
    amount: 12_000,
    reason: '没有收到货品',
    solution: '退差价',
    extInfo: '师傅没有来 13612340030',
  },
]

/** What a payer may write after the merchant's message. */
export const CHAT_ANSWERS = [
  '好的，谢谢，我等消息。',
  '请问大概几天能收到？',
  '可以，就按你们说的办。',
  '地址没有变，直接寄就行。',
  '能不能快一点？已经等很久了。',
] as const
