import type { Merchant } from '../api/types.ts'

export const MAX_LABELS = 20
/** Most characters of a label, counted as the desk counts them. */
export const LABEL_LIMIT = 64

const byName = new Intl.Collator('zh-CN', { numeric: true })

/** Every label that a merchant carries, each once, by name; the chosen one too, though nobody carries it any more. */
export const labelChoices = (merchants: readonly Pick<Merchant, 'labels'>[], chosen = ''): string[] =>
  [...new Set([...merchants.flatMap(({ labels }) => labels), ...(chosen === '' ? [] : [chosen])])].sort(byName.compare)

/** Labels as typed, without the space around them, each once. */
export const labelsFromForm = (typed: readonly string[]): string[] => [
  ...new Set(typed.map((label) => label.trim()).filter((label) => label !== '')),
]

export type LabelProblem = 'tooMany' | 'tooLong'

/** Judges labels before they are saved. Same rules as the desk; the desk remains the judge. */
export function judgeLabels(labels: readonly string[]): LabelProblem | undefined {
  if (labels.length > MAX_LABELS) return 'tooMany'
  return labels.some((label) => Array.from(label).length > LABEL_LIMIT) ? 'tooLong' : undefined
}
