import { createSecretKey, randomBytes } from 'node:crypto'
import { ProtocolError, parseAppId, type StoredToken } from '@redress/wechatpay'
import { describe, expect, it } from 'vitest'
import { createTokenStoreFor } from '../../src/platform/access-token-store.ts'
import { setupAccount, someAccount } from '../support/official-account.ts'

const appId = parseAppId(someAccount.appId)
const token = (text: string): StoredToken => ({
  token: text,
  fetchedAt: 1_400_000_000_000,
  expiresAt: 1_400_007_200_000,
  endpoint: 'stable',
  forcedAt: [1_399_999_000_000],
})

async function setupStore() {
  const set = await setupAccount(someAccount)
  const store = createTokenStoreFor({ db: set.database.kysely, masterKey: set.masterKey })(set.accountId)
  return { ...set, store, [Symbol.asyncDispose]: async () => await set[Symbol.asyncDispose]() }
}

describe('the access token that all processes share', () => {
  it('is read back by another process as it was stored, and stands in no column in clear', async () => {
    await using set = await setupStore()
    expect(await set.store.read(appId)).toBeUndefined()
    await set.store.exclusively(appId, async () => token('57_SECRET'))
    const elsewhere = createTokenStoreFor({ db: set.database.kysely, masterKey: set.masterKey })(set.accountId)
    expect(await elsewhere.read(appId)).toEqual(token('57_SECRET'))
    const { rows } = await set.database.pool.query('select access_tokens::text as row, token_sealed from access_tokens')
    expect(rows[0].row).not.toContain('SECRET')
    expect(rows[0].token_sealed.includes('SECRET')).toBe(false)
  })

  it('does not open under another master key', async () => {
    await using set = await setupStore()
    await set.store.exclusively(appId, async () => token('57_SECRET'))
    const masterKey = createSecretKey(randomBytes(32))
    const stranger = createTokenStoreFor({ db: set.database.kysely, masterKey })(set.accountId)
    await expect(stranger.read(appId)).rejects.toMatchObject({ code: 'MASTER_KEY_WRONG' })
  })

  it('is refreshed by one at a time, and each sees what the one before stored', async () => {
    await using set = await setupStore()
    let inside = 0
    const seen: (string | undefined)[] = []
    const refresh = async (name: string): Promise<StoredToken> =>
      await set.store.exclusively(appId, async (current) => {
        inside += 1
        expect(inside).toBe(1)
        seen.push(current?.token)
        await new Promise((resolve) => setImmediate(resolve))
        inside -= 1
        return token(name)
      })
    const stored = await Promise.all(['a', 'b', 'c', 'd'].map(refresh))
    expect(seen[0]).toBeUndefined()
    expect(new Set(seen.slice(1)).size).toBe(3)
    expect(stored.map((each) => each.token)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('stays as it was when a refresh fails, and the next one gets its turn', async () => {
    await using set = await setupStore()
    await set.store.exclusively(appId, async () => token('first'))
    const failing = set.store.exclusively(
      appId,
      async () => await Promise.reject(new ProtocolError('ANSWER_INVALID', 'no answer')),
    )
    await expect(failing).rejects.toThrow('no answer')
    expect((await set.store.read(appId))?.token).toBe('first')
    expect((await set.store.exclusively(appId, async () => token('second'))).token).toBe('second')
  })

  it('is not waited for without end, and a database that is away is no answer of the platform', async () => {
    await using set = await setupStore()
    const { kysely: db } = set.database
    const hasty = createTokenStoreFor({ db, masterKey: set.masterKey, lockWaitMs: 20 })(set.accountId)
    const stored = await set.store.exclusively(appId, async () => {
      const waiting = hasty.exclusively(appId, async () => token('second'))
      await expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
      return token('first')
    })
    expect(stored.token).toBe('first')
    await db.destroy()
    await expect(set.store.read(appId)).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
  })
})
