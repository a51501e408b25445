import { BlockList, isIPv4, isIPv6 } from 'node:net'

/**
 * Whether a notification may come from an address. Nothing listed means that any may.
 * @param allowed Addresses and CIDR ranges.
 */
export function isAllowedSource(allowed: readonly string[], address: string): boolean {
  if (allowed.length === 0) return true
  const list = new BlockList()
  for (const source of allowed) {
    const [network = '', bits] = source.split('/')
    const family = isIPv6(network) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(network, family)
    else list.addSubnet(network, Number(bits), family)
  }
  // An IPv4 caller of a socket that takes both comes as ::ffff:203.0.113.7.
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '')
  return isIPv4(plain) ? list.check(plain, 'ipv4') : isIPv6(plain) && list.check(plain, 'ipv6')
}
