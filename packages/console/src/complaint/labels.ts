import type { TFunction } from 'i18next'
import type { Action, Complaint } from '../api/types.ts'
import { yuan } from '../format/money.ts'
import { zhCN } from '../i18n/zh-CN.ts'

const isKey = <T extends object>(map: T, key: string): key is Extract<keyof T, string> => Object.hasOwn(map, key)

/** The platform may invent values tomorrow: an unknown one is shown as it is. */
export function problemTypeText(t: TFunction, problemType: string | null): string {
  if (problemType === null) return t('problemType.none')
  return isKey(zhCN.problemType, problemType) ? t(`problemType.${problemType}`) : problemType
}

/** What a complaint is about, in a few words: its kind, or the reason of a rights ticket. */
export function titleText(
  t: TFunction,
  complaint: Pick<Complaint, 'channel' | 'problemType' | 'problemDescription'>,
): string {
  if (complaint.channel !== 'rights-v16') return problemTypeText(t, complaint.problemType)
  return complaint.problemDescription === '' ? t('rights.untitled') : complaint.problemDescription
}

export const ticketStateText = (t: TFunction, state: string): string =>
  isKey(zhCN.rights.state, state) ? t(`rights.state.${state}`) : state

export const ticketStateHint = (t: TFunction, state: string): string =>
  isKey(zhCN.rights.stateHint, state) ? t(`rights.stateHint.${state}`) : state

export const stateText = (t: TFunction, state: string): string =>
  isKey(zhCN.state, state) ? t(`state.${state}`) : state

export const timelineActionText = (t: TFunction, action: string, wireAction: string): string =>
  isKey(zhCN.timeline.action, action) ? t(`timeline.action.${action}`) : t('timeline.unknown', { action: wireAction })

/** What an action does, with the sum where it moves money. */
export function actionKindText(
  t: TFunction,
  action: Pick<Action, 'kind' | 'decision' | 'refund' | 'message' | 'delivery'>,
): string {
  const amount = action.refund === null ? '' : yuan(action.refund.amount)
  switch (action.kind) {
    case 'reply':
    case 'completion':
      return t(`action.${action.kind}`)
    case 'refund':
      return t('action.refund', { amount })
    case 'refund-decision':
      return action.decision === 'approve' ? t('action.approval', { amount }) : t('action.rejection')
    case 'message':
      return action.message === null
        ? t('action.other')
        : t('action.message', { type: t(`chat.types.${action.message.type}`) })
    case 'delivery-notice':
      return action.delivery === null
        ? t('action.delivery')
        : t('rights.delivery.action', { status: t(`rights.delivery.statuses.${action.delivery.status}`) })
    default:
      return t('action.other')
  }
}

/** A guard's reason in the operator's language; one we have no words for keeps the desk's own sentence. */
export const guardText = (t: TFunction, reason: { readonly code: string; readonly message: string }): string =>
  isKey(zhCN.guard, reason.code) ? t(`guard.${reason.code}`) : reason.message

export const blockedText = (t: TFunction, blocked: { readonly code?: string; readonly reason?: string }): string =>
  blocked.code !== undefined && isKey(zhCN.blocked, blocked.code)
    ? t(`blocked.${blocked.code}`)
    : (blocked.reason ?? blocked.code ?? '')

/**
 * Why an action stands still. What the platform said stays in its own words, with our remedy; codes of the desk are
 * told in the operator's language, and anything unknown as the desk says it.
 */
export function problemText(
  t: TFunction,
  problem: { readonly code: string; readonly message: string; readonly remedy: string },
  kind: Action['kind'],
): { readonly message: string; readonly remedy: string } {
  if (kind === 'message' && problem.code === 'OUTCOME_UNKNOWN') {
    return {
      message: t('actionProblem.MESSAGE_OUTCOME_UNKNOWN.message'),
      remedy: t('actionProblem.MESSAGE_OUTCOME_UNKNOWN.remedy'),
    }
  }
  if (isKey(zhCN.platformRemedy, problem.code)) {
    return { message: problem.message, remedy: t(`platformRemedy.${problem.code}`) }
  }
  return isKey(zhCN.actionProblem, problem.code)
    ? { message: t(`actionProblem.${problem.code}.message`), remedy: t(`actionProblem.${problem.code}.remedy`) }
    : problem
}
