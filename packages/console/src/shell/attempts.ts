import { newIdempotencyKey } from '../api/idempotency-key.ts'
import { createDraftStore } from './draft-store.ts'

/** A write that was begun and of which no success is known. */
interface Attempt {
  readonly content: string
  readonly key: string
}

// Kept as drafts are: whoever looks at another complaint after a lost answer comes back to the same attempt.
const { read, write, change } = createDraftStore<Attempt | null>({
  prefix: 'redress.attempt.',
  empty: null,
  isEmpty: (attempt) => attempt === null,
  parse: (value) =>
    typeof value === 'object' &&
    value !== null &&
    'content' in value &&
    typeof value.content === 'string' &&
    'key' in value &&
    typeof value.key === 'string'
      ? { content: value.content, key: value.key }
      : null,
})

/**
 * The idempotency key of a write. The same content gets the same key until it is known to have arrived, so that
 * sending again after a lost answer cannot do it twice.
 * @param id What is written to, such as `reply.` and the id of a complaint.
 */
export function keyOfAttempt(id: string, content: string): string {
  const known = read(id)
  if (known?.content === content) return known.key
  const key = newIdempotencyKey()
  write(id, { content, key })
  return key
}

/** To be called once the write has arrived: the same content is another write from here on. */
export const endAttempt = (id: string, content: string): void =>
  change(id, (attempt) => (attempt?.content === content ? null : attempt))
