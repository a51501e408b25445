import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto'
import type { Simulator } from '../../src/index.ts'

export interface CallOptions {
  /** Changes the request after it was signed. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly sentBody?: string | Uint8Array
  readonly timestamp?: number
  readonly serialNo?: string
  readonly mchid?: string
  readonly language?: string
  readonly scheme?: string
}

export interface CallResult {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of a foreign protocol, judged by the tests
  readonly json: any
}

/** Calls as a merchant's software would, with a signature made by node:crypto alone. */
export function createCaller(simulator: Simulator, mchid: string) {
  const credentials = simulator.credentials(mchid)
  const key = createPrivateKey(credentials.privateKey)

  async function call(method: string, target: string, body?: unknown, options: CallOptions = {}): Promise<CallResult> {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    return send(method, target, text, options.sentBody ?? text, 'application/json', options)
  }

  async function send(
    method: string,
    target: string,
    signedBody: string,
    sentBody: string | Uint8Array,
    contentType: string,
    options: CallOptions,
  ): Promise<CallResult> {
    const timestamp = String(options.timestamp ?? Math.floor(simulator.now().getTime() / 1000))
    const nonce = randomBytes(16).toString('hex').toUpperCase()
    const message = `${method}\n${target}\n${timestamp}\n${nonce}\n${signedBody}\n`
    const signature = sign('sha256', Buffer.from(message), key).toString('base64')
    const scheme = options.scheme ?? 'WECHATPAY2-SHA256-RSA2048'
    const given: Record<string, string | undefined> = {
      Accept: 'application/json',
      'User-Agent': 'simulator-test',
      'Content-Type': contentType,
      'Accept-Language': options.language ?? 'en',
      Authorization: `${scheme} mchid="${options.mchid ?? mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${options.serialNo ?? credentials.serialNo}"`,
      ...options.headers,
    }
    const headers = Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
    )
    const answer = await fetch(`${simulator.url}${target}`, {
      method,
      headers,
      ...(sentBody.length === 0 ? {} : { body: typeof sentBody === 'string' ? sentBody : new Uint8Array(sentBody) }),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const text = bytes.toString()
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: text.startsWith('{') ? JSON.parse(text) : undefined,
    }
  }

  return {
    credentials,
    get: (target: string, options?: CallOptions) => call('GET', target, undefined, options),
    post: (target: string, body: unknown, options?: CallOptions) => call('POST', target, body, options),
    put: (target: string, body: unknown, options?: CallOptions) => call('PUT', target, body, options),
    delete: (target: string, options?: CallOptions) => call('DELETE', target, undefined, options),
    /** Uploads a picture; `meta` can be spoiled. */
    upload(
      fileName: string,
      bytes: Uint8Array,
      change: { meta?: object; signed?: 'meta' | 'form'; parts?: 'all' | 'no-file' | 'no-meta' } = {},
    ) {
      const meta = JSON.stringify({
        filename: fileName,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        ...change.meta,
      })
      const part = (headers: string, content: string | Uint8Array) => [`--B\r\n${headers}\r\n\r\n`, content, '\r\n']
      const form = Buffer.concat(
        [
          ...(change.parts === 'no-meta'
            ? []
            : part('Content-Disposition: form-data; name="meta"\r\nContent-Type: application/json', meta)),
          ...(change.parts === 'no-file'
            ? []
            : part(
                `Content-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: image/bmp`,
                bytes,
              )),
          '--B--\r\n',
        ].map((piece) => Buffer.from(piece)),
      )
      const signed = change.signed === 'form' ? form.toString('latin1') : meta
      return send('POST', '/v3/merchant-service/images/upload', signed, form, 'multipart/form-data; boundary=B', {})
    },
  }
}

export type Caller = ReturnType<typeof createCaller>
