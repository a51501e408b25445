import { checkMedia, type MediaKind, ProtocolError, replyWindow, type WindowEntry } from '@redress/wechatpay'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiRefusal } from '../../src/official-account/api-refusal.ts'
import { checkFile } from '../../src/official-account/media-calls.ts'
import { consumed, type Grant, granted, type ReplyProfile, type Trigger } from '../../src/official-account/profile.ts'

const START = Date.parse('2026-03-01T10:00:00+08:00')
const profiles: readonly ReplyProfile[] = ['v16', 'y2018', 'y2021', 'current']
const triggers: readonly Trigger[] = ['message', 'click', 'subscribe', 'scan', 'payment', 'rights']

type Step = { readonly wait: number } & (
  | { readonly kind: 'trigger'; readonly trigger: Trigger }
  | { readonly kind: 'send' | 'leave' }
)

const wait = fc.oneof(fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 1, max: 50 * 3_600_000 }))
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ wait, kind: fc.constant('trigger' as const), trigger: fc.constantFrom(...triggers) }),
  },
  { weight: 8, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 5000 }), kind: fc.constant('send' as const) }) },
  { weight: 1, arbitrary: fc.record({ wait, kind: fc.constant('leave' as const) }) },
)

describe('what the platform accepts and what the SDK foresees', () => {
  it.each(profiles)('%s: the same reply window after any history', (profile) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = START
        let grants: readonly Grant[] = []
        const entries: WindowEntry[] = []
        const foreseen: (string | number)[] = []
        const happened: (string | number)[] = []
        for (const action of steps) {
          now += action.wait
          const at = new Date(now)
          if (action.kind === 'trigger') {
            grants = granted(grants, profile, action.trigger, now)
            entries.push({ at, kind: 'opened', trigger: action.trigger })
          } else if (action.kind === 'leave') {
            grants = []
            entries.push({ at, kind: 'unsubscribed' })
          } else {
            const window = replyWindow(profile, entries, at)
            const outcome = consumed(grants, now)
            foreseen.push(window.open ? 'sent' : window.errcode)
            happened.push(typeof outcome === 'number' ? outcome : 'sent')
            if (typeof outcome === 'number') continue
            grants = outcome
            entries.push({ at, kind: 'sent' })
          }
        }
        expect(foreseen).toEqual(happened)
      }),
      { numRuns: 300 },
    )
  })

  it('the same files as media', () => {
    const heads = [
      '89504e470d0a1a0a',
      'ffd8ffe0',
      '474946383961',
      '2321414d520a',
      '494433',
      'fffb9000',
      '000000186674797069736f6d',
      '3c68746d6c3e',
      '',
    ]
    const kinds: readonly MediaKind[] = ['image', 'voice', 'video', 'thumb']
    const limits = [65_536, 2 * 1_048_576, 10 * 1_048_576]
    const outcomeOf = (run: () => unknown): string => {
      try {
        run()
        return 'taken'
      } catch (error) {
        return error instanceof ApiRefusal || error instanceof ProtocolError ? 'refused' : String(error)
      }
    }
    const file = Buffer.alloc(10 * 1_048_576 + 1)
    for (const kind of kinds) {
      for (const head of heads) {
        for (const size of [0, ...limits, ...limits.map((limit) => limit + 1)]) {
          const start = Buffer.from(head, 'hex')
          start.copy(file)
          const bytes = file.subarray(0, Math.max(size, start.length))
          const about = { kind, head, size }
          expect({ ...about, outcome: outcomeOf(() => checkFile(kind, bytes)) }).toEqual({
            ...about,
            outcome: outcomeOf(() => checkMedia(kind, bytes)),
          })
          file.fill(0, 0, start.length)
        }
      }
    }
  })
})
