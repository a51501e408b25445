import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'

export interface RunningProcess {
  readonly pid: number
  /** Everything printed so far, both streams. */
  output(): string
  /** Resolves once the output matches; rejects when the process ends first or the time is up. */
  printed(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>
  /** Sends a signal and resolves with the exit code (or the signal's name) once the process has ended. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>
  readonly ended: Promise<number | NodeJS.Signals>
  [Symbol.asyncDispose](): Promise<void>
}

/** What was waited for can no longer come. */
class Ended extends Error {}

interface StartOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Puts the process into a group of its own, and signals the whole group, as a terminal does on Ctrl-C. */
  group?: boolean
}

/** Starts a process that is stopped again at the end of the scope, by force if need be. */
export function start(command: string, args: string[], options: StartOptions = {}): RunningProcess {
  const { group = false, ...rest } = options
  const child: ChildProcess = spawn(command, args, { ...rest, detached: group, stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = (signal: NodeJS.Signals) => {
    if (!group || child.pid === undefined) return child.kill(signal)
    try {
      return process.kill(-child.pid, signal)
    } catch {
      return false
    }
  }
  let output = ''
  const receive = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout?.on('data', receive)
  child.stderr?.on('data', receive)
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 1))
  })

  let endedWith: number | NodeJS.Signals | undefined
  void ended.then((code) => (endedWith = code))
  const printed = (pattern: RegExp, timeoutMs = 120_000) =>
    eventually(
      `${pattern} to be printed`,
      async () => {
        const match = pattern.exec(output)
        if (match === null && endedWith !== undefined) {
          throw new Ended(`ended (${endedWith}) before printing ${pattern}\n${output}`)
        }
        return match ?? undefined
      },
      timeoutMs,
    )

  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) kill(signal)
    return ended
  }

  return {
    pid: child.pid ?? -1,
    output: () => output,
    printed,
    stop,
    ended,
    async [Symbol.asyncDispose]() {
      const force = setTimeout(() => kill('SIGKILL'), 15_000)
      await stop()
      clearTimeout(force)
    },
  }
}

/** Runs a command to its end. */
export async function runToEnd(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve(exitCode ?? 1))
  })
  return { code, stdout, stderr }
}

/** A TCP port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Asks until `check` gives a value (not undefined, not false), and says what it waited for when it never does. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs
  let last: unknown
  while (Date.now() < end) {
    try {
      const value = await check()
      if (value !== undefined && value !== false) return value
    } catch (error) {
      if (error instanceof Ended) throw error
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`waited ${timeoutMs} ms in vain for: ${what}`, { cause: last })
}
