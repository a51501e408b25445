import { type Kysely, sql } from 'kysely'
import type { Registry } from 'prom-client'
import type { OfficialAccounts } from '../official-accounts/accounts.ts'
import { HELD_NOTICE_TAG } from '../platform/rights-reading.ts'
import type { Database } from '../store/schema/database.ts'
import { registerSharedGauges } from './shared-figures.ts'

export interface AccountMetricsDeps {
  readonly db: Kysely<Database>
  readonly officialAccounts: Pick<OfficialAccounts, 'list'>
}

/** What official accounts lack, and what waits for a person, read when it is asked for. */
export function registerAccountMetrics(metrics: Registry, { db, officialAccounts }: AccountMetricsDeps): void {
  registerSharedGauges(metrics, (gauge) => {
    const push = gauge(
      'official_account_push_configured',
      '1 when the account has a push token, 0 when messages of payers cannot arrive',
      ['account'],
    )
    const held = gauge(
      'official_account_held_tickets',
      'Tickets with notifications that are held until a person decides',
      ['account'],
    )
    return async () => {
      const waiting = await countHeldTickets(db)
      for (const { id, slug, pushMode } of officialAccounts.list()) {
        push.set({ account: slug }, pushMode === 'off' ? 0 : 1)
        held.set({ account: slug }, waiting.get(id) ?? 0)
      }
    }
  })
}

async function countHeldTickets(db: Kysely<Database>): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('complaints')
    .select((is) => ['merchant_id', is.fn.countAll<number>().as('count')])
    .where('channel', '=', 'rights-v16')
    .where(sql<boolean>`${HELD_NOTICE_TAG} = any(user_tags)`)
    .groupBy('merchant_id')
    .execute()
  return new Map(rows.map((row) => [row.merchant_id, row.count]))
}
