import { TaskHeap } from './task-heap.ts'

/** Longest delay that a timer of the runtime takes. */
const MAX_TIMER = 2 ** 31 - 1

export interface PlatformClockOptions {
  /** Milliseconds since 1970 at which it starts. */
  readonly startAt: number
  /** Platform seconds per wall second; 0 stands still. */
  readonly rate: number
  /** Wall clock, milliseconds. */
  readonly wall: () => number
  /** Told of a task that failed; the clock goes on with the next. */
  readonly onTaskFailed: (error: unknown) => void
}

/** The platform's clock: runs with the wall clock, faster, or by hand, and wakes what falls due, in order. */
export class PlatformClock {
  readonly #wall: () => number
  readonly #onTaskFailed: (error: unknown) => void
  readonly #tasks = new TaskHeap()
  readonly #running = new Set<Promise<void>>()
  #base: number
  #anchor: number
  #rate: number
  #order = 0
  #moving: Promise<unknown> = Promise.resolve()
  #held = false
  #stopped = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: PlatformClockOptions) {
    this.#wall = options.wall
    this.#onTaskFailed = options.onTaskFailed
    this.#base = options.startAt
    this.#anchor = options.wall()
    this.#rate = options.rate
  }

  get rate(): number {
    return this.#rate
  }

  /** Milliseconds since 1970. */
  now(): number {
    const elapsed = this.#held ? 0 : (this.#wall() - this.#anchor) * this.#rate
    return Math.floor(this.#base + elapsed)
  }

  wall(): number {
    return this.#wall()
  }

  /** Runs the task once the clock reads `at` or later; at once (after the current turn) when it already does. */
  schedule(at: number, run: () => Promise<void>): void {
    if (this.#stopped) return
    this.#tasks.push({ at, order: this.#order++, run })
    if (!this.#held) this.#arm()
  }

  setRate(rate: number): void {
    this.#settleBase(this.now())
    this.#rate = rate
    this.#arm()
  }

  /** Moves to an instant. Forward, everything due on the way runs at its own time and is awaited. */
  moveTo(target: number): Promise<void> {
    const move = this.#moving.then(() => this.#move(() => target))
    this.#moving = move
    return move
  }

  advance(milliseconds: number): Promise<void> {
    const move = this.#moving.then(() => this.#move(() => this.now() + milliseconds))
    this.#moving = move
    return move
  }

  /** Resolves when nothing runs and nothing is due. */
  async settled(): Promise<void> {
    await this.#moving
    for (;;) {
      this.#launchDue()
      if (this.#running.size === 0) return
      await Promise.all(this.#running)
    }
  }

  /** Forgets what is scheduled; what runs may finish. */
  clear(): void {
    this.#tasks.clear()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#tasks.clear()
    clearTimeout(this.#timer)
    await Promise.all(this.#running)
  }

  async #move(targetOf: () => number): Promise<void> {
    const target = targetOf()
    this.#settleBase(this.now())
    this.#held = true
    try {
      for (;;) {
        await Promise.all(this.#running)
        const next = this.#tasks.peek()
        if (next === undefined || next.at > target) break
        this.#base = Math.max(this.#base, next.at)
        this.#launchDue()
      }
    } finally {
      this.#held = false
      this.#settleBase(target)
      this.#arm()
    }
  }

  #settleBase(at: number): void {
    this.#base = at
    this.#anchor = this.#wall()
  }

  #launchDue(): void {
    for (;;) {
      const next = this.#tasks.peek()
      if (next === undefined || next.at > this.now()) return
      this.#tasks.pop()
      const running = this.#finish(next.run).finally(() => this.#running.delete(running))
      this.#running.add(running)
    }
  }

  // Nobody waits for a task that a timer started: its rejection would end the process.
  async #finish(run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      this.#onTaskFailed(error)
    }
  }

  #arm(): void {
    clearTimeout(this.#timer)
    const next = this.#tasks.peek()
    if (next === undefined || this.#stopped) return
    const wait = next.at - this.now()
    if (wait > 0 && this.#rate === 0) return
    const delay = wait <= 0 ? 0 : Math.min(Math.ceil(wait / this.#rate), MAX_TIMER)
    this.#timer = setTimeout(() => {
      if (this.#held) return
      this.#launchDue()
      this.#arm()
    }, delay)
    this.#timer.unref()
  }
}
