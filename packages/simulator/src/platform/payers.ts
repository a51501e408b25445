import { seededDigits, seededInteger } from '../crypto/seeded.ts'
import type { Order } from './complaint.ts'

export interface Payer {
  readonly id: string
  readonly name: string
  readonly phone: string
}

/** The people of the phone page. Numbers are of a range that is not given out. */
export const PAYERS: readonly Payer[] = [
  { id: 'payer-lin', name: '林小满', phone: '19900000001' },
  { id: 'payer-chen', name: '陈一鸣', phone: '19900000002' },
  { id: 'payer-zhao', name: '赵青禾', phone: '19900000003' },
]

/** An order that a payer could complain about. */
export interface PayerOrder extends Order {
  readonly item: string
  /** Milliseconds since 1970. */
  readonly paidAt: number
}

const ITEMS: readonly (readonly [string, number])[] = [
  ['燕麦拿铁 两杯', 4600],
  ['蓝牙耳机（白色）', 19900],
  ['月度会员 自动续费', 2500],
  ['充电宝租借 押金', 9900],
  ['儿童雨靴 26 码', 6800],
  ['电影票 两张', 8960],
  ['有机蔬菜 一箱', 5990],
  ['话费充值 100 元', 9980],
]

const ORDERS_PER_SHOP = 4
const HOUR = 3_600_000

/** The orders of one payer at one merchant: always the same for the same seed. */
export function ordersOf(seed: string, epoch: number, payerId: string, mchid: string): PayerOrder[] {
  return Array.from({ length: ORDERS_PER_SHOP }, (_, position) => {
    const label = `order ${payerId} ${mchid} ${position}`
    const first = seededInteger(seed, `items ${payerId} ${mchid}`, ITEMS.length)
    const [item, amount] = ITEMS[(first + position * 3) % ITEMS.length] ?? ['商品', 100]
    const paidAt = epoch - (position * 31 + 2 + seededInteger(seed, `${label} hours`, 20)) * HOUR
    const digits = seededDigits(seed, label, 18)
    return { item, amount, paidAt, transactionId: `4200009${digits}`, outTradeNo: `SHOP${digits.slice(0, 12)}` }
  })
}

/** The id by which one merchant knows a payer. */
export const openIdOf = (seed: string, payerId: string, mchid: string): string =>
  `o${seededInteger(seed, `openid ${payerId} ${mchid}`, 2 ** 47)
    .toString(36)
    .padStart(10, '0')}${Buffer.from(payerId).toString('base64url').slice(0, 17)}`
