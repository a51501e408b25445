import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

export interface PostResult {
  /** Null when no answer came. */
  readonly status: number | null
  readonly error: string | null
}

export interface Poster {
  /** Posts and waits for the whole answer, at most `timeoutMs`. Never throws. */
  post(url: string, headers: Record<string, string>, body: Uint8Array, timeoutMs: number): Promise<PostResult>
  close(): void
}

/** Connections to one receiver; more notifications wait for a free one, and their time starts then. */
const MAX_SOCKETS = 256

/** @param trustAnyCertificate For receivers with a certificate of their own making. */
export function createPoster(trustAnyCertificate: boolean): Poster {
  const plain = new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS })
  const secure = new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS, rejectUnauthorized: !trustAnyCertificate })
  return {
    post: (url, headers, body, timeoutMs) =>
      new Promise((resolve) => {
        const fail = (error: Error & { code?: string }): void => {
          resolve({ status: null, error: error.code ?? error.message })
        }
        // What cannot be sent at all, such as an address that is no URL, makes the runtime throw at once.
        try {
          const address = new URL(url)
          const overTls = address.protocol === 'https:'
          const send = overTls ? httpsRequest : httpRequest
          const outgoing = send(
            address,
            {
              method: 'POST',
              headers: { ...headers, 'Content-Length': String(body.length) },
              agent: overTls ? secure : plain,
            },
            (answer) => {
              answer.resume()
              answer.on('end', () => resolve({ status: answer.statusCode ?? null, error: null }))
              answer.on('error', fail)
            },
          )
          let timer: NodeJS.Timeout | undefined
          outgoing.on('socket', () => {
            timer = setTimeout(() => {
              outgoing.destroy(Object.assign(new Error('no answer in time'), { code: 'TIMEOUT' }))
            }, timeoutMs)
          })
          outgoing.on('close', () => clearTimeout(timer))
          outgoing.on('error', fail)
          outgoing.end(body)
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)))
        }
      }),
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}
