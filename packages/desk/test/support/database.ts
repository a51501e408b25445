import { createHash, randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, type ClientConfig } from 'pg'
import { afterAll } from 'vitest'
import type { OpenDatabase } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open-database.ts'

export interface TestDatabase extends OpenDatabase {
  /** For a desk that opens the database itself. */
  readonly databaseUrl: string
  [Symbol.asyncDispose](): Promise<void>
}

/** One embedded server for every test of this checkout and user; who leaves last stops it. */
function sharedFolder(): string {
  const checkout = fileURLToPath(new URL('../../../..', import.meta.url))
  const name = createHash('sha256')
    .update(`${checkout} ${process.getuid?.() ?? 0}`)
    .digest('hex')
    .slice(0, 12)
  return join(tmpdir(), `redress-tests-${name}`)
}

async function run(connection: ClientConfig, statement: string): Promise<void> {
  const client = new Client(connection)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Opened by the first test of a file and kept until its last: starting a server for each test would be slow. */
let shared: Promise<OpenDatabase> | undefined
afterAll(async () => await (await shared)?.close())

/** A real, empty, migrated database of its own. REDRESS_TEST_DATABASE_URL names another server to make it on. */
export async function setupDatabase(): Promise<TestDatabase> {
  const databaseUrl = process.env['REDRESS_TEST_DATABASE_URL']
  shared ??= openDatabase({ databaseUrl, dataDir: sharedFolder() }, { migrate: false, maxConnections: 1 })
  const { connection } = await shared
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await run(connection, `create database ${name}`)
  const url = urlOf(connection, name)
  const database = await openDatabase({ databaseUrl: url, dataDir: '' })
  const close = async (): Promise<void> => {
    await database.close()
    await run(connection, `drop database ${name} with (force)`)
  }
  return { ...database, databaseUrl: url, close, [Symbol.asyncDispose]: close }
}

/** The address of another database on the same server. */
function urlOf({ connectionString, host, user }: ClientConfig, name: string): string {
  if (connectionString === undefined) return `postgres://${user}@/${name}?host=${encodeURIComponent(host ?? '')}`
  const url = new URL(connectionString)
  url.pathname = `/${name}`
  return url.href
}
