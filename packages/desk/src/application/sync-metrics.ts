import type { Kysely } from 'kysely'
import type { Registry } from 'prom-client'
import type { MerchantRegistry } from '../merchants/registry.ts'
import { readCompleteness } from '../store/merchant-sync.ts'
import type { Database } from '../store/schema/database.ts'
import { registerSharedGauges } from './shared-figures.ts'

export interface SyncMetricsDeps {
  readonly db: Kysely<Database>
  readonly registry: Pick<MerchantRegistry, 'byId'>
  readonly clock: () => Date
}

/** How far each merchant is complete, read when it is asked for. Alarm on the age. */
export function registerSyncMetrics(metrics: Registry, { db, registry, clock }: SyncMetricsDeps): void {
  registerSharedGauges(metrics, (gauge) => {
    const upTo = gauge(
      'complete_up_to_seconds',
      'Up to here every complaint and change is known, Unix time; 0 before the first sweep',
      ['merchant'],
    )
    const age = gauge('complete_up_to_age_seconds', 'Age of complete_up_to', ['merchant'])
    const callback = gauge(
      'callback_url_ok',
      '1 when the platform delivers notifications to this desk, 0 when it does not; absent when not checked',
      ['merchant'],
    )
    return async () => {
      for (const row of await readCompleteness(db)) {
        const merchant = registry.byId(row.merchant_id)?.slug
        if (merchant === undefined) continue
        const seconds = (row.complete_up_to?.getTime() ?? 0) / 1000
        upTo.set({ merchant }, seconds)
        age.set({ merchant }, clock().getTime() / 1000 - seconds)
        if (row.callback_state !== 'unchecked') callback.set({ merchant }, row.callback_state === 'ok' ? 1 : 0)
      }
    }
  })
}
