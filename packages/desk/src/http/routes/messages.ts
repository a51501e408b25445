import { payerOf, queueMessage } from '../../outbox/messages.ts'
import type { ComplaintRef } from '../../store/actions.ts'
import type { Api, ApiParts } from '../api.ts'
import { contract } from '../contract.ts'
import { requireComplaint } from '../find-complaint.ts'
import { actorOf } from '../guard.ts'
import { once } from '../idempotency.ts'
import { accepted } from '../schemas/common.ts'
import { imagePath } from '../views/image.ts'
import { uploadedFile } from './images.ts'

/** Messages to payers of official accounts, and the files that go with them. */
export function messageRoutes(app: Api, parts: ApiParts): void {
  const { db, vault, clock, officialAccountClients } = parts

  const findComplaint = async (id: string): Promise<ComplaintRef> => {
    const row = await requireComplaint(db, id)
    return { merchantId: row.merchant_id, complaintId: row.id }
  }

  app.route({
    ...contract.sendMessage,
    handler: async (request, reply) => {
      const complaint = await findComplaint(request.params.id)
      const context = { actor: actorOf(request).name, now: clock() }
      const answer = await once(parts, request, reply, accepted, async (trx) => ({
        actionId: await queueMessage(trx, complaint, request.body.message, context),
      }))
      return await reply.code(202).send(answer)
    },
  })

  app.route({
    ...contract.showTyping,
    handler: async (request, reply) => {
      const complaint = await findComplaint(request.params.id)
      const openId = await payerOf(db, complaint)
      await officialAccountClients(complaint.merchantId).client.messages.typing(openId, request.body.shown)
      await reply.code(204).send(null)
    },
  })

  app.route({
    ...contract.uploadMedia,
    handler: async (request, reply) => {
      const media = await vault.storeMedia(request.query.kind, await uploadedFile(request))
      return await reply.code(201).send({
        mediaKey: media.media_key,
        contentType: media.content_type,
        size: media.size,
        url: imagePath(media.media_key),
      })
    },
  })
}
