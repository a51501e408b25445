import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NotCommitted } from '../../src/receiver/group-commit.ts'
import { createFakePlatform, type Delivery } from '../support/platform.ts'
import { setupReceiver, type TestReceiver } from '../support/receiver.ts'

const platform = createFakePlatform()
const stranger = createFakePlatform()
const merchant = platform.merchant('main-shop', '1900000001')
const setup = (overrides?: Parameters<typeof setupReceiver>[1]): Promise<TestReceiver> =>
  setupReceiver(merchant, overrides)

const withHeader = ({ headers, body }: Delivery, name: string, value: string): Delivery => ({
  headers: { ...headers, [name]: value },
  body,
})
const without = ({ headers, body }: Delivery, name: string): Delivery => ({
  headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)),
  body,
})
const secondsFromNow = (seconds: number): Date => new Date(Date.now() + seconds * 1000)
const refusals = async ({ metrics }: TestReceiver, reason: string): Promise<number> =>
  (await metrics.refused.get()).values.find(({ labels }) => labels.reason === reason)?.value ?? 0
const fail = (status: number) => ({ status, body: { code: 'FAIL', message: expect.any(String) } })

describe('a genuine notification', () => {
  it('is stored once and answered 204 each time it is delivered, over whatever route', async () => {
    await using desk = await setup()
    const id = randomUUID()
    const delivery = platform.notice({ id })
    expect(await desk.post(delivery)).toEqual({ status: 204, body: undefined })
    expect((await desk.post(delivery)).status).toBe(204)
    expect((await desk.post(platform.notice({ id }))).status).toBe(204)
    const together = await Promise.all(Array.from({ length: 20 }, () => desk.post(platform.notice({ id }))))
    expect(together.every(({ status }) => status === 204)).toBe(true)
    expect(await desk.rows()).toBe(1)
  })

  it('is kept as it came, still sealed, with what the desk needs to go on', async () => {
    await using desk = await setup()
    const delivery = platform.notice({
      id: 'EV-1',
      complaintId: '200201820200101080076610001',
      action: 'USER_RESPONSE',
    })
    await desk.post(delivery)
    const row = await desk.database.kysely.selectFrom('inbox').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({
      notification_id: 'EV-1',
      channel: 'complaints-v2',
      action: 'USER_RESPONSE',
      complaint_platform_id: '200201820200101080076610001',
      platform_serial: platform.publicKeyId,
      state: 'pending',
      attempts: 0,
    })
    expect(row.raw_body.equals(delivery.body)).toBe(true)
  })

  it('is found by slug and by merchant number', async () => {
    await using desk = await setup()
    expect((await desk.post(platform.notice(), 'main-shop')).status).toBe(204)
    expect((await desk.post(platform.notice(), '1900000001')).status).toBe(204)
    expect(await desk.rows()).toBe(2)
  })

  it('keeps an action that the desk does not know', async () => {
    await using desk = await setup()
    expect((await desk.post(platform.notice({ action: 'SOMETHING_OF_2031' }))).status).toBe(204)
    const row = await desk.database.kysely.selectFrom('inbox').select('action').executeTakeFirstOrThrow()
    expect(row.action).toBe('SOMETHING_OF_2031')
  })

  it.each([
    'text/plain',
    'application/json; charset=utf-8',
    'application/octet-stream',
    'application/x-www-form-urlencoded',
  ])('is taken byte for byte when it comes as %s', async (contentType) => {
    await using desk = await setup()
    const delivery = withHeader(platform.notice(), 'content-type', contentType)
    expect((await desk.post(delivery)).status).toBe(204)
    expect((await desk.post(without(platform.notice(), 'content-type'))).status).toBe(204)
  })

  it('is accepted while it is younger than 300 s', async () => {
    await using desk = await setup()
    expect((await desk.post(platform.notice({ at: secondsFromNow(-295) }))).status).toBe(204)
    expect((await desk.post(platform.notice({ at: secondsFromNow(295) }))).status).toBe(204)
  })
})

describe('what does not prove itself', () => {
  const genuine = (): Delivery => platform.notice()
  const flip = (delivery: Delivery): Delivery => {
    const body = Buffer.from(delivery.body)
    body.writeUInt8(body.readUInt8(100) ^ 1, 100)
    return { headers: delivery.headers, body }
  }
  const probe = (tail: string): Delivery => withHeader(genuine(), 'wechatpay-signature', `WECHATPAY/SIGNTEST/${tail}`)
  const cases: readonly [string, () => Delivery, number, string][] = [
    [
      'signed by somebody else',
      () => withHeader(stranger.notice(), 'wechatpay-serial', platform.publicKeyId),
      401,
      'SIGNATURE_INVALID',
    ],
    ['with one bit of the body changed', () => flip(genuine()), 401, 'SIGNATURE_INVALID'],
    ['with another nonce', () => withHeader(genuine(), 'wechatpay-nonce', 'x'.repeat(32)), 401, 'SIGNATURE_INVALID'],
    [
      'with a signature that is not base64',
      () => withHeader(genuine(), 'wechatpay-signature', '%%%'),
      401,
      'SIGNATURE_INVALID',
    ],
    ['300 s old', () => platform.notice({ at: secondsFromNow(-300) }), 401, 'TIMESTAMP_OUT_OF_RANGE'],
    ['from the future', () => platform.notice({ at: secondsFromNow(302) }), 401, 'TIMESTAMP_OUT_OF_RANGE'],
    [
      'with a timestamp that is no number',
      () => withHeader(genuine(), 'wechatpay-timestamp', 'now'),
      401,
      'TIMESTAMP_OUT_OF_RANGE',
    ],
    [
      'under a serial nobody knows',
      () => withHeader(genuine(), 'wechatpay-serial', 'ABCDEF'),
      401,
      'PLATFORM_KEY_UNKNOWN',
    ],
    ['without a signature', () => without(genuine(), 'wechatpay-signature'), 401, 'HEADER_MISSING'],
    ['without a timestamp', () => without(genuine(), 'wechatpay-timestamp'), 401, 'HEADER_MISSING'],
    ['without a nonce', () => without(genuine(), 'wechatpay-nonce'), 401, 'HEADER_MISSING'],
    ['without a serial', () => without(genuine(), 'wechatpay-serial'), 401, 'HEADER_MISSING'],
    [
      'signed but sealed with another APIv3 key',
      () => platform.notice({ apiV3Key: 'k'.repeat(32) }),
      400,
      'DECRYPT_FAILED',
    ],
    ['signed but not JSON', () => platform.signed(Buffer.from('<xml/>')), 400, 'BODY_NOT_JSON'],
    ['signed but sealing no JSON', () => platform.notice({ plaintext: 'hello' }), 400, 'BODY_NOT_JSON'],
    ['signed but of another shape', () => platform.signed(Buffer.from('{"id":"1"}')), 400, 'BODY_INVALID'],
    ['empty', () => ({ headers: genuine().headers, body: Buffer.alloc(0) }), 401, 'SIGNATURE_INVALID'],
    ['a probe with a tail that decodes', () => probe(Buffer.alloc(256, 7).toString('base64')), 401, 'SIGNATURE_PROBE'],
    ['a probe with a tail that does not decode', () => probe('***not base64***'), 401, 'SIGNATURE_PROBE'],
  ]

  describe('one by one', () => {
    let desk: TestReceiver
    beforeAll(async () => {
      desk = await setup()
    })
    afterAll(async () => await desk[Symbol.asyncDispose]())

    it.each(cases)('%s is refused with a counter and no row', async (_name, delivery, status, reason) => {
      const before = await refusals(desk, reason)
      expect(await desk.post(delivery())).toEqual(fail(status))
      expect(await refusals(desk, reason)).toBe(before + 1)
      expect(await desk.rows()).toBe(0)
    })
  })

  it('is refused with one bit of the ciphertext or tag changed, though the signature fits', async () => {
    await using desk = await setup()
    for (const position of [0, 40, -1]) {
      const { body } = genuine()
      const parsed = JSON.parse(body.toString())
      const sealed = Buffer.from(parsed.resource.ciphertext, 'base64')
      const index = position < 0 ? sealed.length + position : position
      sealed.writeUInt8(sealed.readUInt8(index) ^ 1, index)
      parsed.resource.ciphertext = sealed.toString('base64')
      expect(await desk.post(platform.signed(Buffer.from(JSON.stringify(parsed))))).toEqual(fail(400))
    }
    expect(await desk.rows()).toBe(0)
  })

  it('counts probes apart and logs them below every level that wakes somebody', async () => {
    await using desk = await setup()
    await desk.post(probe('AAAA'))
    await desk.post(probe('A'))
    expect(await desk.prometheus.metrics()).toContain('signtest_probes_total{merchant="main-shop"} 2')
    expect(desk.log.every(({ level }) => level <= 20)).toBe(true)
  })

  it('is 404 for a merchant that is not here, under one label whatever its name', async () => {
    await using desk = await setup()
    expect(await desk.post(genuine(), 'nobody')).toEqual(fail(404))
    expect(await desk.post(genuine(), '1999999999')).toEqual(fail(404))
    expect(await desk.prometheus.metrics()).toContain(
      'notifications_refused_total{merchant="unknown",reason="MERCHANT_UNKNOWN"} 2',
    )
  })

  it('tells a stranger nothing: no reason, serial or number in the answer', async () => {
    await using desk = await setup()
    const serial = randomBytes(20).toString('hex')
    const { body } = await desk.post(withHeader(genuine(), 'wechatpay-serial', serial))
    expect(JSON.stringify(body)).not.toContain(serial)
    expect(JSON.stringify(body)).not.toContain('1900000001')
  })
})

describe('keys', () => {
  it('an unknown serial is looked up once, and a notification that then proves itself is accepted', async () => {
    const asked: string[] = []
    const desk = await setup({
      obtainKey: async (merchantId, serial) => {
        asked.push(serial)
        const { platformCertificate } = await import('@redress/wechatpay')
        desk.registry.credentials(merchantId).keyring.add(platformCertificate(platform.certificatePem))
        return true
      },
    })
    await using _ = desk
    expect((await desk.post(platform.notice({ mode: 'certificate' }))).status).toBe(204)
    expect((await desk.post(platform.notice({ mode: 'certificate' }))).status).toBe(204)
    expect(asked).toEqual([platform.certificateSerial])
  })

  it('a lookup that hangs does not keep the platform waiting', async () => {
    await using desk = await setup({ obtainKey: () => new Promise(() => undefined) })
    const started = Date.now()
    expect(await desk.post(platform.notice({ mode: 'certificate' }))).toEqual(fail(401))
    expect(Date.now() - started).toBeLessThan(5_000)
  })
})

describe('over a real socket', () => {
  const listen = async (desk: TestReceiver): Promise<number> => {
    await desk.app.listen({ port: 0, host: '127.0.0.1' })
    const address: AddressInfo | string | null = desk.app.server.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    return address.port
  }

  it('a body over the limit is refused with 413 before it is read to the end', async () => {
    await using desk = await setup()
    const port = await listen(desk)
    const answer = await fetch(`http://127.0.0.1:${port}/callbacks/wechatpay/main-shop`, {
      method: 'POST',
      headers: genuineHeaders(),
      body: new Uint8Array(1_600_000),
    })
    expect({ status: answer.status, body: await answer.json() }).toEqual(fail(413))
    expect(await desk.rows()).toBe(0)
  })

  it('a chunked body over the limit is refused with 413 too', async () => {
    await using desk = await setup()
    const port = await listen(desk)
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write('POST /callbacks/wechatpay/main-shop HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n\r\n')
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536), Buffer.from('\r\n')])
    socket.on('error', () => undefined)
    for (let sent = 0; sent < 26; sent += 1) socket.write(chunk)
    const [first] = await once(socket, 'data')
    expect(String(first)).toMatch(/^HTTP\/1\.1 413 /)
    expect(String(first)).toContain('"code":"FAIL"')
    socket.destroy()
  })

  it('the signature covers exactly the bytes of the wire: the same JSON printed again is refused', async () => {
    await using desk = await setup()
    const port = await listen(desk)
    const { headers, body } = platform.notice()
    const url = `http://127.0.0.1:${port}/callbacks/wechatpay/main-shop`
    const printedAgain = JSON.stringify(JSON.parse(body.toString()), null, 1)
    expect((await fetch(url, { method: 'POST', headers, body: printedAgain })).status).toBe(401)
    expect((await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })).status).toBe(204)
  })

  const genuineHeaders = (): Readonly<Record<string, string>> => platform.notice().headers
})

describe('when the database does not take it', () => {
  it('answers 503 FAIL, so that the platform delivers again', async () => {
    await using desk = await setup({ commit: () => Promise.reject(new NotCommitted('the write failed')) })
    expect(await desk.post(platform.notice())).toEqual(fail(503))
    expect(await desk.prometheus.metrics()).toContain('reason="NOT_COMMITTED"} 1')
  })

  it('answers 503 within 5 s when the table is locked, and stores the next delivery', async () => {
    await using desk = await setup()
    const delivery = platform.notice()
    const client = await desk.database.pool.connect()
    await client.query('begin; lock table inbox in access exclusive mode')
    const started = Date.now()
    expect(await desk.post(delivery)).toEqual(fail(503))
    expect(Date.now() - started).toBeLessThan(5_000)
    await client.query('rollback')
    client.release()
    expect((await desk.post(platform.notice())).status).toBe(204)
  })
})

it('puts no plaintext and no key into a log line', async () => {
  await using desk = await setup({ commit: () => Promise.reject(new NotCommitted('the write failed')) })
  await desk.post(
    platform.notice({ plaintext: JSON.stringify({ complaint_id: '1', action_type: 'A', payer_phone: '13800001234' }) }),
  )
  await desk.post(platform.notice({ apiV3Key: 'k'.repeat(32) }))
  const lines = JSON.stringify(desk.log)
  expect(lines).not.toContain('13800001234')
  expect(lines).not.toContain(platform.apiV3Key)
})
