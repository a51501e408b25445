import { createSimulator } from '@redress/simulator'
import { median, row, runAsProgram } from '../support/figures.mjs'
import { operator, setupHouse } from '../support/house.mjs'
import { eventually } from '../support/processes.mjs'
import { loadList } from './browser.mjs'

export const TARGETS = { bytes: 420_000, usableMs: 1_500, shift: 0.02 }
const DEFAULTS = { rounds: 5, complaints: 300 }
const SHOP = { mchid: '1900000001', name: '晨光文具旗舰店' }

/** Signs in as the page does. @returns the cookie of the session */
async function signIn(url) {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ username: operator.username, password: operator.password }),
  })
  if (!answer.ok) throw new Error(`sign-in: ${answer.status}`)
  const [name, value] = answer.headers.getSetCookie()[0].split(';')[0].split('=')
  return { name, value }
}

/** What a first visit costs: a real desk, a real Chromium with a cold cache each time, over loopback. */
export async function runConsoleBench(options = {}, print = console.log) {
  const { rounds, complaints } = { ...DEFAULTS, ...options }
  const house = await setupHouse()
  const simulator = await createSimulator({ merchants: [SHOP] })
  const loads = []
  try {
    await simulator.playScenario({ crowds: [{ count: complaints, overHours: 96 }] })
    await house.addMerchants(simulator.url, [simulator.credentials(SHOP.mchid)])
    await house.addOperator()
    await house.setBudgets({ list: 60_000, detail: 60_000, history: 60_000 })
    const desk = await house.serve('all')
    await eventually('every complaint to be at the desk', async () => {
      const { rows } = await house.database.pool.query('select count(*) as n from complaints')
      return rows[0].n === complaints
    })
    const cookie = await signIn(desk.url)
    for (let round = 0; round <= rounds; round += 1) {
      const load = await loadList(desk.url, cookie)
      // The first round warms up: the files of the browser and of the desk come from the disk.
      if (round > 0) loads.push(load)
    }
  } finally {
    await house.close()
    await simulator.close()
  }
  const [ms, sent, unpacked, shift] = ['ms', 'sent', 'unpacked', 'shift'].map((key) =>
    median(loads.map((load) => load[key])),
  )
  const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`
  const misses = [
    sent <= TARGETS.bytes || 'bytes',
    ms < TARGETS.usableMs || 'usable',
    shift < TARGETS.shift || 'shift',
  ].filter((miss) => miss !== true)
  print(`First load of the list over ${complaints} complaints, cold cache (medians of ${rounds} browsers)`)
  print(
    row(
      'page, scripts and styles as sent',
      kilobytes(sent),
      `<= ${kilobytes(TARGETS.bytes)}`,
      !misses.includes('bytes'),
    ),
  )
  print(row('  unpacked', kilobytes(unpacked)))
  print(row('rows there after', `${Math.round(ms)} ms`, `< ${TARGETS.usableMs} ms`, !misses.includes('usable')))
  print(row('layout shift', shift.toFixed(3), `< ${TARGETS.shift}`, !misses.includes('shift')))
  return { ms, sent, unpacked, shift, misses }
}

await runAsProgram(import.meta.url, runConsoleBench)
