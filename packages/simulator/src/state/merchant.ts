import type { KeyMode } from '../options.ts'
import type { Algorithm } from '../pki/identities.ts'

export interface Merchant {
  readonly mchid: string
  readonly name: string
  readonly partnerMchid: string | null
  readonly keyMode: KeyMode
  readonly algorithm: Algorithm
  /** Milliseconds since 1970 at which the switch to the public key began; null when none runs. */
  readonly keySwitchStartedAt: number | null
}

/** Whether a caller may see and handle complaints of a merchant: itself, or the partner above it. */
export const mayActFor = (callerMchid: string, merchant: Merchant): boolean =>
  merchant.mchid === callerMchid || merchant.partnerMchid === callerMchid
