import { randomInt } from 'node:crypto'
import { createSimulator, type Simulator } from '@redress/simulator'
import type { Pool } from 'pg'
import { expect, it } from 'vitest'
import { setupCluster } from './support/cluster.ts'
import { signInAs } from './support/desk.ts'
import { operator } from './support/house.ts'
import { account } from './support/official-account.ts'
import { eventually } from './support/process.ts'
import { intent, type Job, runAll, setupPayers, shuffled } from './support/rights-storm.ts'

const KILLS = 5
/** New work of each round, the last one included, in which nothing is killed. */
const TICKETS = 12
const PUSHES = 30
const TALKS = 6
const MESSAGES_PER_TALK = 3
const COMPLETIONS = 5
const REPEATED = 20
/** For everything to come to rest, however busy the machine is; the lease of what was cut off is part of it. */
const LIMIT_MS = 400_000

const column = async (pool: Pool, statement: string): Promise<string[]> =>
  (await pool.query<{ value: string }>(`select ${statement}`)).rows.map(({ value }) => value).sort()

interface ActionState {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly code: string | null
  readonly content: string
  readonly platform_id: string
}

const actionsOf = async (pool: Pool): Promise<ActionState[]> =>
  (
    await pool.query<ActionState>(
      `select a.id, a.kind, a.state, a.problem ->> 'code' as code, coalesce(a.details -> 'message' ->> 'content', '') as content,
         c.platform_id from actions a join complaints c on c.merchant_id = a.merchant_id and c.id = a.complaint_id`,
    )
  ).rows

/** How often each text of the account has come to its payers. */
function arrivals(simulator: Simulator): Map<string, number> {
  const count = new Map<string, number>()
  for (const { lines } of simulator.officialAccounts.chats(account.appId)) {
    for (const { side, content } of lines) {
      const text = String(content['content'])
      if (side === 'merchant') count.set(text, (count.get(text) ?? 0) + 1)
    }
  }
  return count
}

async function complaintIds(pool: Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string; platform_id: string }>('select id, platform_id from complaints')
  return new Map(rows.map((row) => [row.platform_id, row.id]))
}

const isFromPlatform = ({ kind }: Job): boolean => kind === 'notice' || kind === 'push'

/** What came from the platform and is on the disk, by the keys of its jobs. */
async function storedIn(pool: Pool) {
  const notices = await column(pool, `notification_id as value from inbox where event_type = 'RIGHTS.NOTICE'`)
  const pushes = await column(pool, `id as value from conversation_entries where direction = 'in'`)
  return { notices, pushes, both: new Set([...notices, ...pushes]) }
}

it(
  `over ${KILLS} kills keeps every notification and message of payers once, sends no message twice and marks each ticket once`,
  async () => {
    await using simulator = await createSimulator({ merchants: [{ mchid: '1900000001' }] })
    await using cluster = await setupCluster(simulator)
    const { pool } = cluster
    await cluster.connectAccount(account.appId, account.slug)
    const payers = setupPayers(simulator)
    // A call takes a while, so that a kill finds some on their way.
    simulator.addFault({ kind: 'latency', call: 'message', delayMs: 200 })
    simulator.addFault({ kind: 'latency', call: 'feedback-update', delayMs: 200, probability: 0.5 })

    const rounds = KILLS + 1
    const talks = Array.from({ length: TALKS * rounds }, () => payers.file())
    const closings = Array.from({ length: COMPLETIONS * rounds }, () => payers.file())
    const filed = [...talks, ...closings]
    const all = new Map<string, Job>(filed.map(({ job }) => [job.key, job]))
    const serve = async () => {
      const desk = await cluster.serve('all')
      return { ...desk, api: await signInAs(desk.url, operator.username, operator.password) }
    }
    {
      await using desk = await serve()
      const jobs = filed.map(({ job }) => job)
      expect((await runAll(jobs, desk)).size).toBe(filed.length)
      await eventually('every ticket is at the desk', async () => (await complaintIds(pool)).size === filed.length)
    }
    const ids = await complaintIds(pool)
    const pathOf = (feedbackId: string): string => `/complaints/${ids.get(feedbackId) ?? ''}`

    const workOf = (round: number): Job[] => {
      const lives = Array.from({ length: TICKETS }, () => payers.life()).flat()
      const spoken = Array.from({ length: PUSHES }, (_, n) => payers.push(talks[n % talks.length]?.openId ?? ''))
      const messages = talks.slice(round * TALKS, (round + 1) * TALKS).flatMap(({ feedbackId }) =>
        Array.from({ length: MESSAGES_PER_TALK }, (_, n) => {
          const content = `${feedbackId}-${n + 1}`
          const body = { message: { type: 'text', content } }
          return intent('message', content, `${pathOf(feedbackId)}/messages`, body)
        }),
      )
      const completions = closings.slice(round * COMPLETIONS, (round + 1) * COMPLETIONS).map(({ feedbackId }) => {
        const body = { settledAsAgreed: true, overrideReason: '已在门店当面处理' }
        return intent('completion', `complete ${feedbackId}`, `${pathOf(feedbackId)}/completion`, body)
      })
      return [...lives, ...spoken, ...messages, ...completions]
    }

    let unfinished: Job[] = []
    let cutOff = 0
    /** Runs the work of a round with what the rounds before have left; whatever was promised must be on the disk. */
    const storm = async (round: number, desk: Awaited<ReturnType<typeof serve>>, killed: boolean): Promise<void> => {
      const fresh = workOf(round)
      for (const job of fresh) all.set(job.key, job)
      const jobs = shuffled([...unfinished, ...fresh, ...shuffled(fresh.filter(isFromPlatform)).slice(0, REPEATED)])
      const killAfter = killed ? randomInt(Math.ceil(jobs.length / 3), Math.ceil((jobs.length * 4) / 5)) : undefined
      const done = await runAll(jobs, desk, (count) => {
        if (count === killAfter) process.kill(desk.pid, 'SIGKILL')
      })
      // Whatever came of the storm, this process is at its end, and by force.
      if (killed) await desk.stop('SIGKILL')
      unfinished = [...new Set(jobs.filter((job) => !done.has(job)))]
      cutOff += unfinished.length
      const { both } = await storedIn(pool)
      expect([...done].filter((job) => isFromPlatform(job) && !both.has(job.key)).map(({ key }) => key)).toEqual([])
    }
    for (let round = 0; round < KILLS; round += 1) {
      await using victim = await serve()
      await storm(round, victim, true)
    }

    await using desk = await serve()
    await storm(KILLS, desk, false)
    expect(unfinished.map(({ key }) => key)).toEqual([])
    const atRest = async () => {
      const [inbox, reads] = [
        await column(pool, `id as value from inbox where state <> 'applied'`),
        await column(pool, `platform_id as value from reads`),
      ]
      const moving = (await actionsOf(pool)).filter(({ state }) => state !== 'verified' && state !== 'parked')
      return inbox.length + reads.length + moving.length === 0
    }
    await eventually('everything is applied, verified or held', atRest, LIMIT_MS)

    // Everything that came in is there once.
    const keysOf = (kind: Job['kind']) =>
      [...all.values()]
        .filter((job) => job.kind === kind)
        .map(({ key }) => key)
        .sort()
    const { notices, pushes } = await storedIn(pool)
    expect(notices).toEqual(keysOf('notice'))
    expect(pushes).toEqual(keysOf('push'))
    const facts = `id as value from rights_facts where kind in ('request', 'reject', 'confirm')`
    expect(await column(pool, facts)).toEqual(keysOf('notice'))
    const states = await pool.query<{ platform_id: string; channel_state: string }>(
      'select platform_id, channel_state from complaints',
    )
    const found = new Map(states.rows.map((row) => [row.platform_id, row.channel_state]))
    for (const [feedbackId, state] of payers.expectedStates)
      expect([feedbackId, found.get(feedbackId)]).toEqual([feedbackId, state])

    // Every button pressed is one action; what left may have come once, what is held was on its way.
    const actions = await actionsOf(pool)
    const messages = actions.filter(({ kind }) => kind === 'message')
    expect(messages.map(({ content }) => content).sort()).toEqual(keysOf('message'))
    const arrived = arrivals(simulator)
    expect([...arrived.values()].filter((count) => count > 1)).toEqual([])
    const held = messages.filter(({ state }) => state === 'parked')
    expect(held.filter(({ code }) => code !== 'OUTCOME_UNKNOWN')).toEqual([])
    const sent = messages.filter(({ state }) => state === 'verified')
    expect(sent.filter(({ content }) => arrived.get(content) !== 1)).toEqual([])
    const completions = actions.filter(({ kind }) => kind === 'completion')
    expect(completions.map(({ platform_id }) => `complete ${platform_id}`).sort()).toEqual(keysOf('completion'))
    expect(completions.filter(({ state }) => state !== 'verified')).toEqual([])
    const marked = await column(pool, `feedback_id as value from rights_facts where kind = 'marked'`)
    expect(marked).toEqual(closings.map(({ feedbackId }) => feedbackId).sort())
    for (const { feedbackId } of closings) {
      const events = simulator.rights.get(feedbackId).history.map(({ event }) => event)
      expect(events).toEqual(['filed', 'marked'])
    }

    // A person looks into the chats and decides; then each has come once.
    for (const { id, content } of held) {
      if (arrived.has(content)) await desk.api.post(`/actions/${id}/settlement`, { outcome: 'sent' })
      else await desk.api.post(`/actions/${id}/retry`, {})
    }
    await eventually(
      'what was held is settled',
      async () => (await actionsOf(pool)).every(({ state }) => state === 'verified'),
      LIMIT_MS,
    )
    expect(arrivals(simulator)).toEqual(new Map(keysOf('message').map((content) => [content, 1])))
    console.log(
      `${KILLS} kills: ${notices.length} notifications, ${pushes.length} messages of payers, ${messages.length} own messages ` +
        `(${held.length} held, ${held.filter(({ content }) => arrived.has(content)).length} of them arrived), ` +
        `${completions.length} completions; ${cutOff} cut off and repeated`,
    )
    expect(cutOff).toBeGreaterThan(0)
  },
  2 * LIMIT_MS,
)
