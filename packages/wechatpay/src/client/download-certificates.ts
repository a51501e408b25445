import { buildCertificates, readCertificatesAnswer } from '../certificates/download.ts'
import type { ApiV3Key } from '../keys/api-v3-key.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { PlatformCertificate } from '../keys/platform-key.ts'
import { readSignatureHeaders, verifySignature } from '../signing/verify-signature.ts'
import { readAnswerJson } from '../transport/answer-json.ts'
import { send } from '../transport/send.ts'
import type { Connection } from './connection.ts'

/**
 * Downloads the platform certificates. The answer is decrypted first and proved afterwards, since it may be signed by a
 * certificate that only it contains.
 */
export async function downloadCertificates(
  connection: Connection,
  apiV3Key: ApiV3Key,
  keyring: Keyring,
): Promise<readonly PlatformCertificate[]> {
  const { suite } = connection.identity
  let certificates: readonly PlatformCertificate[] = []
  await send(connection, buildCertificates(suite), connection.limits(undefined), (answer) => {
    certificates = readCertificatesAnswer(readAnswerJson(answer), apiV3Key, suite)
    const known = new Map<string, PlatformCertificate>(
      certificates.map((certificate) => [certificate.serial, certificate]),
    )
    const find = (serial: string) => known.get(serial) ?? keyring.find(serial)
    verifySignature(
      readSignatureHeaders(answer.headers),
      answer.body,
      { find },
      Math.floor(connection.now().getTime() / 1000),
    )
    return Promise.resolve()
  })
  return certificates
}
