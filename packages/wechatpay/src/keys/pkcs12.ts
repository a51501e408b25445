import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import type Forge from 'node-forge'
import { ProtocolError } from '../errors.ts'

/** What `loadMerchantIdentity` takes. */
export interface MerchantKeyPair {
  /** PEM. */
  readonly privateKey: string
  /** PEM. */
  readonly certificate: string
}

/**
 * Takes the private key and the merchant API certificate out of `apiclient_cert.p12`. Needs the optional peer
 * `node-forge`, since such files use ciphers that OpenSSL 3 no longer offers.
 * @param password The merchant number, unless it was changed.
 * @throws {ProtocolError} `PKCS12_UNAVAILABLE` | `PKCS12_INVALID`
 */
export async function readPkcs12(bytes: Uint8Array, password: string): Promise<MerchantKeyPair> {
  const forge = await importForge()
  const { keys, certificates } = openPkcs12(forge, bytes, password)
  const [privateKey] = keys
  if (privateKey === undefined) throw invalid('the file holds no private key')
  const publicKey = createPublicKey(createPrivateKey(privateKey))
  const certificate = certificates.find((pem) => new X509Certificate(pem).publicKey.equals(publicKey))
  if (certificate === undefined) throw invalid('the file holds no certificate for its private key')
  return { privateKey, certificate }
}

async function importForge(): Promise<typeof Forge> {
  try {
    return (await import('node-forge')).default
  } catch (cause) {
    throw new ProtocolError('PKCS12_UNAVAILABLE', 'reading PKCS#12 needs the package node-forge', { cause })
  }
}

function openPkcs12(
  forge: typeof Forge,
  bytes: Uint8Array,
  password: string,
): { readonly keys: readonly string[]; readonly certificates: readonly string[] } {
  try {
    const file = forge.pkcs12.pkcs12FromAsn1(
      forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(bytes).toString('latin1'))),
      password,
    )
    const bags = (type: string): readonly Forge.pkcs12.Bag[] => file.getBags({ bagType: type })[type] ?? []
    const { pkcs8ShroudedKeyBag = '', keyBag = '', certBag = '' } = forge.pki.oids
    return {
      keys: [...bags(pkcs8ShroudedKeyBag), ...bags(keyBag)].flatMap((bag) =>
        bag.key ? [forge.pki.privateKeyToPem(bag.key)] : [],
      ),
      certificates: bags(certBag).flatMap((bag) => (bag.cert ? [forge.pki.certificateToPem(bag.cert)] : [])),
    }
  } catch {
    // The cause is left out: it may quote the content.
    throw invalid('the file is damaged, no PKCS#12 file, or the password is wrong')
  }
}

const invalid = (message: string): ProtocolError => new ProtocolError('PKCS12_INVALID', message, { field: 'pkcs12' })
