import { type KeyObject, sign, verify } from 'node:crypto'

export const RSA_SCHEME = 'WECHATPAY2-SHA256-RSA2048'

export interface SignedRequestParts {
  readonly method: string
  /** Path and query exactly as they travel. */
  readonly target: string
  readonly timestamp: string
  readonly nonce: string
  /** The body as sent, or the text of the `meta` part of an upload. */
  readonly body: Uint8Array
}

const NEWLINE = Buffer.from('\n')

/** The five lines whose signature a caller sends. The last line ends with a newline too. */
export const requestMessage = (parts: SignedRequestParts): Buffer =>
  Buffer.concat([
    Buffer.from(`${parts.method}\n${parts.target}\n${parts.timestamp}\n${parts.nonce}\n`),
    parts.body,
    NEWLINE,
  ])

/** The three lines that the platform signs, in answers and in notifications. */
export const answerMessage = (timestamp: string, nonce: string, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, NEWLINE])

/** RSASSA-PKCS1-v1_5 with SHA-256, Base64. Runs on the thread pool, so that several answers are signed at once. */
export const signRsa = (key: KeyObject, message: Uint8Array): Promise<string> =>
  new Promise((resolve, reject) => {
    sign('sha256', message, key, (error, signature) => {
      if (error) reject(error)
      else resolve(signature.toString('base64'))
    })
  })

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** False for anything that is not a valid signature, text that is no Base64 included. Never throws. */
export const verifyRsa = (key: KeyObject, message: Uint8Array, signature: string): boolean =>
  BASE64.test(signature) && verify('sha256', message, key, Buffer.from(signature, 'base64'))
