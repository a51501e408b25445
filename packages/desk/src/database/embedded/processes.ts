import { execFile } from 'node:child_process'
import { readlink } from 'node:fs/promises'
import { promisify } from 'node:util'
import { errorCode, readIfPresent } from '../../config/files.ts'

const run = promisify(execFile)

/** What is known of a living process. */
export interface ProcessFacts {
  readonly command: string
  /** Differs between two processes that had the same number one after the other. */
  readonly startMark: string
}

/**
 * Facts about a process, or undefined when none lives under that number. One that has ended and only waits to be
 * collected by its parent counts as gone: where nothing collects (some containers), it stays for ever.
 */
export async function findProcess(pid: number): Promise<ProcessFacts | undefined> {
  return process.platform === 'linux' ? await fromProc(pid) : await fromPs(pid)
}

/** Folder in which a process works, where the system tells. */
export async function workingFolder(pid: number): Promise<string | undefined> {
  try {
    return process.platform === 'linux' ? await readlink(`/proc/${pid}/cwd`) : undefined
  } catch {
    return undefined
  }
}

/** Reads one line of `/proc/PID/stat`. The command stands in parentheses and may itself contain any character. */
export function parseProcStat(line: string): (ProcessFacts & { ended: boolean }) | undefined {
  const open = line.indexOf('(')
  const close = line.lastIndexOf(')')
  const fields = line.slice(close + 2).split(' ')
  const [state, startMark] = [fields[0], fields[19]]
  if (open < 0 || close < open || state === undefined || startMark === undefined) return undefined
  return { command: line.slice(open + 1, close), startMark, ended: state === 'Z' || state === 'X' }
}

async function fromProc(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const line = await readIfPresent(`/proc/${pid}/stat`)
    const facts = line === undefined ? undefined : parseProcStat(line)
    return facts === undefined || facts.ended ? undefined : facts
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return undefined
    throw error
  }
}

async function fromPs(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'stat=,lstart=,comm=', '-p', String(pid)])
    const [state = '', ...rest] = stdout.trim().split(/\s+/)
    if (state === '' || state.startsWith('Z')) return undefined
    return { startMark: rest.slice(0, 5).join(' '), command: rest.slice(5).join(' ').split('/').at(-1) ?? '' }
  } catch {
    return undefined
  }
}
