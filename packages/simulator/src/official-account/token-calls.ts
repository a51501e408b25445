import { asText, readJsonBody } from './api-call.ts'
import { ApiRefusal } from './api-refusal.ts'
import type { OfficialPlatform } from './official-platform.ts'
import { issueToken, noTokens } from './tokens.ts'

export interface TokenRequest {
  readonly endpoint: 'classic' | 'stable'
  readonly grantType: string
  readonly appId: string
  readonly secret: string
  readonly forced: boolean
}

/** @throws {ApiRefusal} 43001 | 43002 | 44002 | 47001 */
export function readTokenRequest(
  path: string,
  method: string,
  query: ReadonlyMap<string, string>,
  body: Buffer,
): TokenRequest {
  if (path === '/cgi-bin/token') {
    if (method !== 'GET') throw new ApiRefusal(43001)
    const text = (name: string): string => query.get(name) ?? ''
    return {
      endpoint: 'classic',
      grantType: text('grant_type'),
      appId: text('appid'),
      secret: text('secret'),
      forced: false,
    }
  }
  if (method !== 'POST') throw new ApiRefusal(43002)
  const given = readJsonBody(body)
  return {
    endpoint: 'stable',
    grantType: asText(given['grant_type']),
    appId: asText(given['appid']),
    secret: asText(given['secret']),
    forced: given['force_refresh'] === true,
  }
}

/** @throws {ApiRefusal} 40002 | 41002 | 41004 | 40013 | 40125 | 45009 | 45011 */
export function answerTokenRequest(
  official: OfficialPlatform,
  request: TokenRequest,
): { readonly access_token: string; readonly expires_in: number } {
  if (request.grantType !== 'client_credential') throw new ApiRefusal(40002)
  if (request.appId === '') throw new ApiRefusal(41002)
  if (request.secret === '') throw new ApiRefusal(41004)
  const { state, ids, now, changed } = official.services
  if (!state.accounts.has(request.appId)) throw new ApiRefusal(40013)
  if (official.secrets(request.appId).appSecret !== request.secret) throw new ApiRefusal(40125)
  const issued = issueToken(
    state.tokens.get(request.appId) ?? noTokens,
    request.endpoint,
    request.forced,
    now(),
    () => `${ids.number64().slice(0, 2)}_${ids.opaque(70)}${ids.opaque(64)}`,
  )
  state.tokens.set(request.appId, issued.tokens)
  changed()
  return { access_token: issued.token, expires_in: issued.expiresIn }
}
