import forge from 'node-forge'
import type { MerchantCredentials } from '../simulator-api.ts'

export interface CredentialFile {
  readonly contentType: string
  readonly bytes: Buffer
}

/** Names of the files as the platform hands them out. */
export const CREDENTIAL_FILES = [
  'apiclient_key.pem',
  'apiclient_cert.pem',
  'apiclient_cert.p12',
  'pub_key.pem',
] as const
export type CredentialFileName = (typeof CREDENTIAL_FILES)[number]

/** One of a merchant's files; undefined where its key mode has none of this name. */
export function credentialFile(credentials: MerchantCredentials, name: CredentialFileName): CredentialFile | undefined {
  switch (name) {
    case 'apiclient_key.pem':
      return pem(credentials.privateKey)
    case 'apiclient_cert.pem':
      return pem(credentials.certificate)
    case 'apiclient_cert.p12':
      return { contentType: 'application/x-pkcs12', bytes: pkcs12(credentials) }
    default:
      return credentials.platform.publicKey === null ? undefined : pem(credentials.platform.publicKey.pem)
  }
}

const pem = (text: string): CredentialFile => ({ contentType: 'application/x-pem-file', bytes: Buffer.from(text) })

/** Key and certificate in one file, locked with the merchant number, as on the platform. */
function pkcs12({ mchid, privateKey, certificate }: MerchantCredentials): Buffer {
  const container = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(privateKey),
    [forge.pki.certificateFromPem(certificate)],
    mchid,
    { algorithm: '3des', friendlyName: 'Tenpay Certificate' },
  )
  return Buffer.from(forge.asn1.toDer(container).getBytes(), 'binary')
}
