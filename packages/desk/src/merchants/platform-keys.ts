import type { PlatformKey } from '@redress/wechatpay'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../store/schema/database.ts'
import { platformKeyToRow } from './merchant-rows.ts'
import { MERCHANTS_CHANNEL } from './open-registry.ts'
import type { MerchantRegistry } from './registry.ts'

export interface PlatformKeyRefresher {
  /**
   * Looks for a platform key that the merchant's keyring lacks. At most one download per merchant and interval, shared
   * by everyone who asks meanwhile: forged serials must not make the desk call the platform.
   * @returns whether the keyring has the serial now
   */
  obtain(merchantId: string, serial: string): Promise<boolean>
}

export interface RefresherOptions {
  readonly db: Kysely<Database>
  readonly registry: Pick<MerchantRegistry, 'credentials'>
  /** Downloads, proves and adds the platform certificates to the merchant's keyring. */
  readonly download: (merchantId: string) => Promise<readonly PlatformKey[]>
  readonly now: () => Date
  readonly onFailed: (merchantId: string, error: unknown) => void
  /** Milliseconds. Default 60 000. */
  readonly intervalMs?: number
}

export function createPlatformKeyRefresher({
  db,
  registry,
  download,
  now,
  onFailed,
  intervalMs = 60_000,
}: RefresherOptions): PlatformKeyRefresher {
  const last = new Map<string, { readonly at: number; readonly done: Promise<void> }>()

  async function refresh(merchantId: string): Promise<void> {
    try {
      const keys = await download(merchantId)
      if (keys.length > 0) await storeDownloaded(db, merchantId, keys)
    } catch (error) {
      onFailed(merchantId, error)
    }
  }

  return {
    obtain: async (merchantId, serial) => {
      const { keyring } = registry.credentials(merchantId)
      // A merchant with the public key only has no certificates: the platform answers 404.
      if (keyring.mode() === 'public-key' || serial.startsWith('PUB_KEY_ID_')) return keyring.find(serial) !== undefined
      const previous = last.get(merchantId)
      const at = now().getTime()
      const attempt =
        previous !== undefined && at - previous.at < intervalMs ? previous : { at, done: refresh(merchantId) }
      last.set(merchantId, attempt)
      await attempt.done
      return keyring.find(serial) !== undefined
    },
  }
}

/** Keeps downloaded keys for the next start and for the other processes. */
async function storeDownloaded(db: Kysely<Database>, merchantId: string, keys: readonly PlatformKey[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const added = await tx
      .insertInto('platform_keys')
      .values(keys.map((key) => platformKeyToRow(merchantId, key, 'downloaded')))
      .onConflict((conflict) => conflict.doNothing())
      .returning('serial')
      .execute()
    if (added.length > 0) await sql`select pg_notify(${MERCHANTS_CHANNEL}, ${merchantId})`.execute(tx)
  })
}
