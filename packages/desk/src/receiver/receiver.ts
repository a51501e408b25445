import { hasCode, type Notification, readHeader, receiveNotification } from '@redress/wechatpay'
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { uuidv7 } from 'uuidv7'
import type { Notice } from '../inbox/index.ts'
import type { MerchantCredentials, MerchantRegistry } from '../merchants/registry.ts'
import type { ReceiverMetrics } from './metrics.ts'
import { notificationToNotice } from './notice.ts'
import { merchantUnknown, type Refusal, refusalFor } from './refusal.ts'

export interface ReceiverDeps {
  readonly registry: Pick<MerchantRegistry, 'bySlugOrMchid' | 'credentials'>
  /** Resolves once the notice is durable; rejects in good time before the platform gives up (5 s). */
  readonly commit: (notice: Notice) => Promise<void>
  /** Looks for a platform key not known yet; resolves whether it is there now. */
  readonly obtainKey: (merchantId: string, serial: string) => Promise<boolean>
  readonly metrics: ReceiverMetrics
  readonly now: () => Date
}

/** A notification holds at most 1 MiB of ciphertext. */
export const BODY_LIMIT = 1_572_864
/** Leaves room within the platform's 5 s for proving and committing. */
const KEY_LIMIT_MS = 2_000

export const callbackPath = (slug: string): string => `/callbacks/wechatpay/${slug}`

/**
 * `POST /callbacks/wechatpay/:merchant`: proves a notification, opens it, commits it to the inbox and answers 204.
 * Everything else happens later. What does not prove itself leaves a counter, never a row.
 */
export async function receiver(app: FastifyInstance, deps: ReceiverDeps): Promise<void> {
  // The signature covers the bytes of the wire: no parser may touch them, whatever the content type says.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  )

  app.setErrorHandler(async (error, request, reply) => {
    const name = merchantParam(request)
    const slug = deps.registry.bySlugOrMchid(name)?.slug
    await refuse(deps, request.log, reply, slug, refusalFor(error), error)
  })

  app.post('/callbacks/wechatpay/:merchant', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const stop = deps.metrics.answerSeconds.startTimer()
    const merchant = deps.registry.bySlugOrMchid(merchantParam(request))
    if (merchant === undefined) return await refuse(deps, request.log, reply, undefined, merchantUnknown)
    try {
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
      const notification = await prove(deps, merchant.id, request, body)
      if (notification.kind === 'complaint') {
        await deps.commit(
          notificationToNotice(notification, {
            id: uuidv7(),
            merchantId: merchant.id,
            rawBody: body,
            receivedAt: deps.now(),
          }),
        )
      }
      deps.metrics.accepted.inc({ merchant: merchant.slug, serial: notification.serial })
      // Only now: the platform stops delivering once it sees 204.
      return await reply.code(204).send()
    } catch (error) {
      return await refuse(deps, request.log, reply, merchant.slug, refusalFor(error), error)
    } finally {
      stop()
    }
  })
}

const merchantParam = (request: FastifyRequest): string => {
  const { params } = request
  return typeof params === 'object' && params !== null && 'merchant' in params ? String(params.merchant) : ''
}

/** Proves with the keys at hand; a serial not known yet gets one look for new keys. */
async function prove(
  deps: ReceiverDeps,
  merchantId: string,
  { headers }: FastifyRequest,
  body: Uint8Array,
): Promise<Notification> {
  const credentials = deps.registry.credentials(merchantId)
  try {
    return open(credentials, headers, body, deps.now())
  } catch (error) {
    if (!hasCode(error, 'PLATFORM_KEY_UNKNOWN')) throw error
    const serial = readHeader(headers, 'wechatpay-serial') ?? ''
    if (!(await withinLimit(deps.obtainKey(merchantId, serial)))) throw error
    return open(credentials, headers, body, deps.now())
  }
}

const open = (
  { keyring, apiV3Key }: MerchantCredentials,
  headers: FastifyRequest['headers'],
  body: Uint8Array,
  now: Date,
): Notification => receiveNotification({ headers, body, keyring, apiV3Key, now })

async function withinLimit(found: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), KEY_LIMIT_MS)
  })
  try {
    return await Promise.race([found, limit])
  } finally {
    clearTimeout(timer)
  }
}

async function refuse(
  { metrics }: ReceiverDeps,
  log: FastifyBaseLogger,
  reply: FastifyReply,
  slug: string | undefined,
  { status, reason, message }: Refusal,
  error?: unknown,
): Promise<FastifyReply> {
  // One label for all unknown names: strangers must not be able to grow the set of series.
  const merchant = slug ?? 'unknown'
  metrics.refused.inc({ merchant, reason })
  if (reason === 'SIGNATURE_PROBE') {
    metrics.probes.inc({ merchant })
    log.debug({ merchant }, 'probe signature refused')
  } else if (status >= 500) {
    log.error({ merchant, reason, err: error }, 'notification not stored')
  } else {
    log.warn({ merchant, reason }, 'notification refused')
  }
  return await reply.code(status).send({ code: 'FAIL', message })
}
