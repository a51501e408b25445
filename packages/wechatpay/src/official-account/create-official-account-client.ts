import { checkInteger } from '../checks/arguments.ts'
import {
  checkUserAgent,
  DEFAULT_TIMEOUT_MS,
  DEFAULT_USER_AGENT,
  platformFetch,
  systemRandomBytes,
} from '../client/defaults.ts'
import { ProtocolError } from '../errors.ts'
import { parseBaseUrl } from '../transport/base-url.ts'
import { buildTokenRequest, readTokenAnswer } from './access-token/fetch-token.ts'
import { createTokenSource } from './access-token/token-source.ts'
import type { OfficialAccountClient, OfficialAccountClientOptions } from './client-types.ts'
import { buildUploadRequest, readUploadAnswer } from './media/upload.ts'
import { buildMessageRequest } from './messages/build-message.ts'
import { buildTypingRequest } from './messages/build-typing.ts'
import { refusalKind } from './transport/answer.ts'
import { type ApiConnection, sendApi } from './transport/send-api.ts'
import { createTokenCaller } from './transport/token-caller.ts'

export const OFFICIAL_ACCOUNT_BASE_URL = 'https://api.weixin.qq.com'
const MAX_TOKEN_ANSWER_BYTES = 65_536
const MAX_MEDIA_BYTES = 10 * 1024 * 1024

/** @throws {ProtocolError} `BASE_URL_INVALID` | `ARGUMENT_INVALID` */
export function createOfficialAccountClient(options: OfficialAccountClientOptions): OfficialAccountClient {
  const { account, profile = 'current', tokenEndpoint = 'stable' } = options
  const randomBytes = options.randomBytes ?? systemRandomBytes
  const timeoutMs = checkInteger(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, 'timeoutMs', 1, 600_000)
  const connection: ApiConnection = {
    host: parseBaseUrl(options.baseUrl ?? OFFICIAL_ACCOUNT_BASE_URL, options.allowHttp ?? false),
    fetch: options.fetch ?? platformFetch,
    userAgent: checkUserAgent(options.userAgent ?? DEFAULT_USER_AGENT),
  }
  const tokens = createTokenSource({
    appId: account.appId,
    endpoint: tokenEndpoint,
    store: options.tokenStore,
    now: options.now ?? (() => new Date()),
    cacheMs: checkInteger(options.tokenCacheMs ?? 60_000, 'tokenCacheMs', 0, 300_000),
    fetchToken: (forced) =>
      sendApi(
        connection,
        buildTokenRequest(account, tokenEndpoint, forced),
        undefined,
        { timeoutMs, maxBytes: MAX_TOKEN_ANSWER_BYTES, signal: undefined },
        readTokenAnswer,
      ),
  })
  const caller = createTokenCaller(connection, tokens, timeoutMs)
  return {
    account,
    caller,
    messages: {
      async send(openId, message, extras, callOptions) {
        await caller.json(buildMessageRequest(openId, message, profile, extras), callOptions)
      },
      async typing(openId, shown, callOptions) {
        try {
          await caller.json(buildTypingRequest(openId, shown), callOptions)
        } catch (error) {
          if (refusalKind(error) !== 'done') throw error
        }
      },
    },
    media: {
      async upload(media, callOptions) {
        const boundary = `redress${Buffer.from(randomBytes(16)).toString('hex')}`
        return readUploadAnswer(media.kind, await caller.json(buildUploadRequest(media, boundary), callOptions))
      },
      download: (mediaId, callOptions) =>
        caller.file(
          { method: 'GET', path: '/cgi-bin/media/get', query: { media_id: mediaId }, effect: 'read' },
          callOptions?.maxBytes ?? MAX_MEDIA_BYTES,
          callOptions,
        ),
    },
    async callbackAddresses(callOptions) {
      const body = await caller.json({ method: 'GET', path: '/cgi-bin/getcallbackip', effect: 'read' }, callOptions)
      const list = body['ip_list']
      if (!Array.isArray(list))
        throw new ProtocolError('ANSWER_INVALID', 'ip_list: expected a list', { field: 'ip_list' })
      return list.filter((item) => typeof item === 'string')
    },
  }
}
