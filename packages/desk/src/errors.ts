export interface DeskErrorOptions {
  /** The option, variable or input field at fault. */
  readonly field?: string
  readonly cause?: unknown
}

/**
 * A problem that a person can act on. `code` is stable and for programs, the message says what is wrong, `remedy` what
 * to do next. Keys, plaintext and phone numbers never enter any of them.
 */
export class DeskError extends Error {
  override readonly name: string = 'DeskError'
  readonly code: string
  readonly remedy: string
  readonly field: string | undefined

  constructor(code: string, message: string, remedy: string, options: DeskErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.remedy = remedy
    this.field = options.field
  }
}

/** A guard said no: nothing went wrong, a person has to decide. Commands end with exit code 3. */
export class GuardRefusal extends DeskError {
  override readonly name = 'GuardRefusal'
}
