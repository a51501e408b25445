import { createCipheriv, generateKeyPairSync, type KeyObject, randomBytes, randomUUID, sign } from 'node:crypto'
import type { NewMerchant } from '../../src/merchants/add-merchant.ts'
import { selfSigned } from './certificate.ts'

/** A request as the platform would send it. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface NoticeFacts {
  readonly id: string
  readonly complaintId: string
  readonly action: string
  readonly eventType: string
  readonly at: Date
  readonly apiV3Key: string
  readonly mode: 'certificate' | 'public-key'
  /** Replaces the sealed plaintext. */
  readonly plaintext: string
}

/**
 * The platform's side of a notification, in bare node:crypto: shares no code with what it tests.
 * Keys are made once per test file, since making them is slow.
 */
export interface FakePlatform {
  readonly apiV3Key: string
  readonly publicKeyId: string
  readonly publicKeyPem: string
  readonly certificatePem: string
  readonly certificateSerial: string
  /** What `merchant add` takes, in public-key mode. */
  merchant(slug: string, mchid: string): NewMerchant
  notice(facts?: Partial<NoticeFacts>): Delivery
  /** Signs any bytes, genuine or not. */
  signed(body: Buffer, at?: Date, mode?: NoticeFacts['mode']): Delivery
}

const pem = (key: KeyObject, type: 'spki' | 'pkcs8'): string => String(key.export({ type, format: 'pem' }))

export function createFakePlatform(): FakePlatform {
  const platformKeys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const merchantKeys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const apiV3Key = randomBytes(16).toString('hex')
  const publicKeyId = `PUB_KEY_ID_01${Date.now()}`
  const certificateSerial = `5${randomBytes(20).toString('hex').slice(1)}`.toUpperCase()
  const certificatePem = selfSigned(platformKeys.publicKey, platformKeys.privateKey, {
    serial: certificateSerial,
    commonName: 'Tenpay.com sign',
    effectiveAt: new Date(Date.now() - 86_400_000),
    expiresAt: new Date(Date.now() + 86_400_000),
  })

  const signed: FakePlatform['signed'] = (body, at = new Date(), mode = 'public-key') => {
    const timestamp = String(Math.floor(at.getTime() / 1000))
    const nonce = randomBytes(16).toString('hex')
    const message = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')])
    return {
      headers: {
        'content-type': 'application/json',
        'wechatpay-timestamp': timestamp,
        'wechatpay-nonce': nonce,
        'wechatpay-signature': sign('sha256', message, platformKeys.privateKey).toString('base64'),
        'wechatpay-serial': mode === 'public-key' ? publicKeyId : certificateSerial,
        'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
      },
      body,
    }
  }

  return {
    apiV3Key,
    publicKeyId,
    publicKeyPem: pem(platformKeys.publicKey, 'spki'),
    certificatePem,
    certificateSerial,
    merchant: (slug, mchid) => ({
      slug,
      mchid,
      privateKey: pem(merchantKeys.privateKey, 'pkcs8'),
      serialNumber: '5F1C72E2A8931B72A2E13AF8DEE92471EB397115',
      apiV3Key,
      platformPublicKey: { id: publicKeyId, pem: pem(platformKeys.publicKey, 'spki') },
    }),
    signed,
    notice: (facts = {}) => {
      const at = facts.at ?? new Date()
      const plaintext = facts.plaintext ?? JSON.stringify(payload(facts))
      return signed(envelope(plaintext, facts, facts.apiV3Key ?? apiV3Key, at), at, facts.mode)
    },
  }
}

const payload = ({ complaintId, action }: Partial<NoticeFacts>): unknown => ({
  complaint_id: complaintId ?? '200201820200101080076610000',
  action_type: action ?? 'CREATE_COMPLAINT',
})

function envelope(plaintext: string, facts: Partial<NoticeFacts>, apiV3Key: string, at: Date): Buffer {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce).setAAD(Buffer.from('complaint'))
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
  return Buffer.from(
    JSON.stringify({
      id: facts.id ?? randomUUID(),
      create_time: at.toISOString(),
      resource_type: 'encrypt-resource',
      event_type: facts.eventType ?? 'COMPLAINT.CREATE',
      summary: '产生新投诉',
      resource: {
        original_type: 'complaint',
        algorithm: 'AEAD_AES_256_GCM',
        ciphertext: sealed.toString('base64'),
        associated_data: 'complaint',
        nonce,
      },
    }),
  )
}
