/** How the platform behaved when: the V1.6 document of 2014, 2018, from 2021-06-01, today. */
export type ReplyProfile = 'v16' | 'y2018' | 'y2021' | 'current'

/** What a payer does that lets the account write to them. */
export type Trigger = 'message' | 'click' | 'subscribe' | 'scan' | 'payment' | 'rights'

interface Allowance {
  readonly milliseconds: number
  /** null: as many as they like. */
  readonly messages: number | null
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const day: Allowance = { milliseconds: 24 * HOUR, messages: null }
const twoDays: Allowance = { milliseconds: 48 * HOUR, messages: null }
const twentyInTwoDays: Allowance = { milliseconds: 48 * HOUR, messages: 20 }
const fiveInTwoDays: Allowance = { milliseconds: 48 * HOUR, messages: 5 }
const threeInAMinute: Allowance = { milliseconds: MINUTE, messages: 3 }

interface Profile {
  readonly allowances: Readonly<Partial<Record<Trigger, Allowance>>>
  readonly maxArticles: number
  /** Types beyond the six of V1.6, agents, captions of videos. */
  readonly laterTypes: boolean
}

export const PROFILES: Readonly<Record<ReplyProfile, Profile>> = {
  v16: {
    allowances: { message: day, click: day, subscribe: day, scan: day, payment: day, rights: day },
    maxArticles: 10,
    laterTypes: false,
  },
  y2018: {
    allowances: {
      message: twentyInTwoDays,
      click: twoDays,
      subscribe: twoDays,
      scan: twoDays,
      payment: twoDays,
      rights: twoDays,
    },
    maxArticles: 8,
    laterTypes: true,
  },
  y2021: {
    allowances: {
      message: twentyInTwoDays,
      click: threeInAMinute,
      subscribe: threeInAMinute,
      scan: threeInAMinute,
      payment: twentyInTwoDays,
    },
    maxArticles: 1,
    laterTypes: true,
  },
  current: {
    allowances: {
      message: fiveInTwoDays,
      click: threeInAMinute,
      subscribe: threeInAMinute,
      scan: threeInAMinute,
    },
    maxArticles: 1,
    laterTypes: true,
  },
}

/** Leave to write, given by one trigger. */
export interface Grant {
  readonly trigger: Trigger
  readonly expiresAt: number
  readonly left: number | null
}

/** The grants after a trigger: it replaces its own former grant. */
export function granted(grants: readonly Grant[], profile: ReplyProfile, trigger: Trigger, now: number): Grant[] {
  const allowance = PROFILES[profile].allowances[trigger]
  if (allowance === undefined) return [...grants]
  const grant: Grant = { trigger, expiresAt: now + allowance.milliseconds, left: allowance.messages }
  return [...grants.filter((other) => other.trigger !== trigger), grant]
}

/**
 * The grants after one message, taken from the open grant that ends first; or why none may be sent: 45015 outside of
 * every window, 45047 when the count is used up.
 */
export function consumed(grants: readonly Grant[], now: number): readonly Grant[] | 45015 | 45047 {
  const open = grants.filter((grant) => grant.expiresAt > now)
  if (open.length === 0) return 45015
  const [first] = open.filter((grant) => grant.left !== 0).sort((a, b) => a.expiresAt - b.expiresAt)
  if (first === undefined) return 45047
  return grants.map((grant) => (grant === first && grant.left !== null ? { ...grant, left: grant.left - 1 } : grant))
}
