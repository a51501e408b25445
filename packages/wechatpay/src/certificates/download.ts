import { openAead } from '../cipher/aead.ts'
import { ProtocolError } from '../errors.ts'
import type { ApiV3Key } from '../keys/api-v3-key.ts'
import type { PlatformCertificate } from '../keys/platform-key.ts'
import type { CryptoSuite } from '../keys/suite.ts'
import { RecordReader } from '../reading/record-reader.ts'
import { queryString, type UnsignedRequest } from '../transport/request.ts'

/** Builds the download of the platform certificates, unsigned. @see docs/sdk/sources.md#certificates */
export const buildCertificates = (suite: CryptoSuite): UnsignedRequest => ({
  call: 'certificates',
  method: 'GET',
  path: `/v3/certificates${queryString({ algorithm_type: suite.certificateAlgorithm })}`,
  effect: 'read',
})

/**
 * Decrypts the certificates of an answer. The APIv3 key proves them; the signature of the answer is checked afterwards
 * with what came out.
 * @throws {ProtocolError} `ANSWER_INVALID` | `DECRYPT_FAILED` | `CERTIFICATE_INVALID` | `SERIAL_MISMATCH`
 */
export function readCertificatesAnswer(
  json: unknown,
  apiV3Key: ApiV3Key,
  suite: CryptoSuite,
): readonly PlatformCertificate[] {
  const reader = new RecordReader(json, '', { shape: 'certificates', onDrift: undefined })
  return reader.records('data', (item) => {
    const serial = item.id('serial_no')
    const sealed = item.record('encrypt_certificate', (sealed) => ({
      algorithm: sealed.id('algorithm'),
      nonce: sealed.id('nonce'),
      associatedData: sealed.optionalText('associated_data'),
      ciphertext: sealed.id('ciphertext'),
    }))
    if (sealed === undefined)
      throw new ProtocolError('ANSWER_INVALID', 'encrypt_certificate: expected an object, got nothing', {
        field: 'encrypt_certificate',
      })
    const certificate = suite.readPlatformCertificate(Buffer.from(openAead(apiV3Key, sealed)).toString('utf8'))
    if (certificate.serial !== serial.toUpperCase()) {
      throw new ProtocolError(
        'SERIAL_MISMATCH',
        `the certificate announced as ${serial} has serial ${certificate.serial}`,
        { field: 'serial_no', remedy: 'Do not use the certificates of this answer; report its Request-ID.' },
      )
    }
    return certificate
  })
}
