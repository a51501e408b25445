import { DeskError } from '../../errors.ts'
import { findInboxEntry, listInbox } from '../../inbox/list-inbox.ts'
import { decodeCursor, encodeCursor } from '../../store/cursor.ts'
import type { Api, ApiParts } from '../api.ts'
import { contract } from '../contract.ts'

/** Notifications and the state of the desk: what is there to look at. */
export function overviewRoutes(app: Api, { db, clock, version, timeZone }: ApiParts): void {
  app.route({
    ...contract.listInbox,
    handler: async ({ query: { state, merchant, limit, cursor } }) => {
      const before = cursor === undefined ? undefined : decodeCursor(cursor).id
      const rows = await listInbox(db, { state, merchant, limit: limit + 1, before })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      const more = rows.length > limit && last !== undefined
      return { items, nextCursor: more ? encodeCursor({ value: last.receivedAt, id: last.id }) : null }
    },
  })

  app.route({
    ...contract.getInboxRow,
    handler: async (request) => {
      const row = await findInboxEntry(db, request.params.id)
      if (row) return row
      throw new DeskError('INBOX_ROW_UNKNOWN', 'There is no such notification.', 'Look it up in the list.')
    },
  })

  app.route({
    ...contract.getStatus,
    handler: async () => ({ version, now: clock().toISOString(), timeZone }),
  })
}
