import { createSecretKey, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Simulator } from '@redress/simulator'
import { createClient } from '@redress/wechatpay'
import { openDatabase } from '../../packages/desk/src/database/open-database.ts'
import { addMerchant } from '../../packages/desk/src/merchants/add-merchant.ts'
import { openMerchantRegistry } from '../../packages/desk/src/merchants/open-registry.ts'
import { addAccount } from '../../packages/desk/src/official-accounts/add-account.ts'
import { setupProcessDatabase } from './database.ts'
import { operator, redressBin } from './house.ts'
import { freePort, type RunningProcess, runToEnd, start } from './process.ts'
import { temporaryFolder } from './tree.ts'

/**
 * A data folder with every merchant of a simulator and one operator, and what starts processes on it. The database
 * stays open, so that a test can look into it and it outlives every process.
 */
export async function setupCluster(simulator: Simulator) {
  const folder = temporaryFolder('cluster')
  const dataDir = join(folder.path, 'data')
  const masterKeyBytes = randomBytes(32)
  const masterKey = createSecretKey(masterKeyBytes)
  const own = await setupProcessDatabase()
  const database = await openDatabase({ databaseUrl: own.databaseUrl, dataDir })
  const close = async () => {
    await database.close()
    await own[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  }
  try {
    for (const [index, { mchid, name }] of simulator.merchants().entries()) {
      const keys = simulator.credentials(mchid)
      await addMerchant(database.kysely, masterKey, {
        slug: `shop-${index}`,
        mchid,
        name,
        privateKey: keys.privateKey,
        certificate: keys.certificate,
        apiV3Key: keys.apiV3Key,
        platformCertificates: keys.platform.certificates.map(({ certificate }) => certificate),
        platformUrl: simulator.url,
      })
    }
    const env = (port: number) => ({
      ...own.env,
      PATH: process.env['PATH'],
      REDRESS_DATA_DIR: dataDir,
      REDRESS_MASTER_KEY: masterKeyBytes.toString('base64'),
      REDRESS_PORT: String(port),
      REDRESS_LOG_LEVEL: 'error',
    })
    writeFileSync(join(folder.path, 'password'), `${operator.password}\n`, { mode: 0o600 })
    const user = ['user', 'add', operator.username, '--role', 'operator', '--password-file', 'password']
    const added = await runToEnd(process.execPath, [redressBin, ...user], { cwd: folder.path, env: env(0) })
    if (added.code !== 0) throw new Error(added.stderr)

    /** Resolves once it listens or works. */
    const serve = async (role: 'all' | 'web' | 'worker'): Promise<RunningProcess & { readonly url: string }> => {
      const port = await freePort()
      const args = [redressBin, 'serve', '--role', role]
      const running = start(process.execPath, args, { cwd: folder.path, env: env(port) })
      await running.printed(/Redress (listens|works)/)
      return { ...running, url: `http://127.0.0.1:${port}` }
    }
    /** Has the platform deliver to these desks, the merchants dealt out among them. */
    const announce = async (urls: readonly string[]): Promise<void> => {
      const registry = await openMerchantRegistry({ database, masterKey })
      for (const [index, { id, slug }] of registry.list().entries()) {
        const { identity, apiV3Key, keyring } = registry.credentials(id)
        const client = createClient({ identity, apiV3Key, keyring, baseUrl: simulator.url, now: () => simulator.now() })
        await client.notificationUrl.create(`${urls[index % urls.length]}/callbacks/wechatpay/${slug}`)
      }
      registry.close()
    }
    /** Adds an official account of the simulator, messages sealed; the platform is told no address. */
    const connectAccount = async (appId: string, slug: string): Promise<void> => {
      const { appSecret, paySignKey, partnerId, pushToken, encodingAesKey } =
        simulator.officialAccounts.credentials(appId)
      const secrets = { appSecret, paySignKey, pushToken, aesKey: encodingAesKey }
      await addAccount(database.kysely, masterKey, { slug, appId, partnerId, ...secrets, platformUrl: simulator.url })
    }
    return { pool: database.pool, serve, announce, connectAccount, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}
