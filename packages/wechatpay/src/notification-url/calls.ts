import { branded } from '../brands.ts'
import { checkText, refuseArgument } from '../checks/arguments.ts'
import type { NotificationUrl } from '../client/types.ts'
import { PlatformError } from '../errors.ts'
import { RecordReader } from '../reading/record-reader.ts'
import { jsonBody, type UnsignedRequest } from '../transport/request.ts'

const PATH = '/v3/merchant-service/complaint-notifications'
/** Request-ID suffix of "data does not exist". */
const NOT_SET = '-268435456'

const request = (
  method: UnsignedRequest['method'],
  effect: UnsignedRequest['effect'],
  url?: string,
): UnsignedRequest => ({
  call: 'notification-url',
  method,
  path: PATH,
  effect,
  ...(url === undefined ? {} : { body: jsonBody({ url }) }),
})

/** The calls for the address of the notifications, unsigned. @see docs/sdk/sources.md#notification-url */
export const buildNotificationUrl = {
  create: (url: string, allowHttp: boolean) => request('POST', 'write', checkNotificationUrl(url, allowHttp)),
  get: () => request('GET', 'read'),
  update: (url: string, allowHttp: boolean) => request('PUT', 'idempotent', checkNotificationUrl(url, allowHttp)),
  delete: () => request('DELETE', 'write'),
}

export function readNotificationUrl(json: unknown): NotificationUrl {
  const reader = new RecordReader(json, '', { shape: 'notification-url', onDrift: undefined })
  return { merchantId: branded('MerchantId', reader.id('mchid')), url: reader.id('url') }
}

/** True for the answer that means "no address is set"; its code differs by the age of the page. */
export const isNotSet = (error: unknown): boolean =>
  error instanceof PlatformError &&
  (error.code === 'RESOURCE_NOT_EXISTS' || (error.status < 500 && error.requestId?.endsWith(NOT_SET) === true))

/**
 * What the platform demands of the address, checked before it is sent.
 * @param allowHttp For a stand-in of the platform; the platform itself takes https only.
 */
function checkNotificationUrl(text: string, allowHttp: boolean): string {
  checkText(text, 'url', { max: 255 })
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return refuseArgument('url', 'is not a URL')
  }
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:'))
    return refuseArgument('url', 'must start with https://')
  if (text.includes('?') || text.includes('#'))
    return refuseArgument(
      'url',
      'must not have a query or a fragment',
      'Put what you need into the path, such as one path per merchant.',
    )
  if (/[^\x21-\x7e]/.test(text)) return refuseArgument('url', 'must be plain ASCII; names in Chinese are not accepted')
  return text
}
