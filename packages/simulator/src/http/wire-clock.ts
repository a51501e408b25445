import type { PlatformClock } from '../clock/platform-clock.ts'
import type { WireClock } from '../options.ts'

/** Seconds that a request's timestamp may be off, inclusive. */
export const CLOCK_TOLERANCE = 300

/** Which time a peer lives at: it decides the timestamps that signatures carry. */
export class WireTime {
  readonly #mode: WireClock
  readonly #clock: PlatformClock
  readonly #peers = new Map<string, 'virtual' | 'real'>()

  constructor(mode: WireClock, clock: PlatformClock) {
    this.#mode = mode
    this.#clock = clock
  }

  /** The time that a request's timestamp belongs to; undefined when it is off by more than the tolerance. */
  judge(timestamp: number): 'virtual' | 'real' | undefined {
    const off = (mode: 'virtual' | 'real'): number => Math.abs(this.#seconds(mode) - timestamp)
    const candidates: ('virtual' | 'real')[] = this.#mode === 'follow' ? ['real', 'virtual'] : [this.#mode]
    return candidates.filter((mode) => off(mode) <= CLOCK_TOLERANCE).sort((a, b) => off(a) - off(b))[0]
  }

  /** Notes the time at which a proven peer lives. */
  remember(mchid: string, time: 'virtual' | 'real'): void {
    this.#peers.set(mchid, time)
  }

  /** Unix seconds to sign with towards this peer. */
  secondsFor(mchid: string | undefined): number {
    if (this.#mode !== 'follow') return this.#seconds(this.#mode)
    return this.#seconds((mchid === undefined ? undefined : this.#peers.get(mchid)) ?? 'real')
  }

  #seconds(mode: 'virtual' | 'real'): number {
    return Math.floor((mode === 'real' ? this.#clock.wall() : this.#clock.now()) / 1000)
  }
}
