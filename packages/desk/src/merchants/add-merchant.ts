import { createPublicKey } from 'node:crypto'
import {
  loadMerchantIdentity,
  type MerchantIdentity,
  type PlatformKey,
  parseApiV3Key,
  parseMerchantId,
  platformCertificate,
  platformPublicKey,
} from '@redress/wechatpay'
import { type Insertable, type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { DeskError } from '../errors.ts'
import { type MasterKey, sealAtRest } from '../sealing/seal.ts'
import { nameTaken } from '../store/names.ts'
import type { Database } from '../store/schema/database.ts'
import type { MerchantsTable } from '../store/schema/foundation.ts'
import { platformKeyToRow, sealedPlace } from './merchant-rows.ts'
import { MERCHANTS_CHANNEL } from './open-registry.ts'

export interface NewMerchant {
  /** Name in paths and commands: small letters, digits and hyphens, at least one letter. */
  readonly slug: string
  readonly mchid: string
  /** For people. Default: the slug. */
  readonly name?: string | undefined
  /** PEM. */
  readonly privateKey: string
  /** Needed only without `certificate`. */
  readonly serialNumber?: string | undefined
  /** PEM of the merchant API certificate. */
  readonly certificate?: string | undefined
  readonly apiV3Key: string
  readonly platformPublicKey?: { readonly id: string; readonly pem: string } | undefined
  /** PEM texts. Without any platform key the certificates are downloaded when first needed. */
  readonly platformCertificates?: readonly string[] | undefined
  /** The partner that signs for this merchant: certificate, private key and APIv3 key are then the partner's. */
  readonly partnerMchid?: string | undefined
  readonly platformUrl?: string | undefined
  /** Stores, brands and other words to find it by: at most 20, of 1 to 64 characters. */
  readonly labels?: readonly string[] | undefined
}

export interface CheckedMerchant {
  readonly identity: MerchantIdentity
  readonly platformKeys: readonly PlatformKey[]
}

/**
 * Stores a merchant with its keys sealed and tells every running process. One that was removed comes back under its
 * number, with its complaints.
 * @returns the merchant's id
 * @throws {DeskError} `SLUG_INVALID` | `MERCHANT_EXISTS` | `OWN_CERTIFICATE` | `PLATFORM_URL_INVALID` | `LABEL_INVALID`
 * @throws {ProtocolError} for keys that cannot be right
 */
export async function addMerchant(db: Kysely<Database>, masterKey: MasterKey, input: NewMerchant): Promise<string> {
  return await db.transaction().execute(async (tx) => await insertMerchant(tx, masterKey, input))
}

/** The same inside the caller's transaction. */
export async function insertMerchant(db: Kysely<Database>, masterKey: MasterKey, input: NewMerchant): Promise<string> {
  const { identity, platformKeys } = checkMerchant(input)
  const removed = await db
    .selectFrom('merchants')
    .select('id')
    .where('mchid', '=', input.mchid)
    .where('removed_at', 'is not', null)
    .forUpdate()
    .executeTakeFirst()
  const id = removed?.id ?? uuidv7()
  const columns = merchantColumns(id, masterKey, input, identity)
  if (await nameTaken(db, [input.slug, input.mchid], id)) throw merchantExists(input)
  const added =
    removed === undefined
      ? await db
          .insertInto('merchants')
          .values({ id, ...columns })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .execute()
      : await db.updateTable('merchants').set(columns).where('id', '=', id).returning('id').execute()
  if (added.length === 0) throw merchantExists(input)
  if (platformKeys.length > 0) {
    await db
      .insertInto('platform_keys')
      .values(platformKeys.map((key) => platformKeyToRow(id, key, 'configured')))
      .execute()
  }
  await tellRegistries(db, id)
  return id
}

/** Every column that follows from what was entered, keys sealed. */
export const merchantColumns = (
  id: string,
  masterKey: MasterKey,
  input: NewMerchant,
  identity: MerchantIdentity,
): Omit<Insertable<MerchantsTable>, 'id'> => ({
  slug: input.slug,
  mchid: input.mchid,
  name: input.name ?? input.slug,
  partner_mchid: input.partnerMchid ?? null,
  serial_no: identity.serialNumber,
  certificate_pem: input.certificate ?? null,
  private_key_sealed: sealAtRest(masterKey, input.privateKey, sealedPlace('private_key_sealed', id)),
  api_v3_key_sealed: sealAtRest(masterKey, input.apiV3Key, sealedPlace('api_v3_key_sealed', id)),
  platform_url: input.platformUrl ?? null,
  labels: [...(input.labels ?? [])],
  removed_at: null,
})

/** Every running process reads the merchants again once the transaction is committed. */
export async function tellRegistries(db: Kysely<Database>, merchantId: string): Promise<void> {
  await sql`update merchants set updated_at = clock_timestamp() where id = ${merchantId}`.execute(db)
  await sql`select pg_notify(${MERCHANTS_CHANNEL}, ${merchantId})`.execute(db)
}

const merchantExists = ({ slug, mchid }: NewMerchant): DeskError =>
  new DeskError(
    'MERCHANT_EXISTS',
    `There is a merchant or official account with slug ${slug}, or a merchant with number ${mchid}, already.`,
    'Choose another slug, or see "redress merchant list" and "redress account list"; who was removed keeps the slug.',
    { field: 'slug' },
  )

/** Everything that can be known to be wrong without asking the platform. */
export function checkMerchant(input: NewMerchant): CheckedMerchant {
  if (!/^(?=.*[a-z])[a-z0-9][a-z0-9-]{0,62}$/.test(input.slug)) {
    throw new DeskError(
      'SLUG_INVALID',
      'A slug has small letters, digits and hyphens, at most 63, and at least one letter.',
      'Choose a short name such as "main-shop"; it becomes part of the notification address.',
      { field: 'slug' },
    )
  }
  if (input.platformUrl !== undefined && !/^https?:\/\/[^/?#]+\/?$/.test(input.platformUrl)) {
    throw new DeskError(
      'PLATFORM_URL_INVALID',
      'The platform address must be an http or https origin without a path.',
      'Leave it out for the real platform, or give the address of a simulator such as http://127.0.0.1:7800.',
      { field: 'platformUrl' },
    )
  }
  checkLabels(input.labels ?? [])
  parseMerchantId(input.mchid)
  parseApiV3Key(input.apiV3Key)
  const identity = loadMerchantIdentity({
    merchantId: input.partnerMchid ?? input.mchid,
    privateKey: input.privateKey,
    serialNumber: input.serialNumber,
    certificate: input.certificate,
  })
  const platformKeys: PlatformKey[] = (input.platformCertificates ?? []).map(platformCertificate)
  if (input.platformPublicKey !== undefined) {
    platformKeys.push(platformPublicKey(input.platformPublicKey.id, input.platformPublicKey.pem))
  }
  for (const key of platformKeys) refuseOwnKey(identity, key)
  return { identity, platformKeys }
}

/** At most 20 labels of 1 to 64 characters. @throws {DeskError} `LABEL_INVALID` */
export function checkLabels(labels: readonly string[]): void {
  if (labels.length <= 20 && labels.every((label) => /^\S(.{0,62}\S)?$/u.test(label))) return
  throw new DeskError(
    'LABEL_INVALID',
    'A merchant has at most 20 labels of 1 to 64 characters, without space around them.',
    'Shorten the labels, for example "brand:North" or "store:West Lake".',
    { field: 'labels' },
  )
}

/** With the merchant's own key as the platform's, no signature would ever verify; people mix up the two files. */
function refuseOwnKey(identity: MerchantIdentity, key: PlatformKey): void {
  if (!createPublicKey(identity.privateKey).equals(key.publicKey)) return
  throw new DeskError(
    'OWN_CERTIFICATE',
    "What was given as the platform's key is the merchant's own.",
    'Give the platform certificate or the WeChat Pay public key, or leave both out to download the certificates.',
    { field: key.kind === 'certificate' ? 'platformCertificates' : 'platformPublicKey' },
  )
}
