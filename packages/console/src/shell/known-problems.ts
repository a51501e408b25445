import type { TFunction } from 'i18next'
import { zhCN } from '../i18n/zh-CN.ts'

const isKnown = (code: string): code is keyof typeof zhCN.deskProblem => Object.hasOwn(zhCN.deskProblem, code)

/** The operator's own words for a problem code of the desk, or undefined for one we have no words for. */
export const knownProblem = (t: TFunction, code: string): { message: string; remedy: string } | undefined =>
  isKnown(code) ? { message: t(`deskProblem.${code}.message`), remedy: t(`deskProblem.${code}.remedy`) } : undefined
