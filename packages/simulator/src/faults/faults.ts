import type { CallName, FaultInput, FaultKind, FaultView } from '../simulator-api.ts'

interface Fault {
  readonly id: string
  readonly input: FaultInput
  left: number
  hits: number
}

/** What is about to happen when a fault may strike. */
export interface Occasion {
  readonly call: CallName | undefined
  readonly mchid: string | undefined
}

/** The faults that are set, and which of them strikes now. */
export class Faults {
  readonly #faults: Fault[] = []
  readonly #random: () => number
  #made = 0

  /** @param random A number in [0, 1) for faults with a probability. */
  constructor(random: () => number) {
    this.#random = random
  }

  add(input: FaultInput): { id: string } {
    this.#made += 1
    const id = `fault-${this.#made}`
    this.#faults.push({ id, input, left: input.count ?? Number.POSITIVE_INFINITY, hits: 0 })
    return { id }
  }

  remove(id: string): boolean {
    const index = this.#faults.findIndex((fault) => fault.id === id)
    if (index >= 0) this.#faults.splice(index, 1)
    return index >= 0
  }

  clear(): void {
    this.#faults.length = 0
  }

  list(): FaultView[] {
    return this.#faults.map((fault) => ({ ...fault.input, id: fault.id, hits: fault.hits }))
  }

  /** The first fault of these kinds that strikes on this occasion; striking uses up one of its count. */
  strike(kinds: readonly FaultKind[], occasion: Occasion): FaultInput | undefined {
    for (const fault of this.#faults) {
      const { kind, call, mchid, probability } = fault.input
      if (fault.left <= 0 || !kinds.includes(kind)) continue
      if (call !== undefined && call !== occasion.call) continue
      if (mchid !== undefined && mchid !== occasion.mchid) continue
      if (probability !== undefined && this.#random() >= probability) continue
      fault.left -= 1
      fault.hits += 1
      return fault.input
    }
    return undefined
  }
}
