import type { KeyObject } from 'node:crypto'
import { seededInteger } from '../crypto/seeded.ts'
import type { Merchant } from '../state/merchant.ts'
import type { KeyStore } from './key-store.ts'

export interface SigningKey {
  /** What `Wechatpay-Serial` names. */
  readonly serial: string
  readonly privateKey: KeyObject
}

/** Callbacks signed with the public key on day 1 to 7 of a switch, per mille. */
const DAILY_SHARES = [1, 10, 50, 100, 200, 500, 1000]
const DAY = 86_400_000

const certificateKey = (keys: KeyStore): SigningKey => {
  const certificate = keys.platformCertificate(0)
  return { serial: certificate.serialNo, privateKey: certificate.key.privateKey }
}

const publicKey = (keys: KeyStore): SigningKey => {
  const { id, key } = keys.platformPublicKey()
  return { serial: id, privateKey: key.privateKey }
}

/** Ids that a merchant may name in `Wechatpay-Serial`. */
export function acceptedSerials(keys: KeyStore, merchant: Merchant): string[] {
  const serials: string[] = []
  if (merchant.keyMode !== 'public-key') serials.push(keys.platformCertificate(0).serialNo)
  if (merchant.keyMode !== 'certificate') serials.push(keys.platformPublicKey().id)
  return serials
}

/** Answers follow the request's `Wechatpay-Serial` while a switch runs, else the merchant's mode. */
export function answerKey(keys: KeyStore, merchant: Merchant | undefined, asked: string | undefined): SigningKey {
  if (merchant === undefined || merchant.keyMode === 'certificate') return certificateKey(keys)
  if (merchant.keyMode === 'public-key') return publicKey(keys)
  return asked?.startsWith('PUB_KEY_ID_') === true ? publicKey(keys) : certificateKey(keys)
}

/** During a switch the share of callbacks signed with the public key rises day by day. */
export function callbackKey(keys: KeyStore, merchant: Merchant, now: number, notificationId: string): SigningKey {
  if (merchant.keyMode !== 'switching') return answerKey(keys, merchant, undefined)
  const day = Math.floor((now - (merchant.keySwitchStartedAt ?? now)) / DAY)
  const share = DAILY_SHARES[Math.min(Math.max(day, 0), DAILY_SHARES.length - 1)] ?? 1000
  return seededInteger('share', notificationId, 1000) < share ? publicKey(keys) : certificateKey(keys)
}
