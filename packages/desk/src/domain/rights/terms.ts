import { DeskError } from '../../errors.ts'

/** Own complaint reasons and solutions (自定义维权原因&解决方案), in their order. */
export interface Terms {
  readonly reasons: readonly string[]
  readonly solutions: readonly string[]
}

export const MOST_TERMS = 3
/** Characters as people count them, not UTF-16 units. */
export const LONGEST_TERM = 15

/** @throws {DeskError} `TERMS_INVALID` naming the first that the platform would not take */
export function checkTerms({ reasons, solutions }: Terms): Terms {
  return { reasons: checkList('reasons', reasons), solutions: checkList('solutions', solutions) }
}

function checkList(field: keyof Terms, list: readonly string[]): string[] {
  if (list.length > MOST_TERMS) throw invalid(field, `At most ${MOST_TERMS} ${field} of one's own.`)
  return list.map((entry, index) => {
    const term = entry.trim()
    const length = [...term].length
    const place = `${field}.${index}`
    if (length === 0) throw invalid(place, `${place}: is empty.`)
    if (length > LONGEST_TERM) throw invalid(place, `${place}: ${length} characters, at most ${LONGEST_TERM}.`)
    if (/\p{Cc}/u.test(term)) throw invalid(place, `${place}: has a line break or another control character.`)
    return term
  })
}

const invalid = (field: string, message: string): DeskError =>
  new DeskError(
    'TERMS_INVALID',
    message,
    `Give up to ${MOST_TERMS} reasons and ${MOST_TERMS} solutions of 1 to ${LONGEST_TERM} characters.`,
    { field },
  )
