import type { CustomerMessageType } from './message.ts'

/** How the platform behaved when: the V1.6 document of 2014, 2018, from 2021-06-01, today. */
export type ProfileName = 'v16' | 'y2018' | 'y2021' | 'current'

export interface MessageProfile {
  /** More articles get no reaction at all in V1.6, and 45008 today. */
  readonly maxArticles: number
  readonly types: ReadonlySet<CustomerMessageType>
  /** Title and description of a video, agents, and the mark for machine-made content. */
  readonly extras: boolean
}

const CLASSIC: readonly CustomerMessageType[] = ['text', 'image', 'voice', 'video', 'music', 'news']
const ALL = new Set<CustomerMessageType>([
  ...CLASSIC,
  'mpnews',
  'mpnewsarticle',
  'msgmenu',
  'wxcard',
  'miniprogrampage',
])

/** @see docs/sources-rights-v16.md#customer-messages (spec legacy-v16 5.2, 5.3) */
export const MESSAGE_PROFILES: Readonly<Record<ProfileName, MessageProfile>> = {
  v16: { maxArticles: 10, types: new Set(CLASSIC), extras: false },
  y2018: { maxArticles: 8, types: ALL, extras: true },
  y2021: { maxArticles: 1, types: ALL, extras: true },
  current: { maxArticles: 1, types: ALL, extras: true },
}
