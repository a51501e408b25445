import { describe, expect, it } from 'vitest'
import { type Budget, DEFAULT_BUDGETS } from '../../src/domain/budgets.ts'
import { BudgetSpent, createPacer } from '../../src/platform/pacer.ts'
import { budgetSource, readCallsPerMinute, writeCallsPerMinute } from '../../src/store/budgets.ts'
import { setupDatabase } from '../support/database.ts'

async function setupPacer(budget: Budget, maxWaitMs = 60_000) {
  const database = await setupDatabase()
  await database.pool.query(
    `insert into merchants (id, slug, mchid, name, serial_no, private_key_sealed, api_v3_key_sealed)
     select m, m, m, m, 'x', '', '' from unnest(array['m1', 'm2']) as m`,
  )
  const budgetOf = budgetSource(database.kysely, { ...DEFAULT_BUDGETS, reply: budget })
  const pacer = createPacer({ db: database.kysely, budgetOf, maxWaitMs })
  return { database, pacer, [Symbol.asyncDispose]: async () => await database.close() }
}

/** The most calls in any window of the given length. */
const busiest = (times: number[], windowMs: number): number =>
  Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + windowMs).length))

describe('the budget of a call', () => {
  it('is never exceeded in any window, however many ask at once, and is used well', async () => {
    const budget = { calls: 20, windowMs: 500, burst: 4 }
    await using set = await setupPacer(budget)
    const times: number[] = []
    const worker = async (): Promise<void> => {
      for (let n = 0; n < 10; n += 1) {
        await set.pacer.take('m1', 'reply')
        times.push(performance.now())
      }
    }
    const started = performance.now()
    await Promise.all(Array.from({ length: 6 }, worker))
    expect(times).toHaveLength(60)
    // Timers and sockets may be late, which lets a later call come closer to the next; one of them at most.
    expect(busiest(times, budget.windowMs)).toBeLessThanOrEqual(budget.calls + 1)
    const atBest = ((60 - budget.burst) * budget.windowMs) / (budget.calls - budget.burst)
    expect(performance.now() - started).toBeLessThan(atBest * 1.3)
  })

  it('is each merchant’s and each call’s own', async () => {
    await using set = await setupPacer({ calls: 2, windowMs: 60_000, burst: 1 }, 0)
    await set.pacer.take('m1', 'reply')
    await expect(set.pacer.take('m1', 'reply')).rejects.toBeInstanceOf(BudgetSpent)
    await set.pacer.take('m2', 'reply')
    await set.pacer.take('m1', 'complete')
  })

  it('says when it goes on, and does not move that by being asked', async () => {
    await using set = await setupPacer({ calls: 2, windowMs: 10_000, burst: 1 }, 0)
    await set.pacer.take('m1', 'reply')
    const ask = async () => await set.pacer.take('m1', 'reply').catch((error: BudgetSpent) => error.retryAt.getTime())
    const [first, second] = [await ask(), await ask()]
    expect(Math.abs(Number(first) - Number(second))).toBeLessThan(200)
    expect(Number(first) - Date.now()).toBeGreaterThan(9_000)
    expect(Number(first) - Date.now()).toBeLessThanOrEqual(10_000)
  })

  it('is halved when the platform complains, again and again up to a limit, and recovers', async () => {
    await using set = await setupPacer({ calls: 11, windowMs: 10_000, burst: 1 }, 0)
    const wait = async () => {
      await set.pacer.take('m1', 'reply').catch(() => undefined)
      const error: unknown = await set.pacer.take('m1', 'reply').catch((spent: unknown) => spent)
      return error instanceof BudgetSpent ? Math.round((error.retryAt.getTime() - Date.now()) / 100) : 0
    }
    const reset = async () => await set.database.pool.query('update pacing set tat = 0')
    expect(await wait()).toBeGreaterThanOrEqual(9)
    await set.pacer.slowDown('m1', 'reply')
    await reset()
    expect(await wait()).toBeGreaterThanOrEqual(19)
    for (let n = 0; n < 9; n += 1) await set.pacer.slowDown('m1', 'reply')
    await reset()
    expect(await wait()).toBeLessThanOrEqual(160)
    await set.database.pool.query(`update pacing set tat = 0, slowed_at = now() - interval '1 hour'`)
    expect(await wait()).toBeLessThanOrEqual(10)
  })

  it('is what somebody set, until the default is wanted again', async () => {
    await using set = await setupPacer({ calls: 2, windowMs: 60_000, burst: 1 }, 0)
    const { kysely } = set.database
    await writeCallsPerMinute(kysely, 'reply', 600)
    await writeCallsPerMinute(kysely, 'complete', 30)
    expect(await readCallsPerMinute(kysely)).toEqual({ reply: 600, complete: 30 })
    expect(await budgetSource(kysely, DEFAULT_BUDGETS)('reply')).toMatchObject({ calls: 600, burst: 30 })
    await writeCallsPerMinute(kysely, 'reply', null)
    expect(await budgetSource(kysely, DEFAULT_BUDGETS)('reply')).toEqual(DEFAULT_BUDGETS.reply)
  })
})
