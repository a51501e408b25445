import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { type Budget, intervalMs, type PlatformCall } from '../domain/budgets.ts'
import { DeskError } from '../errors.ts'
import type { Database } from '../store/schema/database.ts'
import type { Turns } from './turns.ts'

/** The budget of a call is used up for longer than it makes sense to wait. Nothing was sent. */
export class BudgetSpent extends DeskError {
  readonly retryAt: Date
  readonly call: PlatformCall

  constructor(call: PlatformCall, retryAt: Date) {
    super('BUDGET_SPENT', `The budget of the call "${call}" is used up for now.`, 'It goes on by itself in a moment.')
    this.retryAt = retryAt
    this.call = call
  }
}

export interface Pacer {
  /** Waits for its turn. @throws {BudgetSpent} when that is further away than a short wait */
  take(merchantId: string, call: PlatformCall): Promise<void>
  /** The platform said that it is too much: half the pace, recovering slowly. */
  slowDown(merchantId: string, call: PlatformCall): Promise<void>
}

export interface PacerDeps {
  readonly db: Kysely<Database>
  readonly budgetOf: (call: PlatformCall) => Promise<Budget>
  /** Default 1 500. */
  readonly maxWaitMs?: number | undefined
  /** Told about every turn that becomes known. */
  readonly turns?: Pick<Turns, 'tell'> | undefined
}

const MAX_SLOWDOWN = 16
const HALF_LIFE_SECONDS = 300

// The clock of the database is the one clock that all processes share.
const nowMs = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::double precision`
const slowness = sql<number>`greatest(1, pacing.slowdown
  * power(0.5, extract(epoch from clock_timestamp() - pacing.slowed_at)::double precision / ${HALF_LIFE_SECONDS}))`

/**
 * Generic cell rate algorithm over one row per merchant and call: a single upsert grants a place and says how long it
 * is until then, so that any number of processes share a budget and no window ever holds more than it allows.
 */
export function createPacer({ db, budgetOf, maxWaitMs = 1_500, turns }: PacerDeps): Pacer {
  const inMs = (ms: number): Date => new Date(Date.now() + Math.max(0, ms))
  return {
    take: async (merchantId, call) => {
      const budget = await budgetOf(call)
      const step = intervalMs(budget)
      const slowStep = sql<number>`${step}::double precision * ${slowness}`
      const { rows } = await sql<{ ahead: number; pause: number }>`
        insert into pacing (merchant_id, call, tat) values (${merchantId}, ${call}, ${nowMs} + ${step})
        on conflict (merchant_id, call) do update set tat = greatest(pacing.tat, ${nowMs}) + ${slowStep}
          where greatest(pacing.tat, ${nowMs}) - ${nowMs} - ${slowStep} * ${budget.burst - 1} <= ${maxWaitMs}
        returning tat - ${nowMs} as ahead, ${slowStep} as pause`.execute(db)
      const [taken] = rows
      if (taken !== undefined) {
        const wait = taken.ahead - taken.pause * budget.burst
        turns?.tell(merchantId, call, inMs(wait + taken.pause))
        if (wait > 0) await sleep(wait)
        return
      }
      const { rows: full } = await sql<{ wait: number }>`
        select tat - ${nowMs} - ${slowStep} * ${budget.burst - 1} as wait from pacing
        where merchant_id = ${merchantId} and call = ${call}`.execute(db)
      const retryAt = inMs(full[0]?.wait ?? maxWaitMs)
      turns?.tell(merchantId, call, retryAt)
      throw new BudgetSpent(call, retryAt)
    },
    slowDown: async (merchantId, call) => {
      const budget = await budgetOf(call)
      const { burst } = budget
      const step = intervalMs(budget)
      const slower = sql<number>`least(${MAX_SLOWDOWN}, 2 * ${slowness})`
      // No burst is left either: the next call waits a whole step.
      await sql`
        insert into pacing (merchant_id, call, tat, slowdown)
        values (${merchantId}, ${call}, ${nowMs} + ${2 * step * burst}, 2)
        on conflict (merchant_id, call) do update set
          slowdown = ${slower}, slowed_at = clock_timestamp(),
          tat = greatest(pacing.tat, ${nowMs} + ${step * burst}::double precision * ${slower})`.execute(db)
    },
  }
}
