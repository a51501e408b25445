import {
  decideHeldNotice,
  noteArbitration,
  queueDeliveryNotice,
  type RightsWork,
  readInstant,
  setOrderFacts,
  takeUp,
} from '../../rights/index.ts'
import type { Api, ApiParts } from '../api.ts'
import { contract } from '../contract.ts'
import { requireComplaint } from '../find-complaint.ts'
import { actorOf } from '../guard.ts'
import { once } from '../idempotency.ts'
import { accepted } from '../schemas/common.ts'

const instantOrNothing = (field: string, text: string | undefined): Date | undefined =>
  text === undefined ? undefined : readInstant(field, text)

/** What can be done to tickets of the rights system V1.6 beyond what all complaints have. */
export function rightsRoutes(app: Api, parts: ApiParts): void {
  const { db, masterKey, officialAccounts, clock } = parts
  const work: RightsWork = { db, masterKey, officialAccounts, refresh: async (key) => await parts.applier.refresh(key) }

  app.route({
    ...contract.takeUp,
    handler: async (request, reply) => {
      const row = await requireComplaint(db, request.params.id)
      await takeUp(work, row, { actor: actorOf(request).name, now: clock() })
      await reply.code(204).send(null)
    },
  })

  app.route({
    ...contract.reportDelivery,
    handler: async (request, reply) => {
      const row = await requireComplaint(db, request.params.id)
      const context = { actor: actorOf(request).name, now: clock() }
      const notice = { ...request.body, at: readInstant('at', request.body.at) }
      const answer = await once(parts, request, reply, accepted, async (trx) => ({
        actionId: await queueDeliveryNotice(trx, work, row, notice, context),
      }))
      return await reply.code(202).send(answer)
    },
  })

  app.route({
    ...contract.setOrderFacts,
    handler: async (request, reply) => {
      const row = await requireComplaint(db, request.params.id)
      const { paidAt, deliveredAt, ...others } = request.body
      const given = {
        ...others,
        paidAt: instantOrNothing('paidAt', paidAt),
        deliveredAt: instantOrNothing('deliveredAt', deliveredAt),
      }
      await setOrderFacts(work, row, given, { actor: actorOf(request).name, now: clock() })
      await reply.code(204).send(null)
    },
  })

  app.route({
    ...contract.noteArbitration,
    handler: async (request, reply) => {
      const row = await requireComplaint(db, request.params.id)
      const { demanded, at } = request.body
      const noted = { demanded, at: instantOrNothing('at', at) }
      await noteArbitration(work, row, noted, { actor: actorOf(request).name, now: clock() })
      await reply.code(204).send(null)
    },
  })

  app.route({
    ...contract.decideHeldNotice,
    handler: async (request, reply) => {
      const { id, noticeId } = request.params
      const row = await requireComplaint(db, id)
      await decideHeldNotice(work, row, { noticeId, ...request.body }, { actor: actorOf(request).name, now: clock() })
      await reply.code(204).send(null)
    },
  })
}
