import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPages } from '../../src/iterating/pages.ts'
import { halve, splitIntoWindows, WINDOW_DAYS } from '../../src/iterating/windows.ts'
import { type Behaviour, fakePlatform } from '../fixtures/fake-platform.ts'

const DAY = 86_400_000
const TOO_LARGE = { status: 400, json: { code: 'INVALID_REQUEST', message: '查询结果集过大，请减小limit后重试' } }

interface Filed {
  readonly id: string
  readonly day: number
}

const asJson = ({ id, day }: Filed) => ({
  complaint_id: id,
  complaint_time: `${new Date(day * DAY).toISOString().slice(0, 10)}T08:00:00+08:00`,
  complaint_detail: 'x',
  complaint_state: 'PENDING',
  complainted_mchid: '1900012181',
  complaint_full_refunded: false,
  incoming_user_response: false,
  user_complaint_times: 1,
  problem_description: 'y',
})

/** A platform that lists what it holds; a hook may change that between pages, a limit may be too much for it. */
function listing(
  filed: Filed[],
  options: { readonly between?: (call: number) => void; readonly most?: (days: number) => number } = {},
) {
  let calls = 0
  const answer: Behaviour = (request) => {
    const query = request.url.searchParams
    const number = (name: string): number => Number(query.get(name) ?? 0)
    const day = (name: string): number => Date.parse(query.get(name) ?? '') / DAY
    const [first, last, offset, limit] = [day('begin_date'), day('end_date'), number('offset'), number('limit')]
    if (options.most !== undefined && limit > options.most(last - first + 1)) return TOO_LARGE
    const found = filed.filter((one) => one.day >= first && one.day <= last)
    const page = found.slice(offset, offset + limit).map(asJson)
    options.between?.((calls += 1))
    return { json: { ...(page.length === 0 ? {} : { data: page }), limit, offset } }
  }
  return fakePlatform([answer])
}

const START = Date.parse('2026-01-01') / DAY
const filed = (count: number, days: number): Filed[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `c${index}`,
    day: START + days - 1 - Math.floor((index * days) / count),
  }))
const collect = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('a range of days', () => {
  it('is covered by windows without gap or overlap, none longer than the platform takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 0, max: 800 }), (first, length) => {
        const windows = splitIntoWindows({ first, last: first + length })
        expect(windows[0]?.last).toBe(first + length)
        expect(windows.at(-1)?.first).toBe(first)
        for (const [index, window] of windows.entries()) {
          expect(window.last - window.first).toBeLessThan(WINDOW_DAYS)
          const next = windows[index + 1]
          expect(next === undefined ? window.first : next.last + 1).toBe(window.first)
        }
      }),
    )
  })

  it('halves down to single days without losing one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), (length) => {
        const open = [{ first: 0, last: length }]
        const days: number[] = []
        for (let span = open.pop(); span !== undefined; span = open.pop()) {
          const halves = halve(span)
          if (halves === undefined) days.push(span.first)
          else open.push(...halves)
        }
        expect(days.toSorted((a, b) => a - b)).toEqual(Array.from({ length: length + 1 }, (_, day) => day))
      }),
    )
  })
})

describe('complaints.iterate', () => {
  it('yields every complaint of a year once', async () => {
    const { client, requests } = listing(filed(730, 365))
    const windows: unknown[] = []
    const found = await collect(
      client.complaints.iterate({ from: '2026-01-01', to: '2026-12-31', onWindow: (window) => windows.push(window) }),
    )
    expect(new Set(found.map((complaint) => complaint.id)).size).toBe(730)
    expect(found).toHaveLength(730)
    expect(windows).toHaveLength(13)
    expect(windows[0]).toEqual({ beginDate: '2026-12-02', endDate: '2026-12-31', items: 60 })
    expect(requests.every((request) => !request.url.search.includes('total'))).toBe(true)
  })

  it('takes moments for the day they are in Beijing', async () => {
    const { client, requests } = listing([])
    await collect(
      client.complaints.iterate({ from: new Date('2026-01-01T15:59:59Z'), to: new Date('2026-01-01T16:00:00Z') }),
    )
    expect(requests[0]?.url.search).toContain('begin_date=2026-01-01&end_date=2026-01-02')
  })

  it('asks for smaller pages, then for shorter windows, until the platform can answer', async () => {
    const { client, requests } = listing(filed(40, 30), { most: (days) => (days > 8 ? 3 : 12) })
    const found = await collect(client.complaints.iterate({ from: '2026-01-01', to: '2026-01-30' }))
    expect(new Set(found.map((complaint) => complaint.id)).size).toBe(40)
    expect(found).toHaveLength(40)
    expect(requests.slice(0, 6).map((request) => request.url.searchParams.get('limit'))).toEqual([
      '50',
      '25',
      '12',
      '6',
      '5',
      '50',
    ])
  })

  it('says so when a single day is too much', async () => {
    const { client } = listing(filed(4, 2), { most: () => 1 })
    await expect(collect(client.complaints.iterate({ from: '2026-01-01', to: '2026-01-02' }))).rejects.toMatchObject({
      name: 'PlatformError',
      code: 'INVALID_REQUEST',
    })
  })

  it('refuses a range that ends before it begins, and days that are none', async () => {
    const { client, requests } = listing([])
    await expect(collect(client.complaints.iterate({ from: '2026-01-02', to: '2026-01-01' }))).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      field: 'to',
    })
    await expect(collect(client.complaints.iterate({ from: new Date('x'), to: '2026-01-01' }))).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      field: 'from',
    })
    expect(requests).toEqual([])
  })

  it('visits each complaint exactly once while others are filed in between', async () => {
    const held = filed(180, 20)
    const { client } = listing(held, {
      between: (call) => {
        for (let more = 0; more < call % 4; more += 1) held.unshift({ id: `new${call}-${more}`, day: START + 19 })
      },
    })
    const found = await collect(client.complaints.iterate({ from: '2026-01-01', to: '2026-01-20' }))
    const ids = found.map((complaint) => complaint.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (let index = 0; index < 180; index += 1) expect(ids).toContain(`c${index}`)
  })

  /** Applies `change` to what the platform holds between two pages, and reads everything. */
  const readWhile = async (
    change: (held: Filed[], call: number) => void,
  ): Promise<{ readonly ids: string[]; readonly held: Filed[] }> => {
    const held = filed(120, 3)
    const { client } = listing(held, { between: (call) => change(held, call) })
    const found = await collect(client.complaints.iterate({ from: '2026-01-01', to: '2026-01-03' }))
    return { ids: found.map((complaint) => complaint.id).toSorted(), held }
  }
  const move = (held: Filed[], from: number, to: number): void => {
    const [moved] = held.splice(from, 1)
    if (moved !== undefined) held.splice(to, 0, moved)
  }

  it('visits each complaint exactly once while any of them come to the front', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 119 })), { maxLength: 6 }),
        async (moves) => {
          const { ids, held } = await readWhile((current, call) => {
            for (const [at, from] of moves) if (at === call) move(current, from, 0)
          })
          expect(ids).toEqual(held.map((one) => one.id).toSorted())
        },
      ),
    ))

  it('visits each complaint exactly once while one moves from anywhere to anywhere', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.nat({ max: 119 }),
        fc.nat({ max: 119 }),
        async (at, from, to) => {
          const { ids, held } = await readWhile((current, call) => {
            if (at === call) move(current, from, to)
          })
          expect(ids).toEqual(held.map((one) => one.id).toSorted())
        },
      ),
    ))
})

describe('reading pages', () => {
  it('ends although everything moves all the time', async () => {
    let call = 0
    const reading = {
      read: async ({ limit }: { readonly limit: number }) =>
        Array.from({ length: (call += 1) % 3 === 0 ? 1 : limit }, (_, index) => `${call}-${index}`),
      idOf: (item: string) => item,
      maxLimit: 5,
      minLimit: 1,
    }
    expect((await collect(readPages(reading, new Set()))).length).toBeGreaterThan(5)
    expect(call).toBeLessThan(30)
  })
})

it('iterates a long history, each entry once', async () => {
  const entries = Array.from({ length: 650 }, (_, index) => ({
    log_id: `l${index}`,
    operator: 'x',
    operate_time: '2026-01-22T17:00:00+08:00',
    operate_type: 'USER_RESPONSE',
  }))
  const { client, requests } = fakePlatform([
    (request) => {
      const [offset, limit] = [
        Number(request.url.searchParams.get('offset') ?? 0),
        Number(request.url.searchParams.get('limit')),
      ]
      return { json: { data: entries.slice(offset, offset + limit), offset, limit } }
    },
  ])
  const found = await collect(client.complaints.iterateHistory('1'))
  expect(found.map((entry) => entry.logId)).toEqual(entries.map((entry) => entry.log_id))
  expect(requests.map((request) => request.url.searchParams.get('offset'))).toEqual(['0', '299', '598', '0'])
})
