import { createCipheriv, createHash, createHmac } from 'node:crypto'

/** Bytes that depend on nothing but a seed and a label: the source of every key and id of one simulator. */
export type ByteStream = (length: number) => Buffer

/** An endless stream for one purpose; two labels of one seed never share bytes. */
export function seededStream(seed: string, label: string): ByteStream {
  const key = createHmac('sha256', seed).update(label).digest()
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  return (length) => cipher.update(Buffer.alloc(length))
}

/** `length` hexadecimal digits, upper case. */
export const seededHex = (seed: string, label: string, length: number): string =>
  seededStream(
    seed,
    label,
  )(Math.ceil(length / 2))
    .toString('hex')
    .toUpperCase()
    .slice(0, length)

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz0123456789'

/** `length` letters and digits. */
export const seededText = (seed: string, label: string, length: number): string =>
  Array.from(seededStream(seed, label)(length), (byte) => LETTERS[byte % LETTERS.length]).join('')

/** `length` decimal digits. */
export const seededDigits = (seed: string, label: string, length: number): string =>
  Array.from(seededStream(seed, label)(length), (byte) => String(byte % 10)).join('')

/** A whole number in [0, below), the same for the same seed and label. */
export const seededInteger = (seed: string, label: string, below: number): number =>
  createHash('sha256').update(`${seed}\n${label}`).digest().readUIntBE(0, 6) % below
