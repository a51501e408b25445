import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createMemoryTokenStore,
  createOfficialAccountClient,
  createRightsClient,
  loadOfficialAccount,
  type OfficialAccountClient,
  type OfficialAccountClientOptions,
  type PaySignKey,
  type PushSettings,
  parseAppId,
  parsePaySignKey,
  parsePushCipher,
  parsePushToken,
  type RightsClient,
} from '@redress/wechatpay'
import {
  createSimulator,
  type OfficialAccountCredentials,
  type Simulator,
  type SimulatorOptions,
} from '../../src/index.ts'

export const APP_ID = 'wx0123456789abcdef'
export const NOW = new Date('2026-03-01T10:00:00+08:00')

export interface Arrival {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface ShopAnswer {
  readonly status?: number
  readonly body?: string
}

/** A merchant with an official account: the platform, a server of its own, and the SDK as a second implementation. */
export interface Shop extends AsyncDisposable {
  readonly simulator: Simulator
  readonly credentials: OfficialAccountCredentials
  readonly client: OfficialAccountClient
  readonly rights: RightsClient
  readonly paySignKey: PaySignKey
  readonly push: PushSettings
  /** Where the merchant's server listens. */
  readonly url: string
  /** What came in, oldest first. */
  readonly arrivals: readonly Arrival[]
  /** How the server answers from now on. */
  answer(with_: (arrival: Arrival) => ShopAnswer | Promise<ShopAnswer>): void
  control(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly json: unknown }>
  /** Another process of the merchant. */
  clientWith(options: Partial<OfficialAccountClientOptions>): OfficialAccountClient
}

export async function setupShop(options: SimulatorOptions = {}): Promise<Shop> {
  const arrivals: Arrival[] = []
  let answer: (arrival: Arrival) => ShopAnswer | Promise<ShopAnswer> = (arrival) => ({
    body: arrival.query['echostr'] ?? 'success',
  })
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://shop')
      const arrival = {
        method: incoming.method ?? '',
        path: pathname,
        query: Object.fromEntries(searchParams),
        body: Buffer.concat(chunks),
      }
      arrivals.push(arrival)
      void Promise.resolve(answer(arrival)).then(({ status = 200, body = '' }) =>
        outgoing.writeHead(status, { 'Content-Type': 'text/plain' }).end(body),
      )
    })
  })
  const url = await listen(server)
  const simulator = await createSimulator({
    seed: 'shop',
    now: NOW,
    clock: 'manual',
    notificationTimeoutMs: 300,
    ...options,
  })
  const credentials = simulator.officialAccounts.credentials(APP_ID)
  const clientWith = (more: Partial<OfficialAccountClientOptions>): OfficialAccountClient =>
    createOfficialAccountClient({
      account: loadOfficialAccount({ appId: APP_ID, appSecret: credentials.appSecret }),
      tokenStore: createMemoryTokenStore(),
      baseUrl: simulator.url,
      now: () => simulator.now(),
      ...more,
    })
  const client = clientWith({ profile: 'v16' })
  const paySignKey = parsePaySignKey(credentials.paySignKey)
  return {
    simulator,
    credentials,
    client,
    paySignKey,
    rights: createRightsClient(client, paySignKey),
    push: {
      appId: parseAppId(APP_ID),
      token: parsePushToken(credentials.pushToken),
      ciphers: [parsePushCipher(credentials.encodingAesKey)],
    },
    url,
    arrivals,
    answer: (with_) => {
      answer = with_
    },
    clientWith,
    async control(method, path, body) {
      const response = await fetch(`${simulator.url}/_sim${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      })
      const text = await response.text()
      return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
    },
    async [Symbol.asyncDispose]() {
      await simulator.close()
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address: AddressInfo | string | null = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}
