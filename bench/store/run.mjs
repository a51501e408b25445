import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../packages/desk/dist/database/open-database.js'
import { COUNTED_AT_MOST, countComplaints, listComplaintRows } from '../../packages/desk/dist/store/complaint-pages.js'
import { fillComplaints } from './fill.mjs'

export const TARGETS = { p50Ms: 5, ratio: 2 }
const DEFAULTS = { rounds: 5, calls: 20, small: 10_000, large: 1_000_000 }
const PAGE = 50

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

const filled = (query, known) => (typeof query === 'function' ? query(known) : query)

/**
 * What people ask the store for. Each takes a complaint that exists, another one for every call, and how many rows it
 * is to show or to count at most, and tells how many it did.
 */
const page =
  (query) =>
  async (db, known, limit = PAGE) =>
    (await listComplaintRows(db, { sort: 'due', limit, ...filled(query, known) })).rows.length
const count =
  (filter) =>
  async (db, known, limit = COUNTED_AT_MOST) =>
    [...(await countComplaints(db, filled(filter, known), limit)).values()].reduce((sum, n) => sum + n, 0)
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

/** @param limits For each call, how many rows it is to show or to count at most. */
export async function timeCase(ask, db, known, limits = []) {
  const times = []
  for (const [index, row] of known.entries()) {
    const start = performance.now()
    await ask(db, row, limits[index])
    times.push(performance.now() - start)
  }
  return median(times)
}

/** How much each call finds; nothing found is a page as well. */
const sizesOf = async (ask, db, known) => await Promise.all(known.map(async (row) => (await ask(db, row)) || undefined))

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
    const [few, many] = stores.map((store) => store.kysely)
    const found = {}
    for (const [name, ask] of Object.entries(CASES)) {
      const sizes = await sizesOf(ask, few, known[0])
      const arms = {
        few: () => timeCase(ask, few, known[0]),
        many: () => timeCase(ask, many, known[1]),
        alike: () => timeCase(ask, many, known[1], sizes),
      }
      found[name] = { few: [], many: [], alike: [], size: median(sizes.map((size) => size ?? 0)) }
      // The first round warms up.
      for (let round = 0; round <= rounds; round += 1) {
        const order = round % 2 === 0 ? ['few', 'many', 'alike'] : ['alike', 'many', 'few']
        for (const arm of order) {
          const time = await arms[arm]()
          if (round > 0) found[name][arm].push(time)
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
  const head = ['rows', String(small), String(large), 'ceiling', 'alike', 'ratio']
  print(`${' '.repeat(32)} ${head.map((word) => word.padStart(8)).join(' ')}`)
  const misses = []
  for (const [name, { size, ...times }] of Object.entries(found)) {
    const [few, many, alike] = ['few', 'many', 'alike'].map((arm) => median(times[arm]))
    const reached = many < p50Ms && alike <= ratio * few
    if (!reached) misses.push(name)
    // In a terminal a Chinese character takes two places.
    const wide = name.length + [...name].filter((character) => character > '\u2fff').length
    const figures = [few, many, p50Ms, alike].map((ms) => ms.toFixed(2).padStart(8)).join(' ')
    const line = [
      ' '.repeat(Math.max(0, 30 - wide)),
      String(size).padStart(8),
      figures,
      (alike / few).toFixed(2).padStart(8),
    ]
    print(`  ${name}${line.join(' ')} ${reached ? '' : 'MISSED'}`)
  }
  print(
    `rows: what a page shows, or counters count, at ${small}. alike: at ${large}, as many as there, for the ratio <= ${ratio}`,
  )
  return { misses }
}

if (process.argv[1] !== undefined && import.meta.url === new URL(process.argv[1], 'file:').href) {
  const { misses } = await runStoreBench()
  process.exitCode = misses.length === 0 ? 0 : 1
}
