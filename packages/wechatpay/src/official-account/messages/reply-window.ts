import type { ProfileName } from './profile.ts'

/** What a payer does that lets the account write to them (spec legacy-v16 5.4). */
export type WindowTrigger = 'message' | 'click' | 'subscribe' | 'scan' | 'payment' | 'rights'

interface Allowance {
  readonly milliseconds: number
  /** Messages; null is unlimited. */
  readonly count: number | null
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const every = (allowance: Allowance): Readonly<Record<WindowTrigger, Allowance>> => ({
  message: allowance,
  click: allowance,
  subscribe: allowance,
  scan: allowance,
  payment: allowance,
  rights: allowance,
})
const SHORT: Allowance = { milliseconds: MINUTE, count: 3 }
const SHORT_TRIGGERS = { click: SHORT, subscribe: SHORT, scan: SHORT }

/** Triggers that a profile does not name open nothing. */
export const REPLY_ALLOWANCES: Readonly<Record<ProfileName, Readonly<Partial<Record<WindowTrigger, Allowance>>>>> = {
  v16: every({ milliseconds: 24 * HOUR, count: null }),
  y2018: {
    ...every({ milliseconds: 48 * HOUR, count: null }),
    message: { milliseconds: 48 * HOUR, count: 20 },
  },
  y2021: {
    ...SHORT_TRIGGERS,
    message: { milliseconds: 48 * HOUR, count: 20 },
    payment: { milliseconds: 48 * HOUR, count: 20 },
  },
  current: { ...SHORT_TRIGGERS, message: { milliseconds: 48 * HOUR, count: 5 } },
}

/** One thing that happened between a payer and an account. */
export type WindowEntry =
  | { readonly at: Date; readonly kind: 'opened'; readonly trigger: WindowTrigger }
  | { readonly at: Date; readonly kind: 'sent' }
  | { readonly at: Date; readonly kind: 'unsubscribed' }

export type ReplyWindow =
  | {
      readonly open: true
      /** The last instant at which something may be sent is just before this. */
      readonly closesAt: Date
      /** Messages that may still be sent; null is unlimited. */
      readonly remaining: number | null
    }
  | {
      readonly open: false
      readonly reason: 'never-opened' | 'expired' | 'count-used-up' | 'unsubscribed'
      /** What the platform would answer. */
      readonly errcode: 45015 | 45047
    }

interface Grant {
  readonly expiresAt: number
  readonly remaining: number | null
}

type Grants = ReadonlyMap<WindowTrigger, Grant>

/**
 * Whether the account may write to a payer now. Each trigger gives a grant of its own and replaces its former one; a
 * message consumes from the open grant that ends first; leaving ends all.
 * @param entries In any order; what lies after `now` does not count.
 */
export function replyWindow(profile: ProfileName, entries: readonly WindowEntry[], now: Date): ReplyWindow {
  const past = entries.filter((entry) => entry.at <= now).sort((a, b) => a.at.getTime() - b.at.getTime())
  const grants = past.reduce((state, entry) => afterEntry(profile, state, entry), new Map() as Grants)
  const open = [...grants.values()].filter((grant) => grant.expiresAt > now.getTime())
  const usable = open.filter((grant) => grant.remaining !== 0)
  if (usable.length > 0)
    return {
      open: true,
      closesAt: new Date(Math.max(...usable.map((grant) => grant.expiresAt))),
      remaining: usable.reduce<number | null>(
        (sum, grant) => (sum === null || grant.remaining === null ? null : sum + grant.remaining),
        0,
      ),
    }
  if (open.length > 0) return { open: false, reason: 'count-used-up', errcode: 45047 }
  const last = past.findLast((entry) => entry.kind !== 'sent')
  if (last?.kind === 'unsubscribed') return { open: false, reason: 'unsubscribed', errcode: 45015 }
  return { open: false, reason: grants.size > 0 ? 'expired' : 'never-opened', errcode: 45015 }
}

function afterEntry(profile: ProfileName, grants: Grants, entry: WindowEntry): Grants {
  if (entry.kind === 'unsubscribed') return new Map()
  if (entry.kind === 'sent') return consume(grants, entry.at.getTime())
  const allowance = REPLY_ALLOWANCES[profile][entry.trigger]
  if (allowance === undefined) return grants
  const grant = { expiresAt: entry.at.getTime() + allowance.milliseconds, remaining: allowance.count }
  return new Map(grants).set(entry.trigger, grant)
}

function consume(grants: Grants, at: number): Grants {
  const first = [...grants]
    .filter(([, grant]) => grant.expiresAt > at && grant.remaining !== 0)
    .sort(([, a], [, b]) => a.expiresAt - b.expiresAt)[0]
  if (first === undefined) return grants
  const [trigger, grant] = first
  if (grant.remaining === null) return grants
  return new Map(grants).set(trigger, { ...grant, remaining: grant.remaining - 1 })
}
