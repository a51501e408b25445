import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { createSimulator, type MerchantCredentials, type Simulator } from '@redress/simulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Aes, Decorator, Formatter, Multipart, Rsa } from 'wechatpay-axios-plugin'

// A client that others wrote, with its own verification of every answer switched on, as it is by default.

const CERTIFICATE_SHOP = '1900000001'
const PUBLIC_KEY_SHOP = '1900000002'
const COMPLAINTS = '/v3/merchant-service/complaints-v2'
const ADDRESS = '/v3/merchant-service/complaint-notifications'
/** One red pixel. */
const PICTURE = Buffer.from(
  '424d3a0000000000000036000000280000000100000001000000010018000000000004000000130b0000130b000000000000000000000000ff00',
  'hex',
)

let simulator: Simulator
beforeAll(async () => {
  simulator = await createSimulator({
    merchants: [
      { mchid: CERTIFICATE_SHOP, name: '证书商户' },
      { mchid: PUBLIC_KEY_SHOP, name: '公钥商户', keyMode: 'public-key' },
    ],
  })
})
afterAll(() => simulator.close())

const platformKeys = ({ platform }: MerchantCredentials): Record<string, string> => ({
  ...Object.fromEntries(platform.certificates.map(({ serialNo, certificate }) => [serialNo, certificate])),
  ...(platform.publicKey === null ? {} : { [platform.publicKey.id]: platform.publicKey.pem }),
})

function setupClient(mchid: string, certs?: Record<string, string>) {
  const credentials = simulator.credentials(mchid)
  const config = {
    mchid,
    serial: credentials.serialNo,
    privateKey: credentials.privateKey,
    certs: certs ?? platformKeys(credentials),
    baseURL: simulator.url,
  }
  const client = Decorator.jsonBased(config)
  return { client, credentials }
}

const today = (): string => new Date(simulator.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10)

describe.each([
  ['certificate mode', CERTIFICATE_SHOP],
  ['public-key mode', PUBLIC_KEY_SHOP],
])('wechatpay-axios-plugin in %s', (_mode, mchid) => {
  it('lists complaints and reads one, and the phone number opens with the merchant key', async () => {
    const { client, credentials } = setupClient(mchid)
    const { complaintId } = await simulator.fileComplaint({
      mchid,
      detail: '两杯咖啡只收到一杯',
      amount: 4600,
      payerPhone: '19912345678',
      images: [PICTURE],
    })
    const list = await client.get(COMPLAINTS, {
      params: { begin_date: today(), end_date: today(), limit: 5, complainted_mchid: mchid },
    })
    expect(list.status).toBe(200)
    expect(list.data.data.map((complaint: { complaint_id: string }) => complaint.complaint_id)).toContain(complaintId)
    expect(list.data.total_count).toBeGreaterThan(0)

    const detail = await client.get(`${COMPLAINTS}/${complaintId}`)
    expect(detail.data).toMatchObject({
      complaint_id: complaintId,
      complaint_state: 'PENDING',
      complainted_mchid: mchid,
    })
    expect(Rsa.decrypt(detail.data.payer_phone, credentials.privateKey)).toBe('19912345678')
    expect(detail.headers['wechatpay-serial']).toBe(Object.keys(platformKeys(credentials))[0])
  })

  it('uploads a picture, replies with it, completes, and finds all of it in the history', async () => {
    const { client } = setupClient(mchid)
    const { complaintId } = await simulator.fileComplaint({
      mchid,
      detail: '会员没有生效',
      problemType: 'SERVICE_NOT_WORK',
    })
    const form = new Multipart()
    form.append(
      'meta',
      JSON.stringify({ filename: 'pixel.bmp', sha256: createHash('sha256').update(PICTURE).digest('hex') }),
    )
    form.append('file', PICTURE, 'pixel.bmp')
    // The plugin signs `meta`, not the form.
    const config = { headers: form.getHeaders(), meta: form.toJSON() }
    const uploaded = await client.post('/v3/merchant-service/images/upload', form.getBuffer(), config)
    expect(uploaded.data.media_id).toMatch(/^[0-9A-F]{32}\.bmp$/)

    const replied = await client.post(`${COMPLAINTS}/${complaintId}/response`, {
      complainted_mchid: mchid,
      response_content: '已为您重新开通，给您添麻烦了',
      response_images: [uploaded.data.media_id],
    })
    expect(replied.status).toBe(204)
    expect((await client.get(`${COMPLAINTS}/${complaintId}`)).data.complaint_state).toBe('PROCESSING')

    const completed = await client.post(`${COMPLAINTS}/${complaintId}/complete`, { complainted_mchid: mchid })
    expect(completed.status).toBe(204)
    const history = await client.get(`${COMPLAINTS}/${complaintId}/negotiation-historys`, {
      params: { limit: 50, offset: 0 },
    })
    expect(history.data.data.map((entry: { operate_type: string }) => entry.operate_type)).toEqual([
      'MERCHANT_CONFIRM_COMPLETE',
      'MERCHANT_RESPONSE',
      'USER_CREATE_COMPLAINT_SYSTEM_MESSAGE',
      'USER_CREATE_COMPLAINT',
    ])
    expect(history.data.data[1].image_list).toHaveLength(1)
    const shown = await fetch(history.data.data[1].image_list[0])
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(PICTURE)
  })

  it("downloads a payer's picture, whose answer is unsigned", async () => {
    const { client } = setupClient(mchid)
    const { complaintId } = await simulator.fileComplaint({ mchid, detail: '商品破损', images: [PICTURE] })
    const detail = await client.get(`${COMPLAINTS}/${complaintId}`)
    const [url] = detail.data.complaint_media_list[0].media_url
    const answer = await client.get(new URL(url).pathname, { responseType: 'arraybuffer', headers: { Accept: '*/*' } })
    expect(answer.headers['content-type']).toBe('image/bmp')
    expect(answer.headers['wechatpay-signature']).toBeUndefined()
    expect(Buffer.from(answer.data)).toEqual(PICTURE)
  })

  it('decides on refund tickets, refunds, and sees the refund arrive', async () => {
    const { client } = setupClient(mchid)
    const file = async () =>
      (await simulator.fileComplaint({ mchid, detail: '商品破损', problemType: 'REFUND', amount: 500 })).complaintId
    const rejected = await file()
    const decide = (id: string, body: object) => client.post(`${COMPLAINTS}/${id}/update-refund-progress`, body)
    expect((await decide(rejected, { action: 'REJECT', reject_reason: '商品已使用' })).status).toBe(204)
    await expect(decide(rejected, { action: 'REJECT', reject_reason: '商品已使用' })).rejects.toMatchObject({
      response: { status: 400, data: { code: 'INVALID_REQUEST' } },
    })

    const approved = await file()
    expect((await decide(approved, { action: 'APPROVE', launch_refund_day: 0 })).status).toBe(204)
    const outRefundNo = `R-${approved}`
    const started = await client.post('/v3/refund/domestic/refunds', {
      transaction_id: simulator.complaint(approved).transactionId,
      out_refund_no: outRefundNo,
      amount: { refund: 500, total: 500, currency: 'CNY' },
    })
    expect(started.data).toMatchObject({ status: 'PROCESSING', out_refund_no: outRefundNo })
    await simulator.refundArrived(approved)
    expect((await client.get(`/v3/refund/domestic/refunds/${outRefundNo}`)).data.status).toBe('SUCCESS')
    expect((await client.get(`${COMPLAINTS}/${approved}`)).data.complaint_state).toBe('PROCESSED')
  })

  it('answers a payer who waits with a block message, and reads the click', async () => {
    const { client } = setupClient(mchid)
    const { complaintId } = await simulator.fileComplaint({ mchid, detail: '在线等', needImmediateService: true })
    const replied = await client.post(`${COMPLAINTS}/${complaintId}/response-immediate-service`, {
      complainted_mchid: mchid,
      idempotent_id: '550e8400-e29b-41d4-a716-446655440000',
      message: {
        sender_identity: 'MACHINE',
        blocks: [
          {
            type: 'BUTTON',
            button: {
              text: '已解决',
              action: {
                action_type: 'ACTION_TYPE_SEND_MESSAGE',
                message_info: { content: '已解决' },
                action_id: 'a1',
              },
            },
          },
        ],
      },
    })
    const logId: string = replied.data.log_id
    await simulator.click(complaintId, { logId, actionId: 'a1' })
    const history = await client.get(`${COMPLAINTS}/${complaintId}/negotiation-historys`, { params: { limit: 1 } })
    expect(history.data.data[0].click_message).toEqual({
      message_content: '已解决',
      action_id: 'a1',
      clicked_log_id: logId,
    })
  })

  it('tries encryption by the echo', async () => {
    const { client, credentials } = setupClient(mchid)
    const [serial = '', key = ''] = Object.entries(platformKeys(credentials))[0] ?? []
    const echoed = await client.post(
      '/v3/security/echo',
      { echo_message: '你好', encrypted_echo_message: Rsa.encrypt('秘密', key) },
      { headers: { 'Wechatpay-Serial': serial } },
    )
    expect(echoed.data.echo_message).toBe('你好')
    expect(Rsa.decrypt(echoed.data.encrypted_echo_message, credentials.privateKey)).toBe('秘密')
  })

  it('creates, reads, changes and deletes the notification address', async () => {
    const { client } = setupClient(mchid)
    const url = 'https://www.example.com/notify'
    expect((await client.post(ADDRESS, { url })).data).toEqual({ mchid, url })
    expect((await client.get(ADDRESS)).data).toEqual({ mchid, url })
    const changed = 'https://www.example.com/notify/2'
    expect((await client.put(ADDRESS, { url: changed })).data).toEqual({ mchid, url: changed })
    expect((await client.delete(ADDRESS)).status).toBe(204)
    await expect(client.get(ADDRESS)).rejects.toMatchObject({
      response: { status: 400, data: { code: 'RESOURCE_NOT_EXISTS' } },
    })
  })

  it('receives a notification that its primitives verify and open, and that one changed bit spoils', async () => {
    const { client, credentials } = setupClient(mchid)
    await using receiver = await setupReceiver()
    await client.post(ADDRESS, { url: receiver.url })
    const { complaintId } = await simulator.fileComplaint({ mchid, detail: '充电宝多扣了钱' })
    await simulator.settled()
    await client.delete(ADDRESS)

    const [notice] = receiver.received
    if (notice === undefined) throw new Error('no notification came')
    const key = platformKeys(credentials)[notice.header('wechatpay-serial')] ?? ''
    const verifies = (change: Partial<Record<'timestamp' | 'nonce' | 'body' | 'signature', string>> = {}): boolean => {
      const parts = {
        timestamp: notice.header('wechatpay-timestamp'),
        nonce: notice.header('wechatpay-nonce'),
        body: notice.body,
        signature: notice.header('wechatpay-signature'),
        ...change,
      }
      return Rsa.verify(Formatter.response(parts.timestamp, parts.nonce, parts.body), parts.signature, key)
    }
    expect(verifies()).toBe(true)
    expect(verifies({ body: flipLastBit(notice.body) })).toBe(false)
    expect(verifies({ nonce: flipLastBit(notice.header('wechatpay-nonce')) })).toBe(false)
    expect(verifies({ timestamp: flipLastBit(notice.header('wechatpay-timestamp')) })).toBe(false)
    expect(verifies({ signature: flipBase64Bit(notice.header('wechatpay-signature')) })).toBe(false)

    const { resource } = JSON.parse(notice.body)
    const open = (ciphertext: string): string =>
      Aes.AesGcm.decrypt(ciphertext, credentials.apiV3Key, resource.nonce, resource.associated_data)
    expect(JSON.parse(open(resource.ciphertext))).toEqual({
      complaint_id: complaintId,
      action_type: 'CREATE_COMPLAINT',
    })
    expect(() => open(flipBase64Bit(resource.ciphertext))).toThrow(/authenticate/)
  })

  it('refuses an answer whose signature, serial or clock is wrong', async () => {
    const { client } = setupClient(mchid)
    const { complaintId } = await simulator.fileComplaint({ mchid, detail: '排队两小时没人理' })
    for (const kind of ['wrong-signature', 'unknown-serial', 'stale-clock', 'signtest'] as const) {
      simulator.addFault({ kind, mchid, count: 1 })
      await expect(client.get(`${COMPLAINTS}/${complaintId}`)).rejects.toMatchObject({
        code: expect.stringMatching(/^EV3_RES_HEADER/),
      })
    }
    expect((await client.get(`${COMPLAINTS}/${complaintId}`)).status).toBe(200)
  })

  it.each([
    ['body', { body: flipLastBit }],
    ['signature', { signature: flipBase64Bit }],
    ['nonce', { nonce: flipLastBit }],
    ['timestamp', { timestamp: flipLastBit }],
  ] as const)('has a request refused in which one bit of the %s changed after signing', async (_part, spoil) => {
    const { complaintId } = await simulator.fileComplaint({ mchid, detail: '优惠券用不了' })
    const path = `${COMPLAINTS}/${complaintId}/complete`
    const body = JSON.stringify({ complainted_mchid: mchid })
    expect(await sendSigned(mchid, 'POST', path, body, spoil)).toMatchObject({ status: 401, code: 'SIGN_ERROR' })
    expect(simulator.complaint(complaintId).state).toBe('PENDING')
    expect(await sendSigned(mchid, 'POST', path, body, {})).toMatchObject({ status: 204 })
  })
})

it('downloads the platform certificate, opens it and proves the answer with what it opened', async () => {
  const { apiV3Key, platform } = simulator.credentials(CERTIFICATE_SHOP)
  const answer = await sendSigned(CERTIFICATE_SHOP, 'GET', '/v3/certificates', '', {})
  const [item] = JSON.parse(answer.text).data
  const { ciphertext, nonce, associated_data } = item.encrypt_certificate
  const pem = Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, associated_data)
  expect([{ serialNo: item.serial_no, certificate: pem }]).toEqual(platform.certificates)
  const header = (name: string): string => answer.headers.get(name) ?? ''
  expect(header('Wechatpay-Serial')).toBe(item.serial_no)
  const message = Formatter.response(header('Wechatpay-Timestamp'), header('Wechatpay-Nonce'), answer.text)
  expect(Rsa.verify(message, header('Wechatpay-Signature'), pem)).toBe(true)
  expect(Rsa.verify(`${message} `, header('Wechatpay-Signature'), pem)).toBe(false)
})

it('tells a merchant in public-key mode that there are no certificates', async () => {
  expect(await sendSigned(PUBLIC_KEY_SHOP, 'GET', '/v3/certificates', '', {})).toMatchObject({
    status: 404,
    code: 'RESOURCE_NOT_EXISTS',
  })
})

type Spoil = Partial<Record<'body' | 'signature' | 'nonce' | 'timestamp', (text: string) => string>>

/** Signs with the plugin's primitives, spoils what is asked for, sends. */
async function sendSigned(mchid: string, method: string, path: string, body: string, spoil: Spoil) {
  const { privateKey, serialNo } = simulator.credentials(mchid)
  const nonce = Formatter.nonce()
  const timestamp = String(Formatter.timestamp())
  const signature = Rsa.sign(Formatter.request(method, path, timestamp, nonce, body), privateKey)
  const keep = (text: string): string => text
  const sentBody = (spoil.body ?? keep)(body)
  const answer = await fetch(`${simulator.url}${path}`, {
    method,
    headers: {
      Accept: 'application/json',
      'User-Agent': 'foreign-client-test',
      'Content-Type': 'application/json',
      Authorization: Formatter.authorization(
        mchid,
        (spoil.nonce ?? keep)(nonce),
        (spoil.signature ?? keep)(signature),
        (spoil.timestamp ?? keep)(timestamp),
        serialNo,
      ),
    },
    ...(sentBody === '' ? {} : { body: sentBody }),
  })
  const text = await answer.text()
  const code: string | undefined = text.startsWith('{') ? JSON.parse(text).code : undefined
  return { status: answer.status, headers: answer.headers, text, code }
}

function flipLastBit(text: string): string {
  const bytes = Buffer.from(text)
  const last = bytes.length - 1
  bytes[last] = (bytes[last] ?? 0) ^ 1
  return bytes.toString()
}

function flipBase64Bit(text: string): string {
  const bytes = Buffer.from(text, 'base64')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return bytes.toString('base64')
}

async function setupReceiver() {
  const received: { body: string; header(name: string): string }[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { headers } = incoming
      received.push({ body: Buffer.concat(chunks).toString(), header: (name) => String(headers[name]) })
      outgoing.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}/notify`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
