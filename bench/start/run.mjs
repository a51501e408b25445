import { setTimeout as sleep } from 'node:timers/promises'
import { median, row, runAsProgram } from '../support/figures.mjs'
import { setupHouse } from '../support/house.mjs'
import { processorSeconds, residentBytes } from '../support/processes.mjs'

export const TARGETS = { readyMs: 3_000, megabytes: 200 }
const DEFAULTS = { rounds: 7, idleMs: 5_000 }
const MEGABYTE = 2 ** 20

/**
 * How soon `redress serve` is ready on a database that exists, the embedded server included, which is stopped between
 * the rounds; and what the process holds in memory once it has nothing to do.
 */
export async function runStartBench(options = {}, print = console.log) {
  const { rounds, idleMs } = { ...DEFAULTS, ...options }
  const house = await setupHouse()
  const times = []
  const works = []
  const sizes = []
  try {
    // Whoever leaves last stops the server: each round starts it again.
    await house.database.close()
    for (let round = 0; round <= rounds; round += 1) {
      const desk = await house.serve('all')
      const work = processorSeconds(desk.pid)
      await sleep(idleMs)
      const size = residentBytes(desk.pid) / MEGABYTE
      await desk.stop()
      // The first round warms up.
      if (round > 0) {
        times.push(desk.readyMs)
        works.push(work)
        sizes.push(size)
      }
    }
  } finally {
    await house.close()
  }
  const [ready, size] = [median(times), median(sizes)]
  const [isQuick, isSmall] = [ready < TARGETS.readyMs, size < TARGETS.megabytes]
  print(`redress serve on an existing embedded database (medians of ${rounds} starts)`)
  print(row('ready, from the command on', `${Math.round(ready)} ms`, `< ${TARGETS.readyMs} ms`, isQuick))
  print(row('  of it at work on the processor', `${Math.round(median(works) * 1000)} ms`))
  print(row(`resident memory ${idleMs / 1000} s later`, `${Math.round(size)} MB`, `< ${TARGETS.megabytes} MB`, isSmall))
  return { ready, size, misses: [isQuick || 'ready', isSmall || 'memory'].filter((miss) => miss !== true) }
}

await runAsProgram(import.meta.url, runStartBench)
