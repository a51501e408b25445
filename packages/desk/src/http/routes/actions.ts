import { DeskError } from '../../errors.ts'
import { cancelAction, retryAction } from '../../outbox/intervene.ts'
import { findAction } from '../../store/actions.ts'
import type { Api, ApiParts } from '../api.ts'
import { contract } from '../contract.ts'
import { actorOf } from '../guard.ts'
import { actionView } from '../views/action.ts'

export function actionRoutes(app: Api, { db, clock }: ApiParts): void {
  app.route({
    ...contract.getAction,
    handler: async (request) => {
      const row = await findAction(db, request.params.id)
      if (!row) throw new DeskError('ACTION_UNKNOWN', 'There is no such action.', 'Read the complaint again.')
      return actionView(row)
    },
  })
  app.route({
    ...contract.cancelAction,
    handler: async (request) => {
      const context = { actor: actorOf(request).name, now: clock() }
      return actionView(
        await db.transaction().execute(async (trx) => await cancelAction(trx, request.params.id, context)),
      )
    },
  })
  app.route({
    ...contract.retryAction,
    handler: async (request) => {
      const context = { actor: actorOf(request).name, now: clock() }
      return actionView(
        await db.transaction().execute(async (trx) => await retryAction(trx, request.params.id, context)),
      )
    },
  })
}
