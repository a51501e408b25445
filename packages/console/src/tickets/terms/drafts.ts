import { createDraftStore } from '../../shell/draft-store.ts'
import { type TermLine, type TermsDraft, termKinds } from './terms.ts'

/** Changes that nobody has saved yet, by account; null while there are none. */
export const { use: useTermsDraft } = createDraftStore<TermsDraft | null>({
  prefix: 'redress.terms.',
  empty: null,
  isEmpty: (draft) => draft === null,
  parse: (value) =>
    typeof value === 'object' && value !== null && termKinds.every((kind) => isLines(Reflect.get(value, kind)))
      ? { reasons: linesOf(Reflect.get(value, 'reasons')), solutions: linesOf(Reflect.get(value, 'solutions')) }
      : null,
})

const isLines = (value: unknown): boolean => Array.isArray(value) && value.every(isLine)

const linesOf = (value: unknown): TermLine[] => (Array.isArray(value) ? value.filter(isLine) : [])

const isLine = (value: unknown): value is TermLine =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'number' &&
  'text' in value &&
  typeof value.text === 'string'
