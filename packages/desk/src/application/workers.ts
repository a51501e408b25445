import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { OpenDatabase } from '../database/database.ts'
import { HOUR_MS } from '../domain/time.ts'
import { problemCode } from '../problem-code.ts'
import { INBOX_CHANNEL, OUTBOX_CHANNEL } from '../store/notify.ts'
import { type Loop, runLoop } from '../work/loop.ts'
import { createWake } from '../work/wake.ts'
import type { Application } from './application.ts'

export interface WorkerDeps {
  readonly database: Pick<OpenDatabase, 'listen'>
  readonly application: Application
  readonly log: Logger
  /** How long a lost wake-up can delay work, milliseconds. Default 2 000. */
  readonly pollMs?: number | undefined
}

export interface Workers {
  /** Takes nothing new and lets what is under way end, for six seconds: leases give the rest to another process. */
  stop(): Promise<void>
}

/** A process is given ten seconds to stop; what comes after the workers needs some of them. */
const STOP_LIMIT_MS = 6_000
const READERS = 6
/** Many, since most of them wait: for a turn that another process got first, or for the platform. */
const SENDERS = 8
const FETCHERS = 3

/** Starts the workers of this process: readers of the platform, senders of actions, fetchers of pictures. */
export async function startWorkers({ database, application, log, pollMs = 2_000 }: WorkerDeps): Promise<Workers> {
  const { applier, sender, fetcher, watcher, housekeeper, refunder, sweeper, rereader, picturesWake } = application
  const stopping = new AbortController()
  const inboxWake = createWake()
  const outboxWake = createWake()
  const refundsWake = createWake()
  const stopListening = [
    await database.listen(INBOX_CHANNEL, () => inboxWake.call()),
    await database.listen(OUTBOX_CHANNEL, () => {
      outboxWake.call()
      refundsWake.call()
    }),
  ]
  const run = async (name: string, loop: Pick<Loop, 'workers' | 'wake' | 'step'> & Partial<Loop>): Promise<void> => {
    await runLoop({
      pollMs,
      signal: stopping.signal,
      onError: (error) =>
        log.error({ worker: name, code: problemCode(error), err: error }, 'a worker failed; it goes on'),
      ...loop,
    })
  }
  const loops = [
    run('reader', { workers: READERS, wake: inboxWake, step: async () => await applier.applyNext() }),
    run('sender', { workers: SENDERS, wake: outboxWake, step: async () => await sender.sendNext() }),
    run('refunder', { workers: 2, wake: refundsWake, step: async () => await refunder.refundNext() }),
    run('housekeeper', { workers: 1, wake: createWake(), step: async () => await housekeeper.tidy(), pollMs: HOUR_MS }),
    run('watcher', { workers: 1, wake: createWake(), step: async () => await watcher.watchNext() }),
    run('sweeper', { workers: 2, wake: createWake(), step: async () => await sweeper.sweepNext() }),
    run('rereader', { workers: 1, wake: createWake(), step: async () => await rereader.rereadDue() }),
    run('fetcher', { workers: FETCHERS, wake: picturesWake, step: async () => await fetcher.fetchNext() }),
  ]
  return {
    stop: async () => {
      for (const stop of stopListening) stop()
      stopping.abort()
      const late = new AbortController()
      const limit = sleep(STOP_LIMIT_MS, undefined, { signal: late.signal }).catch(() => undefined)
      await Promise.race([Promise.all(loops), limit])
      late.abort()
    },
  }
}
