import { refuseArgument } from '../checks/arguments.ts'
import type { CallOptions, ComplaintCalls } from '../client/types.ts'
import type { Complaint } from '../complaints/complaint.ts'
import { MAX_HISTORY_LIMIT } from '../complaints/history.ts'
import type { HistoryEntry } from '../complaints/history-entry.ts'
import { MAX_LIST_LIMIT } from '../complaints/list.ts'
import { ResultTooLarge, readPages } from './pages.ts'
import { beijingDay, type DaySpan, dayText, halve, splitIntoWindows } from './windows.ts'

export interface ComplaintRange {
  /** First moment or day (`yyyy-MM-dd`, Beijing calendar). */
  readonly from: Date | string
  /** Last moment or day, included. */
  readonly to: Date | string
  /** For partners: one sub-merchant only. */
  readonly complaintedMerchantId?: string | undefined
  /** Called for each window that has been read to its end, newest first. */
  readonly onWindow?:
    | ((window: { readonly beginDate: string; readonly endDate: string; readonly items: number }) => void)
    | undefined
}

const MIN_LIST_LIMIT = 5
const MIN_HISTORY_LIMIT = 10

type List = Pick<ComplaintCalls, 'list'>['list']

/**
 * Yields every complaint filed in a range of any length, each once, the newest windows first.
 * @throws {PlatformError} also when a single day with the smallest page is still too large
 */
export async function* iterateComplaints(
  list: List,
  range: ComplaintRange,
  options?: CallOptions,
): AsyncGenerator<Complaint, void, undefined> {
  const span = { first: beijingDay(range.from, 'from'), last: beijingDay(range.to, 'to') }
  if (span.last < span.first) refuseArgument('to', 'lies before from')
  for (const window of splitIntoWindows(span)) yield* readWindow(list, range, window, new Set(), options)
}

async function* readWindow(
  list: List,
  range: ComplaintRange,
  window: DaySpan,
  seen: Set<string>,
  options: CallOptions | undefined,
): AsyncGenerator<Complaint, void, undefined> {
  const { complaintedMerchantId } = range
  const dates = { beginDate: dayText(window.first), endDate: dayText(window.last) }
  const reading = {
    read: async (page: { readonly offset: number; readonly limit: number }) =>
      (await list({ ...dates, ...page, complaintedMerchantId }, options)).items,
    idOf: (complaint: Complaint) => complaint.id,
    maxLimit: MAX_LIST_LIMIT,
    minLimit: MIN_LIST_LIMIT,
  }
  const before = seen.size
  try {
    yield* readPages(reading, seen)
  } catch (error) {
    if (!(error instanceof ResultTooLarge)) throw error
    const halves = halve(window)
    if (halves === undefined) throw error.cause
    for (const half of halves) yield* readWindow(list, range, half, seen, options)
    return
  }
  range.onWindow?.({ ...dates, items: seen.size - before })
}

/** Yields every entry of a negotiation history, each once, the newest first. */
export async function* iterateHistory(
  history: ComplaintCalls['history'],
  complaintId: string,
  options?: CallOptions,
): AsyncGenerator<HistoryEntry, void, undefined> {
  const reading = {
    read: async (page: { readonly offset: number; readonly limit: number }) =>
      (await history(complaintId, page, options)).items,
    idOf: (entry: HistoryEntry) => entry.logId,
    maxLimit: MAX_HISTORY_LIMIT,
    minLimit: MIN_HISTORY_LIMIT,
  }
  try {
    yield* readPages(reading, new Set())
  } catch (error) {
    throw error instanceof ResultTooLarge ? error.cause : error
  }
}
