import type { Kysely } from 'kysely'
import { Gauge, type Registry } from 'prom-client'
import type { MerchantRegistry } from '../merchants/registry.ts'
import { readCompleteness } from '../store/merchant-sync.ts'
import type { Database } from '../store/schema/database.ts'

export interface SyncMetricsDeps {
  readonly db: Kysely<Database>
  readonly registry: Pick<MerchantRegistry, 'byId'>
  readonly clock: () => Date
}

/** How far each merchant is complete, read when it is asked for. Alarm on the age. */
export function registerSyncMetrics(metrics: Registry, { db, registry, clock }: SyncMetricsDeps): void {
  const labelNames = ['merchant']
  const upTo = new Gauge({
    name: 'complete_up_to_seconds',
    help: 'Up to here every complaint and change is known, Unix time; 0 before the first sweep',
    labelNames,
    registers: [metrics],
  })
  const callback = new Gauge({
    name: 'callback_url_ok',
    help: '1 when the platform delivers notifications to this desk, 0 when it does not; absent when not checked',
    labelNames,
    registers: [metrics],
  })
  const age = new Gauge({
    name: 'complete_up_to_age_seconds',
    help: 'Age of complete_up_to',
    labelNames,
    registers: [metrics],
    collect: async () => {
      for (const gauge of [upTo, callback, age]) gauge.reset()
      try {
        for (const row of await readCompleteness(db)) {
          const merchant = registry.byId(row.merchant_id)?.slug
          if (merchant === undefined) continue
          const seconds = (row.complete_up_to?.getTime() ?? 0) / 1000
          upTo.set({ merchant }, seconds)
          age.set({ merchant }, clock().getTime() / 1000 - seconds)
          if (row.callback_state !== 'unchecked') callback.set({ merchant }, row.callback_state === 'ok' ? 1 : 0)
        }
      } catch {
        // Without the database there is nothing true to say; the other figures must still come out.
      }
    },
  })
}
