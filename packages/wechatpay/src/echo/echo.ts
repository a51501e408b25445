import { checkHttpsUrl, checkText } from '../checks/arguments.ts'
import { encryptSensitive } from '../cipher/sensitive.ts'
import { ProtocolError } from '../errors.ts'
import type { PlatformKey } from '../keys/platform-key.ts'
import { RecordReader } from '../reading/record-reader.ts'
import { jsonBody, type UnsignedRequest } from '../transport/request.ts'

export interface Echo {
  /** Comes back as it is. */
  readonly message: string
  /** Travels encrypted both ways, so that both directions of the encryption are tested. */
  readonly secret?: string | undefined
  /** https; a notification with the event type SECURITY_ECHO.SUCCESS follows. */
  readonly notifyUrl?: string | undefined
}

export interface EchoAnswer {
  readonly message: string
  /** Decrypted. */
  readonly secret: string | undefined
}

/** Builds the connectivity test, unsigned. @see docs/sdk/sources.md#echo */
export function buildEcho(echo: Echo, key: PlatformKey | undefined): UnsignedRequest {
  if (echo.secret !== undefined && key === undefined) {
    throw new ProtocolError('PLATFORM_KEY_UNKNOWN', 'the keyring holds no key to encrypt with', { field: 'secret' })
  }
  return {
    call: 'echo',
    method: 'POST',
    path: '/v3/security/echo',
    // A test leaves nothing behind that anybody would have to look up; its failures are what it is for.
    effect: 'read',
    platformSerial: echo.secret === undefined ? undefined : key?.serial,
    body: jsonBody({
      echo_message: checkText(echo.message, 'message', { max: 1024 }),
      encrypted_echo_message:
        echo.secret === undefined || key === undefined ? undefined : encryptSensitive(echo.secret, key),
      notify_url: echo.notifyUrl === undefined ? undefined : checkHttpsUrl(echo.notifyUrl, 'notifyUrl', 256),
    }),
  }
}

export function readEchoAnswer(json: unknown, decrypt: (ciphertext: string) => string): EchoAnswer {
  const reader = new RecordReader(json, '', { shape: 'echo', onDrift: undefined })
  const secret = reader.optionalText('encrypted_echo_message')
  return {
    message: reader.text('echo_message'),
    secret: secret === undefined || secret === '' ? undefined : decrypt(secret),
  }
}
