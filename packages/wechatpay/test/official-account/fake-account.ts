import {
  type AccessTokenStore,
  createMemoryTokenStore,
  createOfficialAccountClient,
  type Fetch,
  loadOfficialAccount,
  type OfficialAccountClient,
  type OfficialAccountClientOptions,
} from '../../src/index.ts'

export const APP_ID = 'wx0123456789abcdef'
export const APP_SECRET = 'simulated-app-secret-0001'
export const OPEN_ID = 'oSimUser_0001-abcdefghijklmn'

export interface SeenCall {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly json: unknown
}

export type Answer = Response | Error | Readonly<Record<string, unknown>>
export type Answers = (call: SeenCall, count: number) => Answer | Promise<Answer>

export interface FakeAccount {
  readonly client: OfficialAccountClient
  /** All but the token calls. */
  readonly calls: readonly SeenCall[]
  readonly tokenCalls: readonly SeenCall[]
  readonly store: AccessTokenStore
  /** Another process of the same account, with the same store. */
  sibling(): OfficialAccountClient
  /** Moves the clock. */
  advance(milliseconds: number): void
  /** Ends the token that is valid now; the next fetch gives another one. */
  revoke(): void
}

export interface FakeAccountOptions extends Partial<OfficialAccountClientOptions> {
  readonly answers?: Answers
  readonly tokenAnswers?: Answers
}

export const ok = { errcode: 0, errmsg: 'ok' }
export const refusalOf = (errcode: number, errmsg = 'refused'): Answer => ({ errcode, errmsg })

/** A platform in memory that issues tokens, checks them, and answers all other calls by script. */
export function fakeAccount(options: FakeAccountOptions = {}): FakeAccount {
  const { answers = () => ok, tokenAnswers, ...clientOptions } = options
  const calls: SeenCall[] = []
  const tokenCalls: SeenCall[] = []
  const store = clientOptions.tokenStore ?? createMemoryTokenStore()
  let now = Date.parse('2026-03-01T10:00:00+08:00')
  let generation = 1
  let issuedAt = now

  const issue = (call: SeenCall): Answer => {
    const forced =
      typeof call.json === 'object' &&
      call.json !== null &&
      'force_refresh' in call.json &&
      call.json.force_refresh === true
    if (forced || call.path === '/cgi-bin/token' || now - issuedAt >= 6_900_000) {
      generation += 1
      issuedAt = now
    }
    return { access_token: `token-${generation}`, expires_in: 7200 - (now - issuedAt) / 1000 }
  }
  const fetch: Fetch = async (url, init) => {
    const call = see(url, init)
    const isToken = call.path === '/cgi-bin/token' || call.path === '/cgi-bin/stable_token'
    const seen = isToken ? tokenCalls : calls
    seen.push(call)
    const respond = (): Answer | Promise<Answer> => {
      if (isToken) return tokenAnswers === undefined ? issue(call) : tokenAnswers(call, seen.length)
      if (call.query['access_token'] !== `token-${generation}` && tokenAnswers === undefined)
        return refusalOf(40001, 'invalid credential, access_token is invalid or not latest rid: 65f0-11')
      return answers(call, seen.length)
    }
    const answer = await respond()
    if (answer instanceof Error) throw answer
    return answer instanceof Response ? answer : Response.json(answer)
  }
  const create = (): OfficialAccountClient =>
    createOfficialAccountClient({
      account: loadOfficialAccount({ appId: APP_ID, appSecret: APP_SECRET }),
      tokenStore: store,
      fetch,
      now: () => new Date(now),
      randomBytes: (size) => new Uint8Array(size).fill(7),
      ...clientOptions,
    })
  return {
    client: create(),
    calls,
    tokenCalls,
    store,
    sibling: create,
    advance: (milliseconds) => {
      now += milliseconds
    },
    revoke: () => {
      generation += 1
      issuedAt = now
    },
  }
}

function see(url: string, init: Parameters<Fetch>[1]): SeenCall {
  const { pathname, searchParams } = new URL(url)
  const body = Buffer.from(init.body ?? '')
  return {
    method: init.method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: init.headers,
    body,
    json:
      init.headers['Content-Type']?.startsWith('application/json') === true ? JSON.parse(body.toString()) : undefined,
  }
}

/** What node's fetch throws when the connection fails with the given code. */
export const connectionError = (code: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
