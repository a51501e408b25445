/**
 * - `new`: nobody has claimed the proof; it is claimed now.
 * - `in-progress`: it was claimed and not settled yet.
 * - `settled`: what it proved has been processed.
 */
export type ClaimResult = 'new' | 'in-progress' | 'settled'

/**
 * Remembers proofs that were used, so that a recorded notification cannot be played again within the clock window. For
 * several processes, back it with something they share.
 */
export interface ReplayCache {
  /**
   * Claims a proof. Must be atomic.
   * @param proof 64 hexadecimal digits, opaque.
   * @param ttlSeconds How long the claim has to be kept.
   */
  claim(proof: string, ttlSeconds: number): ClaimResult | Promise<ClaimResult>
  /** Marks a claim as processed. Its time goes on as it was. */
  settle(proof: string): void | Promise<void>
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
  const claims = new Map<string, { readonly endsAt: number; settled: boolean }>()
  const forget = (time: number): void => {
    for (const [proof, { endsAt }] of claims) {
      if (endsAt > time && claims.size < maxEntries) return
      claims.delete(proof)
    }
  }
  return {
    claim(proof, ttlSeconds) {
      const time = now().getTime()
      forget(time)
      const claim = claims.get(proof)
      if (claim !== undefined && claim.endsAt > time) return claim.settled ? 'settled' : 'in-progress'
      claims.set(proof, { endsAt: time + ttlSeconds * 1000, settled: false })
      return 'new'
    },
    settle(proof) {
      const claim = claims.get(proof)
      if (claim !== undefined) claim.settled = true
    },
    release: (proof) => void claims.delete(proof),
  }
}
