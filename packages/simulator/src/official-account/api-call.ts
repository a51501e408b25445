import type { Part } from '../http/multipart.ts'
import type { Rights } from '../rights/rights.ts'
import type { CallName } from '../simulator-api.ts'
import type { OfficialAccount } from './account.ts'
import { ApiRefusal } from './api-refusal.ts'
import type { OfficialPlatform } from './official-platform.ts'

/** What a call is given once its token has been checked. */
export interface ApiContext {
  readonly official: OfficialPlatform
  readonly rights: Rights
  /** The account of the token. */
  readonly account: OfficialAccount
  readonly query: ReadonlyMap<string, string>
  readonly body: Buffer
  readonly parts: readonly Part[]
  readonly now: number
}

export type ApiAnswer =
  | { readonly kind: 'json'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly contentType: string }

export interface ApiCall {
  readonly name: CallName
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly multipart?: boolean
  /** @throws {ApiRefusal} */
  handle(context: ApiContext): ApiAnswer
}

export const json = (body: Readonly<Record<string, unknown>>): ApiAnswer => ({ kind: 'json', body })
export const done: ApiAnswer = json({ errcode: 0, errmsg: 'ok' })

export type JsonObject = Readonly<Record<string, unknown>>

export const asObject = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined

export const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

/** @throws {ApiRefusal} 44002 | 47001 */
export function readJsonBody(body: Buffer): JsonObject {
  if (body.length === 0) throw new ApiRefusal(44002)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new ApiRefusal(47001)
  }
  const object = asObject(value)
  if (object === undefined) throw new ApiRefusal(47001)
  return object
}
