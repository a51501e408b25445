import { createSimulator } from '@redress/simulator'
import { describe, expect, it } from 'vitest'
import type { NewOfficialAccount } from '../../src/official-accounts/add-account.ts'
import { conversationOf } from '../../src/store/conversation.ts'
import { accountOf, SIMULATED_APP_ID, someAccount } from '../support/official-account.ts'
import { eventXml, plainPush, pushSignature, sealedPush, setupPushReceiver, textXml } from '../support/push.ts'

const token = 'SimToken2014'
const aesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const formerAesKey = 'GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba'
const { appId } = someAccount
const plain: NewOfficialAccount = { ...someAccount, pushToken: token }
const safe: NewOfficialAccount = { ...plain, aesKey }
const accepted = { status: 200, body: 'success' }
const openId = 'oSimUser_0001-abcdefghijklmn'

describe('the check of the address', () => {
  it('answers what the platform sent, and nothing else', async () => {
    await using set = await setupPushReceiver(plain, { now: () => new Date(1_400_000_000_000) })
    const proof = { signature: '92bb733e5b00bbdf356f0dd7dd2890ac427142bf', timestamp: '1400000000', nonce: '123456789' }
    expect(await set.get({ ...proof, echostr: '5837397576500011341' })).toEqual({
      status: 200,
      body: '5837397576500011341',
    })
    expect(await set.get({ ...proof, nonce: '123456780', echostr: '1' })).toEqual({ status: 403, body: '' })
    expect(await set.get({ ...proof, echostr: '<script>' })).toEqual({ status: 400, body: '' })
    expect(await set.rows()).toEqual([0, 0])
  })

  it.each([
    ['the address', '1714036504', '1514711492', 'f464b24fc39322e44b38aa78f5edd27bd1441696'],
    ['a push', '1714037059', '486452656', '899cf89e464efb63f54ddac96b0a0a235f53aa78'],
  ])('takes the official sample of %s', async (_name, timestamp, nonce, signature) => {
    const now = () => new Date(Number(timestamp) * 1000)
    await using set = await setupPushReceiver({ ...plain, pushToken: 'AAAAA' }, { now })
    expect((await set.get({ signature, timestamp, nonce, echostr: 'ok' })).body).toBe('ok')
    expect(await set.post({ query: { signature, timestamp, nonce }, body: textXml() })).toEqual(accepted)
  })
})

describe('a push in plain', () => {
  it('is kept once and answered every time it comes, sealed at rest', async () => {
    await using set = await setupPushReceiver(plain)
    const xml = textXml({ content: '请打 13800000000' })
    expect(await set.post(plainPush(xml, { token }))).toEqual(accepted)
    expect(await set.post(plainPush(xml, { token }))).toEqual(accepted)
    const together = await Promise.all(Array.from({ length: 10 }, () => set.post(plainPush(xml, { token }))))
    expect(together.every(({ status }) => status === 200)).toBe(true)
    expect(await set.rows()).toEqual([1, 1])
    const [entry] = await conversationOf(set.database.kysely, set.accountId, openId)
    expect(entry).toMatchObject({ id: 'message:6272960105994287618', kind: 'TEXT', content: '请打 13800000000' })
    const { rows } = await set.database.pool.query('select raw_body, state, action, event_type from inbox')
    expect(rows[0]).toMatchObject({ state: 'applied', action: 'TEXT', event_type: 'OFFICIAL_ACCOUNT.MESSAGE' })
    expect(rows[0].raw_body.includes('13800000000')).toBe(false)
    expect(set.log.join('')).not.toContain('13800000000')
  })

  it('is told apart by payer, second and event when it has no number', async () => {
    await using set = await setupPushReceiver(plain)
    const pushes = [eventXml('CLICK'), eventXml('CLICK'), eventXml('SCAN'), eventXml('CLICK', 1_400_000_001)]
    const others = [eventXml('CLICK', 1_400_000_000, 'oSomebodyElse')]
    for (const xml of [...pushes, ...others]) expect(await set.post(plainPush(xml, { token }))).toEqual(accepted)
    expect(await set.rows()).toEqual([4, 4])
  })

  it.each([
    ['signed with another token', () => plainPush(textXml(), { token: 'Stranger' }), 403, 'SIGNATURE_INVALID'],
    [
      'older than five minutes',
      () => plainPush(textXml(), { token, at: new Date(Date.now() - 301_000) }),
      403,
      'TIMESTAMP_OUT_OF_RANGE',
    ],
    [
      'with a nonce that was not signed',
      () => {
        const { query, body } = plainPush(textXml(), { token })
        return { query: { ...query, nonce: '1' }, body }
      },
      403,
      'SIGNATURE_INVALID',
    ],
    [
      'with a document type',
      () => plainPush(`<!DOCTYPE xml [<!ENTITY e "x">]>${textXml()}`, { token }),
      400,
      'XML_FORBIDDEN',
    ],
    ['without a number', () => plainPush(textXml().replace(/<MsgId>.*<\/MsgId>/, ''), { token }), 400, 'BODY_INVALID'],
  ])('is refused when it is %s, and leaves a counter but no row', async (_name, make, status, reason) => {
    await using set = await setupPushReceiver(plain)
    expect(await set.post(make())).toEqual({ status, body: '' })
    expect(await set.rows()).toEqual([0, 0])
    expect(await set.refusals(reason)).toBe(1)
  })
})

describe('a sealed push', () => {
  it('is opened with the key of the account, and redelivered under a new seal is the same', async () => {
    await using set = await setupPushReceiver(safe)
    expect(await set.post(sealedPush(textXml(), { token, aesKey, appId }))).toEqual(accepted)
    expect(await set.post(sealedPush(textXml(), { token, aesKey, appId }))).toEqual(accepted)
    expect(await set.rows()).toEqual([1, 1])
  })

  it('is still opened with the former key while the key is being changed', async () => {
    await using set = await setupPushReceiver({ ...safe, formerAesKey })
    expect(await set.post(sealedPush(textXml(), { token, aesKey: formerAesKey, appId }))).toEqual(accepted)
    expect(await set.post(sealedPush(textXml({ messageId: '2' }), { token, aesKey, appId }))).toEqual(accepted)
    expect(await set.rows()).toEqual([2, 2])
  })

  it('counts, and not the plain fields beside it, in the compatible mode', async () => {
    await using set = await setupPushReceiver({ ...safe, acceptPlain: true })
    const beside = '<Content><![CDATA[forged]]></Content><MsgId>1</MsgId>'
    expect(await set.post(sealedPush(textXml(), { token, aesKey, appId, beside }))).toEqual(accepted)
    const [entry] = await conversationOf(set.database.kysely, set.accountId, openId)
    expect(entry?.content).toBe('还没收到货')
    expect(await set.post(plainPush(textXml({ messageId: '2' }), { token }))).toEqual(accepted)
  })

  it.each([
    ['in plain although there is a key', () => plainPush(textXml(), { token }), 403, 'SIGNATURE_INVALID'],
    [
      'sealed with another key',
      () => sealedPush(textXml(), { token, aesKey: formerAesKey, appId }),
      400,
      'DECRYPT_FAILED',
    ],
    [
      'sealed for another account',
      () => sealedPush(textXml(), { token, aesKey, appId: 'wx0000000000000bad' }),
      400,
      'ACCOUNT_MISMATCH',
    ],
    [
      'proven by the signature of the plain mode only',
      () => {
        const { query, body } = sealedPush(textXml(), { token, aesKey, appId })
        return { query: { ...query, msg_signature: query['signature'] ?? '' }, body }
      },
      403,
      'SIGNATURE_INVALID',
    ],
    [
      'carried over from another push',
      () => {
        const other = sealedPush(textXml({ messageId: '2' }), { token, aesKey, appId })
        return { query: sealedPush(textXml(), { token, aesKey, appId }).query, body: other.body }
      },
      403,
      'SIGNATURE_INVALID',
    ],
  ])('is refused when it is %s', async (_name, make, status, reason) => {
    await using set = await setupPushReceiver(safe)
    expect(await set.post(make())).toEqual({ status, body: '' })
    expect(await set.rows()).toEqual([0, 0])
    expect(await set.refusals(reason)).toBe(1)
  })

  it('of the official sample is proven and opened; what it holds is no message, so nothing is kept', async () => {
    const sample: NewOfficialAccount = {
      ...plain,
      appId: 'wxba5fad812f8e6fb9',
      pushToken: 'AAAAA',
      aesKey: 'A'.repeat(43),
    }
    await using set = await setupPushReceiver(sample, { now: () => new Date(1_714_112_445_000) })
    const encrypted =
      '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04='
    const query = {
      signature: '6c5c811b55cc85e0e1b54100749188c20beb3f5d',
      timestamp: '1714112445',
      nonce: '415670741',
      encrypt_type: 'aes',
      msg_signature: '046e02f8204d34f8ba5fa3b1db94908f3df2e9b3',
    }
    const body = `<xml><ToUserName>gh_97417a04a28d</ToUserName><Encrypt>${encrypted}</Encrypt></xml>`
    expect(pushSignature('AAAAA', query.timestamp, query.nonce, encrypted)).toBe(query.msg_signature)
    expect((await set.post({ query, body })).status).toBe(400)
    expect(await set.refusals('XML_INVALID')).toBe(1)
    expect((await set.post({ query: { ...query, nonce: '415670742' }, body })).status).toBe(403)
    expect(await set.refusals('SIGNATURE_INVALID')).toBe(1)
    expect(await set.rows()).toEqual([0, 0])
  })
})

describe('the receiver of pushes', () => {
  it('answers 503 in time when the push cannot be kept, so that the platform repeats it', async () => {
    const never = new Promise<never>(() => undefined)
    await using slow = await setupPushReceiver(plain, { keep: async () => await never })
    const started = performance.now()
    expect((await slow.post(plainPush(textXml(), { token }))).status).toBe(503)
    expect(performance.now() - started).toBeLessThan(5_000)
    await using broken = await setupPushReceiver(plain, {
      keep: async () => await Promise.reject(new Error('the disk is full')),
    })
    expect((await broken.post(plainPush(textXml(), { token }))).status).toBe(503)
    expect(await broken.refusals('NOT_COMMITTED')).toBe(1)
  })

  it('knows neither strangers nor accounts without a push token', async () => {
    await using set = await setupPushReceiver(someAccount)
    expect((await set.post(plainPush(textXml(), { token }), 'nobody')).status).toBe(404)
    expect((await set.post(plainPush(textXml(), { token }))).status).toBe(404)
    expect([await set.refusals('ACCOUNT_UNKNOWN'), await set.refusals('PUSH_NOT_CONFIGURED')]).toEqual([1, 1])
  })

  it('takes pushes only from the addresses that the account lists', async () => {
    await using set = await setupPushReceiver({ ...plain, allowedSources: ['203.0.113.0/24', '::1'] })
    expect((await set.post(plainPush(textXml(), { token }))).status).toBe(403)
    await using open = await setupPushReceiver({ ...plain, allowedSources: ['127.0.0.0/8'] })
    expect(await open.post(plainPush(textXml(), { token }))).toEqual(accepted)
    expect([await set.rows(), await set.refusals('SOURCE_REFUSED')]).toEqual([[0, 0], 1])
  })

  it('refuses a body that no push has', async () => {
    await using set = await setupPushReceiver(plain)
    const long = textXml({ content: 'x'.repeat(140_000) })
    expect((await set.post(plainPush(long, { token }))).status).toBe(413)
  })

  it.each(['plain', 'compatible', 'safe'] as const)(
    'takes what the simulated platform pushes in %s mode',
    async (pushMode) => {
      await using simulator = await createSimulator()
      const { encodingAesKey } = simulator.officialAccounts.credentials(SIMULATED_APP_ID)
      const key = pushMode === 'plain' ? {} : { aesKey: encodingAesKey }
      await using set = await setupPushReceiver(accountOf(simulator, key))
      const url = await set.app.listen({ host: '127.0.0.1', port: 0 })
      const pushUrl = `${url}/callbacks/official-account/account`
      await simulator.officialAccounts.change(SIMULATED_APP_ID, { pushUrl, pushMode })
      const sent = simulator.officialAccounts.send(SIMULATED_APP_ID, { text: '还没收到货' })
      simulator.officialAccounts.act(SIMULATED_APP_ID, { event: 'CLICK', eventKey: 'ORDERS' })
      await simulator.settled()
      const entries = await conversationOf(set.database.kysely, set.accountId, sent.openId)
      expect(new Map(entries.map(({ kind, content }) => [kind, content]))).toEqual(
        new Map([
          ['CLICK', null],
          ['TEXT', '还没收到货'],
        ]),
      )
      expect(simulator.deliveries().every(({ attempts }) => attempts.length === 1)).toBe(true)
    },
  )
})
