/**
 * Remembers proofs that were used, so that a recorded notification cannot be played again within the clock window. For
 * several processes, back it with something they share.
 */
export interface ReplayCache {
  /**
   * Claims a proof. Must be atomic.
   * @param proof 64 hexadecimal digits, opaque.
   * @param ttlSeconds How long the claim has to be kept.
   * @returns False when it was claimed before.
   */
  claim(proof: string, ttlSeconds: number): boolean | Promise<boolean>
  /** Gives a claim back, because the notification could not be processed and may be delivered again as it is. */
  release(proof: string): void | Promise<void>
}

export interface MemoryReplayCacheOptions {
  /** The oldest claims are dropped above this. Default 100 000. */
  readonly maxEntries?: number | undefined
  readonly now?: (() => Date) | undefined
}

/** A replay cache for one process. */
export function memoryReplayCache({
  maxEntries = 100_000,
  now = () => new Date(),
}: MemoryReplayCacheOptions = {}): ReplayCache {
  const endsAt = new Map<string, number>()
  const forget = (time: number): void => {
    for (const [proof, end] of endsAt) {
      if (end > time && endsAt.size < maxEntries) return
      endsAt.delete(proof)
    }
  }
  return {
    claim(proof, ttlSeconds) {
      const time = now().getTime()
      forget(time)
      if ((endsAt.get(proof) ?? 0) > time) return false
      endsAt.set(proof, time + ttlSeconds * 1000)
      return true
    },
    release: (proof) => void endsAt.delete(proof),
  }
}
