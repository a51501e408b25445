import { createSecretKey, randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@redress/wechatpay'
import { createAccounts } from '../../packages/desk/dist/accounts/accounts.js'
import { openDatabase } from '../../packages/desk/dist/database/open-database.js'
import { addMerchant } from '../../packages/desk/dist/merchants/add-merchant.js'
import { ensureCallbackUrl } from '../../packages/desk/dist/merchants/callback-url.js'
import { openMerchantRegistry } from '../../packages/desk/dist/merchants/open-registry.js'
import { writeCallsPerMinute } from '../../packages/desk/dist/store/budgets.js'
import { eventually, freePort, startRedress } from './processes.mjs'

export const operator = { username: 'bench', password: 'correct-horse-battery-staple' }

/**
 * A data folder with an embedded database, merchants with the keys that a simulator made for them, one operator, and
 * what starts `redress serve` on it. `close` stops every process that was started and removes everything.
 */
export async function setupHouse() {
  const folder = mkdtempSync(join(tmpdir(), 'redress-bench-'))
  // As root the database runs as another user, who has to get in.
  chmodSync(folder, 0o755)
  const dataDir = join(folder, 'data')
  const keyBytes = randomBytes(32)
  const masterKey = createSecretKey(keyBytes)
  const database = await openDatabase({ databaseUrl: undefined, dataDir })
  const running = new Set()

  const env = (port) => ({
    PATH: process.env.PATH,
    REDRESS_DATA_DIR: dataDir,
    REDRESS_MASTER_KEY: keyBytes.toString('base64'),
    REDRESS_PORT: String(port),
    REDRESS_LOG_LEVEL: 'error',
  })
  return {
    database,
    addOperator: async () => {
      const accounts = createAccounts({ db: database.kysely, clock: () => new Date() })
      await accounts.ensureUser({ ...operator, displayName: 'Bench', role: 'operator' })
    },
    addMerchants: async (platformUrl, credentials) => {
      for (const { mchid, privateKey, certificate, apiV3Key, platform } of credentials) {
        await addMerchant(database.kysely, masterKey, {
          slug: `shop-${mchid}`,
          mchid,
          name: mchid,
          privateKey,
          certificate,
          apiV3Key,
          platformCertificates: platform.certificates.map((each) => each.certificate),
          platformUrl,
        })
      }
    },
    /** Read by every process that is started after this. */
    setBudgets: async (callsPerMinute) => {
      for (const [call, calls] of Object.entries(callsPerMinute)) {
        await writeCallsPerMinute(database.kysely, call, calls)
      }
    },
    /** Has the platform deliver to these desks, the merchants dealt out among them. */
    announce: async (urls) => {
      const registry = await openMerchantRegistry({ database, masterKey })
      for (const [index, { id, slug }] of registry.list().entries()) {
        const { platformUrl, ...keys } = registry.credentials(id)
        const { notificationUrl } = createClient({ ...keys, baseUrl: platformUrl })
        await ensureCallbackUrl(notificationUrl, `${urls[index % urls.length]}/callbacks/wechatpay/${slug}`)
      }
      registry.close()
    },
    /** Resolves once it answers (`/readyz`), with how long that took. */
    serve: async (role) => {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}`
      const startedAt = performance.now()
      const desk = startRedress(['serve', '--role', role], { cwd: folder, env: env(port) })
      running.add(desk)
      const ready = eventually(`${role} to be ready`, async () => {
        const answer = await fetch(`${url}/readyz`).catch(() => undefined)
        await answer?.body?.cancel()
        return answer?.ok === true
      })
      await Promise.all([ready, desk.printed(/Redress (listens|works)/)])
      const readyMs = performance.now() - startedAt
      const stop = async () => {
        await desk.stop()
        running.delete(desk)
      }
      return { url, readyMs, pid: desk.pid, stop }
    },
    close: async () => {
      for (const desk of running) await desk.stop()
      if (!database.pool.ended) await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
