import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from './schema/database.ts'

const INT8 = 20
const DATE = 1082

/** Money and counts are stored as bigint; beyond 2^53 a number would lie, so that is an error, not a rounding. */
function parseBigint(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer out of range: ${text}`)
  return value
}

/** Parsers for one pool; the driver's process-wide table stays as it is. Calendar days stay text, without a zone. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8 && format !== 'binary') return parseBigint
    if (oid === DATE && format !== 'binary') return (text: string) => text
    return pg.types.getTypeParser(oid, format)
  }) as pg.CustomTypesConfig['getTypeParser'],
}

export interface PoolOptions {
  readonly connection: pg.ClientConfig
  readonly maxConnections?: number
  /** Called for a connection that broke while idle; the pool replaces it. */
  readonly onIdleError: (error: Error) => void
}

export function createPool({ connection, maxConnections = 10, onIdleError }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    max: maxConnections,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 4_000,
    types: typeParsers,
  })
  pool.on('error', onIdleError)
  return pool
}

export const createKysely = (pool: pg.Pool): Kysely<Database> =>
  new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
