import { cpus } from 'node:os'

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

export const verdict = (reached) => (reached ? 'reached' : 'MISSED')

/** One line of a table: what, how much, and beside it the target with the verdict. */
export function row(what, value, target, reached) {
  const beside = target === undefined ? '' : `   target ${target.padEnd(24)} ${verdict(reached)}`
  return `  ${what.padEnd(44)} ${value.padStart(12)}${beside}`
}

/** The most of `times` (milliseconds, in any order) in any window of the given length, wherever it begins. */
export function busiestWindow(times, windowMs) {
  const sorted = [...times].sort((a, b) => a - b)
  let [first, most] = [0, 0]
  for (const [last, at] of sorted.entries()) {
    while (sorted[first] <= at - windowMs) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

/** What the machine had left while a bench ran: without any, the figures are about the machine, not about the desk. */
export const machineRow = (idle) =>
  row(`the ${cpus().length} processors of this machine were idle`, `${Math.round(idle * 100)} %`)

/** Runs a bench when its file is the program, and ends with 1 when a target was missed. */
export async function runAsProgram(url, bench) {
  if (process.argv[1] === undefined || url !== new URL(process.argv[1], 'file:').href) return
  const { misses } = await bench()
  process.exitCode = misses.length === 0 ? 0 : 1
}
