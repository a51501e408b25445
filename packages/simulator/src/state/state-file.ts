import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { SimulatorError } from '../errors.ts'
import { SNAPSHOT_VERSION, type Snapshot } from './snapshot.ts'

/** Reads a saved state; undefined when there is none yet. @throws {SimulatorError} `STATE_FILE_INVALID` */
export function readStateFile(path: string): Snapshot | undefined {
  if (!existsSync(path)) return undefined
  const remedy = 'Move the file away to start afresh, or put back one that this version wrote.'
  const parsed = parseFile(path, remedy)
  if (parsed.version === SNAPSHOT_VERSION) return parsed
  throw new SimulatorError('STATE_FILE_INVALID', `the state file has version ${String(parsed.version)}`, remedy)
}

// The file is our own; its version is checked, its inside is trusted.
function parseFile(path: string, remedy: string): Snapshot {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new SimulatorError('STATE_FILE_INVALID', 'the state file is not JSON', remedy, { cause })
  }
}

/** Shortest pause between two writes, milliseconds: what a kill can lose. */
const MIN_PAUSE = 150
/** A large state is written less often, so that writing never takes more than a tenth of the time. */
const PAUSE_PER_WRITE = 10

export interface StateWriter {
  /** Notes that something changed; written within a fraction of a second. */
  touch(): void
  /** Writes now, if anything changed. */
  flush(): void
}

export function createStateWriter(path: string, take: () => Snapshot): StateWriter {
  mkdirSync(dirname(path), { recursive: true })
  let timer: NodeJS.Timeout | undefined
  let changed = false
  let pause = MIN_PAUSE

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (!changed) return
    changed = false
    const started = performance.now()
    // The state holds the seed of every key, so nobody else may read it; a rename swaps it in whole.
    writeFileSync(`${path}.part`, JSON.stringify(take()), { mode: 0o600 })
    renameSync(`${path}.part`, path)
    pause = Math.max(MIN_PAUSE, (performance.now() - started) * PAUSE_PER_WRITE)
  }

  return {
    touch() {
      changed = true
      timer ??= setTimeout(flush, pause)
      timer.unref()
    },
    flush,
  }
}
