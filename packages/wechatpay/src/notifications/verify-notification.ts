import { ProtocolError } from '../errors.ts'
import type { HeaderSource } from '../headers.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { PlatformKey } from '../keys/platform-key.ts'
import { readSignatureHeaders, type VerifyOptions, verifySignature } from '../signing/verify-signature.ts'

/**
 * Checks that a notification was signed by the platform, and recently. Proves only; nothing is parsed.
 * @param rawBody Bytes exactly as received; a body parsed and printed again does not verify.
 * @param now Unix time, whole seconds. Accepted while |now - timestamp| < 300; exactly 300 is refused.
 * @throws {ProtocolError} `BODY_PARSED_ALREADY` | `HEADER_MISSING` | `SIGNATURE_PROBE` | `TIMESTAMP_OUT_OF_RANGE` |
 * `PLATFORM_KEY_UNKNOWN` | `PLATFORM_KEY_EXPIRED` | `SIGNATURE_TYPE_UNSUPPORTED` | `SIGNATURE_INVALID`
 * @see docs/sdk/sources.md#answer-signature
 */
export function verifyNotification(
  headers: HeaderSource,
  rawBody: Uint8Array,
  keyring: Pick<Keyring, 'find'>,
  now: number,
  options: VerifyOptions = {},
): PlatformKey {
  requireRawBytes(rawBody)
  return verifySignature(readSignatureHeaders(headers), rawBody, keyring, now, options)
}

/** Refuses text and parsed objects: only the bytes of the wire can be proved. */
export function requireRawBytes(body: unknown): asserts body is Uint8Array {
  if (body instanceof Uint8Array) return
  throw new ProtocolError(
    'BODY_PARSED_ALREADY',
    `expected the raw bytes of the body, got ${body === null ? 'null' : typeof body}`,
    { field: 'body' },
  )
}
