import type { SimulatorCore } from '../core.ts'
import { SimulatorError } from '../errors.ts'
import type { Field } from '../fields/fields.ts'

export interface ControlCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below `/_sim`, parameters in braces. */
  readonly path: string
  readonly summary: string
  /** What the body must be; published in the document of the interface. */
  readonly input?: Field<unknown>
  handle(
    core: SimulatorCore,
    params: Readonly<Record<string, string>>,
    body: unknown,
    query: URLSearchParams,
  ): Promise<ControlAnswer> | ControlAnswer
}

export interface ControlAnswer {
  readonly status: 200 | 201 | 204
  readonly body?: unknown
}

export const ok = (body: unknown): ControlAnswer => ({ status: 200, body })
export const created = (body: unknown): ControlAnswer => ({ status: 201, body })
export const done: ControlAnswer = { status: 204 }

/** The last `limit` of a list, oldest first; all of it without a limit. */
export function latest<Item>(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  const limit = query.get('limit')
  if (limit === null) return items
  if (!/^[1-9]\d{0,5}$/.test(limit)) {
    throw new SimulatorError('INPUT_INVALID', '/limit: expected 1 to 999999', 'Correct the limit.', { field: '/limit' })
  }
  return items.slice(-Number(limit))
}
