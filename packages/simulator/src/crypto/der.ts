/** Writes and reads the little DER that keys, signatures and certificates of the SM suite need. */
export const der = (tag: number, ...content: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body])
}

const lengthOf = (length: number): Buffer => {
  if (length < 0x80) return Buffer.from([length])
  const hex = length.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}

export const derSequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content)
export const derOctets = (content: Uint8Array): Buffer => der(0x04, content)
export const derBits = (content: Uint8Array): Buffer => der(0x03, Buffer.from([0]), content)

/** A non-negative integer of any size. */
export function derInteger(value: bigint): Buffer {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return der(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

/** `1.2.156.10197.1.301` */
export function derObject(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80)
  return digits
}

export interface DerItem {
  readonly tag: number
  readonly content: Buffer
}

/** The items that fill these bytes exactly; undefined for anything else. */
export function readDer(bytes: Buffer): DerItem[] | undefined {
  const items: DerItem[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at]
    let length = bytes[at + 1]
    if (tag === undefined || length === undefined) return undefined
    at += 2
    if (length > 0x82 || length === 0x80) return undefined
    if (length > 0x80) {
      const size = length - 0x80
      if (at + size > bytes.length) return undefined
      length = bytes.readUIntBE(at, size)
      at += size
    }
    if (at + length > bytes.length) return undefined
    items.push({ tag, content: bytes.subarray(at, at + length) })
    at += length
  }
  return items
}

/** The integer of an item; undefined when it is none, negative, or longer than it need be. */
export function integerOf(item: DerItem | undefined): bigint | undefined {
  if (item?.tag !== 0x02 || item.content.length === 0) return undefined
  const [first = 0, second = 0] = item.content
  if (first >= 0x80 || (first === 0 && item.content.length > 1 && second < 0x80)) return undefined
  return BigInt(`0x${item.content.toString('hex')}`)
}
