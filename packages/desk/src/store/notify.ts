import { type Kysely, sql } from 'kysely'
import type { Database } from './schema/database.ts'

/** Wakes workers that read complaints from the platform. */
export const INBOX_CHANNEL = 'redress_inbox'
/** Wakes workers that send actions. */
export const OUTBOX_CHANNEL = 'redress_outbox'
/** Carries {@link DeskEvent}s to every process that has listeners. */
export const EVENTS_CHANNEL = 'redress_events'

export type DeskEvent =
  | {
      readonly type: 'complaint.changed'
      readonly id: string
      readonly merchant: string
      readonly state: string
      readonly updatedAt: string
    }
  | { readonly type: 'action.changed'; readonly id: string; readonly complaintId: string; readonly state: string }

/** Inside a transaction it is delivered at commit, and not at all after a rollback. */
export async function wakeWorkers(db: Kysely<Database>, channel: string): Promise<void> {
  await sql`select pg_notify(${channel}, '')`.execute(db)
}

export async function announce(db: Kysely<Database>, event: DeskEvent): Promise<void> {
  await sql`select pg_notify(${EVENTS_CHANNEL}, ${JSON.stringify(event)})`.execute(db)
}
