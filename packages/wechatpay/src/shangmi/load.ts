import { createPublicKey, type KeyObject } from 'node:crypto'
import { branded } from '../brands.ts'
import { aes256Gcm } from '../cipher/aead.ts'
import { ProtocolError } from '../errors.ts'
import { type ApiV3Key, apiV3KeyBytes } from '../keys/api-v3-key.ts'
import {
  type MerchantIdentity,
  type MerchantIdentityInput,
  merchantSerial,
  parseMerchantId,
  readPrivateKey,
} from '../keys/merchant-identity.ts'
import {
  checkedPublicKey,
  type PlatformCertificate,
  type PlatformPublicKey,
  readCertificate,
  refuseMerchantCertificate,
} from '../keys/platform-key.ts'
import type { CryptoSuite } from '../keys/suite.ts'
import { pointOfSpki, scalarOfPkcs8 } from './der.ts'
import { type Sm2Library, sm2PrivateKey, sm2PublicKey } from './sm2.ts'
import { type Sm4Library, sm4Gcm, sm4KeyOf } from './sm4.ts'

const SCHEME = 'WECHATPAY2-SM2-WITH-SM3'

/** The loaders of the SM suite (国密). What they return fits everywhere its RSA counterpart does. */
export interface ShangMi {
  loadMerchantIdentity(input: MerchantIdentityInput): MerchantIdentity
  /** Opens both AEAD_SM4_GCM and AEAD_AES_256_GCM. */
  parseApiV3Key(key: string | Uint8Array): ApiV3Key
  platformCertificate(pem: string): PlatformCertificate
  platformPublicKey(id: string, pem: string): PlatformPublicKey
}

/**
 * Loads the SM suite. Needs the optional peer `sm-crypto-v2`; nothing of it is touched otherwise.
 * @throws {ProtocolError} `SHANGMI_UNAVAILABLE`
 * @see docs/sdk/sources.md#shangmi
 */
export async function loadShangMi(): Promise<ShangMi> {
  const { sm2, sm4 } = await importLibrary()
  const platformCertificate = (pem: string): PlatformCertificate => readPlatformCertificate(sm2, pem)
  const suite: CryptoSuite = {
    scheme: SCHEME,
    aead: 'AEAD_SM4_GCM',
    certificateAlgorithm: 'SM2',
    readPlatformCertificate: platformCertificate,
  }
  return {
    loadMerchantIdentity: (input) => loadIdentity(sm2, suite, input),
    parseApiV3Key(key) {
      const bytes = apiV3KeyBytes(key)
      const ciphers = new Map([
        ['AEAD_AES_256_GCM', aes256Gcm(bytes)],
        ['AEAD_SM4_GCM', sm4Gcm(sm4, sm4KeyOf(bytes))],
      ])
      return { aead: (algorithm) => ciphers.get(algorithm) }
    },
    platformCertificate,
    platformPublicKey(id, pem) {
      const { serial } = checkedPublicKey(id, pem)
      return { kind: 'public-key', serial, pem: pem.trim(), ...proof(sm2, readPublicKey(pem), 'PLATFORM_KEY_INVALID') }
    },
  }
}

async function importLibrary(): Promise<{ readonly sm2: Sm2Library; readonly sm4: Sm4Library }> {
  try {
    return await import('sm-crypto-v2')
  } catch (cause) {
    throw new ProtocolError('SHANGMI_UNAVAILABLE', 'the SM suite needs the package sm-crypto-v2', { cause })
  }
}

function loadIdentity(sm2: Sm2Library, suite: CryptoSuite, input: MerchantIdentityInput): MerchantIdentity {
  const merchantId = parseMerchantId(input.merchantId)
  const privateKey = readPrivateKey(input.privateKey)
  const scalar = scalarOfPkcs8(privateKey.export({ type: 'pkcs8', format: 'der' }))
  if (scalar === undefined)
    throw new ProtocolError('PRIVATE_KEY_INVALID', 'the merchant API private key is not an SM2 key', {
      field: 'privateKey',
      remedy: 'For an RSA merchant use loadMerchantIdentity() of this package itself.',
    })
  const key = sm2PrivateKey(sm2, scalar)
  return {
    merchantId,
    serialNumber: merchantSerial(input, privateKey),
    privateKey,
    suite,
    sign: (message) => Promise.resolve(key.sign(message)),
    decrypt: (ciphertext) => key.decrypt(ciphertext),
  }
}

function readPlatformCertificate(sm2: Sm2Library, pem: string): PlatformCertificate {
  const certificate = readCertificate(pem)
  refuseMerchantCertificate(certificate)
  return {
    kind: 'certificate',
    serial: branded('SerialNumber', certificate.serialNumber.toUpperCase()),
    effectiveAt: new Date(certificate.validFrom),
    expiresAt: new Date(certificate.validTo),
    pem: pem.trim(),
    ...proof(sm2, certificate.publicKey, 'CERTIFICATE_INVALID'),
  }
}

function readPublicKey(pem: string): KeyObject {
  try {
    return createPublicKey(pem)
  } catch (cause) {
    throw new ProtocolError('PLATFORM_KEY_INVALID', 'the public key cannot be read', { field: 'pem', cause })
  }
}

function proof(sm2: Sm2Library, publicKey: KeyObject, code: 'CERTIFICATE_INVALID' | 'PLATFORM_KEY_INVALID') {
  const point = pointOfSpki(publicKey.export({ type: 'spki', format: 'der' }))
  if (point === undefined)
    throw new ProtocolError(code, 'the key is not an SM2 key', {
      remedy: 'For an RSA merchant use the loaders of this package itself.',
    })
  return { scheme: SCHEME, publicKey, ...sm2PublicKey(sm2, point) } as const
}
