import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { Database } from '../store/schema/database.ts'

/** An open database, migrated to the newest schema. */
export interface OpenDatabase {
  readonly kysely: Kysely<Database>
  readonly pool: pg.Pool
  /** How another client of this process reaches the same database. */
  readonly connection: pg.ClientConfig
  /** The embedded server in the data folder, or one that somebody else runs. */
  readonly kind: 'embedded' | 'external'
  /**
   * Calls `handler` for every NOTIFY on `channel`, over one connection shared by all listeners of the process.
   * A connection that breaks is made again; what was sent meanwhile is lost, so listeners also poll.
   * @returns a function that ends the subscription
   */
  listen(channel: string, handler: (payload: string) => void): Promise<() => void>
  /** Ends every connection. The last process to leave an embedded server stops it. */
  close(): Promise<void>
}
