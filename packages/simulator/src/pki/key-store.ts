import { seededDigits, seededHex, seededStream, seededText } from '../crypto/seeded.ts'
import { type Sm2KeyPair, sm2KeyFrom } from '../crypto/sm2.ts'
import { type DistinguishedName, issueCertificate } from './certificate.ts'
import { deriveRsaKey, type KeyPair, publicPem } from './rsa-key.ts'
import { issueSmCertificate } from './sm-certificate.ts'

export interface IssuedCertificate {
  /** 40 hexadecimal digits, upper case. */
  readonly serialNo: string
  readonly pem: string
  readonly key: KeyPair
  readonly effectiveAt: Date
  readonly expiresAt: Date
}

/** A certificate of the SM suite. */
export interface IssuedSmCertificate {
  readonly serialNo: string
  readonly pem: string
  readonly key: Sm2KeyPair
  readonly effectiveAt: Date
  readonly expiresAt: Date
}

export interface PlatformPublicKey {
  /** `PUB_KEY_ID_…` */
  readonly id: string
  readonly pem: string
  readonly key: KeyPair
}

/** Every key of one platform, drawn from its seed when first needed and kept. */
export interface KeyStore {
  authority(): IssuedCertificate
  /** For serving over TLS under these host names and addresses. */
  server(hosts: readonly string[]): IssuedCertificate
  /** @param from Milliseconds since 1970 at which a rotation issued it; undefined for the first one. */
  platformCertificate(generation: number, from: number | undefined): IssuedCertificate
  platformPublicKey(): PlatformPublicKey
  merchantCertificate(mchid: string): IssuedCertificate
  apiV3Key(mchid: string): string
  smPlatformCertificate(): IssuedSmCertificate
  smMerchantCertificate(mchid: string): IssuedSmCertificate
}

const AUTHORITY: DistinguishedName = {
  organization: 'Redress Simulator',
  unit: 'Simulated CA Center',
  commonName: 'Redress Simulator Root CA',
}
const DAY = 86_400_000
const FIVE_YEARS = 5 * 365 * DAY

/**
 * @param epoch Milliseconds since 1970 at which this platform began; its first certificates are thirty days old then.
 * @param wall The wall clock, milliseconds: a server certificate must be valid for the browsers of today.
 */
export function createKeyStore(seed: string, epoch: number, wall: () => number): KeyStore {
  const keyPair = remember((label) => deriveRsaKey(seed, `rsa ${label}`))
  const authority = remember(() =>
    issue('authority', AUTHORITY, epoch - 30 * DAY, 4 * FIVE_YEARS, { isAuthority: true }),
  )

  function issue(
    label: string,
    subject: DistinguishedName,
    from: number,
    life: number,
    more: { isAuthority?: boolean; hosts?: readonly string[] } = {},
  ): IssuedCertificate {
    const key = keyPair(label)
    // X.509 stores whole seconds.
    const effectiveAt = new Date(Math.floor(from / 1000) * 1000)
    const expiresAt = new Date(effectiveAt.getTime() + life)
    const serialNo = serialNumber(seed, label)
    const pem = issueCertificate({
      serialNo,
      subject,
      issuer: AUTHORITY,
      subjectKey: key,
      issuerKey: more.isAuthority === true ? key : authority('').key,
      notBefore: effectiveAt,
      notAfter: expiresAt,
      authority: more.isAuthority === true,
      ...(more.hosts === undefined ? {} : { hosts: more.hosts }),
    })
    return { serialNo, pem, key, effectiveAt, expiresAt }
  }

  const smKey = remember((label) => sm2KeyFrom(seededStream(seed, `sm2 ${label}`)(40)))
  const smCertificate = remember((label) => {
    const effectiveAt = new Date(Math.floor((epoch - 30 * DAY) / 1000) * 1000)
    const expiresAt = new Date(effectiveAt.getTime() + FIVE_YEARS)
    const serialNo = serialNumber(seed, `sm ${label}`)
    const key = smKey(label)
    const pem = issueSmCertificate({
      serialNo,
      subject: { organization: 'Redress Simulator', commonName: label },
      issuer: { ...AUTHORITY, commonName: 'Redress Simulator SM Root CA' },
      key,
      issuerKey: smKey('authority'),
      notBefore: effectiveAt,
      notAfter: expiresAt,
    })
    return { serialNo, pem, key, effectiveAt, expiresAt }
  })

  // One generation is issued at one moment only, so its number is name enough.
  const platformCertificates = new Map<number, IssuedCertificate>()
  function platformCertificate(generation: number, from = epoch - 30 * DAY): IssuedCertificate {
    const subject = { organization: 'Redress Simulator', commonName: 'Simulated Pay Platform' }
    const certificate =
      platformCertificates.get(generation) ?? issue(`platform certificate ${generation}`, subject, from, FIVE_YEARS)
    platformCertificates.set(generation, certificate)
    return certificate
  }
  const publicKey = remember(() => {
    const key = keyPair('platform public key')
    return { id: `PUB_KEY_ID_00${seededDigits(seed, 'public key id', 32)}`, pem: publicPem(key.publicKey), key }
  })

  return {
    authority: () => authority(''),
    server: (hosts) => {
      const subject = { organization: 'Redress Simulator', commonName: hosts[0] ?? 'localhost' }
      // Clients refuse server certificates with a life of more than two years or so.
      return issue('server', subject, wall() - DAY, 365 * DAY, { hosts })
    },
    platformCertificate,
    platformPublicKey: () => publicKey(''),
    merchantCertificate: remember((mchid) => {
      const subject = { organization: 'Redress Simulator', unit: 'Simulated merchant', commonName: mchid }
      return issue(`merchant ${mchid}`, subject, epoch - 30 * DAY, FIVE_YEARS)
    }),
    smPlatformCertificate: () => smCertificate('Simulated Pay Platform'),
    smMerchantCertificate: (mchid) => smCertificate(mchid),
    apiV3Key: remember((mchid) => seededText(seed, `apiv3 key ${mchid}`, 32)),
  }
}

function remember<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}

// A leading digit below 8 keeps the number positive in DER, one above 0 keeps all 40 digits.
const serialNumber = (seed: string, label: string): string => `5${seededHex(seed, `serial ${label}`, 39)}`
