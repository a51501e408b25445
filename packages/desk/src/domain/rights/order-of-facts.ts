import { MINUTE_MS, type UnixMs } from '../time.ts'
import { isNotice, type NoticeFact, type RightsFact } from './facts.ts'

/** As far ahead as the clock of a notice may be. */
const CLOCKS_APART_MS = 5 * MINUTE_MS

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Of two notices in one second the request comes first: there is nothing to confirm or refuse before it. */
const compareNotices = (a: NoticeFact, b: NoticeFact): number =>
  a.at - b.at || Number(b.kind === 'request') - Number(a.kind === 'request') || compareText(a.id, b.id)

/**
 * Whether a notice follows something that the desk did. Notices tell whole seconds of another clock: an answer to what
 * the desk did may seem to lie before it, and what the desk knew already may seem to lie after it. What arrived before
 * never follows; what arrived later and cannot be told apart by the clocks does.
 */
const follows = (notice: NoticeFact, ownAt: UnixMs): boolean =>
  notice.receivedAt > ownAt &&
  (notice.at > ownAt || (notice.kind !== 'request' && notice.at >= ownAt - CLOCKS_APART_MS))

/**
 * Oldest first, each fact once: notices by what they say of their time, what the desk did among them by what can have
 * been known. Whatever order facts are given in, the result is the same.
 */
export function orderFacts(facts: Iterable<RightsFact>): RightsFact[] {
  const byId = new Map<string, RightsFact>()
  for (const fact of facts) if (!byId.has(fact.id)) byId.set(fact.id, fact)
  const all = [...byId.values()]
  const notices = all.filter(isNotice).sort(compareNotices)
  const own = all.filter((fact) => !isNotice(fact)).sort((a, b) => a.at - b.at || compareText(a.id, b.id))
  const ordered: RightsFact[] = []
  let next = 0
  for (const fact of own) {
    const until = notices.findIndex((notice, index) => index >= next && follows(notice, fact.at))
    const end = until < 0 ? notices.length : until
    ordered.push(...notices.slice(next, end), fact)
    next = end
  }
  return [...ordered, ...notices.slice(next)]
}
