import type { TFunction } from 'i18next'
import { zhCN } from '../i18n/zh-CN.ts'

const isKnown = (code: string): code is keyof typeof zhCN.deskProblem => Object.hasOwn(zhCN.deskProblem, code)

const isBlocked = (code: string): code is keyof typeof zhCN.blocked => Object.hasOwn(zhCN.blocked, code)

/** The operator's own words for a problem code of the desk, or undefined for one we have no words for. */
export function knownProblem(t: TFunction, code: string): { message: string; remedy: string | undefined } | undefined {
  if (isKnown(code)) return { message: t(`deskProblem.${code}.message`), remedy: t(`deskProblem.${code}.remedy`) }
  return isBlocked(code) ? { message: t(`blocked.${code}`), remedy: undefined } : undefined
}
