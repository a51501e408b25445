import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../../src/cli/main.ts'
import type { TestDesk } from './support.ts'

/** Runs commands against the database of a desk, from a folder of its own. */
export async function setupShell(desk: TestDesk) {
  const cwd = await mkdtemp(join(tmpdir(), 'redress-cli-'))
  const env = {
    DATABASE_URL: desk.database.databaseUrl,
    REDRESS_DATA_DIR: desk.dataDir,
    REDRESS_MASTER_KEY: desk.masterKeyText,
    USER: 'lin',
  }
  const run = async (...args: string[]) => {
    const out: string[] = []
    const err: string[] = []
    const stdout = { write: (text: string) => out.push(text) }
    const stderr = { write: (text: string) => err.push(text) }
    const code = await main(args, { env, cwd, stdout, stderr })
    const text = out.join('')
    return {
      code,
      text,
      error: err.join(''),
      json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined,
    }
  }
  return { cwd, run, [Symbol.asyncDispose]: async () => await rm(cwd, { recursive: true, force: true }) }
}
