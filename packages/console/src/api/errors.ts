import type { Reason } from './types.ts'

/** A refusal by the desk, or no answer at all (`status` 0, code `DESK_UNREACHABLE`). */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  /** Stable code of the problem, such as `COMPLETION_GUARD`. */
  readonly code: string
  readonly remedy: string | undefined
  readonly field: string | undefined
  readonly reasons: readonly Reason[]
  /** Whole seconds to wait before trying again, where the desk said so. */
  readonly retryAfter: number | undefined

  constructor(
    status: number,
    problem: { code: string; detail: string; remedy?: string; field?: string; reasons?: readonly Reason[] },
    retryAfter?: number,
  ) {
    super(problem.detail)
    this.status = status
    this.code = problem.code
    this.remedy = problem.remedy
    this.field = problem.field
    this.reasons = problem.reasons ?? []
    this.retryAfter = retryAfter
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const reasonsOf = (value: unknown): Reason[] =>
  (Array.isArray(value) ? value : []).flatMap((item: unknown) => {
    if (!isRecord(item)) return []
    const code = textOf(item['code'])
    return code === undefined ? [] : [{ code, message: textOf(item['message']) ?? code }]
  })

/** Reads a problem document, and whatever a proxy in between may have answered instead of one. */
export function errorFromAnswer(
  response: Pick<Response, 'status' | 'statusText' | 'headers'>,
  body: unknown,
): ApiError {
  const problem = isRecord(body) ? body : {}
  const remedy = textOf(problem['remedy'])
  const field = textOf(problem['field'])
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10)
  return new ApiError(
    response.status,
    {
      code: textOf(problem['code']) ?? `HTTP_${response.status}`,
      detail:
        textOf(problem['detail']) ?? textOf(problem['title']) ?? `${response.status} ${response.statusText}`.trim(),
      reasons: reasonsOf(problem['reasons']),
      ...(remedy === undefined ? {} : { remedy }),
      ...(field === undefined ? {} : { field }),
    },
    Number.isFinite(seconds) ? seconds : undefined,
  )
}

/** The desk could not be reached, or broke off before it answered. */
export const unreachable = (cause: unknown): ApiError =>
  Object.assign(new ApiError(0, { code: 'DESK_UNREACHABLE', detail: 'The desk did not answer.' }), { cause })
