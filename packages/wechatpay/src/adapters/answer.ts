import { ProtocolError, type ProtocolErrorCode } from '../errors.ts'
import type { HeaderSource } from '../headers.ts'
import type { NotificationReceiver, ReceivedEvent } from '../notifications/receiver.ts'

export interface AdapterOptions {
  readonly receiver: NotificationReceiver
  /**
   * Called once the notification is proved. Store it and return; the platform waits five seconds. An error makes the
   * platform deliver again.
   */
  readonly handle: (event: ReceivedEvent) => void | Promise<void>
  /** Hears about every refusal and every failed handler. Probes are normal traffic: don't log them as errors. */
  readonly onError?: ((error: unknown) => void) | undefined
  /** Largest body, bytes. Default 1 MiB and a half; the platform sends at most 1 MiB of ciphertext. */
  readonly maxBytes?: number | undefined
}

export interface NotificationAnswer {
  readonly status: 204 | 400 | 401 | 413 | 500
  /** JSON text, empty for 204. */
  readonly body: string
}

export const DEFAULT_MAX_BYTES = 1_572_864
const ACCEPTED: NotificationAnswer = { status: 204, body: '' }

/** Receives one notification and says what to answer. Never throws. */
export async function answerNotification(
  options: AdapterOptions,
  headers: HeaderSource,
  readBody: () => Promise<Uint8Array> | Uint8Array,
): Promise<NotificationAnswer> {
  let event: ReceivedEvent
  try {
    event = await options.receiver.receive(headers, await readBody())
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'REPLAYED') return ACCEPTED
    tell(options, error)
    return refusal(error)
  }
  try {
    await options.handle(event)
    await options.receiver.settle(headers)
    return ACCEPTED
  } catch (error) {
    tell(options, error)
    await releaseQuietly(options, headers)
    return fail(500, 'the notification could not be processed')
  }
}

/** With a shared replay cache that is down the platform is answered all the same, and delivers again later. */
async function releaseQuietly(options: AdapterOptions, headers: HeaderSource): Promise<void> {
  try {
    await options.receiver.release(headers)
  } catch (error) {
    tell(options, error)
  }
}

/** The refusal of a body that something has parsed, naming what to move. */
export const parsedAlready = (remedy: string): ProtocolError =>
  new ProtocolError('BODY_PARSED_ALREADY', 'the body was parsed before it could be proved', { field: 'body', remedy })

export const tooLarge = (maxBytes: number): ProtocolError =>
  new ProtocolError('BODY_TOO_LARGE', `the body is larger than ${maxBytes} bytes`, { field: 'body' })

const STATUS: Partial<Readonly<Record<ProtocolErrorCode, 400 | 401 | 413 | 500>>> = {
  BODY_INVALID: 400,
  BODY_NOT_JSON: 400,
  BODY_TOO_LARGE: 413,
  BODY_PARSED_ALREADY: 500,
  DECRYPT_FAILED: 400,
  // Two routes may deliver at once. Accepting the second would lose the notification if the first one then fails.
  DELIVERY_IN_PROGRESS: 500,
  HEADER_MISSING: 401,
  PLATFORM_KEY_EXPIRED: 401,
  PLATFORM_KEY_UNKNOWN: 401,
  SIGNATURE_INVALID: 401,
  SIGNATURE_PROBE: 401,
  SIGNATURE_TYPE_UNSUPPORTED: 401,
  TIMESTAMP_OUT_OF_RANGE: 401,
}

function refusal(error: unknown): NotificationAnswer {
  if (!(error instanceof ProtocolError)) return fail(500, 'the notification could not be received')
  return fail(STATUS[error.code] ?? 500, error.message)
}

const fail = (status: 400 | 401 | 413 | 500, message: string): NotificationAnswer => ({
  status,
  body: JSON.stringify({ code: 'FAIL', message: message.slice(0, 256) }),
})

function tell(options: AdapterOptions, error: unknown): void {
  try {
    options.onError?.(error)
  } catch {
    // The answer to the platform must not depend on the caller's logging.
  }
}
