import { createMemoryTokenStore, type OfficialAccountClient } from '@redress/wechatpay'
import { describe, expect, it } from 'vitest'
import { issueToken, noTokens } from '../../src/official-account/tokens.ts'
import { APP_ID, type Shop, setupShop } from '../support/shop.ts'

interface TokenAnswer {
  readonly access_token?: string
  readonly expires_in?: number
  readonly errcode?: number
  readonly errmsg?: string
}

const ask = async (shop: Shop, path: string, init?: RequestInit): Promise<TokenAnswer> =>
  (await fetch(`${shop.simulator.url}${path}`, init)).json()

const classic = (shop: Shop, change: Readonly<Record<string, string>> = {}): Promise<TokenAnswer> => {
  const query = { grant_type: 'client_credential', appid: APP_ID, secret: shop.credentials.appSecret, ...change }
  return ask(shop, `/cgi-bin/token?${new URLSearchParams(query)}`)
}

const stable = (
  shop: Shop,
  force_refresh = false,
  change: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> =>
  ask(shop, '/cgi-bin/stable_token', {
    method: 'POST',
    body: JSON.stringify({
      grant_type: 'client_credential',
      appid: APP_ID,
      secret: shop.credentials.appSecret,
      force_refresh,
      ...change,
    }),
  })

/** What a call with this token is answered: 0, or the number of the refusal. */
const tried = async (shop: Shop, token: string | undefined): Promise<number> =>
  (await ask(shop, `/cgi-bin/getcallbackip?access_token=${token ?? ''}`)).errcode ?? 0

const say = (shop: Shop, client: OfficialAccountClient): Promise<void> => {
  const { openId } = shop.simulator.officialAccounts.send(APP_ID, { text: '在吗' })
  return client.messages.send(openId, { type: 'text', content: '在' })
}

describe('the classic endpoint', () => {
  it('gives a new token each time; the former one goes on for five minutes', async () => {
    await using shop = await setupShop()
    const first = await classic(shop)
    const second = await classic(shop)
    expect(first).toEqual({ access_token: expect.any(String), expires_in: 7200 })
    expect(second.access_token).not.toBe(first.access_token)
    await shop.simulator.advance('4m59s')
    expect([await tried(shop, first.access_token), await tried(shop, second.access_token)]).toEqual([0, 0])
    await shop.simulator.advance('1s')
    expect([await tried(shop, first.access_token), await tried(shop, second.access_token)]).toEqual([40001, 0])
    await shop.simulator.advance('1h55m')
    expect(await tried(shop, second.access_token)).toBe(42001)
  })

  it('answers 2000 times a day of Beijing, and the stable one 10 000 times a minute', () => {
    const calls = (kind: 'classic' | 'stable', count: number, at: number, from = noTokens) => {
      let tokens = from
      for (let call = 0; call < count; call += 1) tokens = issueToken(tokens, kind, false, at, () => `t${call}`).tokens
      return tokens
    }
    const evening = Date.parse('2026-03-01T23:59:59.999+08:00')
    const usedUp = calls('classic', 2000, evening)
    expect(() => calls('classic', 1, evening, usedUp)).toThrow(expect.objectContaining({ errcode: 45009 }))
    expect(calls('classic', 1, evening + 1, usedUp).classic.callsToday).toBe(1)
    const fast = calls('stable', 10_000, evening)
    expect(() => calls('stable', 1, evening, fast)).toThrow(expect.objectContaining({ errcode: 45011 }))
    expect(calls('stable', 1, evening + 1, fast).stable.callsThisMinute).toBe(1)
  })
})

describe('the stable endpoint', () => {
  it('gives the same token until its last five minutes, then the next while both work', async () => {
    await using shop = await setupShop()
    const first = await stable(shop)
    await shop.simulator.advance('1h54m59s')
    expect(await stable(shop)).toEqual({ access_token: first.access_token, expires_in: 301 })
    await shop.simulator.advance('1s')
    const next = await stable(shop)
    expect(next.access_token).not.toBe(first.access_token)
    expect(next.expires_in).toBe(7200)
    await shop.simulator.advance('4m59s')
    expect([await tried(shop, first.access_token), await tried(shop, next.access_token)]).toEqual([0, 0])
    await shop.simulator.advance('1s')
    expect([await tried(shop, first.access_token), await tried(shop, next.access_token)]).toEqual([42001, 0])
  })

  it('forced, ends the former token at once, at most every 30 s and 20 times a day', async () => {
    await using shop = await setupShop()
    const first = await stable(shop)
    const forced = await stable(shop, true)
    expect(forced.access_token).not.toBe(first.access_token)
    expect(await tried(shop, first.access_token)).toBe(40001)
    await shop.simulator.advance('29s')
    expect((await stable(shop, true)).access_token).toBe(forced.access_token)
    await shop.simulator.advance('1s')
    for (let count = 1; count < 20; count += 1) {
      expect((await stable(shop, true)).errcode).toBeUndefined()
      await shop.simulator.advance('30s')
    }
    expect((await stable(shop, true)).errcode).toBe(45009)
    expect((await stable(shop)).errcode).toBeUndefined()
  })

  it('does not touch the tokens of the classic endpoint', async () => {
    await using shop = await setupShop()
    const old = await classic(shop)
    await stable(shop, true)
    await shop.simulator.advance('10m')
    expect(await tried(shop, old.access_token)).toBe(0)
  })
})

describe('what is refused', () => {
  it.each([
    [40002, { grant_type: 'password' }],
    [41002, { appid: '' }],
    [40013, { appid: 'wxnobody' }],
    [41004, { secret: '' }],
    [40125, { secret: 'wrong' }],
  ])('%i', async (errcode, change) => {
    await using shop = await setupShop()
    expect((await classic(shop, change)).errcode).toBe(errcode)
    const answer = await stable(shop, false, change)
    expect(answer.errcode).toBe(errcode)
    expect(answer.errmsg).toMatch(/ rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/)
  })

  it('other methods, other bodies, and calls without or with a made-up token', async () => {
    await using shop = await setupShop()
    expect((await ask(shop, '/cgi-bin/stable_token')).errcode).toBe(43002)
    expect((await ask(shop, '/cgi-bin/token', { method: 'POST' })).errcode).toBe(43001)
    expect((await ask(shop, '/cgi-bin/stable_token', { method: 'POST' })).errcode).toBe(44002)
    expect((await ask(shop, '/cgi-bin/stable_token', { method: 'POST', body: '{' })).errcode).toBe(47001)
    expect(await tried(shop, undefined)).toBe(41001)
    expect(await tried(shop, 'made-up')).toBe(40014)
    const { access_token: token } = await stable(shop)
    expect((await ask(shop, `/payfeedback/update?access_token=${token}`, { method: 'POST' })).errcode).toBe(43001)
    expect((await ask(shop, `/cgi-bin/message/custom/send?access_token=${token}`)).errcode).toBe(43002)
  })
})

describe('a client of the SDK', () => {
  it('fetches once for four processes and loses no message when the tokens are revoked under way', async () => {
    await using shop = await setupShop()
    const tokenStore = createMemoryTokenStore()
    const processes = Array.from({ length: 4 }, () => shop.clientWith({ tokenStore, profile: 'v16' }))
    await Promise.all(processes.map((client) => say(shop, client)))
    const tokenCalls = (): number => shop.simulator.requests().filter((request) => request.call === 'token').length
    expect(tokenCalls()).toBe(1)
    shop.simulator.officialAccounts.revokeTokens(APP_ID)
    await Promise.all(processes.map((client) => say(shop, client)))
    expect(tokenCalls()).toBe(2)
    const [chat] = shop.simulator.officialAccounts.chats(APP_ID)
    expect(chat?.lines.filter((line) => line.side === 'merchant')).toHaveLength(8)
  })

  it('goes on when the token is superseded or has expired', async () => {
    await using shop = await setupShop()
    await say(shop, shop.client)
    shop.simulator.addFault({ kind: 'token-revoked', call: 'message', count: 1 })
    await say(shop, shop.client)
    await shop.simulator.advance('3h')
    await say(shop, shop.client)
    const refused = shop.simulator.requests().filter((request) => request.call === 'message' && request.code !== null)
    expect(refused.map((request) => request.code)).toEqual(['40001'])
    expect(
      shop.simulator.officialAccounts.chats(APP_ID)[0]?.lines.filter((line) => line.side === 'merchant'),
    ).toHaveLength(3)
  })

  it('shows no secret in the log of requests', async () => {
    await using shop = await setupShop()
    await classic(shop)
    await say(shop, shop.client)
    const log = JSON.stringify(shop.simulator.requests())
    expect(log).not.toContain(shop.credentials.appSecret)
    expect(log).not.toMatch(/access_token=(?!\*)/)
  })
})
