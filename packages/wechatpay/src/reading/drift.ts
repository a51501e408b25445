/** One place where the platform's answer differs from what this version knows. Never holds personal data. */
export interface Drift {
  /**
   * - `unknown-field`: a field was added; its content is in `raw`.
   * - `unknown-value`: an enumeration has a new value; it is kept as `{ unknown }`.
   * - `wrong-type`: a value had another JSON type than documented and was read all the same.
   * - `missing-field`: a documented field was absent; a neutral value stands in.
   */
  readonly kind: 'unknown-field' | 'unknown-value' | 'wrong-type' | 'missing-field'
  /** Which shape was read: complaint, history, notification, … */
  readonly shape: string
  /** Dotted path, such as `complaint.complaint_order_info[0].amount`. */
  readonly path: string
  /** The new value of an enumeration, at most 64 characters. */
  readonly value?: string
}

export type OnDrift = (drift: Drift) => void
