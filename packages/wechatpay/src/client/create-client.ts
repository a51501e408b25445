import { createHash } from 'node:crypto'
import { createKeyKeeper } from '../certificates/key-keeper.ts'
import { decryptSensitive } from '../cipher/sensitive.ts'
import { buildComplete } from '../complaints/complete.ts'
import { buildDetail } from '../complaints/detail.ts'
import { buildHistory, readHistoryAnswer } from '../complaints/history.ts'
import { buildList, readListAnswer } from '../complaints/list.ts'
import { readComplaint } from '../complaints/read-complaint.ts'
import { buildReply } from '../complaints/reply.ts'
import { DEFAULT_DOWNLOAD_BYTES, planDownload } from '../images/download.ts'
import { buildUpload, readUploadAnswer } from '../images/upload.ts'
import { buildNotificationUrl, isNotSet, readNotificationUrl } from '../notification-url/calls.ts'
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

  return {
    identity,
    keyring,
    complaints: {
      list: async (query, options) => readListAnswer(await call.json(buildList(query), options), onDrift),
      get: async (complaintId, options) => readComplaint(await call.json(buildDetail(complaintId), options), onDrift),
      history: async (complaintId, query, options) =>
        readHistoryAnswer(await call.json(buildHistory(complaintId, query), options), onDrift),
      reply: async (complaintId, reply, options) => call.nothing(buildReply(complaintId, reply), options),
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
    certificates: { refresh: () => keeper.refresh() },
    decrypt: (ciphertext) => decryptSensitive(ciphertext, identity),
  }
}
