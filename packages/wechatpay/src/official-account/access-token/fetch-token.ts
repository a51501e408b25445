import { ProtocolError, type SanitisedRequest } from '../../errors.ts'
import type { Answer } from '../../transport/request.ts'
import type { OfficialAccount } from '../account.ts'
import { readApiAnswer } from '../transport/answer.ts'
import { TOKEN_ERRCODES } from '../transport/errcodes.ts'
import type { ApiRequest } from '../transport/send-api.ts'
import type { TokenEndpoint } from './stored-token.ts'

export interface IssuedToken {
  readonly token: string
  readonly expiresInSeconds: number
}

/** Every call of the classic endpoint ends the former token of it; a forced one of the stable endpoint ends that one's. */
export function buildTokenRequest(account: OfficialAccount, endpoint: TokenEndpoint, forced: boolean): ApiRequest {
  const identity = {
    grant_type: 'client_credential',
    appid: account.appId,
    secret: account.revealSecretForTokenCall(),
  }
  // A token that was made and lost harms nobody: the next one takes its place.
  return endpoint === 'classic'
    ? { method: 'GET', path: '/cgi-bin/token', query: identity, effect: 'read' }
    : {
        method: 'POST',
        path: '/cgi-bin/stable_token',
        json: { ...identity, force_refresh: forced },
        effect: 'read',
      }
}

/** @throws {PlatformError | ProtocolError} the secret, the address or the account is refused; `ANSWER_INVALID` */
export function readTokenAnswer(answer: Answer, request: SanitisedRequest): IssuedToken {
  const body = readApiAnswer(answer, request, TOKEN_ERRCODES)
  const token = body['access_token']
  const seconds = body['expires_in']
  if (typeof token !== 'string' || !/^[\x21-\x7e]{1,2048}$/.test(token))
    throw new ProtocolError('ANSWER_INVALID', 'access_token: expected text without white space', {
      field: 'access_token',
    })
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= 86_400))
    throw new ProtocolError('ANSWER_INVALID', 'expires_in: expected a number of seconds', { field: 'expires_in' })
  return { token, expiresInSeconds: seconds }
}
