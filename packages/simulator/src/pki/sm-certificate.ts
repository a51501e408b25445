import { der, derBits, derInteger, derObject, derOctets, derSequence } from '../crypto/der.ts'
import { bytes32, type Sm2KeyPair, signSm2 } from '../crypto/sm2.ts'
import type { Point } from '../crypto/sm2-curve.ts'
import type { DistinguishedName } from './certificate.ts'

const SM2_CURVE = derObject('1.2.156.10197.1.301')
const SM2_WITH_SM3 = derSequence(derObject('1.2.156.10197.1.501'))
const EC_ALGORITHM = derSequence(derObject('1.2.840.10045.2.1'), SM2_CURVE)

const pem = (label: string, bytes: Buffer): string =>
  `-----BEGIN ${label}-----\n${bytes.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`

const uncompressed = ({ x, y }: Point): Buffer => Buffer.concat([Buffer.from([4]), bytes32(x), bytes32(y)])

/** PKCS#8. */
export const smPrivatePem = ({ scalar, point }: Sm2KeyPair): string =>
  pem(
    'PRIVATE KEY',
    derSequence(
      derInteger(0n),
      EC_ALGORITHM,
      derOctets(derSequence(derInteger(1n), derOctets(bytes32(scalar)), der(0xa1, derBits(uncompressed(point))))),
    ),
  )

const nameOf = (name: DistinguishedName): Buffer => {
  const part = (object: string, value: string): Buffer =>
    der(0x31, derSequence(derObject(object), der(0x0c, Buffer.from(value))))
  return derSequence(
    der(0x31, derSequence(derObject('2.5.4.6'), der(0x13, Buffer.from('CN')))),
    part('2.5.4.10', name.organization),
    part('2.5.4.3', name.commonName),
  )
}

const timeOf = (at: Date): Buffer => der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replaceAll(/\D/g, '')}Z`))

export interface SmCertificateRequest {
  readonly serialNo: string
  readonly subject: DistinguishedName
  readonly issuer: DistinguishedName
  readonly key: Sm2KeyPair
  readonly issuerKey: Sm2KeyPair
  readonly notBefore: Date
  readonly notAfter: Date
}

/** An X.509 certificate of the SM suite, PEM. */
export function issueSmCertificate(request: SmCertificateRequest): string {
  const signedPart = derSequence(
    der(0xa0, derInteger(2n)),
    derInteger(BigInt(`0x${request.serialNo}`)),
    SM2_WITH_SM3,
    nameOf(request.issuer),
    derSequence(timeOf(request.notBefore), timeOf(request.notAfter)),
    nameOf(request.subject),
    derSequence(EC_ALGORITHM, derBits(uncompressed(request.key.point))),
  )
  const signature = Buffer.from(signSm2(request.issuerKey, signedPart), 'base64')
  return pem('CERTIFICATE', derSequence(signedPart, SM2_WITH_SM3, derBits(signature)))
}
