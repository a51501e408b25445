import { parseOpenId } from '../ids.ts'
import type { ApiRequest } from '../transport/send-api.ts'

/** Shows or takes away "is typing" (客服输入状态): 15 s, within 30 s of an exchange; sending a message ends it. */
export const buildTypingRequest = (openId: string, shown: boolean): ApiRequest => ({
  method: 'POST',
  path: '/cgi-bin/message/custom/typing',
  effect: 'idempotent',
  json: { touser: parseOpenId(openId), command: shown ? 'Typing' : 'CancelTyping' },
})
