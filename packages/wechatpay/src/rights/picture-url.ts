/** Hosts that payers' pictures come from (spec legacy-v16 2.3). */
export const DEFAULT_PICTURE_HOSTS = ['mmbiz.qpic.cn'] as const

/**
 * The address to fetch a payer's picture from, or undefined when it must not be fetched. Addresses come unsigned, so only
 * named hosts on the default ports of http and https are let through. Whoever fetches must follow no redirect and refuse
 * private addresses: a name says nothing about where it points.
 * @param hosts Exact host names, lower case.
 */
export function allowedPictureUrl(url: string, hosts: readonly string[] = DEFAULT_PICTURE_HOSTS): URL | undefined {
  if (!URL.canParse(url)) return undefined
  const parsed = new URL(url)
  const plain = parsed.username === '' && parsed.password === '' && parsed.port === ''
  const web = parsed.protocol === 'https:' || parsed.protocol === 'http:'
  return web && plain && hosts.includes(parsed.hostname) ? parsed : undefined
}
