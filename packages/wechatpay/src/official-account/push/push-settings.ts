import type { AppId } from '../ids.ts'
import type { PushCipher } from './push-cipher.ts'
import type { PushToken } from './push-token.ts'

/** How an account's messages reach its server (消息推送配置). */
export interface PushSettings {
  readonly appId: AppId
  readonly token: PushToken
  /** The current key first, then the former one. With a key, plain messages are refused unless `acceptPlain` is set. */
  readonly ciphers?: readonly PushCipher[] | undefined
  /** For the plain mode (明文) while keys are configured. Plain messages prove nothing about their content. */
  readonly acceptPlain?: boolean | undefined
  /** How far the clocks may be apart, seconds. Default 300. */
  readonly windowSeconds?: number | undefined
}

/** Query parameters of a push, as the HTTP framework decoded them. */
export type PushQuery = Readonly<Record<string, string | undefined>>
