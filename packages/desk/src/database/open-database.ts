import { randomBytes } from 'node:crypto'
import type { ClientConfig } from 'pg'
import { ensureDataDir } from '../config/master-key.ts'
import { DeskError } from '../errors.ts'
import { migrateToLatest } from '../store/migrate.ts'
import { createKysely, createPool } from '../store/pool.ts'
import type { OpenDatabase } from './database.ts'
import { type EmbeddedServer, openEmbedded } from './embedded/supervisor.ts'
import { type Listener, openListener } from './listener.ts'

export interface DatabaseOptions {
  /** Undefined: the embedded server in `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly dataDir: string
}

export interface OpenOptions {
  /** Told, in one line, what a person should know. */
  readonly note?: (line: string) => void
  /** Told about broken connections; they are made again. */
  readonly onConnectionLost?: (error: Error | undefined) => void
  /** False leaves the schema as it is. Default true. */
  readonly migrate?: boolean
  readonly maxConnections?: number
}

/**
 * Opens the database and brings its schema up to date.
 * @throws {DeskError} `DATABASE_…`, with what to do
 */
export async function openDatabase(
  { databaseUrl, dataDir }: DatabaseOptions,
  { note = () => undefined, onConnectionLost = () => undefined, migrate = true, maxConnections = 10 }: OpenOptions = {},
): Promise<OpenDatabase> {
  const applicationName = `redress-${process.pid}-${randomBytes(4).toString('hex')}`
  if (databaseUrl === undefined) await ensureDataDir(dataDir)
  const embedded = databaseUrl === undefined ? await openEmbedded({ dataDir, note }) : undefined
  const connection: ClientConfig = {
    ...(embedded?.connection ?? { connectionString: databaseUrl }),
    application_name: applicationName,
  }
  const listener = await reach(connection, embedded, onConnectionLost)
  const pool = createPool({ connection, maxConnections, onIdleError: onConnectionLost })
  const kysely = createKysely(pool)
  const close = async (): Promise<void> => {
    // Kysely ends the pool it was given, but only if it ever used it.
    await kysely.destroy()
    if (!pool.ended) await pool.end()
    await listener.close()
    await embedded?.leave(applicationName)
  }
  try {
    if (migrate) await migrateToLatest(kysely)
  } catch (error) {
    await close()
    throw error
  }
  return {
    kysely,
    pool,
    connection,
    kind: embedded === undefined ? 'external' : 'embedded',
    listen: async (channel, handler) => await listener.listen(channel, handler),
    close,
  }
}

/** Whoever leaves an embedded server may stop it between our joining it and our first connection. */
const JOIN_ATTEMPTS = 5

async function reach(
  connection: ClientConfig,
  embedded: EmbeddedServer | undefined,
  onConnectionLost: (error: Error | undefined) => void,
): Promise<Listener> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openListener({
        connection,
        onLost: async (error) => {
          onConnectionLost(error)
          await embedded?.ensure()
        },
      })
    } catch (cause) {
      if (embedded === undefined || attempt === JOIN_ATTEMPTS) throw unreachable(cause)
      await embedded.ensure()
    }
  }
}

const unreachable = (cause: unknown): DeskError =>
  new DeskError(
    'DATABASE_UNREACHABLE',
    `The database does not answer: ${cause instanceof Error ? cause.message : 'unknown reason'}.`,
    'Check that the server of DATABASE_URL runs and that address, user and password are right.',
    { cause },
  )
