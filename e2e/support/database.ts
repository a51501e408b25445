import { createEmptyDatabase } from '../../packages/desk/test/support/empty-database.ts'

/** What processes need to know of the database they share. */
export interface ProcessDatabase {
  /** Undefined: the embedded one in their data folder. */
  readonly databaseUrl: string | undefined
  readonly env: { readonly DATABASE_URL?: string }
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * The database of a test's processes: embedded in their data folder, or, where REDRESS_TEST_DATABASE_URL names a
 * server, an empty one of their own on it.
 */
export async function setupProcessDatabase(): Promise<ProcessDatabase> {
  const server = process.env['REDRESS_TEST_DATABASE_URL']
  if (server === undefined) return { databaseUrl: undefined, env: {}, [Symbol.asyncDispose]: async () => undefined }
  const { url, drop } = await createEmptyDatabase({ connectionString: server })
  return { databaseUrl: url, env: { DATABASE_URL: url }, [Symbol.asyncDispose]: drop }
}
