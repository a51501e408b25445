import { ProtocolError } from '../errors.ts'
import { isLoopback, PLATFORM_HOSTS } from '../transport/base-url.ts'
import type { UnsignedRequest } from '../transport/request.ts'
import { IMAGES_PATH } from './upload.ts'

export const DEFAULT_DOWNLOAD_BYTES = 10 * 1024 * 1024

/**
 * - `signed`: a picture of the platform; the path is signed exactly as it stands in the address.
 * - `plain`: a picture on another host, which must never see our Authorization.
 */
export type ImageSource =
  | { readonly kind: 'signed'; readonly request: UnsignedRequest }
  | { readonly kind: 'plain'; readonly url: URL }

/**
 * Decides how a `media_url` or an entry of `image_list` is fetched.
 * @param hosts The configured hosts of the platform.
 * @throws {ProtocolError} `MEDIA_URL_INVALID`
 * @see docs/sdk/sources.md#download
 */
export function planDownload(mediaUrl: string, hosts: readonly URL[]): ImageSource {
  const url = parse(mediaUrl)
  const ours =
    hosts.some((host) => host.origin === url.origin) || (url.protocol === 'https:' && PLATFORM_HOSTS.has(url.host))
  if (ours && url.pathname.startsWith(`${IMAGES_PATH}/`)) {
    const path = url.pathname + url.search
    return { kind: 'signed', request: { call: 'download', method: 'GET', path, effect: 'read', accept: '*/*' } }
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return { kind: 'plain', url }
  throw new ProtocolError('MEDIA_URL_INVALID', 'the address of a picture must use https', { field: 'mediaUrl' })
}

function parse(mediaUrl: string): URL {
  try {
    const url = new URL(mediaUrl)
    if (url.username === '' && url.password === '') return url
  } catch {
    // Falls through to the one refusal below.
  }
  throw new ProtocolError('MEDIA_URL_INVALID', 'the address of the picture is not a plain URL', { field: 'mediaUrl' })
}
