import { createHash } from 'node:crypto'
import { createKeyKeeper } from '../certificates/key-keeper.ts'
import { decryptSensitive } from '../cipher/sensitive.ts'
import { buildComplete } from '../complaints/complete.ts'
import { buildRefundDecision } from '../complaints/decide-refund.ts'
import { buildDetail } from '../complaints/detail.ts'
import { buildHistory, readHistoryAnswer } from '../complaints/history.ts'
import { buildList, readListAnswer } from '../complaints/list.ts'
import { readComplaint } from '../complaints/read-complaint.ts'
import { buildReply } from '../complaints/reply.ts'
import { buildImmediateReply, readImmediateReplyAnswer } from '../complaints/reply-immediately.ts'
import { buildEcho, readEchoAnswer } from '../echo/echo.ts'
import { DEFAULT_DOWNLOAD_BYTES, planDownload } from '../images/download.ts'
import { buildUpload, readUploadAnswer } from '../images/upload.ts'
import { iterateComplaints, iterateHistory } from '../iterating/complaints.ts'
import { buildNotificationUrl, isNotSet, readNotificationUrl } from '../notification-url/calls.ts'
import { createNotificationReceiver } from '../notifications/receiver.ts'
import { buildRefund, buildRefundQuery, readRefund } from '../refunds/calls.ts'
import { readAnswerJson } from '../transport/answer-json.ts'
import { buildAnyRequest } from './any-request.ts'
import { createCaller } from './caller.ts'
import { openConnection } from './connection.ts'
import { downloadCertificates } from './download-certificates.ts'
import type { ClientOptions, WechatPayClient } from './types.ts'

/**
 * Makes a client for one merchant or partner. Every answer is proved before it is read; there is no way to switch that
 * off.
 * @throws {ProtocolError} `BASE_URL_INVALID` | `ARGUMENT_INVALID`
 */
export function createClient(options: ClientOptions): WechatPayClient {
  const { identity, apiV3Key, keyring, onDrift } = options
  const connection = openConnection(options)
  const { now, observe, randomBytes, hosts, plainHttp } = connection
  const keeper = createKeyKeeper({
    keyring,
    automatic: options.certificates !== 'manual',
    now,
    observe,
    download: () => downloadCertificates(connection, apiV3Key, keyring),
  })
  const call = createCaller(connection, keyring, keeper)

  const list: WechatPayClient['complaints']['list'] = async (query, options) =>
    readListAnswer(await call.json(buildList(query), options), onDrift)
  const history: WechatPayClient['complaints']['history'] = async (complaintId, query, options) =>
    readHistoryAnswer(await call.json(buildHistory(complaintId, query), options), onDrift)

  const get: WechatPayClient['complaints']['get'] = async (complaintId, options) =>
    readComplaint(await call.json(buildDetail(complaintId), options), onDrift)

  return {
    identity,
    keyring,
    complaints: {
      list,
      iterate: (range, options) => iterateComplaints(list, range, options),
      get,
      history,
      iterateHistory: (complaintId, options) => iterateHistory(history, complaintId, options),
      reply: async (complaintId, reply, options) => call.nothing(buildReply(complaintId, reply), options),
      replyImmediately: async (complaintId, reply, options) => {
        const idempotentId = reply.idempotentId ?? Buffer.from(randomBytes(16)).toString('hex')
        const request = buildImmediateReply(complaintId, reply, idempotentId)
        return readImmediateReplyAnswer(await call.json(request, options), idempotentId)
      },
      decideRefund: async (complaintId, decision, options) =>
        call.nothing(buildRefundDecision(complaintId, decision), options),
      complete: async (complaintId, completion, options) =>
        call.nothing(buildComplete(complaintId, completion.complaintedMerchantId), options),
    },
    notificationUrl: {
      create: async (url, options) =>
        readNotificationUrl(await call.json(buildNotificationUrl.create(url, plainHttp), options)),
      get: async (options) => {
        try {
          return readNotificationUrl(await call.json(buildNotificationUrl.get(), options))
        } catch (error) {
          if (isNotSet(error)) return undefined
          throw error
        }
      },
      update: async (url, options) =>
        readNotificationUrl(await call.json(buildNotificationUrl.update(url, plainHttp), options)),
      delete: async (options) => call.nothing(buildNotificationUrl.delete(), options),
    },
    images: {
      upload: async (image, options) => readUploadAnswer(await call.json(buildUpload(image, randomBytes), options)),
      download: async (mediaUrl, options) => {
        const source = planDownload(mediaUrl, hosts)
        const answer = await call.file(source, options?.maxBytes ?? DEFAULT_DOWNLOAD_BYTES, options)
        const sha256 = createHash('sha256').update(answer.body).digest('hex')
        return { bytes: answer.body, contentType: answer.headers.get('content-type') ?? undefined, sha256 }
      },
    },
    refunds: {
      create: async (refund, options) => readRefund(await call.json(buildRefund(refund), options), onDrift),
      get: async (outRefundNo, options) =>
        readRefund(await call.json(buildRefundQuery(outRefundNo, options?.subMerchantId), options), onDrift),
    },
    echo: async (echo, options) => {
      // The key to encrypt with must be there before the request can be put together.
      await keeper.prepare()
      const request = buildEcho(echo, keyring.preferred(now()))
      return readEchoAnswer(await call.json(request, options), (ciphertext) => decryptSensitive(ciphertext, identity))
    },
    request: async (request, options) => {
      const answer = await call.answer(buildAnyRequest(request), options)
      const json = answer.body.length === 0 ? undefined : readAnswerJson(answer)
      return { status: answer.status, requestId: answer.requestId, json }
    },
    notifications: createNotificationReceiver({
      keyring,
      apiV3Key,
      now,
      windowSeconds: options.windowSeconds,
      replayCache: options.replayCache,
      onDrift,
      learnKey: (serial) => keeper.learn(serial),
      fetchComplaint: (complaintId) => get(complaintId),
    }),
    certificates: { refresh: () => keeper.refresh() },
    decrypt: (ciphertext) => decryptSensitive(ciphertext, identity),
  }
}
