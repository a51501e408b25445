import type { Kysely } from 'kysely'
import { z } from 'zod'
import { type Budget, type Budgets, budgetPerMinute, isPlatformCall, type PlatformCall } from '../domain/budgets.ts'
import type { Database } from './schema/database.ts'

const KEY = 'calls-per-minute'
const CACHE_MS = 15_000

const stored = z.record(z.string(), z.int().min(1).max(1_000_000))

/** Calls per minute that somebody set, by call. */
export async function readCallsPerMinute(db: Kysely<Database>): Promise<Partial<Record<PlatformCall, number>>> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', KEY).executeTakeFirst()
  const values = Object.entries(stored.parse(row?.value ?? {}))
  return Object.fromEntries(values.filter(([call]) => isPlatformCall(call)))
}

/** Sets the calls per minute of one call; null goes back to the default. Every process follows within seconds. */
export async function writeCallsPerMinute(
  db: Kysely<Database>,
  call: PlatformCall,
  calls: number | null,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { [call]: _, ...others } = await readCallsPerMinute(trx)
    const value = JSON.stringify(calls === null ? others : { ...others, [call]: calls })
    await trx
      .insertInto('settings')
      .values({ key: KEY, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, updated_at: new Date() }))
      .execute()
  })
}

/** The budgets in force: the defaults and what was set, looked up again every few seconds. */
export function budgetSource(db: Kysely<Database>, defaults: Budgets): (call: PlatformCall) => Promise<Budget> {
  let current: { readonly at: number; readonly budgets: Promise<Budgets> } | undefined
  const load = async (): Promise<Budgets> => {
    const set = Object.entries(await readCallsPerMinute(db))
    return { ...defaults, ...Object.fromEntries(set.map(([call, calls]) => [call, budgetPerMinute(calls)])) }
  }
  return async (call) => {
    const now = Date.now()
    if (current === undefined || now - current.at > CACHE_MS) {
      const budgets = load()
      // A failed look-up is forgotten, so that the next call looks again.
      budgets.catch(() => {
        current = undefined
      })
      current = { at: now, budgets }
    }
    return (await current.budgets)[call]
  }
}
