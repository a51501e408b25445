import { type Branded, branded } from '../brands.ts'
import { ProtocolError } from '../errors.ts'

/** Identity of an official account (公众号身份标识), such as `wx0123456789abcdef`. */
export type AppId = Branded<'AppId'>
/** A payer as one official account sees them, 28 characters in samples. */
export type OpenId = Branded<'OpenId'>

const APP_ID = /^[A-Za-z0-9_-]{1,64}$/
const OPEN_ID = /^[A-Za-z0-9_-]{1,128}$/

/** @throws {ProtocolError} `ARGUMENT_INVALID` */
export function parseAppId(text: string): AppId {
  if (!APP_ID.test(text)) throw invalid('appId')
  return branded('AppId', text)
}

/** @throws {ProtocolError} `ARGUMENT_INVALID` */
export function parseOpenId(text: string): OpenId {
  if (!isOpenId(text)) throw invalid('openId')
  return branded('OpenId', text)
}

export const isOpenId = (text: string): boolean => OPEN_ID.test(text)

const invalid = (field: string): ProtocolError =>
  new ProtocolError('ARGUMENT_INVALID', `${field}: expected letters, digits, _ and -`, { field })
