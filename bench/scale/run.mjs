import { createSimulator } from '@redress/simulator'
import { median, row, runAsProgram } from '../support/figures.mjs'
import { setupHouse } from '../support/house.mjs'
import { eventually, parentOf, processorSeconds, processorSecondsBelow, watchMachine } from '../support/processes.mjs'

/** Twice the processes do this much more, or the machine has nothing left and each complaint costs no more than before. */
export const TARGETS = { ratio: 1.8, idle: 0.1, cost: 1.15 }
const DEFAULTS = { rounds: 5, merchants: 8, complaints: 200 }
/** So many times as many go through all processes first: what a process has done often costs half of what is new to it. */
const WARM_UP = 10

const count = async ({ pool }, from) => (await pool.query(`select count(*) as n from ${from}`)).rows[0].n

/** Files complaints and waits until the desk has been notified of each, has read it and stored it. */
async function measureRound({ house, simulator, mchids, complaints, desks, serverPid }) {
  const before = await count(house.database, 'complaints')
  const deskSeconds = () => desks.reduce((sum, { pid }) => sum + processorSeconds(pid), 0)
  const [desk, server] = [deskSeconds(), processorSecondsBelow(serverPid)]
  const sinceStart = watchMachine()
  const startedAt = performance.now()
  for (let n = 0; n < complaints; n += 1) {
    await simulator.fileComplaint({ mchid: mchids[n % mchids.length], detail: `第${n}单少送一杯` })
  }
  await eventually(
    'every complaint to be stored',
    async () =>
      (await count(house.database, 'complaints')) === before + complaints &&
      (await count(house.database, `inbox where state <> 'applied'`)) === 0,
    { limitMs: 300_000, everyMs: 50 },
  )
  const seconds = (performance.now() - startedAt) / 1000
  return {
    rate: complaints / seconds,
    idle: sinceStart(),
    deskMs: ((deskSeconds() - desk) / complaints) * 1000,
    serverMs: ((processorSecondsBelow(serverPid) - server) / complaints) * 1000,
  }
}

/** Every complaint once, every notification once: `undefined`, or what is wrong. */
async function difference({ pool }, filed) {
  const { rows } = await pool.query(
    `select (select count(*) from complaints) as stored, (select count(distinct platform_id) from complaints) as different,
       (select count(*) from inbox) as notices, (select count(distinct notification_id) from inbox) as "differentNotices",
       (select count(*) - count(distinct (complaint_id, log_id)) from timeline_entries) as "entriesTwice"`,
  )
  const [{ entriesTwice, ...counts }] = rows
  const wrong = Object.entries({ ...counts }).filter(([, n]) => n !== filed)
  return wrong.length === 0 && entriesTwice === 0 ? undefined : JSON.stringify({ filed, ...rows[0] })
}

/** A paused process costs nothing and stays as warm as it was; what it was told meanwhile it finds when it goes on. */
const signal = (desks, name) => {
  for (const { pid } of desks) process.kill(pid, name)
}

/** The whole way of a complaint, notified, read and stored, by one web and one worker process and by two of each. */
export async function runScaleBench(options = {}, print = console.log) {
  const { rounds, merchants, complaints } = { ...DEFAULTS, ...options }
  const mchids = Array.from({ length: merchants }, (_, index) => String(1_900_000_001 + index))
  const house = await setupHouse()
  const simulator = await createSimulator({ merchants: mchids.map((mchid) => ({ mchid, name: mchid })) })
  const samples = { single: [], double: [] }
  let wrong
  try {
    await house.addMerchants(
      simulator.url,
      mchids.map((mchid) => simulator.credentials(mchid)),
    )
    await house.setBudgets({ list: 60_000, detail: 60_000, history: 60_000, notifications: 60_000 })
    const { rows } = await house.database.pool.query('select pg_backend_pid() as pid')
    const serverPid = parentOf(rows[0].pid)
    const setting = { house, simulator, mchids, complaints, serverPid }
    const first = await Promise.all([house.serve('web'), house.serve('worker')])
    const second = await Promise.all([house.serve('web'), house.serve('worker')])
    const all = [...first, ...second]
    const measureDouble = async (count) => {
      await house.announce([first[0].url, second[0].url])
      return await measureRound({ ...setting, complaints: count, desks: all })
    }
    const measureSingle = async () => {
      await house.announce([first[0].url])
      signal(second, 'SIGSTOP')
      try {
        return await measureRound({ ...setting, desks: first })
      } finally {
        signal(second, 'SIGCONT')
      }
    }
    await measureDouble(WARM_UP * complaints)
    for (let round = 0; round < rounds; round += 1) {
      samples.single.push(await measureSingle())
      samples.double.push(await measureDouble(complaints))
    }
    wrong = await difference(house.database, (2 * rounds + WARM_UP) * complaints)
  } finally {
    await house.close()
    await simulator.close()
  }

  const of = (name, key) => median(samples[name].map((sample) => sample[key]))
  const ratio = median(samples.double.map(({ rate }, index) => rate / samples.single[index].rate))
  const cost = (name) => of(name, 'deskMs') + of(name, 'serverMs')
  const growth = cost('double') / cost('single')
  const isFull = of('double', 'idle') < TARGETS.idle
  const isLinear = ratio >= TARGETS.ratio || (isFull && growth <= TARGETS.cost)
  print(`${complaints} complaints, notified, read and stored, on one PostgreSQL (medians of ${rounds} rounds)`)
  for (const [name, label] of [
    ['single', '1 web + 1 worker'],
    ['double', '2 web + 2 worker'],
  ]) {
    print(row(label, `${of(name, 'rate').toFixed(1)} /s`))
    print(row('  processor time each, desk', `${of(name, 'deskMs').toFixed(1)} ms`))
    print(row('  processor time each, database', `${of(name, 'serverMs').toFixed(1)} ms`))
    print(row('  processors idle', `${Math.round(of(name, 'idle') * 100)} %`))
  }
  print(row('ratio', ratio.toFixed(2), `>= ${TARGETS.ratio}, or machine full`, isLinear))
  if (isFull) {
    print(
      row(
        '  the processors are the limit; cost ratio',
        growth.toFixed(2),
        `<= ${TARGETS.cost}`,
        growth <= TARGETS.cost,
      ),
    )
  }
  print(row('lost or stored twice', wrong ?? 'none', 'none', wrong === undefined))
  return {
    ratio,
    growth,
    isFull,
    misses: [isLinear || 'ratio', wrong === undefined || 'difference'].filter((miss) => miss !== true),
  }
}

await runAsProgram(import.meta.url, runScaleBench)
