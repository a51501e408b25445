import type { Instant } from '../../brands.ts'
import type { Open } from '../../open-enum.ts'
import type { OpenId } from '../ids.ts'

export const INBOUND_MESSAGE_TYPES = {
  text: 'TEXT',
  image: 'IMAGE',
  voice: 'VOICE',
  video: 'VIDEO',
  shortvideo: 'SHORT_VIDEO',
  location: 'LOCATION',
  link: 'LINK',
} as const

export const INBOUND_EVENTS = {
  subscribe: 'SUBSCRIBE',
  unsubscribe: 'UNSUBSCRIBE',
  SCAN: 'SCAN',
  CLICK: 'CLICK',
  VIEW: 'VIEW',
  merchant_order: 'ORDER_PAID',
} as const

export type InboundMessageType = (typeof INBOUND_MESSAGE_TYPES)[keyof typeof INBOUND_MESSAGE_TYPES]
export type InboundEventName = (typeof INBOUND_EVENTS)[keyof typeof INBOUND_EVENTS]

interface AnyPush {
  readonly openId: OpenId
  /** Original id of the account, `gh_…`. */
  readonly accountId: string
  readonly sentAt: Instant
  /** The same on every delivery: of the message id, or of payer, time and event. */
  readonly deduplicationKey: string
}

/** What a payer wrote or sent. Personal data. */
export interface InboundMessage extends AnyPush {
  readonly kind: 'message'
  readonly type: Open<InboundMessageType>
  /** 64-bit number as text. */
  readonly messageId: string
  readonly content: string | undefined
  /** Which item of a menu message the payer chose; opens the short window of a click, not that of a message. */
  readonly menuItemId: string | undefined
  readonly mediaId: string | undefined
  readonly thumbMediaId: string | undefined
  readonly pictureUrl: string | undefined
  /** Of a voice: `amr`, … */
  readonly format: string | undefined
  readonly recognition: string | undefined
  readonly location: { readonly latitude: number; readonly longitude: number; readonly label: string } | undefined
  readonly link: { readonly title: string; readonly description: string; readonly url: string } | undefined
}

export interface InboundEvent extends AnyPush {
  readonly kind: 'event'
  readonly event: Open<InboundEventName>
  /** Key of a menu entry, its address, or the value of a QR code. */
  readonly eventKey: string | undefined
  readonly ticket: string | undefined
}

export type InboundPush = InboundMessage | InboundEvent
