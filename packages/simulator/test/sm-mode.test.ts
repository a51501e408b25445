import { createHash } from 'node:crypto'
import { sm2, sm4 } from 'sm-crypto-v2'
import { expect, it } from 'vitest'
import { createSimulator, type MerchantCredentials } from '../src/index.ts'
import { setupReceiver } from './support/receiver.ts'

// The other side here is a library of others: what the simulator signs and seals, it must verify and open.

const SHOP = '1900000001'
const SCHEME = 'WECHATPAY2-SM2-WITH-SM3'
const OPTIONS = { hash: true, der: true, userId: '1234567812345678' } as const

const derOf = (pem: string): string => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64').toString('hex')
/** The scalar follows the version and the tag of 32 octets. */
const scalarOf = (pem: string): string => /0201010420([0-9a-f]{64})/.exec(derOf(pem))?.[1] ?? ''
/** The point follows the name of the curve. */
const pointOf = (pem: string): string => /06082a811ccf5501822d034200(04[0-9a-f]{128})/.exec(derOf(pem))?.[1] ?? ''

function openSm4(
  credentials: MerchantCredentials,
  resource: { ciphertext: string; nonce: string; associated_data: string },
): string {
  const bytes = Buffer.from(resource.ciphertext, 'base64')
  const opened = sm4.decrypt(
    bytes.subarray(0, -16),
    createHash('sm3').update(credentials.apiV3Key).digest().subarray(0, 16),
    {
      mode: 'gcm',
      iv: Buffer.from(resource.nonce),
      associatedData: Buffer.from(resource.associated_data),
      tag: bytes.subarray(-16),
      output: 'array',
      padding: 'none',
    },
  )
  return Buffer.from(opened).toString()
}

async function setup() {
  const simulator = await createSimulator({
    seed: 'sm',
    clock: 'manual',
    now: new Date('2026-01-20T04:00:00Z'),
    merchants: [{ mchid: SHOP, algorithm: 'SM2' }],
  })
  const credentials = simulator.credentials(SHOP)
  const scalar = scalarOf(credentials.privateKey)
  const [platform] = credentials.platform.certificates
  const platformPoint = pointOf(platform?.certificate ?? '')

  async function call(method: string, path: string, body = '', change: { scheme?: string; sentBody?: string } = {}) {
    const timestamp = String(simulator.now().getTime() / 1000)
    const nonce = '593BEC0C930BF1AFEB40B4A08C8FB242'
    const message = Buffer.from(`${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`)
    const signature = Buffer.from(sm2.doSignature(message, scalar, OPTIONS), 'hex').toString('base64')
    const sentBody = change.sentBody ?? body
    const answer = await fetch(`${simulator.url}${path}`, {
      method,
      headers: {
        Accept: 'application/json',
        'User-Agent': 'sm-mode-test',
        'Content-Type': 'application/json',
        Authorization: `${change.scheme ?? SCHEME} mchid="${SHOP}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${credentials.serialNo}"`,
      },
      ...(sentBody === '' ? {} : { body: sentBody }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      header: (name: string) => answer.headers.get(name) ?? '',
      text,
      json: text === '' ? undefined : JSON.parse(text),
    }
  }

  const isProven = (header: (name: string) => string, body: string): boolean =>
    header('Wechatpay-Signature-Type') === SCHEME &&
    header('Wechatpay-Serial') === platform?.serialNo &&
    sm2.doVerifySignature(
      Buffer.from(`${header('Wechatpay-Timestamp')}\n${header('Wechatpay-Nonce')}\n${body}\n`),
      Buffer.from(header('Wechatpay-Signature'), 'base64').toString('hex'),
      platformPoint,
      OPTIONS,
    )

  return { simulator, credentials, scalar, call, isProven }
}

it('proves requests and signs answers by SM2', async () => {
  const { simulator, credentials, scalar, call, isProven } = await setup()
  await using _ = simulator
  expect(pointOf(credentials.certificate)).toBe(sm2.getPublicKeyFromPrivateKey(scalar))
  const { complaintId } = await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯', payerPhone: '19912345678' })
  const path = `/v3/merchant-service/complaints-v2/${complaintId}`
  const detail = await call('GET', path)
  expect(detail.status).toBe(200)
  expect(isProven(detail.header, detail.text)).toBe(true)
  expect(isProven(detail.header, `${detail.text} `)).toBe(false)
  const phone = sm2.doDecrypt(Buffer.from(detail.json.payer_phone, 'base64').toString('hex'), scalar, 1, { asn1: true })
  expect(phone).toBe('19912345678')

  const body = JSON.stringify({ complainted_mchid: SHOP })
  expect((await call('POST', `${path}/complete`, body, { sentBody: `${body} ` })).status).toBe(401)
  expect((await call('POST', `${path}/complete`, body, { scheme: 'WECHATPAY2-SHA256-RSA2048' })).json.code).toBe(
    'SIGN_ERROR',
  )
  expect((await call('POST', `${path}/complete`, body)).status).toBe(204)
})

it('hands out its SM certificate sealed with SM4, and both when asked for all', async () => {
  const { simulator, credentials, call } = await setup()
  await using _ = simulator
  const { json } = await call('GET', '/v3/certificates?algorithm_type=SM2')
  expect(json.data).toMatchObject([{ encrypt_certificate: { algorithm: 'AEAD_SM4_GCM' } }])
  expect(openSm4(credentials, json.data[0].encrypt_certificate)).toBe(credentials.platform.certificates[0]?.certificate)
  expect((await call('GET', '/v3/certificates?algorithm_type=ALL')).json.data).toHaveLength(2)
})

it('signs and seals notifications by the SM suite', async () => {
  const { simulator, credentials, call, isProven } = await setup()
  await using _ = simulator
  await using receiver = await setupReceiver()
  await call('POST', '/v3/merchant-service/complaint-notifications', JSON.stringify({ url: receiver.url }))
  const { complaintId } = await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
  await simulator.settled()
  const [notice] = receiver.received
  if (notice === undefined) throw new Error('nothing came')
  expect(isProven((name) => String(notice.headers[name.toLowerCase()]), notice.body)).toBe(true)
  const { resource } = JSON.parse(notice.body)
  expect(resource.algorithm).toBe('AEAD_SM4_GCM')
  expect(JSON.parse(openSm4(credentials, resource))).toEqual({
    complaint_id: complaintId,
    action_type: 'CREATE_COMPLAINT',
  })
})
