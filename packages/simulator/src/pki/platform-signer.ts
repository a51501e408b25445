import { seededInteger } from '../crypto/seeded.ts'
import type { Merchant } from '../state/merchant.ts'
import {
  type MerchantIdentity,
  type PlatformIdentity,
  rsaMerchant,
  rsaPlatform,
  smMerchant,
  smPlatform,
} from './identities.ts'
import type { IssuedCertificate, KeyStore } from './key-store.ts'
import { availableGenerations, issuedAt, type Rotation, signingGeneration } from './rotation.ts'

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
  readonly #merchants = new Map<string, MerchantIdentity>()

  constructor(services: PlatformKeysServices) {
    this.#services = services
  }

  /** Certificates that can be downloaded now, the oldest first. */
  certificates(): IssuedCertificate[] {
    const { rotations, now } = this.#services
    return availableGenerations(rotations(), now()).map((generation) => this.certificateOf(generation))
  }

  certificateOf(generation: number): IssuedCertificate {
    const { keys, rotations } = this.#services
    return keys.platformCertificate(generation, issuedAt(rotations(), generation))
  }

  /** How requests of a merchant are proved, and fields encrypted for it. */
  identityOf({ mchid, algorithm }: Merchant): MerchantIdentity {
    const known = this.#merchants.get(`${mchid} ${algorithm}`)
    if (known !== undefined) return known
    const { keys } = this.#services
    const identity =
      algorithm === 'SM2' ? smMerchant(keys.smMerchantCertificate(mchid)) : rsaMerchant(keys.merchantCertificate(mchid))
    this.#merchants.set(`${mchid} ${algorithm}`, identity)
    return identity
  }

  /** Ids that a merchant may name in `Wechatpay-Serial`. */
  accepted(merchant: Merchant): string[] {
    if (merchant.algorithm === 'SM2') return [this.#services.keys.smPlatformCertificate().serialNo]
    const certificates = merchant.keyMode === 'public-key' ? [] : this.certificates().map(({ serialNo }) => serialNo)
    return merchant.keyMode === 'certificate'
      ? certificates
      : [...certificates, this.#services.keys.platformPublicKey().id]
  }

  /** A key in use; undefined when there is none of this id. */
  identity(serial: string): PlatformIdentity | undefined {
    const { keys } = this.#services
    const publicKey = keys.platformPublicKey()
    if (serial === publicKey.id) return rsaPlatform(publicKey.id, publicKey.key)
    if (serial === keys.smPlatformCertificate().serialNo) return smPlatform(keys.smPlatformCertificate())
    const certificate = this.certificates().find(({ serialNo }) => serialNo === serial)
    return certificate === undefined ? undefined : rsaPlatform(certificate.serialNo, certificate.key)
  }

  /** Answers follow the request's `Wechatpay-Serial` while a switch runs, else the merchant's mode. */
  forAnswer(merchant: Merchant | undefined, asked: string | undefined, requestId: string): PlatformIdentity {
    if (merchant?.algorithm === 'SM2') return smPlatform(this.#services.keys.smPlatformCertificate())
    if (merchant?.keyMode === 'public-key') return this.#publicKey()
    if (merchant?.keyMode === 'switching' && asked?.startsWith('PUB_KEY_ID_') === true) return this.#publicKey()
    return this.#certificate(requestId)
  }

  /** During a switch the share of callbacks signed with the public key rises day by day. */
  forCallback(merchant: Merchant, notificationId: string): PlatformIdentity {
    if (merchant.keyMode !== 'switching' || merchant.algorithm === 'SM2')
      return this.forAnswer(merchant, undefined, notificationId)
    const now = this.#services.now()
    const share = publicKeyShare(now - (merchant.keySwitchStartedAt ?? now))
    const drawn = seededInteger('share', notificationId, 1000)
    return drawn < share ? this.#publicKey() : this.#certificate(notificationId)
  }

  #publicKey(): PlatformIdentity {
    const { id, key } = this.#services.keys.platformPublicKey()
    return rsaPlatform(id, key)
  }

  #certificate(messageId: string): PlatformIdentity {
    const { rotations, now } = this.#services
    const certificate = this.certificateOf(signingGeneration(rotations(), now(), messageId))
    return rsaPlatform(certificate.serialNo, certificate.key)
  }
}

/** Per mille of callbacks signed with the public key, so long after a switch began. */
export function publicKeyShare(elapsed: number): number {
  const day = Math.floor(elapsed / DAY)
  return DAILY_SHARES[Math.min(Math.max(day, 0), DAILY_SHARES.length - 1)] ?? 1000
}
