import { createPushHandler, ProtocolError, type PushQuery } from '@redress/wechatpay'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Push } from '../inbox/index.ts'
import type { OfficialAccounts } from '../official-accounts/accounts.ts'
import type { ReceiverMetrics } from './metrics.ts'
import { pushToEntry } from './push-entry.ts'
import { isAllowedSource } from './sources.ts'

export interface PushReceiverDeps {
  readonly accounts: Pick<OfficialAccounts, 'bySlugOrAppId' | 'credentials'>
  /** Resolves once the push is durable. */
  readonly keep: (push: Push) => Promise<unknown>
  readonly metrics: Pick<ReceiverMetrics, 'accepted' | 'refused'>
  readonly now: () => Date
}

/** The platform never sends more; the SDK reads 64 KiB of XML at most. */
const BODY_LIMIT = 131_072
/** Stands where notifications of WeChat Pay name the key that proved them. */
const SERIAL = 'push'

/**
 * `GET, POST /callbacks/official-account/:account`: answers the address check, and proves, keeps and answers what payers
 * write and do. What does not prove itself leaves a counter, never a row.
 */
export async function pushReceiver(app: FastifyInstance, deps: PushReceiverDeps): Promise<void> {
  const { accounts, keep, metrics, now } = deps
  // The signature covers the bytes of the wire: no parser may touch them, whatever the content type says.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  )

  const refuse = async (
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    reason: string,
    slug = 'unknown',
  ) => {
    metrics.refused.inc({ merchant: slug, reason })
    request.log.warn({ merchant: slug, reason }, 'push refused')
    return await reply.code(status).type('text/plain; charset=utf-8').send('')
  }

  app.setErrorHandler(async (error, request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
    const slug = accounts.bySlugOrAppId(accountParam(request))?.slug
    if (status === 413) return await refuse(request, reply, 413, 'BODY_TOO_LARGE', slug)
    if (typeof status === 'number' && status < 500) return await refuse(request, reply, 400, 'REQUEST_INVALID', slug)
    request.log.error({ err: error }, 'a push was not answered')
    return await refuse(request, reply, 503, 'INTERNAL', slug)
  })

  app.route({
    method: ['GET', 'POST'],
    url: '/callbacks/official-account/:account',
    bodyLimit: BODY_LIMIT,
    handler: async (request, reply) => {
      const account = accounts.bySlugOrAppId(accountParam(request))
      if (account === undefined) return await refuse(request, reply, 404, 'ACCOUNT_UNKNOWN')
      if (!isAllowedSource(account.allowedSources, request.ip))
        return await refuse(request, reply, 403, 'SOURCE_REFUSED', account.slug)
      const { push: settings } = accounts.credentials(account.id)
      if (settings === undefined) return await refuse(request, reply, 404, 'PUSH_NOT_CONFIGURED', account.slug)
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
      const handle = createPushHandler({
        settings,
        now,
        accept: async (push) => {
          await keep(pushToEntry(push, { merchantId: account.id, receivedAt: now(), body }))
          return undefined
        },
        onRefusal: (error) => {
          const reason = error instanceof ProtocolError ? error.code : 'NOT_COMMITTED'
          metrics.refused.inc({ merchant: account.slug, reason })
          if (error instanceof ProtocolError) request.log.warn({ merchant: account.slug, reason }, 'push refused')
          else request.log.error({ merchant: account.slug, reason, err: error }, 'push not stored')
        },
      })
      const answer = await handle({ method: request.method, query: textQuery(request), body })
      if (answer.status === 200 && request.method === 'POST')
        metrics.accepted.inc({ merchant: account.slug, serial: SERIAL })
      return await reply.code(answer.status).type(answer.contentType).send(answer.body)
    },
  })
}

const accountParam = ({ params }: FastifyRequest): string =>
  typeof params === 'object' && params !== null && 'account' in params ? String(params.account) : ''

/** A parameter that is there twice proves nothing. */
const textQuery = ({ query }: FastifyRequest): PushQuery =>
  Object.fromEntries(
    Object.entries(typeof query === 'object' && query !== null ? query : {}).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    ),
  )
