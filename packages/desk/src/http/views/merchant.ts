import type { z } from 'zod'
import { addDays } from '../../domain/calendar.ts'
import type { Merchant } from '../../merchants/registry.ts'
import type { Completeness } from '../../store/merchant-sync.ts'
import type { merchant, merchantSync } from '../schemas/merchant.ts'

const text = (at: Date | null | undefined): string | null => at?.toISOString() ?? null

export const syncView = (row: Completeness): z.infer<typeof merchantSync> => ({
  completeUpTo: text(row.complete_up_to),
  listedUpTo: text(row.listed_up_to),
  nextSweepAt: row.next_sweep_at.toISOString(),
  problemCode: row.problem_code,
  problemSince: text(row.problem_since),
  backfill: {
    from: row.backfill_from,
    coveredFrom: row.backfill_next === null ? row.backfill_from : addDays(row.backfill_next, 1),
    found: row.backfill_found,
    doneAt: text(row.backfill_done_at),
  },
  callbackUrl: { state: row.callback_state, url: row.callback_url, checkedAt: text(row.callback_checked_at) },
})

export const merchantView = (found: Merchant, sync: Completeness | undefined): z.infer<typeof merchant> => ({
  slug: found.slug,
  name: found.name,
  mchid: found.mchid,
  partnerMchid: found.partnerMchid ?? null,
  labels: [...found.labels],
  keyMode: found.keyMode,
  platformKeys: found.platformKeys.map(({ serial, kind, expiresAt }) => ({ serial, kind, expiresAt: text(expiresAt) })),
  callbackPath: `/callbacks/wechatpay/${found.slug}`,
  sync: sync === undefined ? null : syncView(sync),
})
