import type { TFunction } from 'i18next'

/** The operator's own words for a problem code of the desk, or undefined for one we have no words for. */
export function knownProblem(t: TFunction, code: string): { message: string; remedy: string | undefined } | undefined {
  void t
  void code
  return undefined
}
