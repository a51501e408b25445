import { openAesGcm, sealAesGcm } from '../crypto/aead.ts'
import { decryptWith, encryptFor } from '../crypto/sensitive.ts'
import { RSA_SCHEME, signRsa, verifyRsa } from '../crypto/signature.ts'
import { decryptSm2, encryptSm2, SM_SCHEME, signSm2, verifySm2 } from '../crypto/sm2.ts'
import { openSm4Gcm, sealSm4Gcm } from '../crypto/sm4-gcm.ts'
import type { IssuedCertificate, IssuedSmCertificate } from './key-store.ts'
import { type KeyPair, privatePem } from './rsa-key.ts'
import { smPrivatePem } from './sm-certificate.ts'

/** The two suites of algorithms that a merchant can be set to. */
export type Algorithm = 'RSA' | 'SM2'

/** A merchant as the platform knows it: how its requests are proved, and how fields are encrypted for it. */
export interface MerchantIdentity {
  readonly serialNo: string
  readonly scheme: string
  /** PEM texts. */
  readonly certificate: string
  readonly privateKey: string
  verify(message: Uint8Array, signature: string): boolean
  encrypt(text: string): string
}

/** A key with which the platform speaks. */
export interface PlatformIdentity {
  /** What `Wechatpay-Serial` names. */
  readonly serial: string
  readonly scheme: string
  sign(message: Uint8Array): Promise<string>
  /** Opens a field that a caller encrypted for this key. */
  decrypt(ciphertext: string): string
}

export const rsaMerchant = ({ serialNo, pem, key }: IssuedCertificate): MerchantIdentity => ({
  serialNo,
  scheme: RSA_SCHEME,
  certificate: pem,
  privateKey: privatePem(key.privateKey),
  verify: (message, signature) => verifyRsa(key.publicKey, message, signature),
  encrypt: (text) => encryptFor(key.publicKey, text),
})

export const smMerchant = ({ serialNo, pem, key }: IssuedSmCertificate): MerchantIdentity => ({
  serialNo,
  scheme: SM_SCHEME,
  certificate: pem,
  privateKey: smPrivatePem(key),
  verify: (message, signature) => verifySm2(key.point, message, signature),
  encrypt: (text) => encryptSm2(key.point, text),
})

export const rsaPlatform = (serial: string, key: KeyPair): PlatformIdentity => ({
  serial,
  scheme: RSA_SCHEME,
  sign: (message) => signRsa(key.privateKey, message),
  decrypt: (ciphertext) => decryptWith(key.privateKey, ciphertext),
})

export const smPlatform = ({ serialNo, key }: IssuedSmCertificate): PlatformIdentity => ({
  serial: serialNo,
  scheme: SM_SCHEME,
  sign: (message) => Promise.resolve(signSm2(key, message)),
  decrypt: (ciphertext) => decryptSm2(key.scalar, ciphertext),
})

/** The cipher of notifications and certificate downloads, by suite. */
export const AEAD = {
  RSA: { name: 'AEAD_AES_256_GCM', seal: sealAesGcm, open: openAesGcm },
  SM2: { name: 'AEAD_SM4_GCM', seal: sealSm4Gcm, open: openSm4Gcm },
} as const
