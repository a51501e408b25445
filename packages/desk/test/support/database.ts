import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import type { OpenDatabase } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open-database.ts'
import { createEmptyDatabase } from './empty-database.ts'

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

/** Opened by the first test of a file and kept until its last: starting a server for each test would be slow. */
let shared: Promise<OpenDatabase> | undefined
afterAll(async () => await (await shared)?.close())

/** A real, empty, migrated database of its own. REDRESS_TEST_DATABASE_URL names another server to make it on. */
export async function setupDatabase(): Promise<TestDatabase> {
  const databaseUrl = process.env['REDRESS_TEST_DATABASE_URL']
  shared ??= openDatabase({ databaseUrl, dataDir: sharedFolder() }, { migrate: false, maxConnections: 1 })
  const { url, drop } = await createEmptyDatabase((await shared).connection)
  const database = await openDatabase({ databaseUrl: url, dataDir: '' })
  const close = async (): Promise<void> => {
    await database.close()
    await drop()
  }
  return { ...database, databaseUrl: url, close, [Symbol.asyncDispose]: close }
}
