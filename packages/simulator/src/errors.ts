export type SimulatorErrorCode =
  | 'INPUT_INVALID'
  | 'MERCHANT_UNKNOWN'
  | 'MERCHANT_EXISTS'
  | 'COMPLAINT_UNKNOWN'
  | 'ACCOUNT_UNKNOWN'
  | 'ACCOUNT_EXISTS'
  | 'RIGHTS_UNKNOWN'
  | 'DELIVERY_UNKNOWN'
  | 'FAULT_UNKNOWN'
  | 'STATE_CONFLICT'
  | 'ROUTE_UNKNOWN'
  | 'BODY_TOO_LARGE'
  | 'STATE_FILE_INVALID'

const STATUS: Readonly<Record<SimulatorErrorCode, number>> = {
  INPUT_INVALID: 400,
  MERCHANT_UNKNOWN: 404,
  MERCHANT_EXISTS: 409,
  COMPLAINT_UNKNOWN: 404,
  ACCOUNT_UNKNOWN: 404,
  ACCOUNT_EXISTS: 409,
  RIGHTS_UNKNOWN: 404,
  DELIVERY_UNKNOWN: 404,
  FAULT_UNKNOWN: 404,
  STATE_CONFLICT: 409,
  ROUTE_UNKNOWN: 404,
  BODY_TOO_LARGE: 413,
  STATE_FILE_INVALID: 500,
}

/** What the control interface refuses. The simulated platform refuses in its own shapes. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError'
  readonly code: SimulatorErrorCode
  /** What to do next, one sentence. */
  readonly remedy: string
  /** The offending input field, as a JSON pointer. */
  readonly field: string | undefined

  constructor(
    code: SimulatorErrorCode,
    message: string,
    remedy: string,
    options: { field?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.remedy = remedy
    this.field = options.field
  }

  get status(): number {
    return STATUS[this.code]
  }
}
