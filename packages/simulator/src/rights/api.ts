import type { PayerChoice } from '../official-account/api.ts'
import type { Goods } from '../official-account/official-state.ts'
import type { PictureInput } from '../simulator-api.ts'
import type { TicketEvent, TicketState } from './ticket.ts'

export interface FileRightsInput extends PayerChoice {
  readonly appId: string
  readonly reason: string
  readonly solution?: string
  /** Remark and phone number. */
  readonly extInfo?: string
  /** At most 5. */
  readonly pictures?: readonly PictureInput[]
  /** An earlier payment; defaults to a new one, made early enough to complain about. */
  readonly transactionId?: string
  /** Of the new payment. Defaults to `physical`. */
  readonly goods?: Goods
  /** Of the new payment. Defaults to true. */
  readonly delivered?: boolean
}

export interface FiledRights {
  readonly feedbackId: string
  readonly transactionId: string
  readonly openId: string
}

export interface RightsView {
  readonly feedbackId: string
  readonly appId: string
  readonly openId: string
  readonly payerId: string
  readonly transactionId: string
  readonly reason: string
  readonly solution: string | null
  readonly extInfo: string | null
  /** Addresses as the notification carries them. */
  readonly pictureUrls: readonly string[]
  readonly state: TicketState
  readonly goods: Goods
  readonly filedAt: string
  readonly dueAt: string
  readonly mayArbitrate: boolean
  readonly history: readonly { readonly at: string; readonly event: TicketEvent['event'] }[]
}

/** Rights tickets (维权单) and what payers do with them. */
export interface RightsApi {
  file(input: FileRightsInput): FiledRights
  list(): readonly RightsView[]
  get(feedbackId: string): RightsView
  confirm(feedbackId: string): void
  reject(feedbackId: string): void
  demandArbitration(feedbackId: string): void
  /** The merchant confirms in the console of the account instead of by the update call. */
  markInConsole(feedbackId: string): void
}
