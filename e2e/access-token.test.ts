import { createSecretKey, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSimulator, type Simulator } from '@redress/simulator'
import { expect, it } from 'vitest'
import { openDatabase } from '../packages/desk/src/database/open-database.ts'
import { addAccount } from '../packages/desk/src/official-accounts/add-account.ts'
import { eventually, type RunningProcess, start } from './support/process.ts'
import { temporaryFolder } from './support/tree.ts'

const APP_ID = 'wx0123456789abcdef'
const script = fileURLToPath(new URL('support/token-asker.mjs', import.meta.url))

/** A database with the simulator's official account, and processes that make calls for it when they are told. */
async function setupAskers(simulator: Simulator, tokenEndpoint: 'stable' | 'classic', count: number) {
  const folder = temporaryFolder('tokens')
  const dataDir = join(folder.path, 'data')
  const masterKey = randomBytes(32)
  const database = await openDatabase({ databaseUrl: undefined, dataDir })
  const { appId, appSecret, paySignKey, partnerId } = simulator.officialAccounts.credentials(APP_ID)
  const platformUrl = simulator.url
  const account = { slug: 'account', appId, appSecret, paySignKey, partnerId, platformUrl, tokenEndpoint }
  await addAccount(database.kysely, createSecretKey(masterKey), account)
  const env = { PATH: process.env['PATH'] }
  const args = [script, dataDir, masterKey.toString('base64'), 'account']
  const askers: RunningProcess[] = []
  const add = async (): Promise<RunningProcess> => {
    const asker = start(process.execPath, args, { env })
    askers.push(asker)
    await asker.printed(/ready/)
    return asker
  }
  await Promise.all(Array.from({ length: count }, add))
  const go = async (round: number): Promise<void> =>
    void (await database.pool.query(`select pg_notify('go', '${round}')`))
  return {
    askers,
    add,
    go,
    /** Processes that wait for another one to fetch the token. */
    waiting: async (): Promise<number> => {
      const text = `select count(*) as n from pg_locks where locktype = 'advisory' and not granted`
      return (await database.pool.query<{ n: number }>(text)).rows[0]?.n ?? 0
    },
    /** All processes make their calls at once; resolves when every call of every process went well. */
    round: async (round: number): Promise<void> => {
      await go(round)
      for (const each of askers) expect((await each.printed(new RegExp(`round ${round} (.*)`)))[1]).toBe('done')
    },
    tokenCalls: (): number =>
      simulator.requests().filter(({ path }) => /^\/cgi-bin\/(stable_)?token\b/.test(path)).length,
    [Symbol.asyncDispose]: async () => {
      for (const each of askers) await each[Symbol.asyncDispose]()
      await database.close()
      folder[Symbol.dispose]()
    },
  }
}

it.each(['stable', 'classic'] as const)(
  'four processes with twenty calls at once fetch one token, and one more after it was revoked: %s',
  async (endpoint) => {
    await using simulator = await createSimulator()
    await using set = await setupAskers(simulator, endpoint, 4)
    await set.round(1)
    expect(set.tokenCalls()).toBe(1)
    await set.round(2)
    expect(set.tokenCalls()).toBe(1)
    simulator.officialAccounts.revokeTokens(APP_ID)
    await set.round(3)
    expect(set.tokenCalls()).toBe(2)
  },
)

it('a process that is killed while it fetches a token holds nobody up', async () => {
  await using simulator = await createSimulator()
  await using set = await setupAskers(simulator, 'stable', 1)
  simulator.addFault({ kind: 'hang', call: 'token', count: 1 })
  await set.go(1)
  await eventually('the call for a token to hang', async () => simulator.faults()[0]?.hits === 1)
  const next = await set.add()
  await set.go(2)
  await eventually('the next process to wait for its turn', async () => (await set.waiting()) > 0)
  await set.askers[0]?.stop('SIGKILL')
  expect((await next.printed(/round 2 (.*)/))[1]).toBe('done')
})
