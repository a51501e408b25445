import { type KeyObject, sign } from 'node:crypto'

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), content])
}

const SEQUENCE = 0x30
const sha256WithRsa = der(SEQUENCE, Buffer.from('06092a864886f70d01010b0500', 'hex'))
/** YYMMDDhhmmssZ */
const utcTime = (at: Date): Buffer => {
  const text = at.toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return der(0x17, Buffer.from(text.slice(2)))
}
const commonName = (name: string): Buffer =>
  der(SEQUENCE, der(0x31, der(SEQUENCE, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(name)))))

export interface CertificateFacts {
  readonly serial: string
  readonly commonName: string
  readonly effectiveAt: Date
  readonly expiresAt: Date
}

/** A self-signed X.509 certificate as PEM, enough for the fields that are read here. */
export function selfSigned(publicKey: KeyObject, privateKey: KeyObject, facts: CertificateFacts): string {
  const name = commonName(facts.commonName)
  const body = der(
    SEQUENCE,
    der(0xa0, Buffer.from('020102', 'hex')),
    der(0x02, Buffer.from(facts.serial, 'hex')),
    sha256WithRsa,
    name,
    der(SEQUENCE, utcTime(facts.effectiveAt), utcTime(facts.expiresAt)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const certificate = der(SEQUENCE, body, sha256WithRsa, der(0x03, Buffer.of(0), sign('sha256', body, privateKey)))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
