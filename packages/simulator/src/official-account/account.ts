import { seededDigits, seededHex, seededText } from '../crypto/seeded.ts'
import type { ReplyProfile } from './profile.ts'

export type PushMode = 'plain' | 'compatible' | 'safe'

/** An official account with payment. Its secrets follow from the seed and are not kept here. */
export interface OfficialAccount {
  readonly appId: string
  readonly name: string
  readonly profile: ReplyProfile
  /** Where complaints are notified; registered by a contact person, not by the merchant. */
  readonly payfeedbackUrl: string | null
  /** Where messages and events are pushed. */
  readonly pushUrl: string | null
  readonly pushMode: PushMode
  /** `strict`: a notification counts as received when the answer is `success`. `lenient`: with any 200. */
  readonly answerCheck: 'strict' | 'lenient'
  /** Agent accounts that messages may be sent as. */
  readonly agents: readonly string[]
  /** The merchant's own complaint reasons and solutions, at most 3 of each, at most 15 characters. */
  readonly reasons: readonly string[]
  readonly solutions: readonly string[]
}

export interface AccountSecrets {
  /** `gh_…` */
  readonly originalId: string
  readonly appSecret: string
  readonly paySignKey: string
  readonly partnerId: string
  readonly pushToken: string
  readonly encodingAesKey: string
}

/** The same seed gives the same secrets. */
export const secretsOf = (seed: string, appId: string): AccountSecrets => ({
  originalId: `gh_${seededHex(seed, `original id ${appId}`, 12).toLowerCase()}`,
  appSecret: seededHex(seed, `app secret ${appId}`, 32).toLowerCase(),
  paySignKey: seededText(seed, `pay sign key ${appId}`, 128),
  partnerId: `19${seededDigits(seed, `partner id ${appId}`, 8)}`,
  pushToken: seededText(seed, `push token ${appId}`, 24),
  // The last character carries four bits only; A is the one whose other bits are zero in every decoder.
  encodingAesKey: `${seededText(seed, `push key ${appId}`, 42)}A`,
})
