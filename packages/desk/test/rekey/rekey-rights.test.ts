import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { NoticeFact } from '../../src/domain/rights/facts.ts'
import { addAccount } from '../../src/official-accounts/add-account.ts'
import { openOfficialAccounts } from '../../src/official-accounts/open-accounts.ts'
import { removeAccount } from '../../src/official-accounts/remove-account.ts'
import { createTokenStoreFor, tokenPlace } from '../../src/platform/access-token-store.ts'
import { openMasterKeyring } from '../../src/rekey/master-keyring.ts'
import { finishRekey, rekey } from '../../src/rekey/rekey.ts'
import { fingerprintOf, openAtRest, sealAtRest } from '../../src/sealing/seal.ts'
import { entryPlace, insertConversationEntry } from '../../src/store/conversation.ts'
import { factPlace, insertRightsFact, rightsFactsOf } from '../../src/store/rights-facts.ts'
import { openNotice, sealNotice } from '../../src/store/rights-notice.ts'
import { setupDatabase, type TestDatabase } from '../support/database.ts'
import { someAccount } from '../support/official-account.ts'

const [previous, next] = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))]
const at = Date.parse('2026-01-02T03:04:05Z')
const openId = 'oSimUser_0001-abcdefghijklmn'
const feedbackId = '13275936403980775178'
const aesKey = `${'a'.repeat(42)}A`

const factOf = (number: number): NoticeFact => ({
  id: `${feedbackId} request ${number}`,
  at: at + number,
  receivedAt: at + number,
  kind: 'request',
  wireKind: 'request',
  openId,
  transactionId: null,
  reason: '质量问题',
  solution: null,
  remark: `请联系 1380000${String(number).padStart(4, '0')}`,
  pictureUrls: [],
})

/** A desk whose sealed columns of the rights system all hold something, the large ones more than one batch. */
async function setup(count: number) {
  const database = await setupDatabase()
  const db = database.kysely
  const account = { ...someAccount, pushToken: 'Token2026', aesKey, formerAesKey: aesKey }
  const accountId = await addAccount(db, previous, account)
  const key = { merchantId: accountId, feedbackId }
  for (let number = 0; number < count; number += 1) {
    const [fact, body] = [factOf(number), Buffer.from(`<xml>${number}</xml>`)]
    await insertRightsFact(db, previous, key, fact, body)
    const entry = { merchantId: accountId, openId, id: `push-${number}` }
    await insertConversationEntry(db, {
      ...entry,
      at: new Date(at),
      receivedAt: new Date(at),
      direction: 'in',
      kind: 'TEXT',
      content: 'x',
      payload: {},
      actionId: null,
      sealedBody: sealAtRest(previous, body, entryPlace(entry)),
    })
    await db
      .insertInto('inbox')
      .values({
        merchant_id: accountId,
        id: `notice-${number}`,
        channel: 'rights-v16',
        notification_id: `${number}`,
        event_type: 'RIGHTS',
        action: 'REQUEST',
        complaint_platform_id: feedbackId,
        platform_serial: '',
        raw_body: sealNotice(previous, `notice-${number}`, { fact, body }),
        applied_at: null,
        problem_code: null,
      })
      .execute()
  }
  await createTokenStoreFor({ db, masterKey: previous })(accountId).exclusively(
    await appIdOf(database),
    async () => await Promise.resolve({ token: 'T', fetchedAt: at, expiresAt: at, endpoint: 'stable', forcedAt: [] }),
  )
  return { database, db, accountId, key, [Symbol.asyncDispose]: async () => await database.close() }
}

async function appIdOf(database: TestDatabase) {
  const accounts = await openOfficialAccounts({ database, masterKey: previous })
  accounts.close()
  const [{ id } = { id: '' }] = accounts.list()
  return accounts.credentials(id).account.appId
}

/** Opens everything with one key alone. */
async function openAll({ database, db, accountId, key }: Awaited<ReturnType<typeof setup>>, masterKey: KeyObject) {
  const accounts = await openOfficialAccounts({ database, masterKey })
  accounts.close()
  const { push } = accounts.credentials(accountId)
  const facts = await rightsFactsOf(db, masterKey, key)
  const factRows = await db.selectFrom('rights_facts').select(['id', 'body_sealed']).execute()
  const bodies = factRows.map(({ id, body_sealed: sealed }) =>
    openAtRest(masterKey, sealed ?? Buffer.alloc(0), factPlace('body_sealed', key, id)).toString('utf8'),
  )
  const inbox = await db.selectFrom('inbox').select(['id', 'raw_body']).execute()
  const notices = inbox.map((row) => openNotice(masterKey, row.id, row.raw_body).fact)
  const entries = await db.selectFrom('conversation_entries').select(['id', 'body_sealed']).execute()
  const messages = entries.map(({ id, body_sealed: sealed }) =>
    openAtRest(masterKey, sealed ?? Buffer.alloc(0), entryPlace({ merchantId: accountId, openId, id })).toString(
      'utf8',
    ),
  )
  const { token_sealed: token } = await db.selectFrom('access_tokens').selectAll().executeTakeFirstOrThrow()
  return {
    ciphers: push?.ciphers?.length,
    facts: new Set(facts.map((fact) => fact.id)).size,
    notices: new Set(notices.map((fact) => fact.id)).size,
    bodies: new Set(bodies).size,
    messages: new Set(messages).size,
    token: openAtRest(masterKey, token, tokenPlace(accountId)).toString('utf8'),
  }
}

describe('a new master key', () => {
  it('opens everything of the rights system after the change, the old one nothing', async () => {
    await using desk = await setup(230)
    const done = { merchants: 0, phones: 0, accounts: 1, tokens: 1, notices: 230, facts: 460, messages: 230 }
    expect(await rekey(desk.database, previous, next)).toEqual(done)
    await expect(openAll(desk, previous)).rejects.toMatchObject({ code: 'MASTER_KEY_WRONG' })
    const all = { ciphers: 2, facts: 230, notices: 230, bodies: 230, messages: 230, token: 'T' }
    expect(await openAll(desk, next)).toEqual(all)
    expect(await finishRekey(desk.database, next)).toMatchObject({ notices: 0, facts: 0, messages: 0 })
    expect(await openAll(desk, next)).toEqual(all)
  })

  it('goes on where it was stopped, in the middle of a column', async () => {
    await using desk = await setup(230)
    const { kysely, pool } = desk.database
    let writes = 0
    const query = async (text: string, values: unknown[]): Promise<unknown> => {
      if (text.includes('update rights_facts') && ++writes === 2) throw new Error('killed')
      return await pool.query(text, values)
    }
    const torn = { kysely, pool: Object.assign(Object.create(pool), { query }) }
    await expect(rekey(torn, previous, next)).rejects.toThrow('killed')
    const left = await rekey(desk.database, previous, next)
    expect(left).toMatchObject({ accounts: 0, tokens: 0, notices: 0, messages: 230 })
    expect(left.facts).toBeGreaterThan(0)
    expect(left.facts).toBeLessThan(460)
    expect(await openAll(desk, next)).toMatchObject({ facts: 230, bodies: 230, messages: 230 })
  })

  it('reaches a running desk, which goes on sealing and opening', async () => {
    await using desk = await setup(1)
    const masterKey = await openMasterKeyring(desk.db, previous)
    const accounts = await openOfficialAccounts({ database: desk.database, masterKey })
    await rekey(desk.database, previous, next)
    await expect.poll(() => fingerprintOf(masterKey).equals(fingerprintOf(next))).toBe(true)
    await insertRightsFact(desk.db, masterKey, desk.key, factOf(1), Buffer.from('<xml/>'))
    expect(await rightsFactsOf(desk.db, masterKey, desk.key)).toHaveLength(2)
    expect(accounts.credentials(desk.accountId).push?.ciphers).toHaveLength(2)
    accounts.close()
    expect(await finishRekey(desk.database, next)).toMatchObject({ facts: 0 })
  })

  it('leaves the erased secrets of a removed account alone, and seals its evidence anew', async () => {
    await using desk = await setup(2)
    await removeAccount(desk.db, desk.accountId, new Date(at))
    expect(await rekey(desk.database, previous, next)).toMatchObject({ accounts: 0, tokens: 0, facts: 4, messages: 2 })
  })
})
