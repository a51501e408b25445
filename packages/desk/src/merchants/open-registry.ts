import { createKeyring } from '@redress/wechatpay'
import { type Selectable, sql } from 'kysely'
import type { OpenDatabase } from '../database/database.ts'
import { DeskError } from '../errors.ts'
import type { MasterKey } from '../sealing/seal.ts'
import type { MerchantsTable, PlatformKeysTable } from '../store/schema/foundation.ts'
import { openOwnKeys, rowToPlatformKey } from './merchant-rows.ts'
import type { Merchant, MerchantCredentials, MerchantRegistry } from './registry.ts'

export const MERCHANTS_CHANNEL = 'redress_merchants'

export interface OpenRegistry extends MerchantRegistry {
  /** Reads the merchants again; a change made by any process also does so by itself. */
  reload(): Promise<void>
  close(): void
}

export interface RegistryOptions {
  readonly database: Pick<OpenDatabase, 'kysely' | 'listen'>
  readonly masterKey: MasterKey
  /** For merchants that name no address of the platform; undefined means the real hosts. */
  readonly platformUrl?: string | undefined
  /** Told about a reload that failed; what is in memory stays in use. */
  readonly onReloadFailed?: (error: unknown) => void
  /** A notification lost with its connection is made good by looking, milliseconds. Default 15 000. */
  readonly pollMs?: number
}

interface Entry {
  readonly row: Selectable<MerchantsTable>
  readonly keys: readonly Selectable<PlatformKeysTable>[]
  /** Undefined for a removed merchant. */
  readonly credentials: MerchantCredentials | undefined
}

/** Every merchant with its keys opened, in memory, and kept up with what other processes change. */
export async function openMerchantRegistry({
  database,
  masterKey,
  platformUrl: defaultPlatformUrl,
  onReloadFailed = () => undefined,
  pollMs = 15_000,
}: RegistryOptions): Promise<OpenRegistry> {
  let byId = new Map<string, Entry>()
  let byName = new Map<string, Entry>()
  let fingerprint = ''
  let running: Promise<void> | undefined
  let wanted = false

  async function load(): Promise<void> {
    if ('refresh' in masterKey) await masterKey.refresh?.()
    const seen = await readFingerprint()
    const rows = await database.kysely.selectFrom('merchants').selectAll().orderBy('slug').execute()
    const keys = await database.kysely.selectFrom('platform_keys').selectAll().orderBy('serial').execute()
    const next = new Map(
      rows.map((row) => [
        row.id,
        entryOf(
          row,
          keys.filter((key) => key.merchant_id === row.id),
        ),
      ]),
    )
    byId = next
    byName = new Map(
      [...next.values()].filter(isActive).flatMap((entry) => [
        [entry.row.slug, entry],
        [entry.row.mchid, entry],
      ]),
    )
    fingerprint = seen
  }

  /** Keys of an unchanged row stay as they are: opening them costs, and calls under way hold the same keyring. */
  function entryOf(row: Selectable<MerchantsTable>, keys: readonly Selectable<PlatformKeysTable>[]): Entry {
    if (row.removed_at !== null) return { row, keys, credentials: undefined }
    const known = byId.get(row.id)
    if (known?.credentials !== undefined && known.row.updated_at.getTime() === row.updated_at.getTime()) {
      for (const key of keys) known.credentials.keyring.add(rowToPlatformKey(key))
      return { ...known, keys }
    }
    const keyring = createKeyring(keys.map(rowToPlatformKey))
    const platformUrl = row.platform_url ?? defaultPlatformUrl
    return { row, keys, credentials: { ...openOwnKeys(row, masterKey), keyring, platformUrl } }
  }

  async function readFingerprint(): Promise<string> {
    const { rows } = await sql<{ seen: string }>`
      select concat_ws('/', (select md5(string_agg(concat(id, updated_at), ',' order by id)) from merchants),
        (select md5(string_agg(concat(serial, added_at), ',' order by merchant_id, serial)) from platform_keys),
        (select updated_at from settings where key = 'master_key_change')) as seen
    `.execute(database.kysely)
    return rows[0]?.seen ?? ''
  }

  /** One read at a time; a change heard during a read leads to one more. */
  async function reload(): Promise<void> {
    wanted = true
    running ??= (async () => {
      try {
        while (wanted) {
          wanted = false
          await load()
        }
      } finally {
        running = undefined
      }
    })()
    await running
  }

  const reloadQuietly = (): void => void reload().catch(onReloadFailed)
  const lookAgain = async (): Promise<void> => {
    if ((await readFingerprint()) !== fingerprint) await reload()
  }
  const stopListening = await database.listen(MERCHANTS_CHANNEL, reloadQuietly)
  await load()
  const timer = setInterval(() => void lookAgain().catch(onReloadFailed), pollMs).unref()

  return {
    list: () => [...byId.values()].filter(isActive).map(toMerchant),
    bySlugOrMchid: (name) => optional(byName.get(name)),
    byId: (merchantId) => optional(byId.get(merchantId)),
    credentials: (merchantId) => {
      const entry = byId.get(merchantId)
      if (entry === undefined) throw merchantUnknown(merchantId)
      if (entry.credentials === undefined) throw merchantRemoved(entry.row.slug)
      return entry.credentials
    },
    reload,
    close: () => {
      clearInterval(timer)
      stopListening()
    },
  }
}

export const merchantUnknown = (name: string): DeskError =>
  new DeskError(
    'MERCHANT_UNKNOWN',
    `There is no merchant ${name}.`,
    'See "redress merchant list", or add it with "redress merchant add".',
    { field: 'merchant' },
  )

export const merchantRemoved = (slug: string): DeskError =>
  new DeskError(
    'MERCHANT_REMOVED',
    `The merchant ${slug} was removed; the desk has no keys for it.`,
    'Add it again with "redress merchant add" to work on its complaints.',
    { field: 'merchant' },
  )

const isActive = ({ row }: Entry): boolean => row.removed_at === null

const optional = (entry: Entry | undefined): Merchant | undefined =>
  entry === undefined ? undefined : toMerchant(entry)

const toMerchant = ({ row, credentials }: Entry): Merchant => ({
  id: row.id,
  slug: row.slug,
  mchid: row.mchid,
  name: row.name,
  partnerMchid: row.partner_mchid ?? undefined,
  keyMode: credentials?.keyring.mode() ?? 'empty',
  platformKeys: (credentials?.keyring.list() ?? []).map((key) => ({
    serial: key.serial,
    kind: key.kind,
    expiresAt: key.kind === 'certificate' ? key.expiresAt : undefined,
  })),
  platformUrl: row.platform_url ?? undefined,
  labels: row.labels,
  removedAt: row.removed_at ?? undefined,
})
