import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { addMerchant, type NewMerchant } from '../../src/merchants/add-merchant.ts'
import { carryOut, planAgainstStore } from '../../src/merchants/apply-merchants.ts'
import { prepareChange, readStored, type StoredMerchant, storeChange } from '../../src/merchants/change-merchant.ts'
import { openMerchantRegistry } from '../../src/merchants/open-registry.ts'
import { removeMerchant } from '../../src/merchants/remove-merchant.ts'
import { setupDatabase } from '../support/database.ts'
import { createFakePlatform } from '../support/platform.ts'

const platform = createFakePlatform()
const shop = platform.merchant('main-shop', '1900000001')
const other = platform.merchant('other-shop', '1900000002')
const masterKey = createSecretKey(randomBytes(32))
const now = new Date('2026-01-02T03:04:05Z')
const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })

async function setup(...merchants: readonly NewMerchant[]) {
  const database = await setupDatabase()
  const db = database.kysely
  const ids: string[] = []
  for (const merchant of merchants) ids.push(await addMerchant(db, masterKey, merchant))
  const running = [
    await openMerchantRegistry({ database, masterKey }),
    await openMerchantRegistry({ database, masterKey }),
  ] as const
  const apply = async (wanted: readonly NewMerchant[], prune = false) =>
    await db.transaction().execute(async (trx) => {
      const plan = await planAgainstStore(trx, masterKey, wanted)
      await carryOut(trx, masterKey, plan, { prune, now })
      return {
        added: plan.add.map(({ slug }) => slug),
        changed: plan.change.map(({ wanted: { slug }, fields }) => [slug, ...fields]),
        absent: plan.absent.map(({ entered }) => entered.slug),
        unchanged: plan.unchanged.map(({ entered }) => entered.slug),
      }
    })
  const stored = async (slug: string): Promise<StoredMerchant> => {
    const found = (await readStored(db, masterKey)).find(({ entered }) => entered.slug === slug)
    if (found === undefined) throw new Error(`no merchant ${slug}`)
    return found
  }
  return {
    db,
    database,
    ids,
    running,
    apply,
    stored,
    [Symbol.asyncDispose]: async () => {
      for (const registry of running) registry.close()
      await database.close()
    },
  }
}

describe('changed keys', () => {
  it('are used by every running process, without a restart', async () => {
    await using desk = await setup(shop)
    const [id = ''] = desk.ids
    const stored = await desk.stored('main-shop')
    const apiV3Key = randomBytes(16).toString('hex')
    const before = desk.running.map((registry) => registry.credentials(id))
    const change = { apiV3Key, privateKey: String(otherKey), serialNumber: 'AB12' }
    await storeChange(desk.db, masterKey, prepareChange(stored, change))
    for (const [index, registry] of desk.running.entries()) {
      await expect.poll(() => registry.credentials(id).identity.serialNumber).toBe('AB12')
      expect(registry.credentials(id)).not.toBe(before[index])
    }
    const [next] = await readStored(desk.db, masterKey)
    expect(next?.entered).toMatchObject({ apiV3Key, name: 'main-shop', slug: 'main-shop' })
  })

  it('need the certificate or serial that goes with a new private key', async () => {
    await using desk = await setup(shop)
    const stored = await desk.stored('main-shop')
    expect(() => prepareChange(stored, { privateKey: String(otherKey) })).toThrow(
      expect.objectContaining({ code: 'SERIAL_MISSING' }),
    )
    expect(() => prepareChange(stored, { apiV3Key: 'short' })).toThrow(
      expect.objectContaining({ code: 'API_V3_KEY_INVALID' }),
    )
  })

  it('do not take the slug of another merchant', async () => {
    await using desk = await setup(shop, other)
    const stored = await desk.stored('main-shop')
    const candidate = prepareChange(stored, { slug: 'other-shop' })
    await expect(storeChange(desk.db, masterKey, candidate)).rejects.toMatchObject({ code: 'MERCHANT_EXISTS' })
  })
})

describe('a removed merchant', () => {
  it('has no keys any more and is not found by name, while its row stays for its complaints', async () => {
    await using desk = await setup(shop)
    const [id = ''] = desk.ids
    await removeMerchant(desk.db, id, now)
    for (const registry of desk.running) {
      await expect.poll(() => registry.list()).toEqual([])
      expect(registry.bySlugOrMchid('main-shop')).toBeUndefined()
      expect(registry.byId(id)).toMatchObject({ slug: 'main-shop', removedAt: now })
      expect(() => registry.credentials(id)).toThrow(expect.objectContaining({ code: 'MERCHANT_REMOVED' }))
    }
    const row = await desk.db.selectFrom('merchants').selectAll().executeTakeFirstOrThrow()
    expect([row.private_key_sealed.length, row.api_v3_key_sealed.length]).toEqual([0, 0])
    expect(await desk.db.selectFrom('platform_keys').selectAll().execute()).toEqual([])
    await removeMerchant(desk.db, id, now)
  })

  it('comes back under its number, as the same merchant', async () => {
    await using desk = await setup(shop)
    const [id = ''] = desk.ids
    await removeMerchant(desk.db, id, now)
    expect(await addMerchant(desk.db, masterKey, { ...shop, slug: 'again' })).toBe(id)
    await expect.poll(() => desk.running[0].bySlugOrMchid('again')?.removedAt).toBeUndefined()
    await expect.poll(() => desk.running[0].credentials(id).keyring.list().length).toBe(1)
  })

  it('keeps its slug from others', async () => {
    await using desk = await setup(shop)
    await removeMerchant(desk.db, desk.ids[0] ?? '', now)
    await expect(addMerchant(desk.db, masterKey, { ...other, slug: 'main-shop' })).rejects.toMatchObject({
      code: 'MERCHANT_EXISTS',
    })
  })
})

describe('a list of merchants', () => {
  it('adds what is missing and then changes nothing', async () => {
    await using desk = await setup()
    const list = [{ ...shop, labels: ['brand:North'] }, other]
    expect(await desk.apply(list)).toMatchObject({ added: ['main-shop', 'other-shop'] })
    expect(await desk.apply(list)).toEqual({
      added: [],
      changed: [],
      absent: [],
      unchanged: ['main-shop', 'other-shop'],
    })
  })

  const second = createFakePlatform()
  const changes: readonly [string, Partial<NewMerchant>, string[]][] = [
    ['a name', { name: '主店' }, ['name']],
    ['a slug', { slug: 'front-shop', name: 'main-shop' }, ['slug']],
    ['labels', { labels: ['store:West'] }, ['labels']],
    ['a partner', { partnerMchid: '1800000001' }, ['partner']],
    ['a platform address', { platformUrl: 'http://127.0.0.1:7800' }, ['platform address']],
    ['an APIv3 key', { apiV3Key: 'k'.repeat(32) }, ['APIv3 key']],
    ['a private key', { privateKey: String(otherKey), serialNumber: 'CD34' }, ['serial number', 'private key']],
    [
      'a platform key',
      { platformPublicKey: { id: `${second.publicKeyId}9`, pem: second.publicKeyPem } },
      ['platform keys'],
    ],
  ]
  it.each(changes)('changes %s and nothing else', async (_name, change, fields) => {
    await using desk = await setup(shop)
    const list = [{ ...shop, ...change }]
    expect((await desk.apply(list)).changed).toEqual([[list[0]?.slug, ...fields]])
    expect((await desk.apply(list)).unchanged).toEqual([list[0]?.slug])
  })

  it('takes back what it no longer says, platform keys included', async () => {
    await using desk = await setup({ ...shop, name: '主店', labels: ['x'], platformUrl: 'http://127.0.0.1:7800' })
    const { platformPublicKey: _, ...bare } = shop
    const [[, ...fields] = []] = (await desk.apply([bare])).changed
    expect(fields).toEqual(['name', 'labels', 'platform address', 'platform keys'])
    const [stored] = await readStored(desk.db, masterKey)
    expect(stored).toMatchObject({ platformKeys: [], entered: { name: 'main-shop', labels: [] } })
    await expect.poll(() => desk.running[1].credentials(stored?.id ?? '').keyring.list()).toEqual([])
  })

  it('leaves alone whom it does not name, unless told to prune', async () => {
    await using desk = await setup(shop, other)
    expect((await desk.apply([shop])).absent).toEqual(['other-shop'])
    expect(await readStored(desk.db, masterKey)).toHaveLength(2)
    await desk.apply([shop], true)
    expect((await readStored(desk.db, masterKey)).map(({ entered }) => entered.slug)).toEqual(['main-shop'])
  })

  it('is carried out whole or not at all', async () => {
    await using desk = await setup(shop)
    const wrong = { ...other, apiV3Key: 'short' }
    await expect(desk.apply([{ ...shop, name: '主店' }, wrong])).rejects.toMatchObject({ code: 'API_V3_KEY_INVALID' })
    expect((await readStored(desk.db, masterKey))[0]?.entered.name).toBe('main-shop')
  })
})
