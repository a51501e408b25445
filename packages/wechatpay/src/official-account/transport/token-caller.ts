import type { CallOptions } from '../../client/types.ts'
import type { SanitisedRequest } from '../../errors.ts'
import type { JsonRecord } from '../../reading/record-reader.ts'
import type { Answer } from '../../transport/request.ts'
import type { TokenSource } from '../access-token/token-source.ts'
import { readApiAnswer, readFileAnswer, refusalKind } from './answer.ts'
import { type ApiConnection, type ApiLimits, type ApiRequest, sendApi } from './send-api.ts'

const MAX_JSON_BYTES = 1024 * 1024

/** Calls that carry an access token. */
export interface TokenCaller {
  json(request: ApiRequest, options?: CallOptions): Promise<JsonRecord>
  file(
    request: ApiRequest,
    maxBytes: number,
    options?: CallOptions,
  ): Promise<{ readonly bytes: Uint8Array; readonly contentType: string | undefined }>
}

/**
 * Sends with the shared token. A refusal because of the token comes before any effect, so the call is repeated once with
 * another token, writes included; a second refusal is final.
 */
export function createTokenCaller(connection: ApiConnection, tokens: TokenSource, timeoutMs: number): TokenCaller {
  const call = async <Result>(
    request: ApiRequest,
    options: CallOptions | undefined,
    maxBytes: number,
    judge: (answer: Answer, request: SanitisedRequest) => Result,
  ): Promise<Result> => {
    const limits: ApiLimits = { timeoutMs: options?.timeoutMs ?? timeoutMs, maxBytes, signal: options?.signal }
    const token = await tokens.current()
    try {
      return await sendApi(connection, request, token, limits, judge)
    } catch (error) {
      if (refusalKind(error) !== 'token') throw error
      const renewed = await tokens.renew(token)
      if (renewed === undefined) throw error
      return sendApi(connection, request, renewed, limits, judge)
    }
  }
  return {
    json: (request, options) => call(request, options, MAX_JSON_BYTES, readApiAnswer),
    file: (request, maxBytes, options) =>
      call(request, options, maxBytes, (answer, asked) => ({
        bytes: readFileAnswer(answer, asked),
        contentType: answer.headers.get('content-type') ?? undefined,
      })),
  }
}
