import { BlockList, isIP } from 'node:net'

interface Range {
  readonly address: string
  readonly bits: number
  readonly family: 'ipv4' | 'ipv6'
}

/** Undefined for what is neither an address nor a CIDR range. */
export function parseSource(source: string): Range | undefined {
  const [address = '', bits, ...rest] = source.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined
  const most = version === 4 ? 32 : 128
  const count = bits === undefined ? most : Number(bits)
  return count > most ? undefined : { address, bits: count, family: version === 4 ? 'ipv4' : 'ipv6' }
}

/** Which of the addresses and ranges that the platform names are not wholly within the allowed ones. */
export function missingSources(named: readonly string[], allowed: readonly string[]): string[] {
  const lists = allowed.flatMap((source) => {
    const range = parseSource(source)
    if (range === undefined) return []
    const list = new BlockList()
    list.addSubnet(range.address, range.bits, range.family)
    return [{ list, bits: range.bits }]
  })
  return named.filter((source) => {
    const range = parseSource(source)
    if (range === undefined) return true
    return !lists.some(({ list, bits }) => bits <= range.bits && list.check(range.address, range.family))
  })
}
