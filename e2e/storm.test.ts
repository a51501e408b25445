import { createSimulator, type RequestView, type Simulator } from '@redress/simulator'
import type { Pool } from 'pg'
import { expect, it } from 'vitest'
import { setupCluster } from './support/cluster.ts'
import { signInAs } from './support/desk.ts'
import { difference } from './support/difference.ts'
import { operator } from './support/house.ts'
import { eventually } from './support/process.ts'

const sizes = {
  suite: { merchants: 8, complaints: 12, messages: 30, replies: 2 },
  /** 20,000 notifications of payers and 2,000 replies; several minutes. */
  full: { merchants: 25, complaints: 40, messages: 19, replies: 2 },
}
const size = process.env['REDRESS_STORM'] === 'full' ? sizes.full : sizes.suite
const COMPLAINTS = size.merchants * size.complaints
const KILL_EVERY_MS = 2_000
const KILLS = 4
/** The storm waits for its kills, however fast the machine is. */
const killsDue = (round: number): number => Math.floor((round * (KILLS + 1)) / size.messages)
/** For everything to come to rest, however busy the machine is. */
const LIMIT_MS = 900_000
/** Calls of a merchant in any minute, as published or assumed. */
const LIMITS: Readonly<Record<string, number>> = { list: 200, detail: 200, history: 200, reply: 60 }
const MINUTE = 60_000

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The simulator keeps its newest requests only; this keeps them all. */
function recordRequests(simulator: Simulator) {
  const seen = new Map<string, RequestView>()
  let overtaken = false
  const look = () => {
    const newest = simulator.requests()
    overtaken ||= seen.size > 0 && newest.length > 0 && newest.every(({ id }) => !seen.has(id))
    for (const request of newest) seen.set(request.id, request)
  }
  const timer = setInterval(look, 200)
  return {
    all(): RequestView[] {
      look()
      expect(overtaken).toBe(false)
      return [...seen.values()]
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

/** The most calls of one kind by one merchant in any minute, by kind. */
function busiestMinutes(requests: readonly RequestView[]): Map<string, number> {
  const times = new Map<string, number[]>()
  for (const { mchid, call, at } of requests) {
    const key = `${call} ${mchid}`
    times.set(key, [...(times.get(key) ?? []), Date.parse(at)])
  }
  const busiest = new Map<string, number>()
  for (const [key, unsorted] of times) {
    const [call = ''] = key.split(' ')
    const sorted = unsorted.sort((a, b) => a - b)
    let first = 0
    for (const [last, at] of sorted.entries()) {
      while ((sorted[first] ?? at) <= at - MINUTE) first += 1
      busiest.set(call, Math.max(busiest.get(call) ?? 0, last - first + 1))
    }
  }
  return busiest
}

it('notices one call too many in a minute, wherever the minute begins', () => {
  const calls = (times: readonly number[]) =>
    times.map((at) => ({ mchid: 'm', call: 'reply', at: new Date(at).toISOString() }) as RequestView)
  expect(busiestMinutes(calls([0, 30_000, 59_999, 60_000, 119_999, 120_000])).get('reply')).toBe(3)
  expect(busiestMinutes(calls([50_000, 55_000, 65_000, 70_000])).get('reply')).toBe(4)
})

const count = async (pool: Pool, statement: string): Promise<number> =>
  Number((await pool.query<{ n: number }>(`select count(*) as n from ${statement}`)).rows[0]?.n)

const atRest = async (pool: Pool): Promise<true> =>
  await eventually(
    'everything to be applied and verified',
    async () => {
      const waiting = await Promise.all([
        count(pool, `inbox where state <> 'applied'`),
        count(pool, 'reads'),
        count(pool, `actions where state <> 'verified'`),
      ])
      await pause(500)
      return waiting.every((number) => number === 0)
    },
    LIMIT_MS,
  )

it(
  `loses, repeats and reorders nothing over two web and two worker processes, one worker killed every ${KILL_EVERY_MS} ms`,
  async () => {
    const merchants = Array.from({ length: size.merchants }, (_, index) => ({ mchid: String(1_900_000_001 + index) }))
    await using simulator = await createSimulator({ merchants, rateLimits: 'platform' })
    await using cluster = await setupCluster(simulator)
    const { pool } = cluster
    using recorded = recordRequests(simulator)
    await using webA = await cluster.serve('web')
    await using webB = await cluster.serve('web')
    const webs = [webA, webB]
    await cluster.announce(webs.map(({ url }) => url))

    const done = new AbortController()
    let kills = 0
    const killing = (async () => {
      const workers = [await cluster.serve('worker'), await cluster.serve('worker')]
      try {
        while (!done.signal.aborted) {
          await pause(KILL_EVERY_MS)
          const victim = kills % workers.length
          await workers[victim]?.stop('SIGKILL')
          kills += 1
          workers[victim] = await cluster.serve('worker')
        }
        await atRest(pool)
        // The platform tells of the last replies, too, and is late with some of them.
        const told = async () => simulator.deliveries().every(({ state }) => state === 'delivered')
        await eventually('every notification to be delivered', told, LIMIT_MS)
        await atRest(pool)
      } finally {
        for (const worker of workers) await worker.stop()
      }
    })()

    const storm = async () => {
      simulator.addFault({ kind: 'notification-duplicated', probability: 0.3 })
      simulator.addFault({ kind: 'notification-delayed', probability: 0.2, delayMs: 1_000 })
      const filed: string[] = []
      for (let n = 0; n < COMPLAINTS; n += 1) {
        const { mchid } = merchants[n % merchants.length] ?? { mchid: '' }
        filed.push((await simulator.fileComplaint({ mchid, detail: `风暴第${n}单` })).complaintId)
      }
      const writing = (async () => {
        for (let n = 0; n < size.messages; n += 1) {
          await eventually('a worker was killed meanwhile', async () => kills >= killsDue(n), LIMIT_MS)
          for (const id of filed) {
            await simulator.addMessage(id, { content: `第${n}次追问` })
            // Sockets get their turn: a storm is many deliveries at once, not one long pause.
            if (Math.random() < 0.2) await pause(1)
          }
        }
      })()
      const apis = await Promise.all(webs.map(({ url }) => signInAs(url, operator.username, operator.password)))
      const ids = await eventually(
        'every complaint at the desk',
        async () => {
          const { rows } = await pool.query<{ id: string; platform_id: string }>(
            'select id, platform_id from complaints',
          )
          return rows.length === COMPLAINTS && rows
        },
        LIMIT_MS,
      )
      for (let n = 0; n < size.replies; n += 1) {
        for (const [index, { id, platform_id }] of ids.entries()) {
          await apis[(index + n) % apis.length]?.post(`/complaints/${id}/replies`, {
            content: replyText(platform_id, n),
          })
        }
      }
      await writing
      await simulator.settled()
    }
    try {
      await storm()
    } finally {
      done.abort()
      await killing
    }

    expect(await difference(simulator, pool)).toEqual([])
    for (const { complaintId, history } of simulator.complaints()) {
      const replies = history
        .filter(({ operateType }) => operateType === 'MERCHANT_RESPONSE')
        .map((entry) => entry.content)
      expect(replies).toEqual(Array.from({ length: size.replies }, (_, n) => replyText(complaintId, n)))
    }
    const stored = await count(pool, 'inbox')
    expect(stored).toBe(COMPLAINTS * (1 + size.messages + size.replies))
    const deliveries = simulator.deliveries()
    expect(deliveries.every(({ state }) => state === 'delivered')).toBe(true)

    const requests = recorded.all()
    expect(requests.filter(({ status }) => status === 429)).toEqual([])
    const busiest = busiestMinutes(requests)
    for (const [call, limit] of Object.entries(LIMITS)) expect(busiest.get(call) ?? 0).toBeLessThanOrEqual(limit)
    expect(kills).toBeGreaterThanOrEqual(KILLS)
    const attempts = deliveries.reduce((sum, delivery) => sum + delivery.attempts.length, 0)
    console.log(
      `${stored} notifications in ${attempts} deliveries, ${COMPLAINTS * size.replies} replies, ${kills} kills, ` +
        `${requests.length} requests; busiest minute of a merchant: ${JSON.stringify(Object.fromEntries(busiest))}`,
    )
  },
  2 * LIMIT_MS,
)

const replyText = (complaintId: string, n: number): string => `${complaintId} 的第${n + 1}次回复`
