import { ProtocolError, RIGHTS_ANSWER, type RightsNotice, receiveRightsNotice } from '@redress/wechatpay'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { uuidv7 } from 'uuidv7'
import type { Notice } from '../inbox/index.ts'
import type { OfficialAccounts } from '../official-accounts/accounts.ts'
import type { RightsNoticeBody } from '../store/rights-notice.ts'
import { NotCommitted } from './group-commit.ts'
import type { ReceiverMetrics } from './metrics.ts'
import { isUsableKind, rightsNotice, rightsNoticeToFact } from './rights-notice.ts'
import { isAllowedSource } from './sources.ts'

export interface RightsReceiverDeps {
  readonly accounts: Pick<OfficialAccounts, 'bySlugOrAppId' | 'credentials'>
  /** Seals what must not lie open in the inbox. */
  readonly seal: (inboxId: string, notice: RightsNoticeBody) => Uint8Array
  /** Resolves once the notice is durable; rejects in good time before the platform gives up. */
  readonly commit: (notice: Notice) => Promise<void>
  readonly metrics: Pick<ReceiverMetrics, 'accepted' | 'refused' | 'answerSeconds'>
  readonly now: () => Date
}

/** The SDK reads 64 KiB of XML at most; more is not even taken in. */
const BODY_LIMIT = 131_072
/** Stands where notifications of WeChat Pay name the key that proved them. */
const SERIAL = 'app-signature'

/**
 * `POST /callbacks/rights/:account`: proves a notification about a rights ticket, commits it to the inbox sealed, and
 * answers `success`. Whatever does not prove itself is answered `fail` and leaves a counter, never a row.
 */
export async function rightsReceiver(app: FastifyInstance, deps: RightsReceiverDeps): Promise<void> {
  const { accounts, commit, metrics, now } = deps
  // The document says nothing of a content type: the bytes are read as they are.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  )

  const answer = async (reply: FastifyReply, status: number, body: string): Promise<FastifyReply> =>
    await reply.code(status).type('text/plain; charset=utf-8').send(body)
  const refuse = async (
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    reason: string,
    slug = 'unknown',
  ) => {
    // One label for all unknown names: strangers must not be able to grow the set of series.
    metrics.refused.inc({ merchant: slug, reason })
    request.log.warn({ merchant: slug, reason }, 'rights notification refused')
    return await answer(reply, status, RIGHTS_ANSWER.refused)
  }

  app.setErrorHandler(async (error, request, reply) => {
    const slug = accounts.bySlugOrAppId(accountParam(request))?.slug
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
    if (status === 413) return await refuse(request, reply, 413, 'BODY_TOO_LARGE', slug)
    if (typeof status === 'number' && status < 500) return await refuse(request, reply, 400, 'REQUEST_INVALID', slug)
    const reason = error instanceof NotCommitted ? 'NOT_COMMITTED' : 'INTERNAL'
    request.log.error({ merchant: slug, reason, err: error }, 'rights notification not stored')
    return await refuse(request, reply, 503, reason, slug)
  })

  app.post('/callbacks/rights/:account', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const stop = metrics.answerSeconds.startTimer()
    try {
      const account = accounts.bySlugOrAppId(accountParam(request))
      if (account === undefined) return await refuse(request, reply, 404, 'ACCOUNT_UNKNOWN')
      if (!isAllowedSource(account.allowedSources, request.ip))
        return await refuse(request, reply, 403, 'SOURCE_REFUSED', account.slug)
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
      const notice = prove(deps, account, body)
      if (typeof notice === 'string') return await refuse(request, reply, 400, notice, account.slug)
      const receivedAt = now()
      const inboxId = uuidv7()
      const fact = rightsNoticeToFact(notice, receivedAt)
      const rawBody = deps.seal(inboxId, { fact, body })
      await commit(rightsNotice(notice, { id: inboxId, merchantId: account.id, receivedAt, rawBody }))
      metrics.accepted.inc({ merchant: account.slug, serial: SERIAL })
      // Only now: the platform stops delivering once it reads the word.
      return await answer(reply, 200, RIGHTS_ANSWER.accepted)
    } finally {
      stop()
    }
  })
}

const accountParam = ({ params }: FastifyRequest): string =>
  typeof params === 'object' && params !== null && 'account' in params ? String(params.account) : ''

/** @returns the notice, or why it is not one */
function prove(
  { accounts, now }: RightsReceiverDeps,
  { id, appId }: { readonly id: string; readonly appId: string },
  body: Uint8Array,
): RightsNotice | string {
  try {
    const { paySignKey } = accounts.credentials(id)
    const notice = receiveRightsNotice({ body, appId, paySignKey, now: now() })
    return isUsableKind(notice.wireKind) ? notice : 'BODY_INVALID'
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}
