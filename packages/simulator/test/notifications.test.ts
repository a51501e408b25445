import { createPublicKey, verify, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openAesGcm } from '../src/crypto/aead.ts'
import { createSimulator, type FaultKind, type MerchantCredentials, type SimulatorOptions } from '../src/index.ts'
import { createPoster } from '../src/notifications/post.ts'
import { nextTryAt, RETRY_PROFILES } from '../src/notifications/schedule.ts'
import { createCaller } from './support/caller.ts'
import { type Received, setupReceiver } from './support/receiver.ts'

const SHOP = '1900000001'
const PARTNER = '1800000001'
const ADDRESS = '/v3/merchant-service/complaint-notifications'
const MINUTE = 60_000

async function setup(options: SimulatorOptions = {}) {
  const simulator = await createSimulator({
    seed: 'notifications',
    clock: 'manual',
    now: new Date('2026-01-20T04:00:00Z'),
    merchants: [{ mchid: SHOP, partnerMchid: PARTNER }],
    ...options,
  })
  return { simulator, shop: createCaller(simulator, SHOP) }
}

function proven({ headers, body }: Received, { platform }: MerchantCredentials): boolean {
  const serial = headers['wechatpay-serial']
  const certificate = platform.certificates.find((candidate) => candidate.serialNo === serial)?.certificate
  const key =
    certificate === undefined
      ? createPublicKey(platform.publicKey?.pem ?? '')
      : new X509Certificate(certificate).publicKey
  const message = `${String(headers['wechatpay-timestamp'])}\n${String(headers['wechatpay-nonce'])}\n${body}\n`
  return verify('sha256', Buffer.from(message), key, Buffer.from(String(headers['wechatpay-signature']), 'base64'))
}

const opened = ({ body }: Received, { apiV3Key }: MerchantCredentials): unknown => {
  const { resource } = JSON.parse(body)
  return JSON.parse(openAesGcm(apiV3Key, resource.nonce, resource.associated_data, resource.ciphertext).toString())
}

describe('a notification', () => {
  it.each(['certificate', 'public-key'] as const)('is signed, sealed and shaped as published (%s)', async (keyMode) => {
    const { simulator, shop } = await setup({ merchants: [{ mchid: SHOP, keyMode }] })
    await using _ = simulator
    await using receiver = await setupReceiver()
    await shop.post(ADDRESS, { url: receiver.url })
    const { complaintId } = await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
    await simulator.settled()
    const [notice] = receiver.received
    if (notice === undefined) throw new Error('nothing came')
    expect(proven(notice, shop.credentials)).toBe(true)
    expect(proven({ ...notice, body: `${notice.body} ` }, shop.credentials)).toBe(false)
    expect(notice.headers).toMatchObject({
      'content-type': 'application/json',
      'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
      'request-id': expect.stringMatching(/^[0-9A-F]{32}-0$/),
    })
    expect(JSON.parse(notice.body)).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      create_time: '2026-01-20T12:00:00+08:00',
      event_type: 'COMPLAINT.CREATE',
      resource_type: 'encrypt-resource',
      summary: '产生新投诉',
      resource: {
        original_type: 'complaint',
        algorithm: 'AEAD_AES_256_GCM',
        associated_data: 'complaint',
        nonce: expect.stringMatching(/^.{12}$/),
      },
    })
    expect(opened(notice, shop.credentials)).toEqual({ complaint_id: complaintId, action_type: 'CREATE_COMPLAINT' })
  })

  it('goes to merchant and partner separately, each with its own id', async () => {
    const { simulator, shop } = await setup()
    await using _ = simulator
    await using receiver = await setupReceiver()
    const partner = createCaller(simulator, PARTNER)
    await shop.post(ADDRESS, { url: receiver.url })
    await partner.post(ADDRESS, { url: receiver.url })
    await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
    await simulator.settled()
    expect(new Set(receiver.received.map(({ body }) => JSON.parse(body).id)).size).toBe(2)
    expect(simulator.deliveries().map(({ mchid }) => mchid)).toEqual([SHOP, PARTNER])
  })

  it('tells of own actions unless that is switched off', async () => {
    for (const [notifyOwnActions, expected] of [
      [true, ['CREATE_COMPLAINT', 'MERCHANT_RESPONSE', 'MERCHANT_CONFIRM_COMPLETE']],
      [false, ['CREATE_COMPLAINT']],
    ] as const) {
      const { simulator, shop } = await setup({ notifyOwnActions })
      await using _ = simulator
      await using receiver = await setupReceiver()
      await shop.post(ADDRESS, { url: receiver.url })
      const { complaintId } = await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
      await shop.post(`/v3/merchant-service/complaints-v2/${complaintId}/response`, {
        complainted_mchid: SHOP,
        response_content: '马上处理',
      })
      await shop.post(`/v3/merchant-service/complaints-v2/${complaintId}/complete`, { complainted_mchid: SHOP })
      await simulator.settled()
      expect(simulator.deliveries().map(({ actionType }) => actionType)).toEqual(expected)
    }
  })
})

describe('delivery', () => {
  it.each([
    [200, 'delivered'],
    [204, 'delivered'],
    [201, 'scheduled'],
    [302, 'scheduled'],
    [401, 'scheduled'],
    [500, 'scheduled'],
  ])('an answer of %i leaves it %s', async (status, state) => {
    const { simulator, shop } = await setup()
    await using _ = simulator
    await using receiver = await setupReceiver((outgoing) => outgoing.writeHead(status).end('{"code":"FAIL"}'))
    await shop.post(ADDRESS, { url: receiver.url })
    await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
    await simulator.settled()
    expect(simulator.deliveries()[0]).toMatchObject({ state, attempts: [{ status }] })
  })

  it('counts an answer that comes too late as none', async () => {
    const { simulator, shop } = await setup({ notificationTimeoutMs: 50 })
    await using _ = simulator
    await using receiver = await setupReceiver(() => undefined)
    await shop.post(ADDRESS, { url: receiver.url })
    await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
    await simulator.settled()
    expect(simulator.deliveries()[0]).toMatchObject({
      state: 'scheduled',
      attempts: [{ status: null, error: 'TIMEOUT' }],
    })
  })

  it('comes again by the schedule with the same id and body, a new signature, until it is accepted', async () => {
    const { simulator, shop } = await setup()
    await using _ = simulator
    await using receiver = await setupReceiver((outgoing, count) => outgoing.writeHead(count < 4 ? 500 : 204).end())
    await shop.post(ADDRESS, { url: receiver.url })
    await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
    await simulator.settled()
    expect(receiver.received).toHaveLength(1)
    await simulator.advance('59s')
    expect(receiver.received).toHaveLength(1)
    await simulator.advance('1s')
    expect(receiver.received).toHaveLength(2)
    await simulator.advance('10m')
    expect(receiver.received).toHaveLength(4)
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
    expect(new Set(receiver.received.map(({ headers }) => headers['wechatpay-signature'])).size).toBe(4)
    for (const notice of receiver.received) expect(proven(notice, shop.credentials)).toBe(true)
    expect(simulator.deliveries()[0]?.attempts.map(({ at }) => at.slice(11, 19))).toEqual([
      '04:00:00',
      '04:01:00',
      '04:02:00',
      '04:03:00',
    ])
  })

  it.each([
    ['complaint-2026', '3h', 1 + 10 + 22],
    ['complaint-2023', '8d', 1000],
    ['generic-15', '25h', 16],
  ] as const)('%s ends after its time: %s, %i tries', async (retryProfile, span, tries) => {
    const { simulator, shop } = await setup({ retryProfile })
    await using _ = simulator
    await using receiver = await setupReceiver((outgoing) => outgoing.writeHead(503).end())
    await shop.post(ADDRESS, { url: receiver.url })
    await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
    await simulator.advance(span)
    expect(simulator.deliveries()[0]?.state).toBe('abandoned')
    expect(receiver.received).toHaveLength(tries)
  })

  it('is redelivered by hand, with the same id', async () => {
    const { simulator, shop } = await setup()
    await using _ = simulator
    await using receiver = await setupReceiver()
    await shop.post(ADDRESS, { url: receiver.url })
    await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
    await simulator.settled()
    const id = simulator.deliveries()[0]?.id ?? ''
    expect(await simulator.redeliver(id)).toMatchObject({ status: 204 })
    expect(receiver.received.map(({ body }) => JSON.parse(body).id)).toEqual([id, id])
    await expect(simulator.redeliver('none')).rejects.toMatchObject({ code: 'DELIVERY_UNKNOWN' })
  })

  const seconds = (notice: Received): number => Number(notice.headers['wechatpay-timestamp'])
  it.each<[FaultKind, (spoiled: Received, genuine: Received, credentials: MerchantCredentials) => boolean]>([
    ['signtest', (spoiled) => String(spoiled.headers['wechatpay-signature']).startsWith('WECHATPAY/SIGNTEST/')],
    ['wrong-signature', (spoiled, _, credentials) => !proven(spoiled, credentials)],
    ['unknown-serial', (spoiled) => spoiled.headers['wechatpay-serial'] === 'F'.repeat(40)],
    ['stale-clock', (spoiled, genuine) => seconds(genuine) - seconds(spoiled) === 60 + 301],
  ])('%s: the first is spoiled, the next is genuine', async (kind, isSpoiled) => {
    const { simulator, shop } = await setup()
    await using _ = simulator
    await using receiver = await setupReceiver((outgoing, count) => outgoing.writeHead(count === 1 ? 401 : 204).end())
    await shop.post(ADDRESS, { url: receiver.url })
    simulator.addFault({ kind, call: 'callback', count: 1 })
    await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
    await simulator.advance('2m')
    const [spoiled, genuine] = receiver.received
    if (spoiled === undefined || genuine === undefined) throw new Error('two were expected')
    expect(isSpoiled(spoiled, genuine, shop.credentials)).toBe(true)
    expect(proven(genuine, shop.credentials)).toBe(true)
  })

  it('can be lost, come twice, or come late', async () => {
    const { simulator, shop } = await setup()
    await using _ = simulator
    await using receiver = await setupReceiver()
    await shop.post(ADDRESS, { url: receiver.url })
    simulator.addFault({ kind: 'notification-lost', count: 1 })
    await simulator.fileComplaint({ mchid: SHOP, detail: '一' })
    await simulator.settled()
    expect(receiver.received).toHaveLength(0)
    simulator.addFault({ kind: 'notification-duplicated', count: 1 })
    await simulator.fileComplaint({ mchid: SHOP, detail: '二' })
    await simulator.settled()
    expect(receiver.received).toHaveLength(2)
    expect(receiver.received[0]?.body).toBe(receiver.received[1]?.body)
    simulator.addFault({ kind: 'notification-delayed', count: 1, delayMs: 30 * MINUTE })
    await simulator.fileComplaint({ mchid: SHOP, detail: '三' })
    await simulator.advance('29m')
    expect(receiver.received).toHaveLength(2)
    await simulator.advance('1m')
    expect(receiver.received).toHaveLength(3)
  })
})

describe('the schedules', () => {
  it('generic-15 takes 24 h 4 min in all', () => {
    expect(RETRY_PROFILES['generic-15'].waits.reduce((sum, wait) => sum + wait, 0)).toBe((24 * 60 + 4) * MINUTE)
  })

  it('complaint-2023 begins with five seconds', () => {
    expect(nextTryAt('complaint-2023', 1, 0, 0)).toBe(5000)
    expect(nextTryAt('complaint-2023', 2, 0, 5000)).toBe(65_000)
  })
})

describe('an address that a poster is given', () => {
  it.each([
    ['not a url', 'ERR_INVALID_URL'],
    ['ftp://example.com/n', 'ERR_INVALID_PROTOCOL'],
    ['HTTPS://127.0.0.1:1/n', 'ECONNREFUSED'],
    ['\thttps://127.0.0.1:1/n', 'ECONNREFUSED'],
  ])('is a failed attempt when nothing can be sent there (%j)', async (url, error) => {
    const poster = createPoster(true)
    const result = await poster.post(url, {}, Buffer.from('{}'), 1000)
    poster.close()
    expect(result).toEqual({ status: null, error })
  })
})
