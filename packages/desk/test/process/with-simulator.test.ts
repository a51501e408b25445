import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSimulator, type Simulator } from '@redress/simulator'
import { createClient } from '@redress/wechatpay'
import { describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { listInbox } from '../../src/inbox/index.ts'
import { addMerchant, type NewMerchant } from '../../src/merchants/add-merchant.ts'
import { ensureCallbackUrl } from '../../src/merchants/callback-url.ts'
import { createLogger } from '../../src/observability/logger.ts'
import { startDesk } from '../../src/process/start-desk.ts'
import { testConfig } from '../support/config.ts'
import { setupDatabase } from '../support/database.ts'
import { setupFolder } from '../support/folder.ts'

const MCHID = '1900000001'

function merchantOf(simulator: Simulator, withPlatformKeys: boolean): NewMerchant {
  const { privateKey, certificate, apiV3Key, platform } = simulator.credentials(MCHID)
  return {
    slug: 'main-shop',
    mchid: MCHID,
    privateKey,
    certificate,
    apiV3Key,
    platformUrl: simulator.url,
    ...(withPlatformKeys
      ? {
          platformCertificates: platform.certificates.map((item) => item.certificate),
          platformPublicKey: platform.publicKey ?? undefined,
        }
      : {}),
  }
}

describe('against the simulator', () => {
  it.each(['certificate', 'public-key', 'switching'] as const)(
    'a complaint filed in %s mode arrives in the inbox',
    async (keyMode) => {
      await using simulator = await createSimulator({ merchants: [{ mchid: MCHID, name: '云边咖啡', keyMode }] })
      await using database = await setupDatabase()
      await using folder = await setupFolder()
      const config = testConfig(database.databaseUrl, folder.path)
      // Certificates are left out: the first notification makes the desk download them.
      const merchant = merchantOf(simulator, keyMode !== 'certificate')
      await addMerchant(database.kysely, config.masterKey, merchant)
      const desk = await startDesk({ config, role: 'web', log: createLogger('silent') })
      try {
        const { platformUrl, ...keys } = desk.registry.credentials(desk.registry.list()[0]?.id ?? '')
        const calls = createClient({ ...keys, baseUrl: platformUrl }).notificationUrl
        expect(await ensureCallbackUrl(calls, `${desk.url}/callbacks/wechatpay/main-shop`)).toBe('created')
        const { complaintId } = await simulator.fileComplaint({ mchid: MCHID, detail: '没有收到货' })
        await simulator.settled()
        expect(simulator.deliveries()).toMatchObject([{ state: 'delivered', attempts: [{ status: 204 }] }])
        expect(await listInbox(database.kysely, { limit: 10 })).toMatchObject([
          { complaintPlatformId: complaintId, action: 'CREATE_COMPLAINT', state: 'pending' },
        ])
      } finally {
        await desk.close()
      }
    },
  )

  it('callback-url sets, shows and deletes the address at the platform', async () => {
    await using simulator = await createSimulator({ merchants: [{ mchid: MCHID, name: '云边咖啡' }] })
    await using database = await setupDatabase()
    await using folder = await setupFolder()
    const { privateKey, certificate, apiV3Key } = simulator.credentials(MCHID)
    await writeFile(join(folder.path, 'key.pem'), privateKey)
    await writeFile(join(folder.path, 'cert.pem'), certificate)
    await writeFile(join(folder.path, 'apiv3.txt'), apiV3Key)
    const run = async (publicUrl: string, ...args: string[]): Promise<unknown> => {
      let [stdout, stderr] = ['', '']
      const env = {
        DATABASE_URL: database.databaseUrl,
        REDRESS_MASTER_KEY: masterKey,
        REDRESS_PUBLIC_URL: publicUrl,
        REDRESS_PLATFORM_URL: simulator.url,
      }
      const io = { write: (text: string) => (stdout += text) }
      const code = await main([...args, '--json'], {
        env,
        cwd: folder.path,
        stdout: io,
        stderr: { write: (text) => (stderr += text) },
      })
      return code === 0 ? JSON.parse(stdout) : { code, ...JSON.parse(stderr) }
    }
    const masterKey = randomBytes(32).toString('base64')
    const [first, second] = ['http://127.0.0.1:7700', 'http://127.0.0.1:7701']
    const path = '/callbacks/wechatpay/main-shop'
    const keys = ['--private-key=key.pem', '--certificate=cert.pem', '--apiv3-key-file=apiv3.txt']
    await run(first, 'merchant', 'add', '--slug=main-shop', `--mchid=${MCHID}`, ...keys)

    expect(await run(first, 'callback-url', 'show', 'main-shop')).toMatchObject({ url: null, matches: false })
    expect(await run(first, 'callback-url', 'delete', MCHID)).toMatchObject({ error: { code: 'CALLBACK_URL_NOT_SET' } })
    const ensured = { merchant: 'main-shop', url: `${first}${path}` }
    expect(await run(first, 'callback-url', 'ensure', 'main-shop')).toEqual({ ...ensured, outcome: 'created' })
    expect(await run(first, 'callback-url', 'ensure', 'main-shop')).toEqual({ ...ensured, outcome: 'unchanged' })
    expect(await run(second, 'callback-url', 'show', 'main-shop')).toEqual({
      merchant: 'main-shop',
      url: `${first}${path}`,
      expectedUrl: `${second}${path}`,
      matches: false,
    })
    expect(await run(second, 'callback-url', 'ensure', 'main-shop')).toMatchObject({ outcome: 'updated' })
    expect(simulator.notificationUrl(MCHID)).toBe(`${second}${path}`)
    expect(await run(second, 'callback-url', 'delete', 'main-shop')).toMatchObject({ deletedUrl: `${second}${path}` })
    expect(simulator.notificationUrl(MCHID)).toBeNull()
  })
})
