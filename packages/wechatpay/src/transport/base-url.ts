import { ProtocolError } from '../errors.ts'

export const DEFAULT_BASE_URL = 'https://api.mch.weixin.qq.com'
export const DEFAULT_BACKUP_URL = 'https://api2.mch.weixin.qq.com'

/** Hosts that are the platform itself: their addresses may be fetched from whichever of them is configured. */
export const PLATFORM_HOSTS: ReadonlySet<string> = new Set([
  'api.mch.weixin.qq.com',
  'api2.mch.weixin.qq.com',
  'api.wechatpay.cn',
  'api2.wechatpay.cn',
])

/**
 * Reads an origin. A path is refused, since the signed path would then differ from the one that travels.
 * @throws {ProtocolError} `BASE_URL_INVALID`
 */
export function parseBaseUrl(text: string, allowHttp: boolean): URL {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw invalid('the base address is not a URL')
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw invalid('the base address must not have a path or a query')
  if (url.username !== '' || url.password !== '') throw invalid('the base address must not hold credentials')
  if (url.protocol === 'https:') return url
  if (url.protocol === 'http:' && (allowHttp || isLoopback(url.hostname))) return url
  throw invalid('the base address must use https')
}

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)

/** Main host and, where one is known or given, the backup host. */
export function parseHosts(
  baseUrl: string | undefined,
  backupUrl: string | undefined,
  allowHttp: boolean,
): readonly [URL, ...URL[]] {
  const main = parseBaseUrl(baseUrl ?? DEFAULT_BASE_URL, allowHttp)
  const backup = backupUrl ?? (main.origin === DEFAULT_BASE_URL ? DEFAULT_BACKUP_URL : undefined)
  return backup === undefined ? [main] : [main, parseBaseUrl(backup, allowHttp)]
}

const invalid = (message: string): ProtocolError => new ProtocolError('BASE_URL_INVALID', message, { field: 'baseUrl' })
