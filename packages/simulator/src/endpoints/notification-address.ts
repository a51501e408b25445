import { isIP } from 'node:net'
import { object, text } from '../fields/fields.ts'
import { readBody } from '../http/body.ts'
import { type CallContext, type Endpoint, json, noContent } from '../http/endpoint.ts'
import { refuse } from '../http/refusals.ts'

const PATH = '/v3/merchant-service/complaint-notifications'
const body = object({ url: text({ label: '通知地址', max: 255 }) })

/** 3.4 One address per caller, for it and all merchants below it. */
export const notificationAddress: readonly Endpoint[] = [
  {
    call: 'notifications',
    method: 'POST',
    path: PATH,
    handle(context) {
      const url = readUrl(context)
      const { state, changed } = context.services
      if (state.notificationUrls.has(context.caller.mchid)) throw refuse.urlExists()
      state.notificationUrls.set(context.caller.mchid, url)
      changed()
      return json({ mchid: context.caller.mchid, url })
    },
  },
  {
    call: 'notifications',
    method: 'GET',
    path: PATH,
    handle: (context) => json({ mchid: context.caller.mchid, url: presentUrl(context) }),
  },
  {
    call: 'notifications',
    method: 'PUT',
    path: PATH,
    handle(context) {
      const url = readUrl(context)
      presentUrl(context)
      context.services.state.notificationUrls.set(context.caller.mchid, url)
      context.services.changed()
      return json({ mchid: context.caller.mchid, url })
    },
  },
  {
    call: 'notifications',
    method: 'DELETE',
    path: PATH,
    handle(context) {
      presentUrl(context)
      context.services.state.notificationUrls.delete(context.caller.mchid)
      context.services.changed()
      return noContent()
    },
  },
]

function presentUrl(context: CallContext): string {
  const url = context.services.state.notificationUrls.get(context.caller.mchid)
  if (url === undefined) throw refuse.urlAbsent()
  return url
}

function readUrl(context: CallContext): string {
  const { strictness, allowLocalNotificationUrls } = context.services
  const { url } = readBody(context.request, body, strictness())
  const problem = urlProblem(url, allowLocalNotificationUrls)
  if (problem !== undefined) throw refuse.body('/url', `校验失败，${problem.zh}`, problem.en, url)
  return url
}

/** What the platform has against an address; undefined when it is fine. */
export function urlProblem(url: string, allowLocal: boolean): { zh: string; en: string } | undefined {
  // The platform judges the text itself: a parser would already have turned a Chinese host into punycode.
  // oxlint-disable-next-line no-control-regex -- the whole ASCII range is meant
  if (!/^[\x00-\x7f]*$/.test(url)) return { zh: '不支持中文域名', en: 'must not contain other than ASCII characters' }
  // A parser would drop blanks and control characters around or within, and judge another address than the one kept.
  // oxlint-disable-next-line no-control-regex -- control characters are meant
  if (/[\x00-\x20\x7f]/.test(url)) return { zh: '不是合法的URL', en: 'must not contain blanks or control characters' }
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    return { zh: '不是合法的URL', en: 'is no URL' }
  }
  if (url.includes('?') || url.includes('#')) return { zh: '不允许携带参数', en: 'must not carry parameters' }
  if (parsed.username !== '' || parsed.password !== '') return { zh: '不允许携带参数', en: 'must not carry a user' }
  if (allowLocal && (parsed.protocol === 'http:' || parsed.protocol === 'https:')) return undefined
  if (parsed.protocol !== 'https:') return { zh: '必须为https地址', en: 'must start with https://' }
  if (isLocal(parsed.hostname)) return { zh: '必须为外网可访问的地址', en: 'must be reachable from the internet' }
  return undefined
}

const PRIVATE = /^(?:127|10|0)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\.|^\[/

const isLocal = (host: string): boolean =>
  host === 'localhost' || /\.(?:localhost|local|internal|lan)$/.test(host) || PRIVATE.test(host) || !isPublicName(host)

const isPublicName = (host: string): boolean => isIP(host) !== 0 || host.includes('.')
