import {
  MERCHANT_COMPLETED,
  MERCHANT_REPLIED,
  REFUND_APPROVED,
  REFUND_REFUSED,
  RIGHTS_MARKED,
} from '../domain/timeline.ts'
import type { ActionDetails, ActionKind } from '../store/schema/outbox.ts'

export interface MatchableEntry {
  readonly logId: string
  readonly action: string
  readonly content: string | null
}

export interface MatchableAction {
  readonly id: string
  readonly kind: ActionKind
  readonly content: string | null
  readonly details: ActionDetails
  /** Serials of equal entries that were there before the write. */
  readonly baseline: readonly string[]
}

/** The platform may trim what it stores. */
const plain = (text: string | null): string => (text ?? '').replaceAll(/\s+/g, ' ').trim()

/** What the desk itself has written about an action goes by the action's id. */
function ownLogId({ kind, id }: Pick<MatchableAction, 'kind' | 'id'>): string | undefined {
  if (kind === 'message') return `out:${id}`
  return kind === 'delivery-notice' ? `delivery-reported:${id}` : undefined
}

/** Whether an entry of an action cannot be taken for that of another. */
export const isFoundById = (action: Pick<MatchableAction, 'kind' | 'id'>): boolean => ownLogId(action) !== undefined

/** Entries that say the same as the action would. */
export function equalEntries<Entry extends MatchableEntry>(
  action: Omit<MatchableAction, 'baseline'>,
  entries: readonly Entry[],
): Entry[] {
  if (action.kind === 'completion')
    return entries.filter(({ action: done }) => done === MERCHANT_COMPLETED || done === RIGHTS_MARKED)
  if (action.kind === 'refund-decision') {
    const decided = action.details.decision === 'approve' ? REFUND_APPROVED : REFUND_REFUSED
    return entries.filter((entry) => entry.action === decided)
  }
  // A refund is followed by its number, not by words.
  if (action.kind === 'refund') return []
  const own = ownLogId(action)
  if (own !== undefined) return entries.filter((entry) => entry.logId === own)
  const content = plain(action.content)
  return entries.filter((entry) => entry.action === MERCHANT_REPLIED && plain(entry.content) === content)
}

/**
 * Finds the entry that an action became: one that says the same, was not there before the write and belongs to no
 * other action. No clock is compared, so that a wrong one cannot make a reply go out twice.
 */
export function findOwnEntry<Entry extends MatchableEntry>(
  action: MatchableAction,
  entries: readonly Entry[],
  takenLogIds: ReadonlySet<string>,
): Entry | undefined {
  return equalEntries(action, entries).find(
    (entry) => !action.baseline.includes(entry.logId) && !takenLogIds.has(entry.logId),
  )
}
