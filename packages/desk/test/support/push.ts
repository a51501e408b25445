import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { Registry } from 'prom-client'
import { keepPush } from '../../src/inbox/index.ts'
import type { NewOfficialAccount } from '../../src/official-accounts/add-account.ts'
import { createReceiverMetrics, type PushReceiverDeps, pushReceiver } from '../../src/receiver/index.ts'
import { setupAccount, type TestAccounts } from './official-account.ts'

/** A push as the platform would send it, in bare node:crypto: shares no code with what it tests. */
export interface PushDelivery {
  readonly query: Readonly<Record<string, string>>
  readonly body: string
}

export const pushSignature = (...parts: readonly string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex')

export interface PushStamp {
  readonly token: string
  readonly at?: Date
  readonly nonce?: string
}

const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1000))

export function plainPush(xml: string, { token, at = new Date(), nonce = randomDigits() }: PushStamp): PushDelivery {
  const timestamp = seconds(at)
  return { query: { signature: pushSignature(token, timestamp, nonce), timestamp, nonce }, body: xml }
}

export interface SealedStamp extends PushStamp {
  readonly aesKey: string
  readonly appId: string
  /** The compatible mode sends the plain fields as well. */
  readonly beside?: string
}

export function sealedPush(xml: string, stamp: SealedStamp): PushDelivery {
  const { token, aesKey, appId, at = new Date(), nonce = randomDigits(), beside = '' } = stamp
  const timestamp = seconds(at)
  const encrypted = seal(xml, aesKey, appId)
  const query = {
    signature: pushSignature(token, timestamp, nonce),
    timestamp,
    nonce,
    encrypt_type: 'aes',
    msg_signature: pushSignature(token, timestamp, nonce, encrypted),
  }
  return { query, body: `<xml>${beside}<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>` }
}

function seal(xml: string, aesKey: string, appId: string): string {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(xml))
  const plain = Buffer.concat([randomBytes(16), length, Buffer.from(xml), Buffer.from(appId)])
  const padding = 32 - (plain.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(padding, padding))]).toString('base64')
}

const randomDigits = (): string => String(randomBytes(4).readUInt32BE())

export interface PushedText {
  readonly messageId?: string
  readonly content?: string
  readonly openId?: string
  /** Unix seconds. */
  readonly sentAt?: number
}

export const textXml = ({
  messageId = '6272960105994287618',
  content = '还没收到货',
  openId = 'oSimUser_0001-abcdefghijklmn',
  sentAt = 1_400_000_000,
}: PushedText = {}): string =>
  `<xml><ToUserName><![CDATA[gh_simulator]]></ToUserName><FromUserName><![CDATA[${openId}]]></FromUserName>` +
  `<CreateTime>${sentAt}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content>` +
  `<MsgId>${messageId}</MsgId></xml>`

export const eventXml = (event: string, sentAt = 1_400_000_000, openId = 'oSimUser_0001-abcdefghijklmn'): string =>
  `<xml><ToUserName><![CDATA[gh_simulator]]></ToUserName><FromUserName><![CDATA[${openId}]]></FromUserName>` +
  `<CreateTime>${sentAt}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[${event}]]></Event>` +
  '<EventKey><![CDATA[ORDERS]]></EventKey></xml>'

export interface TestPushReceiver extends TestAccounts {
  readonly app: FastifyInstance
  /** Every line that was logged. */
  readonly log: string[]
  post(delivery: PushDelivery, name?: string): Promise<{ readonly status: number; readonly body: string }>
  get(query: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly body: string }>
  /** Rows of the conversation and of the inbox. */
  rows(): Promise<readonly [number, number]>
  refusals(reason: string): Promise<number>
}

/** The push receiver over a real database, without the rest of the desk. */
export async function setupPushReceiver(
  account: NewOfficialAccount,
  overrides: Partial<PushReceiverDeps> = {},
): Promise<TestPushReceiver> {
  const set = await setupAccount(account)
  const log: string[] = []
  const app = Fastify({
    logger: { level: 'debug', stream: { write: (line: string) => void log.push(line) } },
    logController: new LogController({ disableRequestLogging: true }),
  })
  const metrics = createReceiverMetrics(new Registry())
  const keeping = { db: set.database.kysely, masterKey: set.masterKey, clock: () => new Date() }
  await app.register(pushReceiver, {
    accounts: set.accounts,
    keep: async (push) => await keepPush(keeping, push),
    metrics,
    now: () => new Date(),
    ...overrides,
  })
  const ask = async (method: 'GET' | 'POST', name: string, delivery: PushDelivery) => {
    const url = `/callbacks/official-account/${name}`
    const headers = { 'content-type': 'text/xml' }
    const answer = await app.inject({
      method,
      url,
      query: { ...delivery.query },
      ...(method === 'POST' ? { headers, payload: delivery.body } : {}),
    })
    return { status: answer.statusCode, body: answer.body }
  }
  const count = async (table: 'conversation_entries' | 'inbox'): Promise<number> => {
    const { rows } = await set.database.pool.query<{ n: number }>(`select count(*) as n from ${table}`)
    return rows[0]?.n ?? 0
  }
  return {
    ...set,
    app,
    log,
    post: async (delivery, name = account.slug) => await ask('POST', name, delivery),
    get: async (query) => await ask('GET', account.slug, { query, body: '' }),
    rows: async () => [await count('conversation_entries'), await count('inbox')],
    refusals: async (reason) =>
      (await metrics.refused.get()).values.find(({ labels }) => labels.reason === reason)?.value ?? 0,
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await set[Symbol.asyncDispose]()
    },
  }
}
