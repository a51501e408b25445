/** Order of the SM2 group (GM/T 0003.5). */
const ORDER = BigInt('0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123')

/**
 * Reads SEQUENCE { INTEGER r, INTEGER s }, strictly: one spelling per signature, both numbers within the group.
 * @returns r and s as 128 hexadecimal digits, or undefined.
 */
export function readSignature(der: Uint8Array): string | undefined {
  const parts = readSequence(der, [INTEGER, INTEGER])?.map(readNumber)
  const [r, s] = parts ?? []
  if (r === undefined || s === undefined || r === 0n || s === 0n || r >= ORDER || s >= ORDER) return undefined
  return hex64(r) + hex64(s)
}

/**
 * Reads SEQUENCE { INTEGER x, INTEGER y, OCTET STRING C3, OCTET STRING C2 }, strictly.
 * @returns x, y, C3 and C2 as hexadecimal digits, or undefined. That the point lies on the curve is checked when it is used.
 */
export function readCiphertext(der: Uint8Array): string | undefined {
  const parts = readSequence(der, [INTEGER, INTEGER, OCTETS, OCTETS])
  if (parts === undefined) return undefined
  const [first, second, hash, text] = parts
  const x = first === undefined ? undefined : readNumber(first)
  const y = second === undefined ? undefined : readNumber(second)
  if (x === undefined || y === undefined || hash?.length !== 32 || text === undefined || text.length === 0)
    return undefined
  return hex64(x) + hex64(y) + Buffer.from(hash).toString('hex') + Buffer.from(text).toString('hex')
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const OCTETS = 0x04

/** The contents of a sequence of exactly these kinds, with nothing before, between or behind. */
function readSequence(der: Uint8Array, kinds: readonly number[]): readonly Uint8Array[] | undefined {
  const whole = readElement(der, 0, SEQUENCE)
  if (whole === undefined || whole.end !== der.length) return undefined
  const parts: Uint8Array[] = []
  let at = 0
  for (const kind of kinds) {
    const part = readElement(whole.content, at, kind)
    if (part === undefined) return undefined
    parts.push(part.content)
    at = part.end
  }
  return at === whole.content.length ? parts : undefined
}

function readElement(
  der: Uint8Array,
  start: number,
  kind: number,
): { readonly content: Uint8Array; readonly end: number } | undefined {
  const [tag, short] = der.subarray(start, start + 2)
  if (tag !== kind || short === undefined) return undefined
  const lengthBytes = short < 0x80 ? 0 : short - 0x80
  // Two bytes of length are plenty, and the shortest form is the only one.
  if (short === 0x80 || lengthBytes > 2) return undefined
  const head = start + 2 + lengthBytes
  const length = lengthBytes === 0 ? short : Number(`0x0${Buffer.from(der.subarray(start + 2, head)).toString('hex')}`)
  if (lengthBytes > 0 && length < (lengthBytes === 1 ? 0x80 : 0x100)) return undefined
  const content = der.subarray(head, head + length)
  return content.length === length ? { content, end: head + length } : undefined
}

/** A number of at most 256 bits, not negative, in its shortest form. */
function readNumber(bytes: Uint8Array): bigint | undefined {
  const [first, second = 0] = bytes
  if (first === undefined || first >= 0x80 || (first === 0 && bytes.length > 1 && second < 0x80)) return undefined
  const value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  return value < 1n << 256n ? value : undefined
}

const hex64 = (value: bigint): string => value.toString(16).padStart(64, '0')

/** The uncompressed point at the end of an SM2 SubjectPublicKeyInfo, 130 hexadecimal digits. */
export function pointOfSpki(spki: Uint8Array): string | undefined {
  const point = Buffer.from(spki).subarray(-65)
  return spki.length === 91 && Buffer.from(spki).includes(CURVE_ID) && point[0] === 0x04
    ? point.toString('hex')
    : undefined
}

/** The scalar inside an SM2 PKCS#8 key, 64 hexadecimal digits: ECPrivateKey version 1, then 32 bytes. */
export function scalarOfPkcs8(pkcs8: Uint8Array): string | undefined {
  const bytes = Buffer.from(pkcs8)
  const at = bytes.indexOf(SCALAR_MARK)
  return bytes.includes(CURVE_ID) && at >= 0
    ? bytes.subarray(at + SCALAR_MARK.length, at + SCALAR_MARK.length + 32).toString('hex')
    : undefined
}

/** OBJECT IDENTIFIER 1.2.156.10197.1.301, the curve sm2p256v1. */
const CURVE_ID = Buffer.from('06082a811ccf5501822d', 'hex')
const SCALAR_MARK = Buffer.from('0201010420', 'hex')
