import { type Kysely, type Selectable, sql } from 'kysely'
import type { OrderFacts } from '../domain/rights/deadlines.ts'
import type { DeliveryState, Goods } from '../domain/rights/goods.ts'
import type { Database } from './schema/database.ts'
import type { RightsOrdersTable } from './schema/rights.ts'

export type OrderRow = Selectable<RightsOrdersTable>

export interface OrderKey {
  readonly merchantId: string
  readonly transactionId: string
}

/** What is left out stays as it is. */
export interface OrderChanges {
  readonly goods?: Goods | undefined
  readonly paidAt?: Date | undefined
  readonly outTradeNo?: string | undefined
  readonly delivery?: DeliveryState | undefined
  /** Null takes it back. */
  readonly deliveredAt?: Date | null | undefined
}

export interface OrderChange {
  /** `api`: the platform took it. */
  readonly source: RightsOrdersTable['source']
  readonly by: string
  readonly now: Date
}

export async function rightsOrderOf(db: Kysely<Database>, key: OrderKey): Promise<OrderRow | undefined> {
  return await db
    .selectFrom('rights_orders')
    .selectAll()
    .where('merchant_id', '=', key.merchantId)
    .where('transaction_id', '=', key.transactionId)
    .executeTakeFirst()
}

/** Every ticket about the order counts by what is stored here. */
export async function writeRightsOrder(
  db: Kysely<Database>,
  { merchantId, transactionId }: OrderKey,
  changes: OrderChanges,
  { source, by, now }: OrderChange,
): Promise<void> {
  const given = {
    ...(changes.goods === undefined ? {} : { goods: changes.goods }),
    ...(changes.paidAt === undefined ? {} : { paid_at: changes.paidAt }),
    ...(changes.outTradeNo === undefined ? {} : { out_trade_no: changes.outTradeNo }),
    ...(changes.delivery === undefined ? {} : { delivery_state: changes.delivery }),
    ...(changes.deliveredAt === undefined ? {} : { delivered_at: changes.deliveredAt }),
    source,
    updated_at: now,
    updated_by: by,
  }
  await db
    .insertInto('rights_orders')
    .values({ merchant_id: merchantId, transaction_id: transactionId, ...given })
    .onConflict((conflict) => conflict.columns(['merchant_id', 'transaction_id']).doUpdateSet(given))
    .execute()
}

/** Tickets of an account that are about an order, by their numbers. */
export async function ticketsOfOrder(db: Kysely<Database>, key: OrderKey): Promise<string[]> {
  const { rows } = await sql<{ platform_id: string }>`
    select platform_id from complaints
    where merchant_id = ${key.merchantId} and channel = 'rights-v16' and transaction_id = ${key.transactionId}`.execute(
    db,
  )
  return rows.map((row) => row.platform_id)
}

export const rowToOrderFacts = (row: OrderRow | undefined, defaultGoods: Goods): OrderFacts => ({
  goods: row?.goods ?? defaultGoods,
  paidAt: row?.paid_at?.getTime() ?? null,
  delivery: row?.delivery_state ?? null,
  deliveredAt: row?.delivered_at?.getTime() ?? null,
})
