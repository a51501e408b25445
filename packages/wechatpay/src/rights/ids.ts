import { type Branded, branded } from '../brands.ts'
import { ProtocolError } from '../errors.ts'

/** Identity of an official account (公众号身份标识), such as `wx0123456789abcdef`. */
export type AppId = Branded<'AppId'>
/** A payer as one official account sees them, 28 characters in samples. */
export type OpenId = Branded<'OpenId'>
/** Number of a rights ticket (投诉单号): an unsigned 64-bit number as decimal text. Never a JavaScript number. */
export type FeedbackId = Branded<'FeedbackId'>

const APP_ID = /^[A-Za-z0-9_-]{1,64}$/
const OPEN_ID = /^[A-Za-z0-9_-]{1,128}$/
const MAX_FEEDBACK_ID = 2n ** 64n - 1n

/** @throws {ProtocolError} `ARGUMENT_INVALID` */
export function parseAppId(text: string): AppId {
  if (!APP_ID.test(text)) throw invalid('appId', 'letters, digits, _ and -')
  return branded('AppId', text)
}

/** @throws {ProtocolError} `ARGUMENT_INVALID` */
export function parseOpenId(text: string): OpenId {
  if (!OPEN_ID.test(text)) throw invalid('openId', 'letters, digits, _ and -')
  return branded('OpenId', text)
}

/** @throws {ProtocolError} `ARGUMENT_INVALID` */
export function parseFeedbackId(text: string): FeedbackId {
  if (!isFeedbackId(text)) throw invalid('feedbackId', 'an unsigned 64-bit number as text')
  return branded('FeedbackId', text)
}

export const isOpenId = (text: string): boolean => OPEN_ID.test(text)

export const isFeedbackId = (text: string): boolean => /^\d{1,20}$/.test(text) && BigInt(text) <= MAX_FEEDBACK_ID

const invalid = (field: string, expected: string): ProtocolError =>
  new ProtocolError('ARGUMENT_INVALID', `${field}: expected ${expected}`, { field })
