import type { Simulator } from '@redress/simulator'
import type { Kysely } from 'kysely'
import type { Application } from '../../application/application.ts'
import type { OfficialAccounts } from '../../official-accounts/accounts.ts'
import { writeRightsOrder } from '../../store/rights-orders.ts'
import type { Database } from '../../store/schema/database.ts'
import { samplePicture } from './pictures.ts'
import { ACCOUNT, FIRST_RIGHTS, type RightsSample } from './rights-samples.ts'

export interface RightsFiling {
  readonly simulator: Simulator
  readonly db: Kysely<Database>
  readonly officialAccounts: Pick<OfficialAccounts, 'bySlugOrAppId'>
  readonly application: Pick<Application, 'officialAccountClients'>
}

const HOUR_MS = 3_600_000
/** So long ago that the goods should have been delivered: before that nobody may complain. */
const LATE_AFTER_HOURS = { virtual: 26, service: 30, physical: 74 } as const
const PAID_HOURS_AGO = 120
const DELIVERED_HOURS_AGO = 70

/**
 * A payer pays, the shop's own system reports what became of the order as a real one does, then the payer complains and
 * writes.
 */
export async function fileRights(parts: RightsFiling, sample: RightsSample, number: number): Promise<void> {
  const { simulator } = parts
  const { payerId, goods, item, amount, reason, solution, extInfo } = sample
  const ago = (hours: number): Date => new Date(simulator.now().getTime() - hours * HOUR_MS)
  const paidAt = ago(sample.order === 'delivered' ? PAID_HOURS_AGO : LATE_AFTER_HOURS[goods])
  const payment = simulator.officialAccounts.pay(ACCOUNT.appId, { payerId, goods, item, amount, paidAt })
  await reportOrder(parts, sample, { ...payment, paidAt, deliveredAt: ago(DELIVERED_HOURS_AGO) })
  const pictures = await Promise.all(
    Array.from({ length: sample.pictures ?? 0 }, (_, index) => samplePicture(number * 5 + index)),
  )
  const { feedbackId } = simulator.rights.file({
    appId: ACCOUNT.appId,
    payerId,
    transactionId: payment.transactionId,
    reason,
    solution,
    extInfo,
    pictures,
  })
  for (const text of sample.says ?? []) simulator.officialAccounts.send(ACCOUNT.appId, { payerId, text })
  if (sample.refused === undefined) return
  simulator.rights.markInConsole(feedbackId)
  simulator.rights.reject(feedbackId)
}

interface Order {
  readonly openId: string
  readonly transactionId: string
  readonly outTradeNo: string
  readonly paidAt: Date
  readonly deliveredAt: Date
}

async function reportOrder(
  { db, officialAccounts, application }: RightsFiling,
  { goods, order: delivery }: RightsSample,
  { openId, transactionId, outTradeNo, paidAt, deliveredAt }: Order,
): Promise<void> {
  const account = officialAccounts.bySlugOrAppId(ACCOUNT.appId)
  if (account === undefined || delivery === undefined) return
  const delivered = delivery === 'delivered'
  if (delivered) {
    const { rights } = application.officialAccountClients(account.id)
    await rights.notifyDelivery({ openId, transactionId, outTradeNo, status: 'delivered', deliveredAt })
  }
  await writeRightsOrder(
    db,
    { merchantId: account.id, transactionId },
    { goods, paidAt, outTradeNo, delivery, ...(delivered ? { deliveredAt } : {}) },
    { source: delivered ? 'api' : 'hand', by: 'demo', now: new Date() },
  )
}

/** Files the tickets that are there from the beginning; on data of an earlier start it does nothing. */
export async function fileFirstRights(parts: RightsFiling): Promise<void> {
  if (parts.simulator.rights.list().length > 0) return
  for (const [number, sample] of FIRST_RIGHTS.entries()) await fileRights(parts, sample, number)
}
