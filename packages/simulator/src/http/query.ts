import { startOfBeijingDay } from '../clock/beijing.ts'
import { refuse } from './refusals.ts'

/** Query parameters by name. A name that comes twice counts once, with its last value. */
export const readQuery = (query: string): ReadonlyMap<string, string> => new Map(new URLSearchParams(query))

/** A whole number within [min, max], or the fallback when absent. @throws {PlatformRefusal} */
export function queryInteger(
  query: ReadonlyMap<string, string>,
  name: string,
  rules: { min: number; max: number; fallback: number },
): number {
  const given = query.get(name)
  if (given === undefined) return rules.fallback
  const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN
  if (!(value >= rules.min && value <= rules.max)) {
    const issue = `expected ${rules.min} to ${rules.max}`
    throw refuse.query(
      name,
      given,
      `取值范围为${rules.min}到${rules.max}`,
      issue,
      Number.isNaN(value) ? 'type' : 'range',
    )
  }
  return value
}

/** Milliseconds at which a Beijing day begins. @throws {PlatformRefusal} when absent or no real day */
export function queryDay(query: ReadonlyMap<string, string>, name: string): number {
  const given = query.get(name)
  const at = given === undefined ? undefined : startOfBeijingDay(given)
  if (given === undefined) throw refuse.query(name, undefined, '此字段为必填项', 'is required')
  if (at === undefined) throw refuse.query(name, given, '日期格式应为yyyy-MM-dd', 'expected yyyy-MM-dd')
  return at
}
