import { object, optional, text } from '../fields/fields.ts'
import { readBody } from '../http/body.ts'
import { type Endpoint, json } from '../http/endpoint.ts'
import { headerOf } from '../http/raw-request.ts'
import { refuse } from '../http/refusals.ts'
import { urlProblem } from './notification-address.ts'

const body = object({
  echo_message: text({ label: '回声消息', max: 1024 }),
  encrypted_echo_message: optional(text({ label: '加密的回声消息', max: 1024 })),
  notify_url: optional(text({ label: '通知地址', max: 255 })),
})

/** 2.6 Says back what it was told, to try signing, encryption and notifications. */
export const securityEcho: Endpoint = {
  call: 'echo',
  method: 'POST',
  path: '/v3/security/echo',
  handle(context) {
    const { platformKeys, strictness, announceEcho, allowLocalNotificationUrls } = context.services
    const given = readBody(context.request, body, strictness())
    const problem =
      given.notify_url === undefined ? undefined : urlProblem(given.notify_url, allowLocalNotificationUrls)
    if (problem !== undefined) {
      throw refuse.body('/notify_url', `校验失败，${problem.zh}`, problem.en, given.notify_url)
    }
    const encrypted =
      given.encrypted_echo_message === undefined ? undefined : decrypt(context, given.encrypted_echo_message)
    const identity = platformKeys.identityOf(context.caller)
    if (given.notify_url !== undefined) {
      announceEcho(context.caller.mchid, given.notify_url, {
        echo_message: given.echo_message,
        ...(encrypted === undefined ? {} : { encrypt_echo_message: identity.encrypt(encrypted) }),
      })
    }
    return json({
      echo_message: given.echo_message,
      ...(encrypted === undefined ? {} : { encrypted_echo_message: identity.encrypt(encrypted) }),
    })
  },
}

function decrypt(context: Parameters<Endpoint['handle']>[0], ciphertext: string): string {
  const serial = headerOf(context.request, 'wechatpay-serial')
  const key = serial === undefined ? undefined : context.services.platformKeys.identity(serial)
  if (key === undefined) throw refuse.platformSerial()
  try {
    return key.decrypt(ciphertext)
  } catch {
    throw refuse.body('/encrypted_echo_message', '解密失败', 'cannot be decrypted with the named platform key')
  }
}
