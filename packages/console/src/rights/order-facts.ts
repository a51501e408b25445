import type { NewOrderFacts, RightsTicket } from '../api/types.ts'
import { fieldFromInstant, instantFromField } from '../format/date-field.ts'

type Order = RightsTicket['order']

export const goodsKinds = ['virtual', 'service', 'physical'] as const satisfies readonly Order['goods'][]
export const deliveries = ['delivered', 'failed', 'undelivered'] as const

/** The dialog as it stands on the screen: instants as fields of Beijing time, nothing chosen where nothing is known. */
export interface OrderForm {
  readonly goods: Order['goods'] | undefined
  readonly paidAt: string
  readonly outTradeNo: string
  readonly delivery: (typeof deliveries)[number] | undefined
  readonly deliveredAt: string
}

export const formFromOrder = (order: Order): OrderForm => ({
  // An assumed kind is not chosen for anybody: choosing the same one says that it was checked.
  goods: order.goodsAssumed ? undefined : order.goods,
  paidAt: fieldFromInstant(order.paidAt),
  outTradeNo: order.outTradeNo ?? '',
  delivery: order.delivery === 'unknown' ? undefined : order.delivery,
  deliveredAt: fieldFromInstant(order.deliveredAt),
})

/** What the form says that was not known before. Empty when nothing changed; an emptied field changes nothing. */
export function changesOf(order: Order, form: OrderForm): NewOrderFacts {
  const known = formFromOrder(order)
  const changed = (key: keyof OrderForm): boolean => form[key] !== known[key]
  const paidAt = changed('paidAt') ? instantFromField(form.paidAt) : undefined
  const deliveredAt =
    form.delivery === 'delivered' && changed('deliveredAt') ? instantFromField(form.deliveredAt) : undefined
  const outTradeNo = form.outTradeNo.trim()
  return {
    ...(form.goods !== undefined && changed('goods') ? { goods: form.goods } : {}),
    ...(paidAt === undefined ? {} : { paidAt }),
    ...(outTradeNo !== '' && changed('outTradeNo') ? { outTradeNo } : {}),
    ...(form.delivery !== undefined && changed('delivery') ? { delivery: form.delivery } : {}),
    ...(deliveredAt === undefined ? {} : { deliveredAt }),
  }
}

export type OrderProblem = 'paidInFuture' | 'deliveredBeforePaid' | 'deliveredInFuture'

/** Judges one of the instants typed, at the time `now` (milliseconds since 1970). */
export function judgeInstant(
  field: 'paidAt' | 'deliveredAt',
  form: Pick<OrderForm, 'paidAt' | 'deliveredAt'>,
  now: number,
): OrderProblem | undefined {
  const instant = instantFromField(form[field])
  if (instant === undefined) return undefined
  if (Date.parse(instant) > now) return field === 'paidAt' ? 'paidInFuture' : 'deliveredInFuture'
  const paidAt = instantFromField(form.paidAt)
  return field === 'deliveredAt' && paidAt !== undefined && Date.parse(instant) < Date.parse(paidAt)
    ? 'deliveredBeforePaid'
    : undefined
}
