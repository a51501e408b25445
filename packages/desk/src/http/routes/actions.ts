import type { FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { DeskError } from '../../errors.ts'
import { editAction } from '../../outbox/edit.ts'
import { cancelAction, parkAction, retryAction } from '../../outbox/intervene.ts'
import { settleMessage } from '../../outbox/settle-message.ts'
import { approveAction } from '../../refunds/decide.ts'
import { type ActionRow, findAction } from '../../store/actions.ts'
import type { Database } from '../../store/schema/database.ts'
import type { Api, ApiParts } from '../api.ts'
import { contract } from '../contract.ts'
import { actorOf, ownerOf } from '../guard.ts'
import { once } from '../idempotency.ts'
import { action } from '../schemas/action.ts'
import { actionView } from '../views/action.ts'

async function requireAction(db: Kysely<Database>, id: string): Promise<ActionRow> {
  const row = await findAction(db, id)
  if (row) return row
  throw new DeskError('ACTION_UNKNOWN', 'There is no such action.', 'Read the complaint again.', { field: 'id' })
}

/** Who may not decide a refund may not word, hold, release or take back one either. */
async function mayChange(db: Kysely<Database>, request: FastifyRequest, id: string): Promise<string> {
  const { kind } = await requireAction(db, id)
  return (kind === 'refund' || kind === 'refund-decision' ? ownerOf(request) : actorOf(request)).name
}

export function actionRoutes(app: Api, parts: ApiParts): void {
  const { db, clock } = parts
  app.route({
    ...contract.getAction,
    handler: async (request) => {
      return actionView(await requireAction(db, request.params.id))
    },
  })
  app.route({
    ...contract.editAction,
    handler: async (request, reply) => {
      const { id } = request.params
      const context = { actor: await mayChange(db, request, id), now: clock() }
      return await once(parts, request, reply, action, async (trx) =>
        actionView(await editAction(trx, id, request.body, context)),
      )
    },
  })
  app.route({
    ...contract.cancelAction,
    handler: async (request) => {
      const context = { actor: await mayChange(db, request, request.params.id), now: clock() }
      return actionView(
        await db.transaction().execute(async (trx) => await cancelAction(trx, request.params.id, context)),
      )
    },
  })
  app.route({
    ...contract.approveAction,
    handler: async (request) => {
      const context = { actor: ownerOf(request).name, now: clock() }
      return actionView(
        await db.transaction().execute(async (trx) => {
          await approveAction(trx, request.params.id, context)
          return await requireAction(trx, request.params.id)
        }),
      )
    },
  })
  app.route({
    ...contract.parkAction,
    handler: async (request) => {
      const context = { actor: await mayChange(db, request, request.params.id), now: clock() }
      return actionView(
        await db.transaction().execute(async (trx) => await parkAction(trx, request.params.id, context)),
      )
    },
  })
  app.route({
    ...contract.settleAction,
    handler: async (request) => {
      const context = { actor: actorOf(request).name, now: clock() }
      const { outcome } = request.body
      return actionView(
        await db.transaction().execute(async (trx) => await settleMessage(trx, request.params.id, outcome, context)),
      )
    },
  })
  app.route({
    ...contract.retryAction,
    handler: async (request) => {
      const context = { actor: await mayChange(db, request, request.params.id), now: clock() }
      return actionView(
        await db.transaction().execute(async (trx) => await retryAction(trx, request.params.id, context)),
      )
    },
  })
}
