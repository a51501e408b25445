import { createSimulator, type Simulator } from '@redress/simulator'
import type { Pool } from 'pg'
import { expect, it } from 'vitest'
import { setupCluster } from './support/cluster.ts'
import { signInAs } from './support/desk.ts'
import { difference } from './support/difference.ts'
import { operator } from './support/house.ts'
import { eventually } from './support/process.ts'

const MERCHANTS = 8
const HOUR = 3_600_000
/** Three busy hours, and the two in which the platform still tries to deliver what happened in them. */
const OUTAGE_HOURS = 3
const REDELIVERY_HOURS = 2
const AWAY_MS = (OUTAGE_HOURS + REDELIVERY_HOURS + 0.5) * HOUR

/** Payers go on complaining and writing, and come back to what was settled, for three hours of the platform's clock. */
async function liveThroughOutage(simulator: Simulator): Promise<void> {
  const mchids = simulator.merchants().map(({ mchid }) => mchid)
  const known = simulator.complaints()
  const open = known.filter(({ state }) => state !== 'PROCESSED').map(({ complaintId }) => complaintId)
  const settled = known.filter(({ state }) => state === 'PROCESSED').map(({ complaintId }) => complaintId)
  for (let minute = 0; minute < OUTAGE_HOURS * 60; minute += 2) {
    await simulator.advance('2m')
    const mchid = mchids[minute % mchids.length] ?? ''
    const { complaintId } = await simulator.fileComplaint({ mchid, detail: `停机第${minute}分钟的投诉` })
    open.push(complaintId)
    // Two messages in a row: a list shows that a payer waits, never how often he wrote.
    for (const content of ['在吗', '怎么还没有人回复']) {
      await simulator.addMessage(open[(minute * 7) % open.length] ?? '', { content })
    }
    const again = minute % 10 === 0 ? settled.pop() : undefined
    if (again !== undefined) await simulator.continueComplaint(again, { content: '问题没有解决，继续投诉' })
  }
}

/** The desk lives by the wall clock, which does not move with the platform's: its memory is moved back instead. */
async function letTimePass(pool: Pool): Promise<void> {
  const away = `${AWAY_MS} milliseconds`
  await pool.query(
    'update complaints set read_at = read_at - $1::interval, next_read_at = next_read_at - $1::interval',
    [away],
  )
  await pool.query(
    `update merchant_sync set next_sweep_at = next_sweep_at - $1::interval,
       listing_started_at = listing_started_at - $1::interval, listing_finished_at = listing_finished_at - $1::interval,
       listed_up_to = listed_up_to - $1::interval`,
    [away],
  )
}

interface Merchants {
  readonly items: readonly { readonly sync: { readonly completeUpTo: string | null } | null }[]
}

/** Waits until the desk says that it has everything up to `instant`. */
async function completeUpTo(url: string, instant: Date): Promise<void> {
  const api = await signInAs(url, operator.username, operator.password)
  await eventually(
    `complete up to ${instant.toISOString()}`,
    async () => {
      const { items } = await api.get<Merchants>('/merchants')
      return items.every(({ sync }) => Date.parse(sync?.completeUpTo ?? '') >= instant.getTime())
    },
    180_000,
  )
}

it(`holds everything of ${OUTAGE_HOURS} busy hours in which it was down, once it says that it is complete`, async () => {
  await using simulator = await createSimulator({
    merchants: Array.from({ length: MERCHANTS }, (_, index) => ({ mchid: String(1_900_000_001 + index) })),
    now: new Date(Date.now() - AWAY_MS),
    clock: 'manual',
    wireClock: 'follow',
    rateLimits: 'platform',
  })
  await simulator.playScenario({ crowds: [{ count: 100, overHours: 24 }] })
  await using cluster = await setupCluster(simulator)
  {
    await using before = await cluster.serve('all')
    await cluster.announce([before.url])
    await completeUpTo(before.url, new Date(0))
    expect(await difference(simulator, cluster.pool)).toEqual([])
  }

  await liveThroughOutage(simulator)
  await simulator.advance(`${REDELIVERY_HOURS}h`)
  await simulator.advance('30m')
  const deliveries = simulator.deliveries()
  expect(new Set(deliveries.map(({ state }) => state))).toEqual(new Set(['abandoned']))
  expect((await difference(simulator, cluster.pool)).length).toBeGreaterThan(deliveries.length)
  await letTimePass(cluster.pool)

  const startedAt = new Date()
  await using after = await cluster.serve('all')
  await completeUpTo(after.url, startedAt)
  expect(await difference(simulator, cluster.pool)).toEqual([])
  expect(simulator.requests().filter(({ status }) => status === 429)).toEqual([])
  const complaints = simulator.complaints()
  const entries = complaints.reduce((sum, { history }) => sum + history.length, 0)
  console.log(
    `${deliveries.length} notifications given up; ${complaints.length} complaints with ${entries} entries ` +
      `complete ${((Date.now() - startedAt.getTime()) / 1000).toFixed(0)} s after the start`,
  )
})
