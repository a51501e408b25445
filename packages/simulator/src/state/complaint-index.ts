interface Entry {
  readonly filedAt: number
  readonly id: string
}

/** Complaint ids of one viewer (merchant or partner) by the time they were filed, so that a page costs no scan. */
export class ComplaintIndex {
  readonly #entries: Entry[] = []

  add(filedAt: number, id: string): void {
    this.#entries.splice(this.#firstAtOrAfter(filedAt + 1), 0, { filedAt, id })
  }

  /** Ids filed in [from, to), newest first, and how many there are in all. */
  page(from: number, to: number, offset: number, limit: number): { ids: string[]; total: number } {
    const low = this.#firstAtOrAfter(from)
    const high = this.#firstAtOrAfter(to)
    const end = Math.max(low, high - offset)
    const ids = this.#entries.slice(Math.max(low, end - limit), end).map((entry) => entry.id)
    return { ids: ids.reverse(), total: Math.max(0, high - low) }
  }

  #firstAtOrAfter(at: number): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#entries[middle]?.filedAt ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low
  }
}
