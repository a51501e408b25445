import { createSecretKey, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { addMerchant, type NewMerchant } from '../../src/merchants/add-merchant.ts'
import { prepareChange, readStored, storeChange } from '../../src/merchants/change-merchant.ts'
import { addAccount, type NewOfficialAccount } from '../../src/official-accounts/add-account.ts'
import {
  type AccountChange,
  changedAccount,
  readStoredAccounts,
  storeAccountChange,
} from '../../src/official-accounts/change-account.ts'
import { openOfficialAccounts } from '../../src/official-accounts/open-accounts.ts'
import { removeAccount } from '../../src/official-accounts/remove-account.ts'
import { createTokenStoreFor } from '../../src/platform/access-token-store.ts'
import { setupDatabase } from '../support/database.ts'
import { someAccount } from '../support/official-account.ts'
import { createFakePlatform } from '../support/platform.ts'
import { insertTicket } from '../support/rights-rows.ts'

const platform = createFakePlatform()
const masterKey = createSecretKey(randomBytes(32))
const now = new Date('2026-01-02T03:04:05Z')
const [firstKey, secondKey, thirdKey] = ['a', 'b', 'c'].map((letter) => `${letter.repeat(42)}A`)

async function setup(...accounts: readonly NewOfficialAccount[]) {
  const database = await setupDatabase()
  const db = database.kysely
  const ids: string[] = []
  for (const account of accounts) ids.push(await addAccount(db, masterKey, account))
  const running = [
    await openOfficialAccounts({ database, masterKey }),
    await openOfficialAccounts({ database, masterKey }),
  ] as const
  const stored = async (id: string | undefined) => {
    const found = (await readStoredAccounts(db, masterKey)).find((account) => account.id === id)
    if (found === undefined) throw new Error(`no account ${id}`)
    return found
  }
  const change = async (id: string | undefined, fields: AccountChange) => {
    const before = await stored(id)
    await storeAccountChange(db, masterKey, before, changedAccount(before, fields))
  }
  const keepToken = async (id: string) =>
    await createTokenStoreFor({ db, masterKey })(id).exclusively(
      running[0].credentials(id).account.appId,
      async () => await Promise.resolve({ token: 'T', fetchedAt: 0, expiresAt: 1, endpoint: 'stable', forcedAt: [] }),
    )
  const tokens = async () => await db.selectFrom('access_tokens').select('merchant_id').execute()
  return {
    db,
    ids,
    running,
    stored,
    change,
    keepToken,
    tokens,
    [Symbol.asyncDispose]: async () => {
      for (const registry of running) registry.close()
      await database.close()
    },
  }
}

describe('changed secrets', () => {
  it('are used by every running process, without a restart', async () => {
    await using desk = await setup(someAccount)
    const [id = ''] = desk.ids
    const before = desk.running.map((accounts) => accounts.credentials(id))
    await desk.change(id, { appSecret: 'f'.repeat(32), pushToken: 'Token2026' })
    for (const [index, accounts] of desk.running.entries()) {
      await expect.poll(() => accounts.byId(id)?.pushMode).toBe('plain')
      expect(accounts.credentials(id)).not.toBe(before[index])
      expect(accounts.credentials(id).account.revealSecretForTokenCall()).toBe('f'.repeat(32))
    }
  })

  it('let the AES key before go on opening messages, and never the one before that', async () => {
    await using desk = await setup({ ...someAccount, pushToken: 'Token2026', aesKey: firstKey })
    const [id = ''] = desk.ids
    const keys = async () => {
      const { aesKey, formerAesKey } = (await desk.stored(id)).entered
      return [aesKey, formerAesKey]
    }
    await desk.change(id, { aesKey: firstKey })
    expect(await keys()).toEqual([firstKey, undefined])
    await desk.change(id, { aesKey: secondKey })
    expect(await keys()).toEqual([secondKey, firstKey])
    await expect.poll(() => desk.running[1].credentials(id).push?.ciphers?.length).toBe(2)
    await desk.change(id, { aesKey: thirdKey })
    expect(await keys()).toEqual([thirdKey, secondKey])
    await desk.change(id, { aesKey: undefined })
    expect(await keys()).toEqual([undefined, undefined])
  })

  it('drop the access token of the former appSecret, and of no other change', async () => {
    await using desk = await setup(someAccount)
    const [id = ''] = desk.ids
    await desk.keepToken(id)
    await desk.change(id, { name: 'Renamed', paySignKey: 'TEST-PAYSIGNKEY-0002' })
    expect(await desk.tokens()).toHaveLength(1)
    await desk.change(id, { appSecret: 'f'.repeat(32) })
    expect(await desk.tokens()).toEqual([])
  })
})

describe('changed settings', () => {
  it('have open tickets made anew once every process has heard of it, when clocks follow from them', async () => {
    await using desk = await setup(someAccount)
    const [id = ''] = desk.ids
    await insertTicket(desk.db, { merchant_id: id, id: 'c1', platform_id: '1' })
    await insertTicket(desk.db, { merchant_id: id, id: 'c2', platform_id: '2', channel_state: 'CLOSED' })
    const reads = async () => await desk.db.selectFrom('reads').select(['platform_id', 'next_attempt_at']).execute()
    await desk.change(id, { name: 'Renamed', profile: 'current' })
    expect(await reads()).toEqual([])
    const before = Date.now()
    await desk.change(id, { defaultGoods: 'virtual' })
    const [read, ...others] = await reads()
    expect([read?.platform_id, others]).toEqual(['1', []])
    expect(read?.next_attempt_at.getTime()).toBeGreaterThan(before + 15_000)
    await desk.change(id, { afterRejection: 'original' })
    expect(await reads()).toHaveLength(1)
  })
})

describe('a removed account', () => {
  it('has no secrets and no token any more and is not found by name, while its row stays for its tickets', async () => {
    await using desk = await setup({ ...someAccount, pushToken: 'Token2026', aesKey: firstKey })
    const [id = ''] = desk.ids
    await desk.keepToken(id)
    await removeAccount(desk.db, id, now)
    for (const accounts of desk.running) {
      await expect.poll(() => accounts.list()).toEqual([])
      expect(accounts.bySlugOrAppId(someAccount.appId)).toBeUndefined()
      expect(accounts.byId(id)).toMatchObject({ slug: 'account', removedAt: now })
      expect(() => accounts.credentials(id)).toThrow(expect.objectContaining({ code: 'ACCOUNT_REMOVED' }))
    }
    const row = await desk.db.selectFrom('official_accounts').selectAll().executeTakeFirstOrThrow()
    expect([row.app_secret_sealed.length, row.pay_sign_key_sealed.length]).toEqual([0, 0])
    expect([row.push_token_sealed, row.aes_key_sealed, row.former_aes_key_sealed]).toEqual([null, null, null])
    expect(await desk.tokens()).toEqual([])
    await removeAccount(desk.db, id, now)
  })

  it('comes back under its appId, as the same account', async () => {
    await using desk = await setup(someAccount)
    const [id = ''] = desk.ids
    await removeAccount(desk.db, id, now)
    expect(await addAccount(desk.db, masterKey, { ...someAccount, slug: 'again' })).toBe(id)
    await expect.poll(() => desk.running[0].bySlugOrAppId('again')?.removedAt).toBeUndefined()
  })

  it('is refused while something is on its way to the platform', async () => {
    await using desk = await setup(someAccount)
    const [id = ''] = desk.ids
    await insertTicket(desk.db, { merchant_id: id, id: 'c1' })
    await desk.db
      .insertInto('actions')
      .values({
        merchant_id: id,
        id: 'a1',
        complaint_id: 'c1',
        kind: 'message',
        state: 'queued',
        content: null,
        images: [],
        override_reason: null,
        created_at: now,
        created_by: 'lin',
        next_attempt_at: now,
        lease_token: null,
        lease_until: null,
        write_started_at: null,
        baseline: null,
        approved_by: null,
        approved_at: null,
        log_id: null,
        sent_at: null,
        verified_at: null,
        problem: null,
      })
      .execute()
    await expect(removeAccount(desk.db, id, now)).rejects.toMatchObject({ code: 'ACCOUNT_BUSY' })
    await desk.db.updateTable('actions').set({ state: 'cancelled' }).execute()
    await removeAccount(desk.db, id, now)
  })
})

describe('names', () => {
  const shop = platform.merchant('main-shop', '1900000001')
  const merchantExists = { code: 'MERCHANT_EXISTS' }
  const accountExists = { code: 'ACCOUNT_EXISTS' }

  it('are not shared by a merchant and an account, whichever comes first', async () => {
    await using desk = await setup(someAccount)
    await expect(addMerchant(desk.db, masterKey, { ...shop, slug: 'account' })).rejects.toMatchObject(merchantExists)
    await addMerchant(desk.db, masterKey, shop)
    const second = { ...someAccount, slug: 'main-shop', appId: 'wx00000000000000bb' }
    await expect(addAccount(desk.db, masterKey, second)).rejects.toMatchObject(accountExists)
  })

  it('are not taken over by a change', async () => {
    await using desk = await setup(someAccount)
    await addMerchant(desk.db, masterKey, shop)
    await expect(desk.change(desk.ids[0], { slug: 'main-shop' })).rejects.toMatchObject(accountExists)
    const [stored] = await readStored(desk.db, masterKey)
    if (stored === undefined) throw new Error('no merchant')
    const candidate = prepareChange(stored, { slug: 'account' })
    await expect(storeChange(desk.db, masterKey, candidate)).rejects.toMatchObject(merchantExists)
    await desk.change(desk.ids[0], { slug: 'account' })
  })

  it('count as taken by an appId and a merchant number, too', async () => {
    await using desk = await setup(someAccount)
    const named: NewMerchant = { ...shop, slug: someAccount.appId }
    await expect(addMerchant(desk.db, masterKey, named)).rejects.toMatchObject(merchantExists)
    await addMerchant(desk.db, masterKey, shop)
    const second = { ...someAccount, slug: 'second', appId: '1900000001' }
    await expect(addAccount(desk.db, masterKey, second)).rejects.toMatchObject(accountExists)
  })

  it('stay with who was removed', async () => {
    await using desk = await setup(someAccount)
    await removeAccount(desk.db, desk.ids[0] ?? '', now)
    await expect(addMerchant(desk.db, masterKey, { ...shop, slug: 'account' })).rejects.toMatchObject(merchantExists)
  })

  it('go to one of two who want it at the same moment', async () => {
    await using desk = await setup()
    const outcomes = await Promise.allSettled([
      addMerchant(desk.db, masterKey, { ...shop, slug: 'wanted' }),
      addAccount(desk.db, masterKey, { ...someAccount, slug: 'wanted' }),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})
