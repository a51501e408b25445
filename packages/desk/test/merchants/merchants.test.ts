import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { parseMerchantId, platformCertificate } from '@redress/wechatpay'
import { describe, expect, it } from 'vitest'
import { addMerchant, type NewMerchant } from '../../src/merchants/add-merchant.ts'
import { ensureCallbackUrl, expectedCallbackUrl } from '../../src/merchants/callback-url.ts'
import { openMerchantRegistry } from '../../src/merchants/open-registry.ts'
import { createPlatformKeyRefresher } from '../../src/merchants/platform-keys.ts'
import { selfSigned } from '../support/certificate.ts'
import { setupDatabase, type TestDatabase } from '../support/database.ts'
import { createFakePlatform } from '../support/platform.ts'

const platform = createFakePlatform()
const shop = platform.merchant('main-shop', '1900000001')
const masterKey = createSecretKey(randomBytes(32))
const open = async (database: TestDatabase, pollMs?: number) =>
  await openMerchantRegistry({ database, masterKey, ...(pollMs === undefined ? {} : { pollMs }) })

describe('adding a merchant', () => {
  it('stores its keys sealed, and gives them back opened', async () => {
    await using database = await setupDatabase()
    const id = await addMerchant(database.kysely, masterKey, shop)
    const row = await database.kysely.selectFrom('merchants').selectAll().executeTakeFirstOrThrow()
    expect(row.api_v3_key_sealed.includes(shop.apiV3Key)).toBe(false)
    expect(row.private_key_sealed.includes('PRIVATE KEY')).toBe(false)
    const registry = await open(database)
    expect(registry.credentials(id)).toMatchObject({ identity: { merchantId: '1900000001' } })
    expect(registry.bySlugOrMchid('main-shop')).toEqual(registry.bySlugOrMchid('1900000001'))
    expect(registry.list()).toMatchObject([{ keyMode: 'public-key', platformKeys: [{ serial: platform.publicKeyId }] }])
    registry.close()
  })

  it('is seen by every running process without a restart', async () => {
    await using database = await setupDatabase()
    const [first, second] = [await open(database), await open(database)]
    await addMerchant(database.kysely, masterKey, shop)
    await expect.poll(() => first.bySlugOrMchid('main-shop')?.mchid).toBe('1900000001')
    await expect.poll(() => second.list().length).toBe(1)
    first.close()
    second.close()
  })

  it('is seen even when the message about it was lost', async () => {
    await using database = await setupDatabase()
    const deaf = { ...database, listen: async () => () => undefined }
    const registry = await openMerchantRegistry({ database: deaf, masterKey, pollMs: 20 })
    await addMerchant(database.kysely, masterKey, shop)
    await expect.poll(() => registry.list().length).toBe(1)
    registry.close()
  })

  it('signs with the partner’s number where a partner acts for it', async () => {
    await using database = await setupDatabase()
    const id = await addMerchant(database.kysely, masterKey, { ...shop, partnerMchid: '1800000001' })
    const registry = await open(database)
    expect(registry.credentials(id).identity.merchantId).toBe('1800000001')
    expect(registry.byId(id)).toMatchObject({ mchid: '1900000001', partnerMchid: '1800000001' })
    registry.close()
  })

  it('takes the serial from the certificate', async () => {
    await using database = await setupDatabase()
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const certificate = selfSigned(publicKey, privateKey, {
      serial: '5ABCDEF000000000000000000000000000000001',
      commonName: '1900000001',
      effectiveAt: new Date('2024-01-01T00:00:00Z'),
      expiresAt: new Date('2029-01-01T00:00:00Z'),
    })
    const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const { serialNumber: _, ...rest } = shop
    const id = await addMerchant(database.kysely, masterKey, { ...rest, privateKey: pem, certificate })
    const registry = await open(database)
    expect(registry.credentials(id).identity.serialNumber).toBe('5ABCDEF000000000000000000000000000000001')
    registry.close()
    const mixedUp = { ...rest, slug: 'b', mchid: '1900000002', privateKey: pem, platformCertificates: [certificate] }
    await expect(
      addMerchant(database.kysely, masterKey, { ...mixedUp, serialNumber: '01' }),
      'the own certificate in place of the platform’s',
    ).rejects.toMatchObject({ code: 'OWN_CERTIFICATE' })
  })

  const cases: readonly [string, Partial<NewMerchant>, string][] = [
    ['a slug with capitals', { slug: 'Main' }, 'SLUG_INVALID'],
    ['a slug that could be a number', { slug: '1900000009' }, 'SLUG_INVALID'],
    ['a number that is none', { mchid: 'shop' }, 'MERCHANT_ID_INVALID'],
    ['an APIv3 key of 31 bytes', { apiV3Key: 'k'.repeat(31) }, 'API_V3_KEY_INVALID'],
    ['an APIv3 key with a space behind it', { apiV3Key: `${'k'.repeat(32)} ` }, 'API_V3_KEY_INVALID'],
    ['a certificate as private key', { privateKey: platform.certificatePem }, 'PRIVATE_KEY_INVALID'],
    ['no serial at all', { serialNumber: undefined }, 'SERIAL_MISSING'],
    [
      'a public key id without its prefix',
      { platformPublicKey: { id: '0100', pem: platform.publicKeyPem } },
      'PLATFORM_KEY_ID_INVALID',
    ],
    ['a platform address with a path', { platformUrl: 'https://example.com/v3' }, 'PLATFORM_URL_INVALID'],
  ]
  it.each(cases)('refuses %s and stores nothing', async (_name, change, code) => {
    await using database = await setupDatabase()
    await expect(addMerchant(database.kysely, masterKey, { ...shop, ...change })).rejects.toMatchObject({ code })
    expect(await database.kysely.selectFrom('merchants').select('id').execute()).toEqual([])
  })

  it('names the usual causes when the APIv3 key has the wrong length', async () => {
    await using database = await setupDatabase()
    await expect(addMerchant(database.kysely, masterKey, { ...shop, apiV3Key: 'short' })).rejects.toMatchObject({
      message: expect.stringContaining('5 bytes instead of 32'),
      remedy: expect.stringContaining('API key'),
    })
  })

  it('refuses a slug or a number that is there already', async () => {
    await using database = await setupDatabase()
    await addMerchant(database.kysely, masterKey, shop)
    for (const again of [{ mchid: '1900000002' }, { slug: 'second' }]) {
      await expect(addMerchant(database.kysely, masterKey, { ...shop, ...again })).rejects.toMatchObject({
        code: 'MERCHANT_EXISTS',
      })
    }
  })

  it('cannot be read with another master key', async () => {
    await using database = await setupDatabase()
    await addMerchant(database.kysely, masterKey, shop)
    const other = createSecretKey(randomBytes(32))
    await expect(openMerchantRegistry({ database, masterKey: other })).rejects.toMatchObject({
      code: 'MASTER_KEY_WRONG',
    })
  })
})

describe('platform keys not known yet', () => {
  const setup = async (database: TestDatabase, merchant: NewMerchant, outcome: 'found' | 'nothing' | 'fails') => {
    const id = await addMerchant(database.kysely, masterKey, merchant)
    const registry = await open(database)
    let [downloads, now] = [0, 1_000_000]
    const refresher = createPlatformKeyRefresher({
      db: database.kysely,
      registry,
      now: () => new Date(now),
      onFailed: () => undefined,
      download: async () => {
        downloads += 1
        if (outcome === 'fails') throw new Error('the platform is down')
        if (outcome === 'nothing') return []
        const key = platformCertificate(platform.certificatePem)
        registry.credentials(id).keyring.add(key)
        return [key]
      },
    })
    return { id, registry, refresher, downloads: () => downloads, pass: (ms: number) => (now += ms) }
  }
  const certificateShop: NewMerchant = { ...shop, platformPublicKey: undefined }

  it('are downloaded once for everybody who asks, and kept for the next start', async () => {
    await using database = await setupDatabase()
    const { id, registry, refresher, downloads } = await setup(database, certificateShop, 'found')
    const asked = Array.from({ length: 10 }, () => refresher.obtain(id, platform.certificateSerial))
    expect(await Promise.all(asked)).toEqual(asked.map(() => true))
    expect(downloads()).toBe(1)
    registry.close()
    const next = await open(database)
    expect(next.credentials(id).keyring.find(platform.certificateSerial)).toBeDefined()
    next.close()
  })

  it('lead to one download per minute, however many forged serials come', async () => {
    await using database = await setupDatabase()
    const { id, registry, refresher, downloads, pass } = await setup(database, certificateShop, 'nothing')
    for (const serial of ['A1', 'A2', 'A3']) expect(await refresher.obtain(id, serial)).toBe(false)
    expect(downloads()).toBe(1)
    pass(60_000)
    expect(await refresher.obtain(id, 'A1')).toBe(false)
    expect(downloads()).toBe(2)
    registry.close()
  })

  it('are not asked for in public-key mode: the platform has no certificates there', async () => {
    await using database = await setupDatabase()
    const { id, registry, refresher, downloads } = await setup(database, shop, 'found')
    expect(await refresher.obtain(id, platform.certificateSerial)).toBe(false)
    expect(downloads()).toBe(0)
    registry.close()
  })

  it('stay unknown when the platform does not answer', async () => {
    await using database = await setupDatabase()
    const { id, registry, refresher } = await setup(database, certificateShop, 'fails')
    expect(await refresher.obtain(id, platform.certificateSerial)).toBe(false)
    registry.close()
  })
})

describe('the notification address', () => {
  const merchantId = parseMerchantId('1900000001')
  const calls = (current: string | undefined) => {
    const done: string[] = []
    const set = (what: string) => async (url: string) => {
      done.push(`${what} ${url}`)
      return { merchantId, url }
    }
    const get = async () => (current === undefined ? undefined : { merchantId, url: current })
    return { done, get, create: set('create'), update: set('update'), delete: async () => undefined }
  }

  it.each([
    [undefined, 'created', ['create https://a/x']],
    ['https://b/x', 'updated', ['update https://a/x']],
    ['https://a/x', 'unchanged', []],
  ])('set to %s is %s', async (current, outcome, done) => {
    const platformCalls = calls(current)
    expect(await ensureCallbackUrl(platformCalls, 'https://a/x')).toBe(outcome)
    expect(platformCalls.done).toEqual(done)
  })

  it.each([
    ['no public address', undefined, 'PUBLIC_URL_MISSING'],
    ['an address that is too long', `https://example.com/${'x'.repeat(240)}`, 'CALLBACK_URL_INVALID'],
    ['a Chinese domain name', 'https://例子.公司', 'CALLBACK_URL_INVALID'],
  ])('cannot be made of %s', (_name, publicUrl, code) => {
    expect(() => expectedCallbackUrl(publicUrl, '/callbacks/wechatpay/main-shop')).toThrow(
      expect.objectContaining({ code }),
    )
  })
})
