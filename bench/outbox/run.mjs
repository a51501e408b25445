import { createSimulator } from '@redress/simulator'
import { insertAction } from '../../packages/desk/dist/store/actions.js'
import { busiestWindow, machineRow, median, row, runAsProgram } from '../support/figures.mjs'
import { setupHouse } from '../support/house.mjs'
import { eventually, watchMachine } from '../support/processes.mjs'
import { recordRequests } from '../support/recorder.mjs'

export const TARGETS = { idle: 0.1 }
const DEFAULTS = { merchants: 6, complaints: 90 }
const MINUTE_MS = 60_000
/** Calls of a merchant in any minute, as published. */
const LIMITS = { reply: 60, detail: 200, history: 200, list: 200 }
/** Replies of one merchant that the two workers may have in hand at once: neighbours in urgency may change places. */
const IN_HAND = 4
/** The first of them may go out at once, which says nothing of the pace. */
const WARM = 10

/** Fills the desk with complaints of all ages, quickly, with budgets and limits out of the way. */
async function fill(house, simulator, total) {
  await house.setBudgets({ list: 60_000, detail: 60_000, history: 60_000 })
  const desk = await house.serve('all')
  await eventually(
    'every complaint to be at the desk',
    async () => {
      const { rows } = await house.database.pool.query(
        'select (select count(*) from complaints) as stored, (select count(*) from reads) as wanted',
      )
      return rows[0].stored === total && rows[0].wanted === 0
    },
    { limitMs: 300_000, everyMs: 500 },
  )
  await desk.stop()
  await house.setBudgets({ list: null, detail: null, history: null })
  simulator.setSwitches({ rateLimits: 'platform' })
}

/** One reply for each complaint, queued in no order. @returns complaints as the platform names them, by merchant, the most urgent first */
async function queueReplies({ pool, kysely }) {
  const { rows } = await pool.query(
    `select c.id, c.merchant_id, c.platform_id, c.mchid from complaints c order by c.due_order, c.id`,
  )
  const shuffled = rows.map((each) => ({ each, at: Math.random() })).sort((a, b) => a.at - b.at)
  for (const { each } of shuffled) {
    const complaint = { merchantId: each.merchant_id, complaintId: each.id }
    const intent = { kind: 'reply', content: '您好，已为您登记，今天内答复。', images: [] }
    await insertAction(kysely, complaint, intent, { actor: 'bench', now: new Date() })
  }
  const byMerchant = new Map()
  for (const { mchid, platform_id: id } of rows) byMerchant.set(mchid, [...(byMerchant.get(mchid) ?? []), id])
  return byMerchant
}

const complaintOf = ({ path }) => /complaints-v2\/([^/]+)\/response/.exec(path)?.[1]

/** Share of the published limit that was not used while replies waited. */
export function idleShare(replies) {
  const times = replies.map(({ at }) => at).sort((a, b) => a - b)
  const perMinute = ((times.length - 1 - WARM) / (times.at(-1) - times[WARM])) * MINUTE_MS
  return 1 - perMinute / LIMITS.reply
}

/** How many places a reply went out before or after its place by urgency, at most. */
export function furthestOutOfTurn(replies, urgent) {
  const sent = replies.toSorted((a, b) => a.at - b.at).map(complaintOf)
  return Math.max(...sent.map((id, place) => Math.abs(place - urgent.indexOf(id))))
}

/** Two workers empty a full outbox at the platform's own limits, which the simulator enforces. */
export async function runOutboxBench(options = {}, print = console.log) {
  const { merchants, complaints } = { ...DEFAULTS, ...options }
  const mchids = Array.from({ length: merchants }, (_, index) => String(1_900_000_001 + index))
  const house = await setupHouse()
  const simulator = await createSimulator({ merchants: mchids.map((mchid) => ({ mchid, name: mchid })) })
  const total = merchants * complaints
  let [requests, urgent, idleMachine] = []
  try {
    const crowds = mchids.map((mchid) => ({
      name: mchid,
      count: complaints,
      mchids: [mchid],
      overHours: 20,
      openOnly: true,
    }))
    await simulator.playScenario({ crowds })
    await house.addMerchants(
      simulator.url,
      mchids.map((mchid) => simulator.credentials(mchid)),
    )
    await fill(house, simulator, total)
    urgent = await queueReplies(house.database)
    const recorder = recordRequests(simulator)
    try {
      const sinceStart = watchMachine()
      const web = await house.serve('web')
      await house.announce([web.url])
      await Promise.all([house.serve('worker'), house.serve('worker')])
      await eventually(
        'every reply to be verified',
        async () => {
          const { rows } = await house.database.pool.query(
            `select count(*) as n from actions where state <> 'verified'`,
          )
          return rows[0].n === 0
        },
        { limitMs: 600_000, everyMs: 500 },
      )
      idleMachine = sinceStart()
      requests = recorder.all()
    } finally {
      recorder.close()
    }
  } finally {
    await house.close()
    await simulator.close()
  }

  const callsOf = (mchid, call) => requests.filter((each) => each.mchid === mchid && each.call === call)
  const replies = mchids.map((mchid) => callsOf(mchid, 'reply'))
  const idle = median(replies.map(idleShare))
  const outOfTurn = Math.max(...replies.map((own, index) => furthestOutOfTurn(own, urgent.get(mchids[index]))))
  const refused = requests.filter(({ status }) => status === 429).length
  const misses = []
  const line = (what, value, target, reached) => {
    if (!reached) misses.push(what)
    print(row(what, value, target, reached))
  }
  print(`Outbox of ${total} replies, ${merchants} merchants at the published limits, 2 workers`)
  for (const [call, limit] of Object.entries(LIMITS)) {
    const busiest = mchids.map((mchid) =>
      busiestWindow(
        callsOf(mchid, call).map(({ at }) => at),
        MINUTE_MS,
      ),
    )
    line(
      `most ${call} calls of a merchant in any minute`,
      String(Math.max(...busiest)),
      `<= ${limit}`,
      Math.max(...busiest) <= limit,
    )
  }
  line('refused as too many (429)', String(refused), '0', refused === 0)
  line(
    'budget idle while replies wait, median merchant',
    `${(idle * 100).toFixed(1)} %`,
    `<= ${TARGETS.idle * 100} %`,
    idle <= TARGETS.idle,
  )
  line('furthest from its place by urgency', `${outOfTurn} places`, `<= ${IN_HAND}`, outOfTurn <= IN_HAND)
  print(machineRow(idleMachine))
  return { idle, outOfTurn, refused, misses }
}

await runAsProgram(import.meta.url, runOutboxBench)
