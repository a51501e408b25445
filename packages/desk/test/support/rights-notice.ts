import { createHash } from 'node:crypto'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { Registry } from 'prom-client'
import { insertNotices, type Notice } from '../../src/inbox/insert-notices.ts'
import type { NewOfficialAccount } from '../../src/official-accounts/add-account.ts'
import {
  createGroupCommit,
  createReceiverMetrics,
  type RightsReceiverDeps,
  rightsReceiver,
} from '../../src/receiver/index.ts'
import { sealNotice } from '../../src/store/rights-notice.ts'
import { setupAccount, type TestAccounts } from './official-account.ts'

const sha1 = (text: string): string => createHash('sha1').update(text, 'utf8').digest('hex')

export interface XmlNotice {
  readonly appId: string
  readonly paySignKey: string
  readonly kind?: string
  readonly openId?: string
  readonly feedbackId?: string
  /** Unix seconds, or text for what is not. Default: now. */
  readonly timestamp?: number | string
  readonly transactionId?: string
  readonly reason?: string
  readonly extInfo?: string
  readonly signature?: string
  /** Further elements, as they are. */
  readonly more?: string
}

/** A notification as the document prints it, signed in bare node:crypto: shares no code with what it tests. */
export function rightsXml({
  appId,
  paySignKey,
  kind = 'request',
  openId = 'oSimUser_0001-abcdefghijklmn',
  feedbackId = '13275936403980775178',
  timestamp = Math.floor(Date.now() / 1000),
  transactionId,
  reason = '质量问题',
  extInfo,
  signature = sha1(`appid=${appId}&appkey=${paySignKey}&openid=${openId}&timestamp=${timestamp}`),
  more = '',
}: XmlNotice): string {
  const optional = (name: string, text: string | undefined): string =>
    text === undefined ? '' : `<${name}><![CDATA[${text}]]></${name}>`
  return (
    `<xml><OpenId><![CDATA[${openId}]]></OpenId><AppId><![CDATA[${appId}]]></AppId>` +
    `<TimeStamp>${timestamp}</TimeStamp><MsgType><![CDATA[${kind}]]></MsgType><FeedBackId>${feedbackId}</FeedBackId>` +
    `${optional('TransId', transactionId)}<Reason><![CDATA[${reason}]]></Reason>${optional('ExtInfo', extInfo)}` +
    `<AppSignature><![CDATA[${signature}]]></AppSignature><SignMethod><![CDATA[sha1]]></SignMethod>${more}</xml>`
  )
}

export interface RightsAnswer {
  readonly status: number
  readonly type: unknown
  readonly body: string
}

export interface TestRightsReceiver extends TestAccounts {
  readonly app: FastifyInstance
  /** Every line that was logged. */
  readonly log: string[]
  post(body: string | Buffer, options?: { name?: string; from?: string; type?: string }): Promise<RightsAnswer>
  rows(): Promise<readonly { notification_id: string; action: string; raw_body: Buffer }[]>
  refusals(reason: string): Promise<number>
}

/** The receiver of rights notifications over a real database, without the rest of the desk. */
export async function setupRightsReceiver(
  account: NewOfficialAccount,
  overrides: Partial<RightsReceiverDeps> = {},
): Promise<TestRightsReceiver> {
  const set = await setupAccount(account)
  const log: string[] = []
  const app = Fastify({
    logger: { level: 'debug', stream: { write: (line: string) => void log.push(line) } },
    logController: new LogController({ disableRequestLogging: true }),
  })
  const metrics = createReceiverMetrics(new Registry())
  const group = createGroupCommit<Notice>({
    write: async (notices) => await insertNotices(set.database.pool, notices),
    timeLimitMs: 4_000,
  })
  await app.register(rightsReceiver, {
    accounts: set.accounts,
    commit: async (notice) => await group.commit(notice),
    seal: (inboxId, notice) => sealNotice(set.masterKey, inboxId, notice),
    metrics,
    now: () => new Date(),
    ...overrides,
  })
  return {
    ...set,
    app,
    log,
    post: async (payload, { name = account.slug, from = '127.0.0.1', type = 'text/xml' } = {}) => {
      const url = `/callbacks/rights/${name}`
      const headers = { 'content-type': type }
      const answer = await app.inject({ method: 'POST', url, headers, payload, remoteAddress: from })
      return { status: answer.statusCode, type: answer.headers['content-type'], body: answer.body }
    },
    rows: async () => {
      const text = 'select notification_id, action, raw_body from inbox order by id'
      return (await set.database.pool.query<{ notification_id: string; action: string; raw_body: Buffer }>(text)).rows
    },
    refusals: async (reason) =>
      (await metrics.refused.get()).values.find(({ labels }) => labels.reason === reason)?.value ?? 0,
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await set[Symbol.asyncDispose]()
    },
  }
}
