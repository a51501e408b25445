import { uuidv7 } from 'uuidv7'
import { DeskError } from '../../errors.ts'
import { queueCompletion, queueReply, requirePictures } from '../../outbox/queue.ts'
import { requireCapability } from '../../platform/not-available.ts'
import { queueRefundDecision } from '../../refunds/decide.ts'
import { openAtRest } from '../../sealing/seal.ts'
import { writeAudit } from '../../store/audit.ts'
import { COUNTED_AT_MOST, type ComplaintRow, countComplaints, listComplaintRows } from '../../store/complaint-pages.ts'
import { INBOX_CHANNEL, wakeWorkers } from '../../store/notify.ts'
import { READ_PRIORITY, wantRead } from '../../store/reads.ts'
import type { Api, ApiParts } from '../api.ts'
import { contract } from '../contract.ts'
import { requireComplaint } from '../find-complaint.ts'
import { actorOf, ownerOf } from '../guard.ts'
import { once } from '../idempotency.ts'
import { loadComplaintDetail } from '../load-detail.ts'
import { accepted } from '../schemas/common.ts'
import { note } from '../schemas/complaint.ts'
import { complaintView } from '../views/complaint.ts'

export function complaintRoutes(app: Api, parts: ApiParts): void {
  const { db, holders, clock } = parts

  const findComplaint = async (id: string): Promise<ComplaintRow> => await requireComplaint(db, id)
  const refOf = (row: ComplaintRow) => ({ merchantId: row.merchant_id, complaintId: row.id })

  app.route({
    ...contract.listComplaints,
    handler: async ({ query: { state, channelState, sort, limit, cursor, merchant, label, channel, q } }) => {
      // An unknown merchant or label has no complaints; that is an empty list, not a mistake.
      const merchantId = merchant === undefined ? undefined : (holders.byName(merchant)?.id ?? '')
      const merchantIds = label === undefined ? undefined : holders.labelled(label)
      const filter = { channel, merchantId, merchantIds, q }
      const [{ rows, nextCursor }, counts] = await Promise.all([
        listComplaintRows(db, { ...filter, state, channelState, sort, limit, cursor }),
        countComplaints(db, filter),
      ])
      const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
      const now = clock().getTime()
      return {
        items: rows.map((row) => complaintView(row, holders.byId(row.merchant_id), now)),
        nextCursor,
        counts: {
          PENDING: counts.get('PENDING') ?? 0,
          PROCESSING: counts.get('PROCESSING') ?? 0,
          PROCESSED: counts.get('PROCESSED') ?? 0,
          all,
          capped: (q ?? '').trim() !== '' && all >= COUNTED_AT_MOST,
        },
      }
    },
  })

  app.route({
    ...contract.getComplaint,
    handler: async (request) => await loadComplaintDetail(parts, await findComplaint(request.params.id)),
  })

  app.route({
    ...contract.replyToComplaint,
    handler: async (request, reply) => {
      const { content, images = [] } = request.body
      const row = await findComplaint(request.params.id)
      requireCapability(parts.channels(row.merchant_id), 'reply')
      const complaint = refOf(row)
      const context = { actor: actorOf(request).name, now: clock() }
      const answer = await once(parts, request, reply, accepted, async (trx) => ({
        actionId: await queueReply(trx, complaint, { content, images }, context),
      }))
      return await reply.code(202).send(answer)
    },
  })

  app.route({
    ...contract.completeComplaint,
    handler: async (request, reply) => {
      const { overrideReason, settledAsAgreed } = request.body
      const complaint = refOf(await findComplaint(request.params.id))
      const context = { actor: actorOf(request).name, now: clock() }
      const answer = await once(parts, request, reply, accepted, async (trx) => ({
        actionId: await queueCompletion(trx, complaint, { overrideReason, settledAsAgreed }, context),
      }))
      return await reply.code(202).send(answer)
    },
  })

  app.route({
    ...contract.decideRefund,
    handler: async (request, reply) => {
      const context = { actor: ownerOf(request).name, now: clock() }
      const row = await findComplaint(request.params.id)
      requireCapability(parts.channels(row.merchant_id), 'refund-decision')
      const complaint = refOf(row)
      const decision = request.body
      const answer = await once(parts, request, reply, accepted, async (trx) => {
        if (decision.decision === 'approve')
          return { actionId: await queueRefundDecision(trx, complaint, decision, context) }
        const { images = [] } = decision
        await requirePictures(trx, images)
        return { actionId: await queueRefundDecision(trx, complaint, { ...decision, images }, context) }
      })
      return await reply.code(202).send(answer)
    },
  })

  app.route({
    ...contract.refreshComplaint,
    handler: async (request, reply) => {
      const row = await findComplaint(request.params.id)
      const key = { merchantId: row.merchant_id, channel: row.channel, platformId: row.platform_id }
      await wantRead(db, key, { priority: READ_PRIORITY.event, now: clock() })
      await wakeWorkers(db, INBOX_CHANNEL)
      await reply.code(202).send(null)
    },
  })

  app.route({
    ...contract.addNote,
    handler: async (request, reply) => {
      const { merchantId, complaintId } = refOf(await findComplaint(request.params.id))
      const author = actorOf(request).name
      const answer = await once(parts, request, reply, note, async (trx) => {
        const written = { id: uuidv7(), at: clock(), author, content: request.body.content }
        await trx
          .insertInto('notes')
          .values({ merchant_id: merchantId, complaint_id: complaintId, ...written })
          .execute()
        return { ...written, at: written.at.toISOString() }
      })
      return await reply.code(201).send(answer)
    },
  })

  app.route({
    ...contract.revealPhone,
    handler: async (request, reply) => {
      const row = await findComplaint(request.params.id)
      const { payer_phone_sealed: sealed } = await db
        .selectFrom('complaints')
        .select('payer_phone_sealed')
        .where('merchant_id', '=', row.merchant_id)
        .where('id', '=', row.id)
        .executeTakeFirstOrThrow()
      if (!sealed) {
        throw new DeskError('PHONE_UNKNOWN', 'The complaint has no phone number.', 'Write to the payer in a reply.')
      }
      const place = { table: 'complaints', column: 'payer_phone_sealed', row: row.id }
      const phone = openAtRest(parts.masterKey, sealed, place).toString('utf8')
      // The log is written first: a number that cannot be accounted for is not shown.
      await writeAudit(db, {
        at: clock(),
        actor: actorOf(request).name,
        action: 'phone.revealed',
        ...refOf(row),
        details: { reason: request.body.reason },
      })
      return await reply.header('Cache-Control', 'no-store').send({ phone })
    },
  })
}
