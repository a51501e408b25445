import { appSignature } from '../official-account/signing.ts'
import { document, element } from '../official-account/xml.ts'
import type { RightsTicket } from './ticket.ts'

const PICTURE_SLOTS = 5

/** Spoilt on purpose, or spelt in another way that is still right. */
export type PayfeedbackFault = 'wrong-signature' | 'stale-clock' | 'unknown-enum' | 'xml-doctype' | 'xml-variant'

export interface PayfeedbackParts {
  readonly ticket: RightsTicket
  readonly kind: 'request' | 'confirm' | 'reject'
  /** Unix seconds. */
  readonly stamp: number
  readonly paySignKey: string
  readonly pictureUrls: readonly string[]
  readonly fault?: PayfeedbackFault | undefined
}

const STALE_SECONDS = 10 * 86_400

/** The notification as the V1.6 document prints it; confirm and reject have fewer elements. */
export function payfeedbackXml(parts: PayfeedbackParts): string {
  const { ticket, kind, paySignKey, fault } = parts
  const stamp = fault === 'stale-clock' ? parts.stamp - STALE_SECONDS : parts.stamp
  const signature = appSignature(paySignKey, { appid: ticket.appId, openid: ticket.openId, timestamp: String(stamp) })
  const shown =
    fault === 'wrong-signature' ? signature.replace(/^./, (first) => (first === '0' ? '1' : '0')) : signature
  const elements = [
    element('OpenId', ticket.openId),
    element('AppId', ticket.appId),
    element('TimeStamp', stamp),
    element('MsgType', fault === 'unknown-enum' ? 'arbitrate' : kind),
    // A request prints the number plainly, the other two in CDATA.
    kind === 'request' ? `<FeedBackId>${ticket.feedbackId}</FeedBackId>` : element('FeedBackId', ticket.feedbackId),
    kind === 'request' ? element('TransId', ticket.transactionId) : undefined,
    element('Reason', ticket.reason),
    kind === 'request' && ticket.solution !== null ? element('Solution', ticket.solution) : undefined,
    kind === 'request' && ticket.extInfo !== null ? element('ExtInfo', ticket.extInfo) : undefined,
    element('AppSignature', shown),
    element('SignMethod', 'sha1'),
    kind === 'request' ? picturesElement(parts.pictureUrls, fault === 'xml-variant') : undefined,
  ]
  if (fault === 'xml-doctype') return `<!DOCTYPE xml [<!ENTITY x "x">]>${document(elements)}`
  if (fault === 'xml-variant') return document([...variant(elements), element('Unknown', 'new')])
  return document(elements)
}

/** Five slots, the unused ones empty; or none at all; or, as a variant, only the used ones. */
function picturesElement(urls: readonly string[], usedOnly: boolean): string | undefined {
  if (urls.length === 0) return undefined
  const slots = usedOnly ? urls : Array.from({ length: PICTURE_SLOTS }, (_, index) => urls[index] ?? '')
  return `<PicInfo>${slots.map((url) => `<item>${element('PicUrl', url)}</item>`).join('')}</PicInfo>`
}

/** Backwards, with blanks around every value, as some official samples have them. */
const variant = (elements: readonly (string | undefined)[]): (string | undefined)[] =>
  elements
    .map((item) =>
      item?.startsWith('<PicInfo>') === true ? item : item?.replace('>', '>\n ').replace(/<(?=\/\w+>$)/, '\n<'),
    )
    .reverse()
