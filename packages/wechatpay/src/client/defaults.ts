import { randomBytes } from 'node:crypto'
import { ProtocolError } from '../errors.ts'
import type { Fetch } from './types.ts'

export const VERSION = '0.1.0'
export const DEFAULT_USER_AGENT = `redress-wechatpay/${VERSION} (Node.js ${process.versions.node})`
export const DEFAULT_TIMEOUT_MS = 30_000
/** JSON answers; a page of 300 history entries stays far below. */
export const MAX_JSON_BYTES = 16 * 1024 * 1024

export const platformFetch: Fetch = (url, init) => fetch(url, init)

export const systemRandomBytes = (size: number): Uint8Array => randomBytes(size)

/** Waits in real time, or stops waiting when the signal fires. */
export const systemSleep = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(new Error('the caller ended the call'))
      return
    }
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(new Error('the caller ended the call'))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })

export function checkUserAgent(value: string): string {
  if (!/^[\x20-\x7e]{1,256}$/.test(value)) {
    throw new ProtocolError('ARGUMENT_INVALID', 'userAgent: expected 1 to 256 printable ASCII characters', {
      field: 'userAgent',
    })
  }
  return value
}
