import type { ProblemType } from '../simulator-api.ts'

/** What payers complain about: made up, in the tone of real ones. `{item}` and `{days}` are filled in. */
export type Ware = 'goods' | 'food' | 'membership' | 'visit'

export interface Grievance {
  readonly problemType: ProblemType
  readonly title: string
  /** What it can be about. */
  readonly wares: readonly Ware[]
  readonly details: readonly string[]
}

export const GRIEVANCES: readonly Grievance[] = [
  {
    problemType: 'REFUND',
    title: '申请退款',
    wares: ['goods'],
    details: [
      '{item}收到时包装已经破了，联系客服一直不回，要求退款。',
      '买了{item}，{days}天了还没发货，我不想要了，请退款。',
      '{item}和页面描述完全不一样，颜色也发错了，要求全额退款。',
      '{item}用了{days}天就坏了，商家说不保修，我要退货退款。',
    ],
  },
  {
    problemType: 'REFUND',
    title: '重复扣款',
    wares: ['goods', 'food', 'membership', 'visit'],
    details: ['同一笔{item}被扣了两次钱，请把多扣的退回来。', '取消了{item}的订单，说好原路退回，{days}天了还没到账。'],
  },
  {
    problemType: 'SERVICE_NOT_WORK',
    title: '服务权益未生效',
    wares: ['membership'],
    details: [
      '开通了{item}，权益一直没有到账，客服让我等，已经等了{days}天。',
      '{item}显示已购买，可是用的时候提示没有权限。',
      '{item}续费成功，但是到期时间没有变。',
      '已经关闭自动续费，{item}还是扣了钱。',
    ],
  },
  {
    problemType: 'OTHERS',
    title: '商家服务态度差',
    wares: ['food', 'visit'],
    details: ['等{item}的时候排了半小时，店员态度很差，说爱买不买。', '打了{days}次电话问{item}的事情，没有人接。'],
  },
  {
    problemType: 'OTHERS',
    title: '商品质量问题',
    wares: ['food'],
    details: [
      '{item}吃完肚子不舒服，问商家不理人。',
      '{item}少送了一份，联系商家没有下文。',
      '{item}送到已经凉了，还洒了一半。',
    ],
  },
  {
    problemType: 'OTHERS',
    title: '商品质量问题',
    wares: ['goods'],
    details: ['{item}少了一件，照片已经发给商家，没有下文。', '{item}有明显的划痕，怀疑是二手的。'],
  },
  {
    problemType: 'OTHERS',
    title: '无法开具发票',
    wares: ['goods', 'food', 'membership', 'visit'],
    details: ['商家说{item}不能开发票，我不同意。'],
  },
  {
    problemType: 'SERVICE_NOT_WORK',
    title: '预约无法使用',
    wares: ['visit'],
    details: ['预订了{item}，到店说没有位置。', '{item}改期{days}次了，商家一直往后推。'],
  },
]

/** Name, kind, lowest and highest price in fen. */
export const ITEMS: readonly (readonly [string, Ware, number, number])[] = [
  ['燕麦拿铁', 'food', 1800, 4200],
  ['外卖套餐', 'food', 1500, 8800],
  ['生日蛋糕', 'food', 9800, 39_800],
  ['蓝牙耳机', 'goods', 9900, 49_900],
  ['儿童雨靴', 'goods', 3900, 12_900],
  ['手机壳', 'goods', 900, 5900],
  ['生鲜礼盒', 'goods', 4900, 29_900],
  ['月度会员', 'membership', 1500, 3000],
  ['健身年卡', 'membership', 99_900, 399_900],
  ['网盘会员', 'membership', 1200, 19_800],
  ['电影票', 'visit', 3500, 9600],
  ['酒店房间', 'visit', 19_900, 89_900],
  ['家政保洁', 'visit', 8800, 39_900],
]

export const FOLLOW_UPS: readonly string[] = [
  '怎么还没有人回复？',
  '麻烦尽快处理，谢谢。',
  '再不处理我就去找平台了。',
  '刚才打电话也没人接。',
  '我有聊天记录可以证明。',
]

export const REPLIES: readonly string[] = [
  '您好，非常抱歉给您带来不便，我们正在核实，会尽快给您答复。',
  '您好，已为您登记，专员会在两小时内联系您。',
  '您好，这笔订单我们已经核实，会按您的要求处理。',
]

export const CONTINUATIONS: readonly string[] = [
  '说是处理好了，其实什么都没有解决。',
  '钱还是没有收到，我要继续投诉。',
  '答应补发的东西一直没有寄。',
]
