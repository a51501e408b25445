import { MINUTE_MS, type UnixMs } from '../time.ts'
import { isNotice, type NoticeFact, type OwnFact, type RightsFact } from './facts.ts'

/** As far ahead as the clock of a notice may be. */
const CLOCKS_APART_MS = 5 * MINUTE_MS

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Of two notices in one second the request comes first: there is nothing to confirm or refuse before it. */
const compareNotices = (a: NoticeFact, b: NoticeFact): number =>
  a.at - b.at || Number(b.kind === 'request') - Number(a.kind === 'request') || compareText(a.id, b.id)

export interface SortedFacts {
  /** By what they say of their time. */
  readonly notices: readonly NoticeFact[]
  /** What the desk did, and was told by its people. */
  readonly own: readonly OwnFact[]
}

/** Each fact once, both lists the oldest first. Whatever order facts are given in, the result is the same. */
export function sortFacts(facts: Iterable<RightsFact>): SortedFacts {
  const byId = new Map<string, RightsFact>()
  for (const fact of facts) if (!byId.has(fact.id)) byId.set(fact.id, fact)
  const all = [...byId.values()]
  return {
    notices: all.filter(isNotice).sort(compareNotices),
    own: all.filter((fact) => !isNotice(fact)).sort((a, b) => a.at - b.at || compareText(a.id, b.id)),
  }
}

/** Puts the request that filed a ticket before those that name earlier times. */
export function filingFirst(notices: readonly NoticeFact[], filing: NoticeFact | undefined): readonly NoticeFact[] {
  if (filing === undefined) return notices
  const index = notices.indexOf(filing)
  const earlier = notices.slice(0, index)
  const isRequest = ({ kind }: NoticeFact): boolean => kind === 'request'
  return [
    ...earlier.filter((notice) => !isRequest(notice)),
    filing,
    ...earlier.filter(isRequest),
    ...notices.slice(index + 1),
  ]
}

/**
 * Whether a notice says itself that it follows what the desk did. Of what opens a ticket that is enough, though the desk
 * may have received it before by a clock that is behind: a ticket that is wrongly open is seen, one that is wrongly
 * closed is not. The filing is no answer: what was done once it was there was done for it.
 */
const surelyFollows = (notice: NoticeFact, ownAt: UnixMs, filing: NoticeFact | undefined): boolean =>
  (notice.kind === 'request' || notice.kind === 'reject') &&
  notice.at > ownAt &&
  (notice !== filing || notice.receivedAt > ownAt)

/**
 * Notices tell whole seconds of another clock: an answer to what the desk did may seem to lie before it, and what the
 * desk knew already may seem to lie after it. What arrived later and cannot be told apart by the clocks follows.
 */
const seemsToFollow = ({ kind, at, receivedAt }: NoticeFact, ownAt: UnixMs): boolean =>
  kind !== 'request' && receivedAt > ownAt && at >= ownAt - CLOCKS_APART_MS

/**
 * Puts what the desk did among the notices by what can have been known: behind all that it had received, and before what
 * follows it.
 * @param notices Those that take effect, in their order. A notice that does not must not move anything.
 * @param filing The request among them that filed the ticket.
 */
export function placeOwnFacts(
  notices: readonly NoticeFact[],
  own: readonly OwnFact[],
  filing: NoticeFact | undefined,
): RightsFact[] {
  const ordered: RightsFact[] = []
  let next = 0
  for (const fact of own) {
    const rest = notices.slice(next)
    const until = rest.findIndex((notice) => surelyFollows(notice, fact.at, filing))
    const before = until < 0 ? rest : rest.slice(0, until)
    const known = 1 + before.findLastIndex(({ receivedAt }) => receivedAt <= fact.at)
    const seeming = before.findIndex((notice) => seemsToFollow(notice, fact.at))
    const end = Math.max(known, seeming < 0 ? before.length : seeming)
    ordered.push(...before.slice(0, end), fact)
    next += end
  }
  return [...ordered, ...notices.slice(next)]
}
