import { expect, it } from 'vitest'
import { PlatformClock } from '../src/clock/platform-clock.ts'

function setupClock(rate: number) {
  const failures: unknown[] = []
  const clock = new PlatformClock({ startAt: 0, rate, wall: () => Date.now(), onTaskFailed: (e) => failures.push(e) })
  return { clock, failures }
}
const failed = new Error('broken')
const tasks: [string, () => Promise<void>][] = [
  [
    'at once',
    () => {
      throw failed
    },
  ],
  ['later', () => Promise.reject(failed)],
]

it.each(tasks)('tells of a task that fails %s, and goes on with the next', async (_when, task) => {
  const { clock, failures } = setupClock(0)
  let ran = false
  clock.schedule(1000, task)
  clock.schedule(2000, async () => {
    ran = true
  })
  await clock.advance(3000)
  await clock.settled()
  expect({ failures, ran, now: clock.now() }).toEqual({ failures: [failed], ran: true, now: 3000 })
  await clock.stop()
})

it.each(tasks)('tells of a task that a timer started and that fails %s', async (_when, task) => {
  const { clock, failures } = setupClock(1)
  clock.schedule(0, task)
  await expect.poll(() => failures).toEqual([failed])
  await clock.stop()
})
