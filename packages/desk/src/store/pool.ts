import { Kysely, PostgresDialect } from 'kysely'
import { type ClientConfig, Pool, TypeOverrides, types } from 'pg'
import type { Database } from './schema/database.ts'

/** Money and counts are stored as bigint; beyond 2^53 a number would lie, so that is an error, not a rounding. */
function parseBigint(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer out of range: ${text}`)
  return value
}

/** Parsers of our pools; the driver's process-wide table stays as it is. Calendar days stay text, without a zone. */
function typeParsers(): TypeOverrides {
  const overrides = new TypeOverrides()
  overrides.setTypeParser(types.builtins.INT8, parseBigint)
  overrides.setTypeParser(types.builtins.DATE, (text) => text)
  return overrides
}

export interface PoolOptions {
  readonly connection: ClientConfig
  readonly maxConnections?: number
  /** Called for a connection that broke while idle; the pool replaces it. */
  readonly onIdleError: (error: Error) => void
}

export function createPool({ connection, maxConnections = 10, onIdleError }: PoolOptions): Pool {
  const pool = new Pool({
    ...connection,
    max: maxConnections,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 4_000,
    types: typeParsers(),
  })
  pool.on('error', onIdleError)
  return pool
}

export const createKysely = (pool: Pool): Kysely<Database> =>
  new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
