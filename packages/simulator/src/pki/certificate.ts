import { createHash, sign } from 'node:crypto'
import forge from 'node-forge'
import { type KeyPair, publicPem } from './rsa-key.ts'

export interface CertificateRequest {
  /** Upper-case hexadecimal. */
  readonly serialNo: string
  readonly subject: DistinguishedName
  readonly issuer: DistinguishedName
  readonly subjectKey: KeyPair
  readonly issuerKey: KeyPair
  readonly notBefore: Date
  readonly notAfter: Date
  readonly authority?: boolean
  /** Host names and addresses for a TLS server. */
  readonly hosts?: readonly string[]
}

/** ASCII only. */
export interface DistinguishedName {
  readonly organization: string
  readonly unit?: string
  readonly commonName: string
}

// Public in node-forge, absent from its type declarations.
declare module 'node-forge' {
  namespace pki {
    function getTBSCertificate(certificate: Certificate): asn1.Asn1
  }
}

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11'

const attributes = (name: DistinguishedName): forge.pki.CertificateField[] => [
  { name: 'countryName', value: 'CN' },
  { name: 'organizationName', value: name.organization },
  ...(name.unit === undefined ? [] : [{ name: 'organizationalUnitName', value: name.unit }]),
  { name: 'commonName', value: name.commonName },
]

/** Issues an X.509 certificate, PEM. */
export function issueCertificate(request: CertificateRequest): string {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicPem(request.subjectKey.publicKey))
  certificate.serialNumber = request.serialNo.toLowerCase()
  certificate.validity.notBefore = request.notBefore
  certificate.validity.notAfter = request.notAfter
  certificate.setSubject(attributes(request.subject))
  certificate.setIssuer(attributes(request.issuer))
  certificate.setExtensions(extensions(request))
  certificate.signatureOid = SHA256_WITH_RSA
  certificate.siginfo.algorithmOid = SHA256_WITH_RSA
  certificate.tbsCertificate = forge.pki.getTBSCertificate(certificate)
  const signedPart = Buffer.from(forge.asn1.toDer(certificate.tbsCertificate).getBytes(), 'binary')
  // Signed natively: the same operation in JavaScript takes a hundred times as long.
  certificate.signature = sign('sha256', signedPart, request.issuerKey.privateKey).toString('binary')
  return forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n')
}

function extensions(request: CertificateRequest): object[] {
  const list: object[] = [
    { name: 'basicConstraints', cA: request.authority === true, critical: true },
    {
      name: 'keyUsage',
      critical: true,
      ...(request.authority === true
        ? { keyCertSign: true, cRLSign: true }
        : { digitalSignature: true, nonRepudiation: true, keyEncipherment: true, dataEncipherment: true }),
    },
    { name: 'subjectKeyIdentifier', subjectKeyIdentifier: keyIdentifier(request.subjectKey) },
  ]
  if (request.hosts !== undefined) {
    list.push({ name: 'extKeyUsage', serverAuth: true })
    list.push({ name: 'subjectAltName', altNames: request.hosts.map(alternativeName) })
  }
  return list
}

const keyIdentifier = (key: KeyPair): string =>
  createHash('sha1')
    .update(key.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')

const alternativeName = (host: string): object =>
  /^[\d.]+$|:/.test(host) ? { type: 7, ip: host } : { type: 2, value: host }
