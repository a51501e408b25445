import type { Action } from '../api/types.ts'

export type StepName = 'decided' | 'agreed' | 'promised' | 'started' | 'arrived'
export type StepState = 'done' | 'current' | 'todo' | 'stuck'

export interface RefundStep {
  readonly name: StepName
  readonly state: StepState
}

export interface RefundProgress {
  /** fen */
  readonly amount: number
  readonly outRefundNo: string | null
  /** Who paid, when it was not this desk. */
  readonly settledBy: string | null
  readonly steps: readonly RefundStep[]
}

/** How far the latest approved refund has come, read off its two actions; undefined when none was approved. */
export function refundProgress(actions: readonly Action[]): RefundProgress | undefined {
  const ordered = [...actions].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt))
  const decision = ordered.findLast((action) => action.kind === 'refund-decision')
  if (decision === undefined || decision.decision !== 'approve' || decision.state === 'cancelled') return undefined
  const refund = ordered.findLast((action) => action.kind === 'refund' && action.createdAt >= decision.createdAt)
  const promised = decision.state === 'sent' || decision.state === 'verified'
  const reached: Record<StepName, boolean> = {
    decided: true,
    agreed: decision.approval === null || decision.approval.by !== null,
    promised,
    started: refund !== undefined && (refund.state === 'sent' || refund.state === 'verified'),
    arrived: refund?.state === 'verified',
  }
  const names: StepName[] = decision.approval === null ? ['decided', 'promised'] : ['decided', 'agreed', 'promised']
  const all: StepName[] = [...names, 'started', 'arrived']
  const next = all.findIndex((name) => !reached[name])
  const stuck = decision.state === 'parked' || refund?.state === 'parked'
  return {
    amount: refund?.refund?.amount ?? decision.refund?.amount ?? 0,
    outRefundNo: refund?.refund?.outRefundNo ?? null,
    settledBy: refund?.refund?.settledBy ?? null,
    steps: all.map((name, index) => ({ name, state: stateOf(index, next, stuck) })),
  }
}

function stateOf(index: number, next: number, stuck: boolean): StepState {
  if (next < 0 || index < next) return 'done'
  if (index > next) return 'todo'
  return stuck ? 'stuck' : 'current'
}
