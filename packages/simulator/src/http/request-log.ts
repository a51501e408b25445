import type { RequestView } from '../simulator-api.ts'

const KEPT = 2000

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
