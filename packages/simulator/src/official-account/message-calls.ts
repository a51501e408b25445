import { type ApiCall, type ApiContext, asText, done, readJsonBody } from './api-call.ts'
import { ApiRefusal } from './api-refusal.ts'
import { checkMessage } from './check-message.ts'
import { isAlive } from './media-calls.ts'
import type { Follower, Media } from './official-state.ts'
import { consumed } from './profile.ts'

const TYPING = 15_000
const RECENT = 30_000

/** @throws {ApiRefusal} 41009 | 40003 */
function receiver(context: ApiContext, openId: string): Follower {
  if (openId === '') throw new ApiRefusal(41009)
  const follower = context.official.knownFollower(context.account.appId, openId)
  if (follower === undefined) throw new ApiRefusal(40003)
  return follower
}

export const sendMessage: ApiCall = {
  name: 'message',
  method: 'POST',
  path: '/cgi-bin/message/custom/send',
  handle(context) {
    const { official, account, now } = context
    const body = readJsonBody(context.body)
    const follower = receiver(context, asText(body['touser']))
    const findMedia = (mediaId: string): Media | undefined => {
      const media = official.services.state.media.get(mediaId)
      return media !== undefined && media.appId === account.appId && isAlive(media, now) ? media : undefined
    }
    const { type, content } = checkMessage(account, body, findMedia)
    if (!follower.subscribed && follower.grants.length === 0) throw new ApiRefusal(45015)
    const grants = consumed(follower.grants, now)
    if (typeof grants === 'number') throw new ApiRefusal(grants)
    // Sending ends the sign that someone is typing.
    const shown = official.change(follower, { grants, typingUntil: 0 })
    if (content !== undefined) official.addLine(shown, { side: 'merchant', type, content })
    return done
  },
}

export const typing: ApiCall = {
  name: 'message',
  method: 'POST',
  path: '/cgi-bin/message/custom/typing',
  handle(context) {
    const { official, now } = context
    const body = readJsonBody(context.body)
    const follower = receiver(context, asText(body['touser']))
    const command = asText(body['command'])
    if (command !== 'Typing' && command !== 'CancelTyping') throw new ApiRefusal(45072)
    if (command === 'CancelTyping') {
      official.change(follower, { typingUntil: 0 })
      return done
    }
    if (follower.typingUntil > now) throw new ApiRefusal(45081)
    const last = follower.chat.at(-1)?.at ?? 0
    if (now - last > RECENT) throw new ApiRefusal(45080)
    official.change(follower, { typingUntil: now + TYPING })
    return done
  },
}
