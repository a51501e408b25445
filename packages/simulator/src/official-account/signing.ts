import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex')

/** SHA1 over the named fields and the paySignKey, in the order of their names. */
export function appSignature(paySignKey: string, fields: Readonly<Record<string, string>>): string {
  const pairs = new Map<string, string>([['appkey', paySignKey]])
  for (const [name, value] of Object.entries(fields)) pairs.set(name.toLowerCase(), value)
  const names = [...pairs.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  return sha1(names.map((name) => `${name}=${pairs.get(name)}`).join('&'))
}

/** SHA1 over the token and the parts, put in the order of their bytes and joined. */
export const pushSignature = (token: string, ...parts: readonly string[]): string =>
  sha1([token, ...parts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join(''))

const BLOCK = 32

/** Seals a push as the safe mode does: 16 random bytes, length, message, appId, filled up to 32 bytes, AES-256-CBC. */
export function sealPush(encodingAesKey: string, appId: string, message: string, random: Uint8Array): string {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  const text = Buffer.from(message)
  const size = Buffer.from(
    [text.length >>> 24, text.length >>> 16, text.length >>> 8, text.length].map((n) => n & 0xff),
  )
  const content = Buffer.concat([random, size, text, Buffer.from(appId)])
  const fill = BLOCK - (content.length % BLOCK)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16))
  cipher.setAutoPadding(false)
  return cipher.update(Buffer.concat([content, Buffer.alloc(fill, fill)]), undefined, 'base64') + cipher.final('base64')
}

/** Opens a sealed reply of the merchant; undefined when it is not sealed for this account. */
export function openReply(encodingAesKey: string, appId: string, encrypted: string): string | undefined {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  const bytes = Buffer.from(encrypted, 'base64')
  if (bytes.length === 0 || bytes.length % 16 !== 0) return undefined
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16))
  decipher.setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()])
  const plain = padded.subarray(0, padded.length - (padded.at(-1) ?? 0))
  if (plain.length < 20) return undefined
  const end = 20 + plain.readUInt32BE(16)
  return plain.subarray(end).toString() === appId ? plain.subarray(20, end).toString() : undefined
}
