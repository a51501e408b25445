import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadOfficialAccount, type OfficialAccountClient, parseAppId, refusalKind } from '../../src/index.ts'
import { isFresh, mayForce } from '../../src/official-account/access-token/freshness.ts'
import { createMemoryTokenStore, type StoredToken } from '../../src/official-account/access-token/stored-token.ts'
import { APP_ID, APP_SECRET, connectionError, fakeAccount, OPEN_ID, ok, refusalOf } from './fake-account.ts'

const say = (client: OfficialAccountClient): Promise<void> =>
  client.messages.send(OPEN_ID, { type: 'text', content: '您好' })
const refusal = (code: string) => expect.objectContaining({ code })

describe('the token call', () => {
  it('asks the stable endpoint with the secret in the body, never in the address', async () => {
    const account = fakeAccount()
    await say(account.client)
    expect(account.tokenCalls).toHaveLength(1)
    expect(account.tokenCalls[0]).toMatchObject({
      method: 'POST',
      path: '/cgi-bin/stable_token',
      query: {},
      json: { grant_type: 'client_credential', appid: APP_ID, secret: APP_SECRET, force_refresh: false },
    })
    expect(account.calls[0]?.query).toEqual({ access_token: 'token-1' })
  })

  it('asks the classic endpoint when told to', async () => {
    const account = fakeAccount({ tokenEndpoint: 'classic' })
    await say(account.client)
    expect(account.tokenCalls[0]).toMatchObject({
      method: 'GET',
      path: '/cgi-bin/token',
      query: { grant_type: 'client_credential', appid: APP_ID, secret: APP_SECRET },
    })
  })

  it.each([
    [40001, 'APP_SECRET_INVALID'],
    [40013, 'APP_ID_INVALID'],
    [40125, 'APP_SECRET_INVALID'],
    [40164, 'CALLER_ADDRESS_NOT_LISTED'],
    [61004, 'CALLER_ADDRESS_NOT_LISTED'],
    [40243, 'APP_SECRET_FROZEN'],
    [50004, 'TOKEN_NOT_PERMITTED'],
    [89503, 'CALLER_ADDRESS_RISKY'],
  ])('errcode %i is a matter of configuration and is not repeated', async (errcode, code) => {
    const account = fakeAccount({ tokenAnswers: () => refusalOf(errcode) })
    const error: unknown = await say(account.client).catch((thrown: unknown) => thrown)
    expect(error).toEqual(refusal(code))
    expect(refusalKind(error)).toBe('configuration')
    expect([account.tokenCalls.length, account.calls.length]).toEqual([1, 0])
  })

  it.each([
    ['no token', {}],
    ['an empty token', { access_token: '', expires_in: 7200 }],
    ['a token with a line break', { access_token: 'a\nb', expires_in: 7200 }],
    ['no life', { access_token: 'a', expires_in: 0 }],
    ['a life in text', { access_token: 'a', expires_in: 'soon' }],
    ['an endless life', { access_token: 'a', expires_in: 1e9 }],
  ])('refuses an answer with %s', async (_name, answer) => {
    await expect(say(fakeAccount({ tokenAnswers: () => answer }).client)).rejects.toThrow(refusal('ANSWER_INVALID'))
  })

  it('says that nothing was sent when there is no connection', async () => {
    const account = fakeAccount({ tokenAnswers: () => connectionError('ECONNREFUSED') })
    await expect(say(account.client)).rejects.toThrow(refusal('CONNECTION_FAILED'))
    expect(account.calls).toHaveLength(0)
  })
})

describe('sharing a token', () => {
  it('fetches once for many callers of four processes', async () => {
    const account = fakeAccount()
    const processes = [account.client, account.sibling(), account.sibling(), account.sibling()]
    await Promise.all(processes.flatMap((process) => Array.from({ length: 10 }, () => say(process))))
    expect(account.tokenCalls).toHaveLength(1)
    expect(account.calls).toHaveLength(40)
  })

  it.each(['stable', 'classic'] as const)(
    'renews once when four processes find the %s token revoked, and loses no message',
    async (tokenEndpoint) => {
      const account = fakeAccount({ tokenEndpoint })
      const processes = [account.client, account.sibling(), account.sibling(), account.sibling()]
      await Promise.all(processes.map(say))
      account.revoke()
      await Promise.all(processes.flatMap((process) => [say(process), say(process), say(process)]))
      expect(account.tokenCalls).toHaveLength(2)
      expect(account.calls).toHaveLength(4 + 12 * 2)
    },
  )

  it('takes a new token before the old one ends', async () => {
    const account = fakeAccount()
    await say(account.client)
    account.advance(6_899_000)
    await say(account.client)
    expect(account.tokenCalls).toHaveLength(1)
    account.advance(1_000)
    await say(account.client)
    expect(account.tokenCalls).toHaveLength(2)
  })

  it('reads the store again after a minute and finds what another process put there', async () => {
    const account = fakeAccount()
    await say(account.client)
    const other = account.sibling()
    account.revoke()
    await say(other)
    account.advance(60_000)
    const before = account.calls.length
    await say(account.client)
    expect(account.calls.length - before).toBe(1)
  })

  it('does not use the token of the other endpoint', async () => {
    const account = fakeAccount({ tokenEndpoint: 'classic' })
    await say(account.client)
    const stored = await account.store.read(parseAppId(APP_ID))
    expect(stored?.endpoint).toBe('classic')
    await account.store.exclusively(parseAppId(APP_ID), () =>
      Promise.resolve({ token: 'x', fetchedAt: 0, expiresAt: 9e15, endpoint: 'stable', forcedAt: [] }),
    )
    await say(account.sibling())
    expect(account.calls.at(-1)?.query['access_token']).not.toBe('x')
  })
})

describe('a refused token', () => {
  it.each([40001, 40014, 42001])('on %i sends once more with another token', async (errcode) => {
    const account = fakeAccount({
      tokenAnswers: (_call, count) => ({ access_token: `t${count}`, expires_in: 7200 }),
      answers: (call) => (call.query['access_token'] === 't1' ? refusalOf(errcode) : ok),
    })
    await say(account.client)
    expect(account.calls.map((call) => call.query['access_token'])).toEqual(['t1', 't2'])
  })

  it('a second refusal is final', async () => {
    const account = fakeAccount({
      tokenAnswers: (_call, count) => ({ access_token: `t${count}`, expires_in: 7200 }),
      answers: () => refusalOf(42001),
    })
    await expect(say(account.client)).rejects.toThrow(refusal('ACCESS_TOKEN_EXPIRED'))
    expect(account.calls).toHaveLength(2)
  })

  it.each([-1, 40003, 45009, 48001])('errcode %i does not touch the token', async (errcode) => {
    const account = fakeAccount({ answers: () => refusalOf(errcode) })
    await expect(say(account.client)).rejects.toThrow('was refused')
    expect([account.tokenCalls.length, account.calls.length]).toEqual([1, 1])
  })

  it('forces another one only when the platform hands out the refused one again', async () => {
    const account = fakeAccount({
      tokenAnswers: (call) =>
        JSON.stringify(call.json).includes('"force_refresh":true')
          ? { access_token: 'forced', expires_in: 7200 }
          : { access_token: 'same', expires_in: 7200 },
      answers: (call) => (call.query['access_token'] === 'forced' ? ok : refusalOf(40001)),
    })
    await say(account.client)
    expect(account.tokenCalls.map((call) => call.json)).toMatchObject([
      { force_refresh: false },
      { force_refresh: false },
      { force_refresh: true },
    ])
  })

  it('forces at most once in 30 seconds, and passes the refusal on instead', async () => {
    let forced = 0
    const account = fakeAccount({
      tokenAnswers: (call) => {
        if (JSON.stringify(call.json).includes('"force_refresh":true')) forced += 1
        return { access_token: `t${forced}`, expires_in: 7200 }
      },
      answers: () => refusalOf(40001),
    })
    await expect(say(account.client)).rejects.toThrow(refusal('ACCESS_TOKEN_SUPERSEDED'))
    expect(forced).toBe(1)
    await expect(say(account.client)).rejects.toThrow(refusal('ACCESS_TOKEN_SUPERSEDED'))
    expect(forced).toBe(1)
    account.advance(30_000)
    await expect(say(account.client)).rejects.toThrow(refusal('ACCESS_TOKEN_SUPERSEDED'))
    expect(forced).toBe(2)
  })
})

describe('limits of forced refreshes', () => {
  it.each([
    ['never forced', [], true],
    ['29.999 s ago', [-29_999], false],
    ['30 s ago', [-30_000], true],
    ['19 times today', Array.from({ length: 19 }, (_, n) => -3_600_000 - n * 60_000), true],
    ['20 times today', Array.from({ length: 20 }, (_, n) => -3_600_000 - n * 60_000), false],
    ['20 times, the first a day ago', [-86_400_000, ...Array.from({ length: 19 }, (_, n) => -3_600_000 - n)], true],
  ])('%s', (_name, ages, allowed) => {
    const now = 1_700_000_000_000
    expect(
      mayForce(
        ages.map((age) => now + age).sort((a, b) => a - b),
        now,
      ),
    ).toBe(allowed)
  })

  it('never allows more than 20 in any 24 hours', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7_200_000 }), { maxLength: 80 }), (gaps) => {
        let now = 0
        let forced: number[] = []
        for (const gap of gaps) {
          now += gap
          if (mayForce(forced, now)) forced = [...forced, now]
        }
        for (const start of forced)
          expect(forced.filter((at) => at >= start && at < start + 86_400_000).length).toBeLessThanOrEqual(20)
      }),
    )
  })
})

describe('freshness', () => {
  const token = (life: number): StoredToken => ({
    token: 't',
    fetchedAt: 0,
    expiresAt: life,
    endpoint: 'stable',
    forcedAt: [],
  })
  it.each([
    [7_200_000, 6_899_999, true],
    [7_200_000, 6_900_000, false],
    [400_000, 359_999, true],
    [400_000, 360_000, false],
  ])('of %i ms, after %i ms: %s', (life, age, fresh) => {
    expect(isFresh(token(life), age)).toBe(fresh)
  })
})

describe('the store in memory', () => {
  const appId = parseAppId(APP_ID)
  const token: StoredToken = { token: 't', fetchedAt: 0, expiresAt: 1, endpoint: 'stable', forcedAt: [] }
  it('runs one at a time and goes on after a failure, keeping what was there', async () => {
    const store = createMemoryTokenStore()
    const seen: (string | undefined)[] = []
    const turn = (result: StoredToken | Error) =>
      store.exclusively(appId, (current) => {
        seen.push(current?.token)
        return result instanceof Error ? Promise.reject(result) : Promise.resolve(result)
      })
    const outcomes = await Promise.allSettled([turn(token), turn(new Error('no')), turn({ ...token, token: 'u' })])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(seen).toEqual([undefined, 't', 't'])
    expect((await store.read(appId))?.token).toBe('u')
  })
})

describe('secrets', () => {
  it('do not show in the account, in errors or in their requests', async () => {
    const account = loadOfficialAccount({ appId: APP_ID, appSecret: APP_SECRET })
    expect(JSON.stringify(account)).not.toContain(APP_SECRET)
    const failing = [
      fakeAccount({ answers: () => refusalOf(45015) }),
      fakeAccount({ tokenEndpoint: 'classic', tokenAnswers: () => refusalOf(40125) }),
      fakeAccount({ tokenEndpoint: 'classic', tokenAnswers: () => connectionError('ECONNRESET') }),
    ]
    for (const { client } of failing) {
      const error: unknown = await say(client).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(Error)
      expect(`${JSON.stringify(error)} ${String(error)}`).not.toMatch(/simulated-app-secret|token-1|oSimUser|您好/)
    }
  })

  it.each(['', 'short', 'with blank inside', ' padded-secret ', 'line\nbreak-secret'])(
    'refuses %j as appSecret',
    (appSecret) => {
      expect(() => loadOfficialAccount({ appId: APP_ID, appSecret })).toThrow(refusal('ARGUMENT_INVALID'))
    },
  )

  it.each(['', 'wx 1', 'wx<1>'])('refuses %j as appId', (appId) => {
    expect(() => loadOfficialAccount({ appId, appSecret: APP_SECRET })).toThrow(refusal('ARGUMENT_INVALID'))
  })
})
