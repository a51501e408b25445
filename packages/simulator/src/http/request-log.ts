import type { RequestView } from '../simulator-api.ts'

const KEPT = 2000
/** Bytes of one text. Whoever is refused may have sent megabytes, and the log outlives the request. */
const KEPT_BYTES = 16 * 1024

/** The beginning of a text, for the log. */
export interface Excerpt {
  readonly text: string
  /** Bytes of the whole text; null when the excerpt is all of it. */
  readonly cutFrom: number | null
}

/** Keeps the first 16 KiB of UTF-8, without half a character at the end. */
export function excerptOf(bytes: Uint8Array): Excerpt {
  if (bytes.length <= KEPT_BYTES) return { text: Buffer.from(bytes).toString(), cutFrom: null }
  const text = new TextDecoder().decode(bytes.subarray(0, KEPT_BYTES), { stream: true })
  return { text, cutFrom: bytes.length }
}

/** The most recent requests, for people who look for what went wrong. */
export class RequestLog {
  readonly #entries: RequestView[] = []
  readonly #listeners = new Set<() => void>()

  add(entry: RequestView): void {
    this.#entries.push(entry)
    if (this.#entries.length > KEPT) this.#entries.shift()
    for (const listener of this.#listeners) listener()
  }

  list(): readonly RequestView[] {
    return [...this.#entries]
  }

  clear(): void {
    this.#entries.length = 0
  }

  onAdded(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
