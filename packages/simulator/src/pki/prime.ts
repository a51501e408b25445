import { checkPrimeSync } from 'node:crypto'
import type { ByteStream } from '../crypto/seeded.ts'

const SIEVE_LIMIT = 8192

const smallPrimes: readonly number[] = (() => {
  const primes: number[] = []
  for (let candidate = 3; candidate < SIEVE_LIMIT; candidate += 2) {
    if (primes.every((prime) => prime * prime > candidate || candidate % prime !== 0)) primes.push(candidate)
  }
  return primes
})()

const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

/** A prime with its two highest bits set, so that the product of two has exactly twice as many bits. */
export function drawPrime(stream: ByteStream, bytes: number): bigint {
  for (;;) {
    const start = stream(bytes)
    start[0] = (start[0] ?? 0) | 0xc0
    start[bytes - 1] = (start[bytes - 1] ?? 0) | 1
    const found = firstPrimeFrom(toInteger(start), bytes)
    if (found !== undefined) return found
  }
}

// Residues of the start are taken once; every further candidate then costs small-number arithmetic only, and the
// expensive test runs on the few that no small prime divides.
function firstPrimeFrom(start: bigint, bytes: number): bigint | undefined {
  const residues = smallPrimes.map((prime) => Number(start % BigInt(prime)))
  for (let step = 0; step < 1 << 14; step += 2) {
    if (smallPrimes.some((prime, index) => ((residues[index] ?? 0) + step) % prime === 0)) continue
    const candidate = start + BigInt(step)
    const hex = candidate.toString(16)
    if (hex.length > bytes * 2) return undefined
    if (checkPrimeSync(Buffer.from(hex, 'hex'))) return candidate
  }
  return undefined
}
