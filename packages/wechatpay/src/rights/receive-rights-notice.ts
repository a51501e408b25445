import { branded } from '../brands.ts'
import { ProtocolError } from '../errors.ts'
import { requireRawBytes } from '../notifications/verify-notification.ts'
import { type AppId, isOpenId } from '../official-account/ids.ts'
import type { Open } from '../open-enum.ts'
import { childText, onlyChild, requireChildText, type XmlElement } from '../xml/element.ts'
import { readXml } from '../xml/read-xml.ts'
import { type PaySignKey, verifyAppSignature } from './app-signature.ts'
import { isFeedbackId } from './ids.ts'
import { RIGHTS_NOTICE_KINDS, type RightsNotice, type RightsNoticeKind } from './rights-notice.ts'

export interface ReceivedRightsNotice {
  /** Bytes exactly as received. */
  readonly body: Uint8Array
  /** The account whose address was called. */
  readonly appId: AppId | string
  readonly paySignKey: PaySignKey
  readonly now: Date
  /** How old a notification may be, seconds. Default 172 800 (48 h), which leaves room for redelivery. */
  readonly pastSeconds?: number | undefined
  /** How far ahead its clock may be, seconds. Default 300. */
  readonly futureSeconds?: number | undefined
}

const MAX_PICTURES = 5
const DO_NOT_USE = 'Do not use the message. The platform writes this element in another form.'

/**
 * Reads and proves a rights notification. Synchronous; keeps nothing.
 * @throws {ProtocolError} `BODY_PARSED_ALREADY` | `XML_TOO_LARGE` | `XML_FORBIDDEN` | `XML_INVALID` | `BODY_INVALID` |
 * `ACCOUNT_MISMATCH` | `SIGNATURE_TYPE_UNSUPPORTED` | `SIGNATURE_INVALID` | `TIMESTAMP_OUT_OF_RANGE`
 * @see docs/sources-rights-v16.md#rights-notice (spec legacy-v16 2)
 */
export function receiveRightsNotice(received: ReceivedRightsNotice): RightsNotice {
  requireRawBytes(received.body)
  const root = readXml(received.body)
  if (root.name !== 'xml') throw bodyInvalid('xml', `the root element is <${root.name}>, not <xml>`)
  const appId = requireChildText(root, 'AppId')
  if (appId !== received.appId)
    throw new ProtocolError('ACCOUNT_MISMATCH', 'the notification is for another official account', { field: 'AppId' })
  const openId = requireChildText(root, 'OpenId')
  if (!isOpenId(openId)) throw bodyInvalid('OpenId', 'expected letters, digits, _ and -')
  const timestamp = requireChildText(root, 'TimeStamp')
  if (!/^\d{1,12}$/.test(timestamp)) throw bodyInvalid('TimeStamp', 'expected seconds since 1970')
  proveSignature(root, received.paySignKey, { appid: appId, openid: openId, timestamp })
  checkClock(Number(timestamp), received)
  return readNotice(root, { appId, openId, timestamp })
}

interface Proved {
  readonly appId: string
  readonly openId: string
  readonly timestamp: string
}

function proveSignature(root: XmlElement, key: PaySignKey, fields: Readonly<Record<string, string>>): void {
  const method = childText(root, 'SignMethod') ?? 'sha1'
  if (method.toLowerCase() !== 'sha1')
    throw new ProtocolError('SIGNATURE_TYPE_UNSUPPORTED', 'the sign method is not sha1', {
      field: 'SignMethod',
      remedy: 'Do not use the message: rights notifications are signed with SHA1.',
    })
  if (!verifyAppSignature(key, fields, requireChildText(root, 'AppSignature')))
    throw new ProtocolError('SIGNATURE_INVALID', 'the AppSignature does not fit the account, payer and time', {
      field: 'AppSignature',
      remedy: 'Check the paySignKey of the account. If it is right, the message is forged: do not use it.',
    })
}

function checkClock(timestamp: number, received: ReceivedRightsNotice): void {
  const { pastSeconds = 172_800, futureSeconds = 300 } = received
  const age = Math.floor(received.now.getTime() / 1000) - timestamp
  if (age <= pastSeconds && -age <= futureSeconds) return
  throw new ProtocolError(
    'TIMESTAMP_OUT_OF_RANGE',
    `the notification is ${age} s old; ${-futureSeconds} to ${pastSeconds} s are accepted`,
    { field: 'TimeStamp' },
  )
}

function readNotice(root: XmlElement, { appId, openId, timestamp }: Proved): RightsNotice {
  const wireKind = requireChildText(root, 'MsgType')
  const feedbackId = requireChildText(root, 'FeedBackId')
  if (!isFeedbackId(feedbackId)) throw bodyInvalid('FeedBackId', 'expected an unsigned 64-bit number')
  return {
    kind: readKind(wireKind),
    wireKind,
    feedbackId: branded('FeedbackId', feedbackId),
    appId: branded('AppId', appId),
    openId: branded('OpenId', openId),
    sentAt: { date: new Date(Number(timestamp) * 1000), text: timestamp },
    transactionId: childText(root, 'TransId'),
    reason: childText(root, 'Reason'),
    solution: childText(root, 'Solution'),
    remark: childText(root, 'ExtInfo'),
    pictureUrls: readPictureUrls(root),
    deduplicationKey: `${feedbackId}:${wireKind}:${timestamp}`,
  }
}

function readKind(wireKind: string): Open<RightsNoticeKind> {
  const known: Readonly<Record<string, RightsNoticeKind>> = RIGHTS_NOTICE_KINDS
  return (Object.hasOwn(known, wireKind) ? known[wireKind] : undefined) ?? { unknown: wireKind }
}

/** The platform may always send five items and leave the unused ones empty, or send none at all. */
const readPictureUrls = (root: XmlElement): readonly string[] =>
  (onlyChild(root, 'PicInfo')?.children ?? [])
    .filter((item) => item.name === 'item')
    .flatMap((item) => childText(item, 'PicUrl') ?? [])
    .slice(0, MAX_PICTURES)

const bodyInvalid = (field: string, message: string): ProtocolError =>
  new ProtocolError('BODY_INVALID', `${field}: ${message}`, { field, remedy: DO_NOT_USE })
