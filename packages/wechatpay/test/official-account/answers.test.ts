import { describe, expect, it } from 'vitest'
import { errcodeOf, type OfficialAccountClient, refusalKind } from '../../src/index.ts'
import { ERRCODES } from '../../src/official-account/transport/errcodes.ts'
import { connectionError, fakeAccount, OPEN_ID, ok, refusalOf } from './fake-account.ts'

const say = (client: OfficialAccountClient): Promise<void> =>
  client.messages.send(OPEN_ID, { type: 'text', content: 'a' })
const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

/** Every number that the fact sheet lists for the calls of this channel. */
const LISTED = [
  -1, 40001, 40002, 40003, 40004, 40005, 40006, 40007, 40008, 40009, 40010, 40011, 40012, 40013, 40014, 40033, 40035,
  40097, 40125, 40164, 40200, 40243, 41001, 41002, 41004, 41005, 41009, 42001, 43001, 43002, 43003, 43004, 43019, 44001,
  44002, 44003, 44004, 45001, 45002, 45003, 45004, 45005, 45006, 45007, 45008, 45009, 45011, 45015, 45047, 45072, 45080,
  45081, 45087, 45098, 45099, 47001, 47002, 48001, 48002, 48004, 48008, 49001, 49002, 49003, 49004, 49005, 49300, 49301,
  49302, 50001, 50002, 50004, 61004, 61450, 61451, 61452, 61453, 61454, 61455, 61456, 61457, 89503,
]

describe('refusals', () => {
  it.each(LISTED)('errcode %i has a name, a kind and a remedy', (errcode) => {
    expect(ERRCODES.get(errcode)).toEqual({
      code: expect.stringMatching(/^[A-Z_]+$/),
      kind: expect.any(String),
      remedy: expect.stringMatching(/^[A-Z].+\.$/),
    })
  })

  it('knows no others', () => {
    expect([...ERRCODES.keys()].sort((a, b) => a - b)).toEqual([...LISTED].sort((a, b) => a - b))
  })

  it('shows name, number, request id, message and remedy', async () => {
    const account = fakeAccount({
      answers: () =>
        refusalOf(45015, 'response out of time limit or subscription is canceled rid: 65f0a1b2-0011aabb-22ccddee'),
    })
    const error = await thrownBy(say(account.client))
    expect(error).toMatchObject({
      name: 'PlatformError',
      code: 'REPLY_WINDOW_CLOSED',
      status: 200,
      platformMessage: 'response out of time limit or subscription is canceled',
      requestId: '65f0a1b2-0011aabb-22ccddee',
      remedy: expect.stringContaining('payer writes again'),
      request: { method: 'POST', path: '/cgi-bin/message/custom/send', host: 'api.weixin.qq.com' },
    })
    expect([errcodeOf(error), refusalKind(error)]).toEqual([45015, 'window'])
  })

  it('reads the older hint, a number in text, and errcode whatever the content type and status', async () => {
    const account = fakeAccount({
      answers: () =>
        new Response('{"errcode":"45047","errmsg":"out of response count limit hint: [a1B2]"}', {
          headers: { 'content-type': 'text/plain' },
        }),
    })
    expect(await thrownBy(say(account.client))).toMatchObject({ code: 'REPLY_COUNT_USED_UP', requestId: 'a1B2' })
  })

  it('passes a number on that nobody knows', async () => {
    const error = await thrownBy(say(fakeAccount({ answers: () => refusalOf(99999) }).client))
    expect(error).toMatchObject({ code: 'ERRCODE_99999' })
    expect(refusalKind(error)).toBe('permanent')
  })

  it.each([
    [-1, 'busy'],
    [45011, 'minute-quota'],
    [45009, 'day-quota'],
    [45047, 'window'],
    [49302, 'done'],
    [48001, 'configuration'],
    [40003, 'permanent'],
  ])('errcode %i asks for: %s', async (errcode, kind) => {
    expect(refusalKind(await thrownBy(say(fakeAccount({ answers: () => refusalOf(errcode) }).client)))).toBe(kind)
  })

  it('success is errcode 0, with whatever message', async () => {
    for (const errmsg of ['ok', 'success', ''])
      await say(fakeAccount({ answers: () => ({ errcode: 0, errmsg }) }).client)
    expect(refusalKind(new Error('x'))).toBeUndefined()
  })
})

describe('answers that leave it open whether a message was sent', () => {
  it.each([
    ['a broken connection', () => connectionError('ECONNRESET')],
    ['half of the JSON', () => new Response('{"errcode":0,')],
    ['a page of a gateway', () => new Response('<html>502</html>', { status: 502 })],
    ['a megabyte and more', () => new Response('x'.repeat(1_100_000))],
  ])('%s', async (_name, answer) => {
    expect(await thrownBy(say(fakeAccount({ answers: answer }).client))).toMatchObject({
      name: 'TransportError',
      code: 'OUTCOME_UNKNOWN',
      remedy: expect.stringContaining('may have received it'),
    })
  })

  it('no answer in time', async () => {
    const account = fakeAccount()
    const hanging = fakeAccount({
      tokenStore: account.store,
      timeoutMs: 30,
      fetch: (url, init) =>
        url.includes('stable_token')
          ? Promise.resolve(Response.json({ access_token: 't', expires_in: 7200 }))
          : new Promise((_resolve, reject) => {
              init.signal.addEventListener('abort', () => reject(init.signal.reason))
            }),
    })
    expect(await thrownBy(say(hanging.client))).toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    expect(await thrownBy(hanging.client.messages.typing(OPEN_ID, true))).toMatchObject({ code: 'TIMEOUT' })
    const controller = new AbortController()
    const ended = thrownBy(
      hanging.client.messages.typing(OPEN_ID, true, { signal: controller.signal, timeoutMs: 60_000 }),
    )
    controller.abort()
    expect(await ended).toMatchObject({ code: 'ABORTED' })
  })

  it('nothing was sent when no connection was made', async () => {
    expect(await thrownBy(say(fakeAccount({ answers: () => connectionError('ECONNREFUSED') }).client))).toMatchObject({
      code: 'CONNECTION_FAILED',
    })
  })

  it('a redirect is not followed, since the address holds the token', async () => {
    const account = fakeAccount({
      answers: () => new Response(null, { status: 302, headers: { location: 'https://evil.example/' } }),
    })
    expect(await thrownBy(say(account.client))).toMatchObject({ code: 'HTTP_302' })
    expect(account.calls).toHaveLength(1)
  })
})

describe('the typing sign', () => {
  it('is shown and taken away', async () => {
    const account = fakeAccount()
    await account.client.messages.typing(OPEN_ID, true)
    await account.client.messages.typing(OPEN_ID, false)
    expect(account.calls.map((call) => [call.path, call.json])).toEqual([
      ['/cgi-bin/message/custom/typing', { touser: OPEN_ID, command: 'Typing' }],
      ['/cgi-bin/message/custom/typing', { touser: OPEN_ID, command: 'CancelTyping' }],
    ])
  })

  it('may be shown already, but not too late', async () => {
    await fakeAccount({ answers: () => refusalOf(45081) }).client.messages.typing(OPEN_ID, true)
    const late = fakeAccount({ answers: () => refusalOf(45080) })
    expect(await thrownBy(late.client.messages.typing(OPEN_ID, true))).toMatchObject({ code: 'TYPING_TOO_LATE' })
  })
})

describe('the addresses that pushes come from', () => {
  it('are listed', async () => {
    const account = fakeAccount({ answers: () => ({ ip_list: ['101.226.62.77', '101.226.62.0/24'] }) })
    expect(await account.client.callbackAddresses()).toEqual(['101.226.62.77', '101.226.62.0/24'])
    expect(account.calls[0]).toMatchObject({ method: 'GET', path: '/cgi-bin/getcallbackip' })
  })
  it('are refused when they are no list', async () => {
    expect(await thrownBy(fakeAccount({ answers: () => ok }).client.callbackAddresses())).toMatchObject({
      code: 'ANSWER_INVALID',
    })
  })
})

describe('the address of the platform', () => {
  it.each(['http://api.weixin.example', 'https://api.weixin.qq.com/cgi-bin', 'https://u:p@api.weixin.qq.com', 'api'])(
    'must not be %s',
    (baseUrl) => {
      expect(() => fakeAccount({ baseUrl })).toThrow(expect.objectContaining({ code: 'BASE_URL_INVALID' }))
    },
  )
  it('may be this machine without TLS', () => {
    expect(() => fakeAccount({ baseUrl: 'http://127.0.0.1:7800' })).not.toThrow()
  })
})
