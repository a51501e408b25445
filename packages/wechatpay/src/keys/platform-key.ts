import { createPublicKey, createVerify, type KeyObject, X509Certificate } from 'node:crypto'
import { branded, type SerialNumber } from '../brands.ts'
import { encryptOaep } from '../cipher/oaep.ts'
import { ProtocolError } from '../errors.ts'
import type { SignatureScheme } from './suite.ts'

/** What was signed: in one piece, or in pieces that follow each other, which saves putting them together. */
export type SignedMessage = Uint8Array | readonly (string | Uint8Array)[]

interface AnyPlatformKey {
  /** Certificate serial (hex, upper case) or `PUB_KEY_ID_…`; what `Wechatpay-Serial` names. Opaque. */
  readonly serial: SerialNumber
  readonly scheme: SignatureScheme
  readonly publicKey: KeyObject
  readonly pem: string
  /** Synchronous on purpose: with a cached key it costs less than the hop to another thread. */
  verify(message: SignedMessage, signature: Uint8Array): boolean
  /** Encrypts a sensitive field for the platform; the caller then names `serial` in Wechatpay-Serial. */
  encrypt(plaintext: Uint8Array): Uint8Array
}

export interface PlatformCertificate extends AnyPlatformKey {
  readonly kind: 'certificate'
  readonly effectiveAt: Date
  readonly expiresAt: Date
}

export interface PlatformPublicKey extends AnyPlatformKey {
  readonly kind: 'public-key'
}

/** A key that proves what the platform sent: a platform certificate (平台证书) or the WeChat Pay public key (微信支付公钥). */
export type PlatformKey = PlatformCertificate | PlatformPublicKey

/**
 * Reads a platform certificate with an RSA key.
 * @param pem PEM text.
 * @throws {ProtocolError} `CERTIFICATE_INVALID` | `OWN_CERTIFICATE` when it is a merchant API certificate
 * @see docs/sdk/sources.md#keys
 */
export function platformCertificate(pem: string): PlatformCertificate {
  const certificate = readCertificate(pem)
  refuseMerchantCertificate(certificate)
  return {
    kind: 'certificate',
    serial: branded('SerialNumber', certificate.serialNumber.toUpperCase()),
    effectiveAt: new Date(certificate.validFrom),
    expiresAt: new Date(certificate.validTo),
    pem: pem.trim(),
    ...rsaProof(certificate.publicKey, 'CERTIFICATE_INVALID'),
  }
}

/**
 * Reads the WeChat Pay public key (微信支付公钥).
 * @param id With its prefix, as in the merchant console: `PUB_KEY_ID_…`. Kept as it is.
 * @throws {ProtocolError} `PLATFORM_KEY_ID_INVALID` | `PLATFORM_KEY_INVALID`
 */
export function platformPublicKey(id: string, pem: string): PlatformPublicKey {
  return {
    kind: 'public-key',
    ...checkedPublicKey(id, pem),
    pem: pem.trim(),
    ...rsaProof(readPublicKey(pem), 'PLATFORM_KEY_INVALID'),
  }
}

/** Checks the id alone, so that every suite refuses the same slips. */
export function checkedPublicKey(id: string, pem: string): { serial: SerialNumber } {
  if (!/^PUB_KEY_ID_[0-9A-Za-z]{1,64}$/.test(id)) {
    throw new ProtocolError(
      'PLATFORM_KEY_ID_INVALID',
      'a WeChat Pay public key id starts with PUB_KEY_ID_ and goes on with digits',
      { field: 'id' },
    )
  }
  if (pem.includes('PRIVATE KEY')) {
    throw new ProtocolError('PLATFORM_KEY_INVALID', 'this is a private key, not the WeChat Pay public key', {
      field: 'pem',
    })
  }
  if (pem.includes('CERTIFICATE')) {
    throw new ProtocolError('PLATFORM_KEY_INVALID', 'this is a certificate, not the WeChat Pay public key', {
      field: 'pem',
      remedy: 'Pass certificates to platformCertificate(); the public key is a file of its own (pub_key.pem).',
    })
  }
  return { serial: branded('SerialNumber', id) }
}

function readPublicKey(pem: string): KeyObject {
  try {
    return createPublicKey(pem)
  } catch (cause) {
    throw new ProtocolError('PLATFORM_KEY_INVALID', 'the public key cannot be read', { field: 'pem', cause })
  }
}

/** Parses PEM text into a certificate of any suite. */
export function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new ProtocolError('CERTIFICATE_INVALID', 'the certificate cannot be read', { field: 'certificate', cause })
  }
}

/**
 * A merchant API certificate carries the merchant number as its common name; a platform certificate a company name.
 * People confuse the two files, and then no answer ever verifies.
 */
export function refuseMerchantCertificate(certificate: X509Certificate): void {
  const commonName = /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? ''
  if (/^\d{8,32}$/.test(commonName)) {
    throw new ProtocolError(
      'OWN_CERTIFICATE',
      `the certificate belongs to merchant ${commonName}, not to the platform`,
      { field: 'certificate' },
    )
  }
}

function rsaProof(publicKey: KeyObject, code: 'CERTIFICATE_INVALID' | 'PLATFORM_KEY_INVALID') {
  if (publicKey.asymmetricKeyType !== 'rsa') {
    throw new ProtocolError(code, `expected an RSA key, got ${publicKey.asymmetricKeyType ?? 'another'}`, {
      remedy: 'For a merchant with the SM suite load keys through loadShangMi().',
    })
  }
  return {
    scheme: 'WECHATPAY2-SHA256-RSA2048' as const,
    publicKey,
    // The streaming form costs a little less than the one-shot call (bench/sdk).
    verify(message: SignedMessage, signature: Uint8Array): boolean {
      const verifier = createVerify('sha256')
      if (message instanceof Uint8Array) verifier.update(message)
      else for (const piece of message) verifier.update(piece)
      return verifier.verify(publicKey, signature)
    },
    encrypt: (plaintext: Uint8Array) => encryptOaep(publicKey, plaintext),
  }
}
