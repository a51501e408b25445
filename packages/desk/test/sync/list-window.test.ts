import { PlatformError } from '@redress/wechatpay'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween } from '../../src/domain/calendar.ts'
import type { Channel, ComplaintReading } from '../../src/platform/channel.ts'
import { listWindow } from '../../src/sync/list-window.ts'

const reading = (platformId: string): ComplaintReading => ({
  platformId,
  mchid: '1900000001',
  state: 'PENDING',
  detail: '',
  problemType: null,
  problemDescription: '',
  complainedAt: new Date(0),
  complaintTimes: 1,
  awaitingReply: false,
  fullyRefunded: false,
  order: null,
  applyRefundAmount: null,
  userTags: [],
  needImmediateService: false,
  inPlatformService: false,
  agentMode: false,
  openPayerPhone: () => null,
  pictures: [],
  channelState: null,
  payerOpenId: null,
  clock: null,
  raw: {},
})

const tooLarge = () =>
  new PlatformError({
    status: 400,
    code: 'INVALID_REQUEST',
    platformMessage: 'too large',
    detail: undefined,
    requestId: undefined,
    request: { method: 'GET', path: '/', host: 'x' },
  })

const FIRST = '2026-03-01'

/**
 * A platform with so many complaints per day, newest first, that finds some results too large and that may gain a
 * complaint on its last day between two pages.
 */
function fakeList(perDay: number[], refuses: (limit: number, days: number) => boolean, growth = 0): Channel['list'] {
  const ids = perDay.flatMap((count, day) =>
    Array.from({ length: count }, (_, n) => ({ day: addDays(FIRST, day), id: `${day}-${n}` })),
  )
  const newestFirst = ids.reverse()
  let calls = 0
  return async ({ beginDate, endDate, limit, offset }) => {
    if (refuses(limit, daysBetween(beginDate, endDate) + 1)) throw tooLarge()
    calls += 1
    if (calls <= growth) newestFirst.unshift({ day: addDays(FIRST, perDay.length - 1), id: `new-${calls}` })
    const found = newestFirst.filter(({ day }) => day >= beginDate && day <= endDate)
    const items = found.slice(offset, offset + limit).map(({ id }) => reading(id))
    return { items, totalCount: offset === 0 ? found.length : undefined }
  }
}

async function listAll(list: Channel['list'], days: number): Promise<string[]> {
  const listed: string[] = []
  await listWindow(list, { beginDate: FIRST, endDate: addDays(FIRST, days - 1) }, async (items) => {
    listed.push(...items.map((item) => item.platformId))
  })
  return listed
}

const perDay = fc.array(fc.integer({ min: 0, max: 70 }), { minLength: 1, maxLength: 8 })

describe('listing a window', () => {
  it('finds every complaint once, whatever page or window the platform finds too large', async () => {
    await fc.assert(
      fc.asyncProperty(
        perDay,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 8 }),
        async (counts, limit, days) => {
          const refuses = (askedLimit: number, askedDays: number) =>
            askedLimit > limit || (askedDays > days && askedLimit > 0)
          const listed = await listAll(fakeList(counts, refuses), counts.length)
          expect(listed.length).toBe(counts.reduce((sum, count) => sum + count, 0))
          expect(new Set(listed).size).toBe(listed.length)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('misses none of those that were there when it began, though new ones push them back', async () => {
    await fc.assert(
      fc.asyncProperty(perDay, fc.integer({ min: 0, max: 6 }), async (counts, growth) => {
        const listed = new Set(
          await listAll(
            fakeList(counts, () => false, growth),
            counts.length,
          ),
        )
        const expected = counts.flatMap((count, day) => Array.from({ length: count }, (_, n) => `${day}-${n}`))
        expect(expected.filter((id) => !listed.has(id))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('gives up loudly when one day by one complaint is still too large', async () => {
    await expect(
      listAll(
        fakeList([3, 3], () => true),
        2,
      ),
    ).rejects.toMatchObject({ code: 'RESULT_TOO_LARGE' })
  })
})
