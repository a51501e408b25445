import type {
  HeldDecisionFact,
  MarkedFact,
  NotedFact,
  NoticeFact,
  WrittenFact,
} from '../../../src/domain/rights/facts.ts'
import { MINUTE_MS } from '../../../src/domain/time.ts'

export const FILED = Date.parse('2026-03-20T14:00:00+08:00')
export const PARTNER = '1900000109'
export const PAYER = 'oSimUser_0001-abcdefghijklmn'

/** Minutes after the filing. */
export const minute = (count: number): number => FILED + count * MINUTE_MS

/** A notice so many minutes after the filing, received a second later. */
export function notice(kind: NoticeFact['kind'], minutes: number, changes: Partial<NoticeFact> = {}): NoticeFact {
  const at = minute(minutes)
  const wireKind = kind === 'unknown-notice' ? 'arbitrate' : kind
  return {
    kind,
    id: `${wireKind}:${minutes}`,
    at,
    receivedAt: at + 1_000,
    wireKind,
    openId: PAYER,
    transactionId: kind === 'request' ? `${PARTNER}201402143240185685` : null,
    reason: '质量问题',
    solution: kind === 'request' ? '换货' : null,
    remark: kind === 'request' ? '请尽快联系 13800000000' : null,
    pictureUrls: [],
    ...changes,
  }
}

const own = (kind: string, minutes: number) => ({
  id: `${kind}:${minutes}`,
  at: minute(minutes),
  receivedAt: minute(minutes),
  actor: 'lin',
})

export const marked = (minutes: number, changes: Partial<MarkedFact> = {}): MarkedFact => ({
  kind: 'marked',
  outcome: 'marked',
  settledAsAgreed: true,
  ...own('marked', minutes),
  ...changes,
})

export const noted = (kind: NotedFact['kind'], minutes: number): NotedFact => ({ kind, ...own(kind, minutes) })

export const written = (minutes: number): WrittenFact => {
  const { id, at, receivedAt } = own('out', minutes)
  return { kind: 'written', id, at, receivedAt }
}

export const decided = (kind: HeldDecisionFact['kind'], noticeId: string, minutes: number): HeldDecisionFact => ({
  kind,
  noticeId,
  reason: '电话核实',
  ...own(`held:${noticeId}`, minutes),
})
