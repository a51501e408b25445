import { type Simulator } from '@redress/simulator'
import { createClient } from '@redress/wechatpay'
import { sql } from 'kysely'
import type { Config } from '../../config/config.ts'
import type { OpenDatabase } from '../../database/database.ts'
import { GuardRefusal } from '../../errors.ts'
import { addMerchant } from '../../merchants/add-merchant.ts'
import { ensureCallbackUrl, sweepAfterChange } from '../../merchants/callback-url.ts'
import type { OpenRegistry } from '../../merchants/open-registry.ts'
import { httpUrl } from '../../process/listen.ts'
import { callbackPath } from '../../receiver/index.ts'
import { dataTorn } from './account.ts'
import { SHOPS } from './samples.ts'

export interface DemoParts {
  readonly database: OpenDatabase
  readonly registry: OpenRegistry
}

const DEMO_MARK = 'demo'

/** Where the simulator is reached from this machine: an address such as 0.0.0.0 is for listening only. */
export const reachableUrl = ({ url }: Simulator, host: string): string => httpUrl(host, Number(new URL(url).port))

/** Adds the simulator's shops on the first start. Never to a desk that has merchants of its own. */
export async function importShops(
  { database, registry }: DemoParts,
  simulator: Simulator,
  { masterKey, host }: Pick<Config, 'masterKey' | 'host'>,
): Promise<void> {
  await markAsDemo({ database, registry })
  const url = reachableUrl(simulator, host)
  for (const { slug, mchid, name } of SHOPS) {
    const known = registry.bySlugOrMchid(mchid)
    const { privateKey, serialNo, certificate, apiV3Key, platform } = simulator.credentials(mchid)
    if (known === undefined) {
      await addMerchant(database.kysely, masterKey, {
        slug,
        mchid,
        name,
        privateKey,
        certificate,
        apiV3Key,
        platformUrl: url,
        platformCertificates: platform.certificates.map((item) => item.certificate),
        platformPublicKey: platform.publicKey ?? undefined,
      })
    } else if (registry.credentials(known.id).identity.serialNumber !== serialNo) {
      throw dataTorn()
    } else if (known.platformUrl !== url) {
      await movePlatform(database, known.id, url)
    }
  }
  await registry.reload()
}

/** The simulator may listen elsewhere than last time. Kept with the merchant, so that every command finds it. */
async function movePlatform({ kysely }: OpenDatabase, merchantId: string, url: string): Promise<void> {
  await kysely
    .updateTable('merchants')
    .set({ platform_url: url, updated_at: new Date() })
    .where('id', '=', merchantId)
    .execute()
}

async function markAsDemo({ database: { kysely }, registry }: DemoParts): Promise<void> {
  const mark = await kysely.selectFrom('settings').select('key').where('key', '=', DEMO_MARK).executeTakeFirst()
  if (mark !== undefined) return
  if (registry.list().length > 0) {
    throw new GuardRefusal(
      'DEMO_ON_REAL_DATA',
      'This database has merchants already; the demo would add made-up complaints to them.',
      'Set REDRESS_DATA_DIR to another folder (and no DATABASE_URL) for the demo.',
    )
  }
  await kysely
    .insertInto('settings')
    .values({ key: DEMO_MARK, value: sql`'true'::jsonb` })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Tells the simulator where the desk listens, over the same call that a real merchant makes. */
export async function registerAddresses({ database, registry }: DemoParts, deskUrl: string): Promise<void> {
  for (const { id, slug } of registry.list()) {
    const { platformUrl, ...keys } = registry.credentials(id)
    const { notificationUrl } = createClient({ ...keys, baseUrl: platformUrl })
    const outcome = await ensureCallbackUrl(notificationUrl, `${deskUrl}${callbackPath(slug)}`)
    await sweepAfterChange(database.kysely, id, outcome, new Date())
  }
}
