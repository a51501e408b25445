import type { ApiV3Key } from '@redress/wechatpay'
import {
  loadMerchantIdentity,
  type MerchantIdentity,
  type PlatformKey,
  parseApiV3Key,
  platformCertificate,
  platformPublicKey,
} from '@redress/wechatpay'
import type { Insertable, Selectable } from 'kysely'
import { type MasterKey, openAtRest, type SealedPlace } from '../sealing/seal.ts'
import type { MerchantsTable, PlatformKeysTable } from '../store/schema/foundation.ts'

/** The sealed columns of a merchant's row, bound to the row they belong to. */
export const sealedPlace = (column: 'private_key_sealed' | 'api_v3_key_sealed', merchantId: string): SealedPlace => ({
  table: 'merchants',
  column,
  row: merchantId,
})

/**
 * Opens the merchant's own keys. A sub-merchant's calls are signed by its partner, with the partner's number.
 * @throws {DeskError} `MASTER_KEY_WRONG` | `SEAL_BROKEN`
 */
export function openOwnKeys(
  row: Selectable<MerchantsTable>,
  masterKey: MasterKey,
): { readonly identity: MerchantIdentity; readonly apiV3Key: ApiV3Key } {
  const privateKey = openAtRest(masterKey, row.private_key_sealed, sealedPlace('private_key_sealed', row.id))
  const apiV3Key = openAtRest(masterKey, row.api_v3_key_sealed, sealedPlace('api_v3_key_sealed', row.id))
  return {
    identity: loadMerchantIdentity({
      merchantId: row.partner_mchid ?? row.mchid,
      privateKey: privateKey.toString('utf8'),
      serialNumber: row.serial_no,
    }),
    apiV3Key: parseApiV3Key(apiV3Key),
  }
}

export const rowToPlatformKey = ({ kind, serial, pem }: Selectable<PlatformKeysTable>): PlatformKey =>
  kind === 'public-key' ? platformPublicKey(serial, pem) : platformCertificate(pem)

export const platformKeyToRow = (
  merchantId: string,
  key: PlatformKey,
  source: PlatformKeysTable['source'],
): Insertable<PlatformKeysTable> => ({
  merchant_id: merchantId,
  serial: key.serial,
  kind: key.kind,
  pem: key.pem,
  effective_at: key.kind === 'certificate' ? key.effectiveAt : null,
  expires_at: key.kind === 'certificate' ? key.expiresAt : null,
  source,
})
