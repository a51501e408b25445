import type { PlatformCertificate } from './platform-key.ts'

/** Name in the Authorization header and in Wechatpay-Signature-Type. */
export type SignatureScheme = 'WECHATPAY2-SHA256-RSA2048' | 'WECHATPAY2-SM2-WITH-SM3'
export type AeadAlgorithm = 'AEAD_AES_256_GCM' | 'AEAD_SM4_GCM'

/** What differs between RSA merchants and merchants of the SM suite (国密). */
export interface CryptoSuite {
  readonly scheme: SignatureScheme
  readonly aead: AeadAlgorithm
  /** Value of `algorithm_type` when certificates are downloaded; undefined for the default. */
  readonly certificateAlgorithm: 'SM2' | undefined
  readPlatformCertificate(pem: string): PlatformCertificate
}
