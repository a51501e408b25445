import { cdata, xmlElement } from '../../xml/write-xml.ts'
import type { InboundPush } from './inbound-push.ts'
import type { PushCipher } from './push-cipher.ts'
import type { PushSettings } from './push-settings.ts'

/** An answer that makes the platform show nothing and not repeat the push. */
export const NEUTRAL_ANSWER = 'success'

/** A text that goes back in the answer to a push itself: no token, no reply window, once, within 5 s. */
export const writeTextReply = (push: InboundPush, content: string, now: Date): string =>
  `<xml>${xmlElement('ToUserName', push.openId)}${xmlElement('FromUserName', push.accountId)}` +
  `<CreateTime>${Math.floor(now.getTime() / 1000)}</CreateTime>${xmlElement('MsgType', 'text')}` +
  `${xmlElement('Content', content)}</xml>`

/**
 * Seals a reply with the key that opened the push.
 * @param random 16 bytes, new each time.
 */
export function sealReply(
  reply: string,
  settings: PushSettings,
  cipher: PushCipher,
  stamp: { readonly now: Date; readonly nonce: string; readonly random: Uint8Array },
): string {
  const encrypted = cipher.seal(Buffer.from(reply), settings.appId, stamp.random)
  const timestamp = String(Math.floor(stamp.now.getTime() / 1000))
  const signature = settings.token.sign(timestamp, stamp.nonce, encrypted)
  return (
    `<xml><Encrypt>${cdata(encrypted)}</Encrypt><MsgSignature>${cdata(signature)}</MsgSignature>` +
    `<TimeStamp>${timestamp}</TimeStamp><Nonce>${cdata(stamp.nonce)}</Nonce></xml>`
  )
}
