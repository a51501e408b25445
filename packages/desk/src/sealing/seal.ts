import { createCipheriv, createDecipheriv, createHash, type KeyObject, randomBytes } from 'node:crypto'
import { DeskError } from '../errors.ts'

/** Keys while the master key is being changed: one seals, both open. */
export interface MasterKeyring {
  readonly sealing: KeyObject
  readonly opening: readonly KeyObject[]
  /** Looks whether a change has begun. */
  readonly refresh?: () => Promise<void>
}

/** What seals and opens. */
export type MasterKey = KeyObject | MasterKeyring

const sealingKey = (key: MasterKey): KeyObject => ('sealing' in key ? key.sealing : key)
const openingKeys = (key: MasterKey): readonly KeyObject[] => ('opening' in key ? key.opening : [key])

/** Where a sealed value lives. Bound into the seal, so that a value moved to another row or column does not open. */
export interface SealedPlace {
  readonly table: string
  readonly column: string
  readonly row: string
}

// Layout: version (1) | fingerprint of the master key (4) | nonce (12) | tag (16) | ciphertext
const VERSION = 1
const FINGERPRINT = 4
const NONCE = 12
const TAG = 16
const HEADER = 1 + FINGERPRINT + NONCE + TAG

const associatedData = ({ table, column, row }: SealedPlace): Buffer =>
  Buffer.from(JSON.stringify([table, column, row]))

/** Tells master keys apart without giving anything away about them; of a keyring, the one that seals. */
export const fingerprintOf = (masterKey: MasterKey): Buffer =>
  createHash('sha256')
    .update('redress master key')
    .update(sealingKey(masterKey).export())
    .digest()
    .subarray(0, FINGERPRINT)

/** Seals a value for storage: AES-256-GCM under the master key, bound to its table, column and row. */
export function sealAtRest(masterKey: MasterKey, plain: Uint8Array | string, place: SealedPlace): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(masterKey), nonce)
  cipher.setAAD(associatedData(place))
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.of(VERSION), fingerprintOf(masterKey), nonce, cipher.getAuthTag(), ciphertext])
}

/**
 * Opens what {@link sealAtRest} made for the same place.
 * @throws {DeskError} `MASTER_KEY_WRONG` when another master key sealed it, `SEAL_BROKEN` when it was altered or moved
 */
export function openAtRest(masterKey: MasterKey, sealed: Uint8Array, place: SealedPlace): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  if (bytes.length < HEADER || bytes[0] !== VERSION) throw sealBroken(place)
  const sealedUnder = bytes.subarray(1, 1 + FINGERPRINT)
  const key = openingKeys(masterKey).find((candidate) => sealedUnder.equals(fingerprintOf(candidate)))
  if (key === undefined) {
    throw new DeskError(
      'MASTER_KEY_WRONG',
      `The value in ${place.table}.${place.column} was sealed with another master key.`,
      'Set REDRESS_MASTER_KEY to the key in use when it was stored, or restore the file master.key of that data folder.',
    )
  }
  const nonce = bytes.subarray(1 + FINGERPRINT, 1 + FINGERPRINT + NONCE)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
  decipher.setAuthTag(bytes.subarray(HEADER - TAG, HEADER))
  decipher.setAAD(associatedData(place))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEADER)), decipher.final()])
  } catch (cause) {
    throw sealBroken(place, cause)
  }
}

const sealBroken = (place: SealedPlace, cause?: unknown): DeskError =>
  new DeskError(
    'SEAL_BROKEN',
    `The sealed value in ${place.table}.${place.column} does not open: it was altered or belongs to another row.`,
    'Restore the row from a backup, or enter the value again.',
    { cause },
  )
