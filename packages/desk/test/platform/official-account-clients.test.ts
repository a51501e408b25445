import { createSimulator } from '@redress/simulator'
import { describe, expect, it } from 'vitest'
import { tellAccounts } from '../../src/official-accounts/tell-accounts.ts'
import { createTokenStoreFor } from '../../src/platform/access-token-store.ts'
import { createOfficialAccountClients } from '../../src/platform/official-account-clients.ts'
import { accountOf, SIMULATED_APP_ID, setupAccount } from '../support/official-account.ts'

async function setupClients() {
  const simulator = await createSimulator()
  const set = await setupAccount(accountOf(simulator))
  const clients = createOfficialAccountClients(set.accounts, {
    tokenStoreFor: createTokenStoreFor({ db: set.database.kysely, masterKey: set.masterKey }),
    now: () => new Date(),
  })
  const tokenCalls = (): number =>
    simulator.requests().filter(({ path }) => path.startsWith('/cgi-bin/stable_token')).length
  return {
    ...set,
    simulator,
    clients,
    tokenCalls,
    [Symbol.asyncDispose]: async () => {
      await set[Symbol.asyncDispose]()
      await simulator.close()
    },
  }
}

describe('the calls of an official account', () => {
  it('go to the platform of the account, with one token for all of them', async () => {
    await using set = await setupClients()
    const { client } = set.clients(set.accountId)
    expect(await client.callbackAddresses()).toContain('127.0.0.1')
    await client.callbackAddresses()
    expect(set.clients(set.accountId).client).toBe(client)
    expect(set.tokenCalls()).toBe(1)
  })

  it('go on after the token was revoked, with one more', async () => {
    await using set = await setupClients()
    const { client } = set.clients(set.accountId)
    await client.callbackAddresses()
    set.simulator.officialAccounts.revokeTokens(SIMULATED_APP_ID)
    expect(await client.callbackAddresses()).toContain('127.0.0.1')
    expect(set.tokenCalls()).toBe(2)
  })

  it('use new settings once the account was changed', async () => {
    await using set = await setupClients()
    const before = set.clients(set.accountId).client
    await set.database.pool.query(`update official_accounts set profile = 'current'`)
    await tellAccounts(set.database.kysely, set.accountId)
    await set.accounts.reload()
    expect(set.clients(set.accountId).client).not.toBe(before)
  })

  it('are refused for an account that nobody knows', async () => {
    await using set = await setupClients()
    expect(() => set.clients('0190-unknown')).toThrow(expect.objectContaining({ code: 'ACCOUNT_UNKNOWN' }))
  })
})
