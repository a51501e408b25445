import type { AccountTerms } from '../../api/types.ts'

/** Most characters of one reason or solution, counted as people do: in code points. */
export const TERM_LIMIT = 15
/** Most reasons, and most solutions, of one official account. */
export const MAX_TERMS = 3

export const termKinds = ['reasons', 'solutions'] as const
export type TermKind = (typeof termKinds)[number]

/** One line of the editor. The id keeps fields and focus with their text while lines move. */
export interface TermLine {
  readonly id: number
  readonly text: string
}

export type TermsDraft = { readonly [Kind in TermKind]: readonly TermLine[] }

export const draftFromTerms = (terms: AccountTerms): TermsDraft => ({
  reasons: terms.reasons.map((text, id) => ({ id, text })),
  solutions: terms.solutions.map((text, id) => ({ id, text })),
})

export const termsFromDraft = (draft: TermsDraft): AccountTerms => ({
  reasons: draft.reasons.map(({ text }) => text.trim()),
  solutions: draft.solutions.map(({ text }) => text.trim()),
})

export const termLength = (text: string): number => Array.from(text.trim()).length

export type TermProblem = 'blank' | 'over' | 'twice'

/** What is wrong with each line, in their order. */
export function judgeTerms(lines: readonly TermLine[]): (TermProblem | undefined)[] {
  const seen = new Set<string>()
  return lines.map((line) => {
    const text = line.text.trim()
    if (text === '') return 'blank'
    if (termLength(text) > TERM_LIMIT) return 'over'
    if (seen.has(text)) return 'twice'
    seen.add(text)
    return undefined
  })
}

export const isValid = (draft: TermsDraft): boolean =>
  termKinds.every((kind) => judgeTerms(draft[kind]).every((problem) => problem === undefined))

export const isSame = (draft: TermsDraft, terms: AccountTerms): boolean =>
  JSON.stringify(termsFromDraft(draft)) === JSON.stringify({ reasons: terms.reasons, solutions: terms.solutions })

export const withLine = (lines: readonly TermLine[]): readonly TermLine[] =>
  lines.length >= MAX_TERMS ? lines : [...lines, { id: Math.max(-1, ...lines.map(({ id }) => id)) + 1, text: '' }]

/** The lines with one of them a place up or down; unchanged where there is no such place. */
export function moved(lines: readonly TermLine[], index: number, by: 1 | -1): readonly TermLine[] {
  const line = lines[index]
  const other = lines[index + by]
  if (line === undefined || other === undefined) return lines
  return lines.map((item, at) => (at === index ? other : at === index + by ? line : item))
}
