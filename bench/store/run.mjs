import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../packages/desk/dist/database/open-database.js'
import { countComplaints, listComplaintRows } from '../../packages/desk/dist/store/complaint-pages.js'
import { fillComplaints } from './fill.mjs'

export const TARGETS = { p50Ms: 5, ratio: 2 }
const DEFAULTS = { rounds: 5, calls: 20, small: 10_000, large: 1_000_000 }
const PAGE = 50

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** What people ask the store for. Each takes a complaint that exists, another one for every call. */
const page = (query) => (db, known) =>
  listComplaintRows(db, { sort: 'due', limit: PAGE, ...(typeof query === 'function' ? query(known) : query) })
const count = (filter) => (db, known) => countComplaints(db, typeof filter === 'function' ? filter(known) : filter)
export const CASES = {
  'list, all, by due': page({}),
  'list, PENDING': page({ state: 'PENDING' }),
  'list, PROCESSING': page({ state: 'PROCESSING' }),
  'list, PROCESSED': page({ state: 'PROCESSED' }),
  'list, newest first': page({ sort: '-complainedAt' }),
  'list, one merchant': page(({ merchantId }) => ({ merchantId })),
  'next page, all': page(({ cursors }) => ({ cursor: cursors.all })),
  'next page, PROCESSED': page(({ cursors }) => ({ state: 'PROCESSED', cursor: cursors.PROCESSED })),
  'search 退款 (every fourth)': page({ q: '退款' }),
  'search 耳机 (every thirtieth)': page({ q: '耳机' }),
  'search 耳机, newest first': page({ q: '耳机', sort: '-complainedAt' }),
  'search 耳机, PENDING': page({ q: '耳机', state: 'PENDING' }),
  'search 耳机, one merchant': page(({ merchantId }) => ({ q: '耳机', merchantId })),
  'next page, search 耳机': page(({ cursors }) => ({ q: '耳机', cursor: cursors.耳机 })),
  'search two words': page({ q: '蓝牙耳机 没有发货' }),
  'search a name, 2 characters': page(({ name }) => ({ q: name.slice(1) })),
  'search a name, 3 characters': page(({ name }) => ({ q: name })),
  'search 退款, PENDING': page({ q: '退款', state: 'PENDING' }),
  'search complaint id': page(({ platformId }) => ({ q: platformId })),
  'search transaction id': page(({ transactionId }) => ({ q: transactionId })),
  'search order number': page(({ outTradeNo }) => ({ q: outTradeNo })),
  "search phone's last four": page(({ phone }) => ({ q: phone })),
  'search what nobody wrote': page({ q: '量子纠缠' }),
  'counters, all': count({}),
  'counters, one merchant': count(({ merchantId }) => ({ merchantId })),
  'counters, search 退款': count({ q: '退款' }),
  'counters, search 耳机': count({ q: '耳机' }),
  'counters, search two words': count({ q: '蓝牙耳机 没有发货' }),
  'counters, search a name': count(({ name }) => ({ q: name })),
}

/** Complaints to ask for, spread over the year, and cursors a few pages into the lists. */
export async function readKnown({ pool, kysely }, calls) {
  const { rows } = await pool.query(
    `select merchant_id as "merchantId", platform_id as "platformId", transaction_id as "transactionId",
       out_trade_no as "outTradeNo", right(payer_phone_masked, 4) as phone,
       substring(detail from '联系人(...)') as name
     from complaints tablesample bernoulli (1) repeatable (1) limit $1`,
    [calls],
  )
  const thirdPage = async (filter) => {
    let cursor
    for (let n = 0; n < 3; n += 1) {
      ;({ nextCursor: cursor } = await listComplaintRows(kysely, { sort: 'due', limit: PAGE, cursor, ...filter }))
    }
    return cursor
  }
  const cursors = {
    all: await thirdPage({}),
    PROCESSED: await thirdPage({ state: 'PROCESSED' }),
    耳机: await thirdPage({ q: '耳机' }),
  }
  return rows.map((row) => ({ ...row, cursors }))
}

export async function timeCase(ask, db, known) {
  const times = []
  for (const row of known) {
    const start = performance.now()
    await ask(db, row)
    times.push(performance.now() - start)
  }
  return median(times)
}

/** Measures, prints and tells which targets were missed. Both sizes take turns in one server. */
export async function runStoreBench(options = {}, print = console.log) {
  const { rounds, calls, small, large } = { ...DEFAULTS, ...options }
  const dataDir = mkdtempSync(join(tmpdir(), 'redress-bench-'))
  // As root the database runs as another user, who has to get in.
  chmodSync(dataDir, 0o755)
  const server = await openDatabase({ databaseUrl: undefined, dataDir }, { migrate: false })
  const stores = []
  try {
    for (const size of [small, large]) {
      const name = `bench_${size}`
      await server.pool.query(`create database ${name}`)
      const { host, user } = server.connection
      const store = await openDatabase({
        databaseUrl: `postgres://${user}@/${name}?host=${encodeURIComponent(host)}`,
        dataDir: '',
      })
      stores.push(store)
      const start = performance.now()
      await fillComplaints(store.pool, size)
      print(`${size} complaints stored in ${((performance.now() - start) / 1000).toFixed(0)} s`)
    }
    const known = await Promise.all(stores.map((store) => readKnown(store, calls)))
    const found = Object.fromEntries(Object.keys(CASES).map((name) => [name, [[], []]]))
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      for (const [name, ask] of Object.entries(CASES)) {
        for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
          const time = await timeCase(ask, stores[index].kysely, known[index])
          if (round > 0) found[name][index].push(time)
        }
      }
    }
    return report(found, { rounds, calls, small, large }, print)
  } finally {
    for (const store of stores) await store.close()
    await server.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function report(found, { rounds, calls, small, large }, print) {
  const { p50Ms, ratio } = TARGETS
  print(`Pages of ${PAGE} and counters, ms (medians of ${rounds} rounds of ${calls} calls, p50 of each round)`)
  print(`${'at'.padStart(34)} ${String(small).padStart(8)} ${String(large).padStart(8)}  ceiling    ratio`)
  const misses = []
  for (const [name, times] of Object.entries(found)) {
    const [few, many] = times.map(median)
    const ceiling = Math.min(p50Ms, ratio * few)
    const reached = many < p50Ms && many <= ratio * few
    if (!reached) misses.push(name)
    // In a terminal a Chinese character takes two places.
    const wide = name.length + [...name].filter((character) => character > '\u2fff').length
    const figures = [few, many, ceiling].map((ms) => ms.toFixed(2).padStart(8)).join(' ')
    print(
      `  ${name}${' '.repeat(32 - wide)} ${figures} ${(many / few).toFixed(2).padStart(8)} ${reached ? '' : 'MISSED'}`,
    )
  }
  print(`ceiling: ${p50Ms} ms, or ${ratio} times the smaller figure where that is less`)
  return { misses }
}

if (process.argv[1] !== undefined && import.meta.url === new URL(process.argv[1], 'file:').href) {
  const { misses } = await runStoreBench()
  process.exitCode = misses.length === 0 ? 0 : 1
}
