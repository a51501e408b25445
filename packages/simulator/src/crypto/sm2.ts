import { createHash, randomBytes } from 'node:crypto'
import { derInteger, derOctets, derSequence, integerOf, readDer } from './der.ts'
import { A, B, G, inverse, isOnCurve, mod, multiply, multiplyAndAdd, N, type Point } from './sm2-curve.ts'

export const SM_SCHEME = 'WECHATPAY2-SM2-WITH-SM3'
const USER_ID = Buffer.from('1234567812345678')

export interface Sm2KeyPair {
  readonly scalar: bigint
  readonly point: Point
}

export const bytes32 = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex')
export const sm3 = (...parts: readonly Uint8Array[]): Buffer => createHash('sm3').update(Buffer.concat(parts)).digest()
const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

/** A key that depends on 40 given bytes alone. */
export function sm2KeyFrom(bytes: Uint8Array): Sm2KeyPair {
  return sm2KeyOf(1n + (toInteger(bytes) % (N - 2n)))
}

export function sm2KeyOf(scalar: bigint): Sm2KeyPair {
  const point = multiply(G, scalar)
  if (point === undefined) throw new RangeError('not a private key')
  return { scalar, point }
}

const digestOf = (message: Uint8Array, point: Point): bigint => {
  const bits = Buffer.alloc(2)
  bits.writeUInt16BE(USER_ID.length * 8)
  const identity = sm3(
    bits,
    USER_ID,
    bytes32(A),
    bytes32(B),
    bytes32(G.x),
    bytes32(G.y),
    bytes32(point.x),
    bytes32(point.y),
  )
  return toInteger(sm3(identity, message))
}

const drawFactor = (): bigint => 1n + (toInteger(randomBytes(40)) % (N - 1n))

/** SM2 with SM3, DER in Base64. @param factor For test vectors only; a factor used twice gives the key away. */
export function signSm2({ scalar, point }: Sm2KeyPair, message: Uint8Array, factor = drawFactor()): string {
  const digest = digestOf(message, point)
  const x = multiply(G, factor)?.x ?? 0n
  const r = mod(digest + x, N)
  const s = mod(inverse(1n + scalar, N) * (factor - r * scalar), N)
  if (r === 0n || r + factor === N || s === 0n) return signSm2({ scalar, point }, message)
  return derSequence(derInteger(r), derInteger(s)).toString('base64')
}

/** False for anything that is not a valid signature. Never throws. */
export function verifySm2(point: Point, message: Uint8Array, signature: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false
  const [outer, ...more] = readDer(Buffer.from(signature, 'base64')) ?? []
  const numbers = outer?.tag === 0x30 && more.length === 0 ? readDer(outer.content) : undefined
  const [r, s] = [integerOf(numbers?.[0]), integerOf(numbers?.[1])]
  if (numbers?.length !== 2 || r === undefined || s === undefined) return false
  if (r === 0n || r >= N || s === 0n || s >= N) return false
  const t = mod(r + s, N)
  if (t === 0n) return false
  const sum = multiplyAndAdd(s, t, point)
  return sum !== undefined && mod(digestOf(message, point) + sum.x, N) === r
}

/** SM2 encryption, ASN.1 with the order C1, C3, C2; Base64. */
export function encryptSm2(point: Point, text: string): string {
  const message = Buffer.from(text)
  const factor = drawFactor()
  const c1 = multiply(G, factor)
  const shared = multiply(point, factor)
  if (c1 === undefined || shared === undefined) throw new RangeError('not a public key')
  const c2 = mask(message, shared)
  const c3 = sm3(bytes32(shared.x), message, bytes32(shared.y))
  return derSequence(derInteger(c1.x), derInteger(c1.y), derOctets(c3), derOctets(c2)).toString('base64')
}

/** @throws Error when it was encrypted for another key or was changed. */
export function decryptSm2(scalar: bigint, ciphertext: string): string {
  const [outer] = readDer(Buffer.from(ciphertext, 'base64')) ?? []
  const items = outer === undefined ? undefined : readDer(outer.content)
  const [x, y] = [integerOf(items?.[0]), integerOf(items?.[1])]
  const [c3, c2] = [items?.[2]?.content, items?.[3]?.content]
  if (x === undefined || y === undefined || c3 === undefined || c2 === undefined)
    throw new Error('not an SM2 ciphertext')
  const shared = isOnCurve({ x, y }) ? multiply({ x, y }, scalar) : undefined
  if (shared === undefined) throw new Error('not an SM2 ciphertext')
  const message = mask(c2, shared)
  if (!sm3(bytes32(shared.x), message, bytes32(shared.y)).equals(c3)) throw new Error('the checksum does not fit')
  return message.toString()
}

function mask(bytes: Uint8Array, shared: Point): Buffer {
  const seed = Buffer.concat([bytes32(shared.x), bytes32(shared.y)])
  const blocks: Buffer[] = []
  for (let counter = 1; (counter - 1) * 32 < bytes.length; counter += 1) {
    const number = Buffer.alloc(4)
    number.writeUInt32BE(counter)
    blocks.push(sm3(seed, number))
  }
  const stream = Buffer.concat(blocks)
  return Buffer.from(bytes.map((byte, index) => byte ^ (stream[index] ?? 0)))
}
