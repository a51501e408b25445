import { createHash, timingSafeEqual } from 'node:crypto'
import { ProtocolError } from '../../errors.ts'

/** The Token of the message push settings, ready for use; it cannot be read back, printed or serialised. */
export interface PushToken {
  /** SHA1 of the token and these parts, sorted as text and joined, 40 lower-case hexadecimal digits. */
  sign(...parts: readonly string[]): string
}

/**
 * @param token 3 to 32 letters and digits.
 * @throws {ProtocolError} `ARGUMENT_INVALID`
 */
export function parsePushToken(token: string): PushToken {
  if (!/^[A-Za-z0-9]{3,32}$/.test(token))
    throw new ProtocolError('ARGUMENT_INVALID', 'pushToken: expected 3 to 32 letters and digits', {
      field: 'pushToken',
    })
  return {
    sign: (...parts) =>
      createHash('sha1')
        .update([token, ...parts].sort().join(''), 'utf8')
        .digest('hex'),
  }
}

/** Compares in constant time. */
export const isPushSignature = (token: PushToken, parts: readonly string[], received: string): boolean =>
  /^[0-9a-f]{40}$/.test(received) && timingSafeEqual(Buffer.from(token.sign(...parts)), Buffer.from(received))
