import type { KeyObject } from 'node:crypto'
import { seededInteger } from '../crypto/seeded.ts'
import type { Merchant } from '../state/merchant.ts'
import type { IssuedCertificate, KeyStore } from './key-store.ts'
import { availableGenerations, type Rotation, signingGeneration } from './rotation.ts'

export interface SigningKey {
  /** What `Wechatpay-Serial` names. */
  readonly serial: string
  readonly privateKey: KeyObject
}

export interface PlatformKeysServices {
  readonly keys: KeyStore
  readonly rotations: () => readonly Rotation[]
  readonly now: () => number
}

/** Callbacks signed with the public key on day 1 to 7 of a switch, per mille. */
const DAILY_SHARES = [1, 10, 50, 100, 200, 500, 1000]
const DAY = 86_400_000

/** The keys with which the platform speaks, by merchant and moment. */
export class PlatformKeys {
  readonly #services: PlatformKeysServices

  constructor(services: PlatformKeysServices) {
    this.#services = services
  }

  /** Certificates that can be downloaded now, the oldest first. */
  certificates(): IssuedCertificate[] {
    const { keys, rotations, now } = this.#services
    return availableGenerations(rotations(), now()).map((generation) => keys.platformCertificate(generation))
  }

  /** Ids that a merchant may name in `Wechatpay-Serial`. */
  accepted(merchant: Merchant): string[] {
    const certificates = merchant.keyMode === 'public-key' ? [] : this.certificates().map(({ serialNo }) => serialNo)
    return merchant.keyMode === 'certificate'
      ? certificates
      : [...certificates, this.#services.keys.platformPublicKey().id]
  }

  /** The private half of a key in use; undefined when there is none of this id. */
  privateKeyOf(serial: string): KeyObject | undefined {
    const publicKey = this.#services.keys.platformPublicKey()
    if (serial === publicKey.id) return publicKey.key.privateKey
    return this.certificates().find(({ serialNo }) => serialNo === serial)?.key.privateKey
  }

  /** Answers follow the request's `Wechatpay-Serial` while a switch runs, else the merchant's mode. */
  forAnswer(merchant: Merchant | undefined, asked: string | undefined, requestId: string): SigningKey {
    if (merchant?.keyMode === 'public-key') return this.#publicKey()
    if (merchant?.keyMode === 'switching' && asked?.startsWith('PUB_KEY_ID_') === true) return this.#publicKey()
    return this.#certificate(requestId)
  }

  /** During a switch the share of callbacks signed with the public key rises day by day. */
  forCallback(merchant: Merchant, notificationId: string): SigningKey {
    if (merchant.keyMode !== 'switching') return this.forAnswer(merchant, undefined, notificationId)
    const now = this.#services.now()
    const share = publicKeyShare(now - (merchant.keySwitchStartedAt ?? now))
    const drawn = seededInteger('share', notificationId, 1000)
    return drawn < share ? this.#publicKey() : this.#certificate(notificationId)
  }

  #publicKey(): SigningKey {
    const { id, key } = this.#services.keys.platformPublicKey()
    return { serial: id, privateKey: key.privateKey }
  }

  #certificate(messageId: string): SigningKey {
    const { keys, rotations, now } = this.#services
    const certificate = keys.platformCertificate(signingGeneration(rotations(), now(), messageId))
    return { serial: certificate.serialNo, privateKey: certificate.key.privateKey }
  }
}

/** Per mille of callbacks signed with the public key, so long after a switch began. */
export function publicKeyShare(elapsed: number): number {
  const day = Math.floor(elapsed / DAY)
  return DAILY_SHARES[Math.min(Math.max(day, 0), DAILY_SHARES.length - 1)] ?? 1000
}
