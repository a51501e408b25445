import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const redressBin = fileURLToPath(new URL('../../packages/desk/bin/redress.js', import.meta.url))
const STOP_LIMIT_MS = 20_000

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** Asks until `check` gives a value, and says what it waited for when it never does. */
export async function eventually(what, check, { limitMs = 120_000, everyMs = 20 } = {}) {
  const end = Date.now() + limitMs
  while (Date.now() < end) {
    const value = await check()
    if (value !== undefined && value !== false) return value
    await sleep(everyMs)
  }
  throw new Error(`waited ${limitMs / 1000} s in vain for: ${what}`)
}

/** Starts `redress …`, which is ended with `stop`, by force if need be. */
export function startRedress(words, { cwd, env }) {
  const child = spawn(process.execPath, [redressBin, ...words], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = once(child, 'exit')
  return {
    pid: child.pid,
    output: () => output,
    printed: async (pattern) =>
      await eventually(`${words.join(' ')} to print ${pattern}`, () => {
        if (child.exitCode !== null) throw new Error(`${words.join(' ')} ended with ${child.exitCode}\n${output}`)
        return pattern.test(output)
      }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
      child.kill('SIGTERM')
      await ended
      clearTimeout(force)
    },
  }
}

/** What `/proc/PID/stat` says after the name, which may contain anything. Linux only. */
function statOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** The kernel counts in hundredths of a second. */
const secondsIn = (fields, first, last) =>
  fields.slice(first, last + 1).reduce((sum, ticks) => sum + Number(ticks), 0) / 100

/** Seconds that a process and its threads have spent on the processor. */
export const processorSeconds = (pid) => secondsIn(statOf(pid), 11, 12)

export const parentOf = (pid) => Number(statOf(pid)[1])

/** Seconds of a process and of its children, those that ended included. */
export function processorSecondsBelow(pid) {
  let sum = secondsIn(statOf(pid), 11, 14)
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const fields = statOf(name)
      if (Number(fields[1]) === pid) sum += secondsIn(fields, 11, 12)
    } catch {
      // It ended meanwhile, and counts with its parent from now on.
    }
  }
  return sum
}

/** Resident memory of a process in bytes. Linux only. */
export function residentBytes(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

function processorTimes() {
  let [idle, all] = [0, 0]
  for (const { times } of cpus()) {
    idle += times.idle
    all += Object.values(times).reduce((sum, ms) => sum + ms, 0)
  }
  return { idle, all }
}

/** Watches the whole machine. @returns the share of its processors that had nothing to do since then, 0 to 1 */
export function watchMachine() {
  const before = processorTimes()
  return () => {
    const now = processorTimes()
    return (now.idle - before.idle) / (now.all - before.all)
  }
}
