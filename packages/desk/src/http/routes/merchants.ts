import { addDays, beijingDay } from '../../domain/calendar.ts'
import { expectedCallbackUrl, sweepAfterChange } from '../../merchants/callback-url.ts'
import { writeLabels } from '../../merchants/labels.ts'
import { merchantUnknown } from '../../merchants/open-registry.ts'
import type { Merchant } from '../../merchants/registry.ts'
import { writeAudit } from '../../store/audit.ts'
import { readCompleteness, wantSweep } from '../../store/merchant-sync.ts'
import { readRefundRules, writeRefundRules } from '../../store/refund-rules.ts'
import { backfillStart } from '../../sync/sweeper.ts'
import type { Api, ApiParts } from '../api.ts'
import { contract } from '../contract.ts'
import { actorOf, ownerOf } from '../guard.ts'
import { merchantView } from '../views/merchant.ts'

export function merchantRoutes(app: Api, { db, registry, channels, clock, publicUrl }: ApiParts): void {
  const findMerchant = (slug: string): Merchant => {
    const merchant = registry.bySlugOrMchid(slug)
    if (!merchant) throw merchantUnknown(slug)
    return merchant
  }

  app.route({
    ...contract.listMerchants,
    handler: async () => {
      const sync = new Map((await readCompleteness(db)).map((row) => [row.merchant_id, row]))
      return { items: registry.list().map((merchant) => merchantView(merchant, sync.get(merchant.id))) }
    },
  })

  app.route({
    ...contract.setMerchantLabels,
    handler: async (request) => {
      const { name: actor } = ownerOf(request)
      const { id } = findMerchant(request.params.slug)
      const by = { actor, now: clock() }
      const labels = await db.transaction().execute(async (trx) => await writeLabels(trx, id, request.body.labels, by))
      // Other processes hear of it; whoever asked is to find it changed at once.
      await registry.reload()
      return { labels }
    },
  })

  app.route({
    ...contract.syncMerchant,
    handler: async (request, reply) => {
      const merchant = findMerchant(request.params.slug)
      const { backfillDays } = request.body
      const now = clock()
      const from = backfillDays === undefined ? undefined : addDays(beijingDay(now.getTime()), -backfillDays)
      const backfill = from === undefined ? {} : { backfill: { from, next: backfillStart(now) } }
      await wantSweep(db, merchant.id, { now, ...backfill })
      await reply.code(202).send(null)
    },
  })

  app.route({
    ...contract.getRefundRules,
    handler: async (request) => await readRefundRules(db, findMerchant(request.params.slug).id),
  })

  app.route({
    ...contract.setRefundRules,
    handler: async (request) => {
      const { id } = findMerchant(request.params.slug)
      const by = { actor: ownerOf(request).name, now: clock() }
      await db.transaction().execute(async (trx) => {
        await writeRefundRules(trx, id, request.body, by)
        const details = { ...request.body }
        await writeAudit(trx, { at: by.now, actor: by.actor, action: 'refund-rules.changed', merchantId: id, details })
      })
      return request.body
    },
  })

  app.route({
    ...contract.repairCallbackUrl,
    handler: async (request) => {
      const merchant = findMerchant(request.params.slug)
      const url = expectedCallbackUrl(publicUrl, `/callbacks/wechatpay/${merchant.slug}`)
      const outcome = await channels(merchant.id).ensureNotificationUrl(url)
      await sweepAfterChange(db, merchant.id, outcome, clock())
      await db
        .updateTable('merchant_sync')
        .set({ callback_state: 'ok', callback_url: url, callback_checked_at: clock() })
        .where('merchant_id', '=', merchant.id)
        .execute()
      const details = { outcome }
      const actor = actorOf(request).name
      await writeAudit(db, { at: clock(), actor, action: 'callback-url.ensured', merchantId: merchant.id, details })
      return { url, outcome }
    },
  })
}
