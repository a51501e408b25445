import { type InboundPush, openText } from '@redress/wechatpay'
import { PUSH_EVENT_TYPES, type Push } from '../inbox/index.ts'

/** What of a push is kept beside its words, by kind. */
function payloadOf(push: InboundPush): Record<string, unknown> {
  if (push.kind === 'event') return { push: 'event', eventKey: push.eventKey, ticket: push.ticket }
  const { messageId, menuItemId, mediaId, thumbMediaId, pictureUrl, format, location, link } = push
  return { push: 'message', messageId, menuItemId, mediaId, thumbMediaId, pictureUrl, format, location, link }
}

/** The words of a push, wherever its kind keeps them. */
function contentOf(push: InboundPush): string | null {
  if (push.kind === 'event') return null
  const link = push.link && [push.link.title, push.link.description, push.link.url].filter(Boolean).join('\n')
  return (
    [push.content, push.recognition, push.location?.label, link].find((text) => text !== undefined && text !== '') ??
    null
  )
}

export const pushToEntry = (
  push: InboundPush,
  received: { readonly merchantId: string; readonly receivedAt: Date; readonly body: Uint8Array },
): Push => ({
  eventType: PUSH_EVENT_TYPES[push.kind],
  body: received.body,
  entry: {
    merchantId: received.merchantId,
    openId: push.openId,
    id: push.deduplicationKey,
    at: push.sentAt.date,
    receivedAt: received.receivedAt,
    direction: 'in',
    kind: openText(push.kind === 'message' ? push.type : push.event),
    content: contentOf(push),
    payload: payloadOf(push),
    actionId: null,
  },
})
