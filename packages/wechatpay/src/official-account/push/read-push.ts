import { branded } from '../../brands.ts'
import { ProtocolError } from '../../errors.ts'
import type { Open } from '../../open-enum.ts'
import { childText, requireChildText, type XmlElement } from '../../xml/element.ts'
import { isOpenId } from '../ids.ts'
import { INBOUND_EVENTS, INBOUND_MESSAGE_TYPES, type InboundMessage, type InboundPush } from './inbound-push.ts'

/**
 * Reads a pushed message or event whose origin has been checked.
 * @throws {ProtocolError} `BODY_INVALID`
 * @see docs/sources-rights-v16.md#push (spec legacy-v16 6.3, 6.4)
 */
export function readPush(root: XmlElement): InboundPush {
  if (root.name !== 'xml') throw invalid('xml', `the root element is <${root.name}>, not <xml>`)
  const openId = requireChildText(root, 'FromUserName')
  if (!isOpenId(openId)) throw invalid('FromUserName', 'expected letters, digits, _ and -')
  const timestamp = requireChildText(root, 'CreateTime')
  if (!/^\d{1,12}$/.test(timestamp)) throw invalid('CreateTime', 'expected seconds since 1970')
  const common = {
    openId: branded('OpenId', openId),
    accountId: requireChildText(root, 'ToUserName'),
    sentAt: { date: new Date(Number(timestamp) * 1000), text: timestamp },
  }
  const type = requireChildText(root, 'MsgType')
  if (type === 'event') {
    const event = requireChildText(root, 'Event')
    return {
      ...common,
      kind: 'event',
      event: open(event, INBOUND_EVENTS),
      eventKey: childText(root, 'EventKey'),
      ticket: childText(root, 'Ticket'),
      // Time has whole seconds only: a scan and a click may share one.
      deduplicationKey: `event:${openId}:${timestamp}:${event}`,
    }
  }
  const messageId = requireChildText(root, 'MsgId')
  if (!/^\d{1,20}$/.test(messageId)) throw invalid('MsgId', 'expected a number')
  return {
    ...common,
    kind: 'message',
    type: open(type, INBOUND_MESSAGE_TYPES),
    messageId,
    ...readContent(root),
    deduplicationKey: `message:${messageId}`,
  }
}

function readContent(root: XmlElement) {
  return {
    content: childText(root, 'Content'),
    menuItemId: childText(root, 'bizmsgmenuid'),
    mediaId: childText(root, 'MediaId'),
    thumbMediaId: childText(root, 'ThumbMediaId'),
    pictureUrl: childText(root, 'PicUrl'),
    format: childText(root, 'Format'),
    recognition: childText(root, 'Recognition'),
    location: readLocation(root),
    link: readLink(root),
  } satisfies Partial<InboundMessage>
}

function readLocation(root: XmlElement): InboundMessage['location'] {
  const latitude = Number(childText(root, 'Location_X'))
  const longitude = Number(childText(root, 'Location_Y'))
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined
  return { latitude, longitude, label: childText(root, 'Label') ?? '' }
}

function readLink(root: XmlElement): InboundMessage['link'] {
  const url = childText(root, 'Url')
  if (url === undefined) return undefined
  return { url, title: childText(root, 'Title') ?? '', description: childText(root, 'Description') ?? '' }
}

function open<Known extends string>(text: string, clean: Readonly<Record<string, Known>>): Open<Known> {
  return (Object.hasOwn(clean, text) ? clean[text] : undefined) ?? { unknown: text }
}

const invalid = (field: string, message: string): ProtocolError =>
  new ProtocolError('BODY_INVALID', `${field}: ${message}`, {
    field,
    remedy: 'Do not use the message: it lacks what the platform always writes.',
  })
