import type { OpenDatabase } from '../database/database.ts'
import { migrationStatus } from '../store/migrate.ts'

const PROBE_LIMIT_MS = 2_000

/** Asks the database itself: a pool that looks healthy says nothing about a server that hangs. */
export async function databaseProblems({ kysely }: Pick<OpenDatabase, 'kysely'>): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve(['the database does not answer']), PROBE_LIMIT_MS)
  })
  const look = async (): Promise<readonly string[]> => {
    const waiting = (await migrationStatus(kysely)).filter(({ appliedAt }) => appliedAt === null)
    return waiting.map(({ name }) => `migration ${name} is not applied`)
  }
  try {
    return await Promise.race([look(), limit])
  } catch {
    return ['the database cannot be reached']
  } finally {
    clearTimeout(timer)
  }
}
