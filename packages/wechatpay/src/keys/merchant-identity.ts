import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { branded, type MerchantId, type SerialNumber } from '../brands.ts'
import { decryptOaep } from '../cipher/oaep.ts'
import { ProtocolError } from '../errors.ts'
import { platformCertificate, readCertificate } from './platform-key.ts'
import type { CryptoSuite } from './suite.ts'

/** Who signs: a direct merchant, or the partner (服务商) that acts for its sub-merchants. */
export interface MerchantIdentity {
  readonly merchantId: MerchantId
  /** Serial of the merchant API certificate, hex in upper case. */
  readonly serialNumber: SerialNumber
  readonly privateKey: KeyObject
  readonly suite: CryptoSuite
  sign(message: Uint8Array): Promise<Uint8Array>
  /** Decrypts a sensitive field that the platform encrypted for this merchant. */
  decrypt(ciphertext: Uint8Array): Uint8Array
}

export interface MerchantIdentityInput {
  readonly merchantId: string
  /** PEM, PKCS#8 or PKCS#1. */
  readonly privateKey: string
  /** Needed only without `certificate`. */
  readonly serialNumber?: string | undefined
  /** PEM of the merchant API certificate; the serial is taken from it. */
  readonly certificate?: string | undefined
}

export const rsaSuite: CryptoSuite = {
  scheme: 'WECHATPAY2-SHA256-RSA2048',
  aead: 'AEAD_AES_256_GCM',
  certificateAlgorithm: undefined,
  readPlatformCertificate: platformCertificate,
}

/**
 * Reads the merchant's own keys. Same input, same result; no clock.
 * @throws {ProtocolError} `MERCHANT_ID_INVALID` | `PRIVATE_KEY_INVALID` | `CERTIFICATE_INVALID` | `CERTIFICATE_KEY_MISMATCH` |
 * `SERIAL_MISSING` | `SERIAL_MISMATCH`
 */
export function loadMerchantIdentity(input: MerchantIdentityInput): MerchantIdentity {
  const merchantId = parseMerchantId(input.merchantId)
  const privateKey = readPrivateKey(input.privateKey)
  if (privateKey.asymmetricKeyType !== 'rsa' || (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) {
    throw new ProtocolError('PRIVATE_KEY_INVALID', 'the merchant API private key is not RSA with at least 2048 bits', {
      field: 'privateKey',
    })
  }
  return {
    merchantId,
    serialNumber: merchantSerial(input, privateKey),
    privateKey,
    suite: rsaSuite,
    sign: (message) => signRsa(privateKey, message),
    decrypt: (ciphertext) => decryptOaep(privateKey, ciphertext),
  }
}

export function parseMerchantId(text: string): MerchantId {
  if (typeof text !== 'string' || !/^\d{8,32}$/.test(text)) {
    throw new ProtocolError('MERCHANT_ID_INVALID', 'a merchant number is a string of 8 to 32 digits', {
      field: 'merchantId',
    })
  }
  return branded('MerchantId', text)
}

export function readPrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    // The cause is left out on purpose: it may quote the input.
    const hint = pem.includes('CERTIFICATE')
      ? '; this is a certificate'
      : pem.includes('PUBLIC KEY')
        ? '; this is a public key'
        : ''
    throw new ProtocolError('PRIVATE_KEY_INVALID', `the merchant API private key cannot be read${hint}`, {
      field: 'privateKey',
    })
  }
}

/** The serial for `serial_no`: from the certificate where there is one, compared with the configured one where there are both. */
export function merchantSerial(input: MerchantIdentityInput, privateKey: KeyObject): SerialNumber {
  const configured = input.serialNumber?.trim()
  if (input.certificate === undefined) {
    if (configured === undefined || configured === '')
      throw new ProtocolError('SERIAL_MISSING', 'neither a serial number nor a certificate was given', {
        field: 'serialNumber',
      })
    if (!/^[0-9A-Fa-f]{1,64}$/.test(configured)) {
      throw new ProtocolError('SERIAL_MISMATCH', 'the serial number of a merchant API certificate is hexadecimal', {
        field: 'serialNumber',
        remedy:
          'Give the serial number of the merchant API certificate (40 hexadecimal digits), not the id of a platform key.',
      })
    }
    return branded('SerialNumber', configured.toUpperCase())
  }
  const certificate = readCertificate(input.certificate)
  if (!certificate.publicKey.equals(createPublicKey(privateKey))) {
    throw new ProtocolError('CERTIFICATE_KEY_MISMATCH', 'the private key does not belong to the certificate', {
      field: 'certificate',
    })
  }
  const serial = certificate.serialNumber.toUpperCase()
  if (
    configured !== undefined &&
    configured !== '' &&
    withoutLeadingZeros(configured) !== withoutLeadingZeros(serial)
  ) {
    throw new ProtocolError(
      'SERIAL_MISMATCH',
      `the certificate has serial ${serial}, the configuration says ${configured}`,
      { field: 'serialNumber' },
    )
  }
  return branded('SerialNumber', serial)
}

const withoutLeadingZeros = (serial: string): string => serial.toUpperCase().replace(/^0+/, '')

const signRsa = (privateKey: KeyObject, message: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    sign('sha256', message, privateKey, (error, signature) => (error === null ? resolve(signature) : reject(error)))
  })
