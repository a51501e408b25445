import { createKeyring, type Keyring, type MerchantIdentity, type PlatformKey } from '@redress/wechatpay'
import type { Kysely, Selectable } from 'kysely'
import { DeskError } from '../errors.ts'
import { type MasterKey, openAtRest } from '../sealing/seal.ts'
import { nameTaken } from '../store/names.ts'
import type { Database } from '../store/schema/database.ts'
import type { MerchantsTable, PlatformKeysTable } from '../store/schema/foundation.ts'
import { checkMerchant, merchantColumns, type NewMerchant, tellRegistries } from './add-merchant.ts'
import { platformKeyToRow, rowToPlatformKey, sealedPlace } from './merchant-rows.ts'

/** A merchant as it is stored, keys opened: what would have to be entered to make it anew. */
export interface StoredMerchant {
  readonly id: string
  readonly entered: NewMerchant
  /** Configured and downloaded ones. */
  readonly platformKeys: readonly Selectable<PlatformKeysTable>[]
}

/** The merchant as it would be after a change, checked, nothing stored. */
export interface Candidate {
  readonly id: string
  readonly entered: NewMerchant
  readonly identity: MerchantIdentity
  readonly keyring: Keyring
  readonly newPlatformKeys: readonly PlatformKey[]
}

/** @throws {DeskError} `MASTER_KEY_WRONG` | `SEAL_BROKEN` */
export function openStored(
  row: Selectable<MerchantsTable>,
  platformKeys: readonly Selectable<PlatformKeysTable>[],
  masterKey: MasterKey,
): StoredMerchant {
  const open = (column: 'private_key_sealed' | 'api_v3_key_sealed'): string =>
    openAtRest(masterKey, row[column], sealedPlace(column, row.id)).toString('utf8')
  return {
    id: row.id,
    platformKeys,
    entered: {
      slug: row.slug,
      mchid: row.mchid,
      name: row.name,
      privateKey: open('private_key_sealed'),
      apiV3Key: open('api_v3_key_sealed'),
      serialNumber: row.serial_no,
      certificate: row.certificate_pem ?? undefined,
      partnerMchid: row.partner_mchid ?? undefined,
      platformUrl: row.platform_url ?? undefined,
      labels: row.labels,
    },
  }
}

/** Every merchant that was not removed, by slug. */
export async function readStored(db: Kysely<Database>, masterKey: MasterKey): Promise<StoredMerchant[]> {
  const rows = await db.selectFrom('merchants').selectAll().where('removed_at', 'is', null).orderBy('slug').execute()
  const keys = await db.selectFrom('platform_keys').selectAll().orderBy('serial').execute()
  return rows.map((row) =>
    openStored(
      row,
      keys.filter((key) => key.merchant_id === row.id),
      masterKey,
    ),
  )
}

export type MerchantChange = Partial<Omit<NewMerchant, 'mchid'>>

/**
 * Checks what the merchant would be. A new private key takes its certificate or serial number with it: those stored
 * belong to the old one.
 * @throws {DeskError | ProtocolError} for keys that cannot be right
 */
export function prepareChange({ id, entered, platformKeys }: StoredMerchant, change: MerchantChange): Candidate {
  const newOwnKey = change.privateKey !== undefined && change.privateKey !== entered.privateKey
  const newSerial = change.serialNumber !== undefined || change.certificate !== undefined
  const kept = newOwnKey || newSerial ? { serialNumber: undefined, certificate: undefined } : {}
  const next: NewMerchant = { ...entered, ...kept, ...change }
  const { identity, platformKeys: newPlatformKeys } = checkMerchant(next)
  const keyring = createKeyring([...platformKeys.map(rowToPlatformKey), ...newPlatformKeys])
  return { id, entered: next, identity, keyring, newPlatformKeys }
}

/**
 * Stores a change; every running process takes it up without a restart.
 * @param forget Serials of platform keys that are no longer to be believed.
 * @throws {DeskError} `MERCHANT_EXISTS` when another merchant or account has the slug
 */
export async function storeChange(
  db: Kysely<Database>,
  masterKey: MasterKey,
  { id, entered, identity, newPlatformKeys }: Candidate,
  forget: readonly string[] = [],
): Promise<void> {
  if (await nameTaken(db, [entered.slug], id)) {
    throw new DeskError(
      'MERCHANT_EXISTS',
      `There is another merchant or official account with the slug ${entered.slug}.`,
      'Choose another slug; who was removed keeps the own one.',
      { field: 'slug' },
    )
  }
  await db
    .updateTable('merchants')
    .set(merchantColumns(id, masterKey, entered, identity))
    .where('id', '=', id)
    .execute()
  if (forget.length > 0) {
    await db
      .deleteFrom('platform_keys')
      .where('merchant_id', '=', id)
      .where('serial', 'in', [...forget])
      .execute()
  }
  for (const key of newPlatformKeys) {
    const row = platformKeyToRow(id, key, 'configured')
    await db
      .insertInto('platform_keys')
      .values(row)
      .onConflict((conflict) => conflict.columns(['merchant_id', 'serial']).doUpdateSet(row))
      .execute()
  }
  await tellRegistries(db, id)
}
