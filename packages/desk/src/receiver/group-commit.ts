/** A commit that took too long or failed; the platform is asked to deliver again. */
export class NotCommitted extends Error {
  override readonly name = 'NotCommitted'
}

export interface GroupCommit<Item> {
  /**
   * Resolves once the item is durable.
   * @throws {NotCommitted} after the time limit, when the write failed, or when too much waits
   */
  commit(item: Item): Promise<void>
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>
}

export interface GroupCommitOptions<Item> {
  /** Makes a batch durable, all or nothing. */
  readonly write: (items: readonly Item[]) => Promise<unknown>
  /** Milliseconds that one item may wait. */
  readonly timeLimitMs: number
  readonly maxBatch?: number
  /** Batches under way at once. Default 2: one is assembled while the other waits for the disk. */
  readonly writers?: number
  /** Items waiting before new ones are refused. */
  readonly maxWaiting?: number
}

interface Waiting<Item> {
  readonly item: Item
  readonly settle: (problem?: NotCommitted) => void
}

/**
 * Gathers what arrives while the disk is busy into one commit, so that the cost of making it durable is shared.
 * A single item never waits for company.
 */
export function createGroupCommit<Item>({
  write,
  timeLimitMs,
  maxBatch = 500,
  writers = 2,
  maxWaiting = 20_000,
}: GroupCommitOptions<Item>): GroupCommit<Item> {
  const waiting: Waiting<Item>[] = []
  const idle: (() => void)[] = []
  let writing = 0

  function writeNext(): void {
    if (writing >= writers || waiting.length === 0) return
    const batch = waiting.splice(0, maxBatch)
    writing += 1
    void writeBatch(batch)
  }

  async function writeBatch(batch: readonly Waiting<Item>[]): Promise<void> {
    let problem: NotCommitted | undefined
    try {
      await write(batch.map(({ item }) => item))
    } catch (cause) {
      problem = new NotCommitted('the write failed', { cause })
    }
    writing -= 1
    for (const { settle } of batch) settle(problem)
    writeNext()
    if (writing === 0 && waiting.length === 0) for (const done of idle.splice(0)) done()
  }

  return {
    commit: (item) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= maxWaiting) {
          reject(new NotCommitted('too much waits'))
          return
        }
        // A late commit does no harm: the next delivery of the same notification is recognised.
        const timer = setTimeout(() => reject(new NotCommitted('the write takes too long')), timeLimitMs)
        waiting.push({
          item,
          settle: (problem) => {
            clearTimeout(timer)
            if (problem === undefined) resolve()
            else reject(problem)
          },
        })
        // After this turn of the loop: requests read from the sockets together are written together.
        setImmediate(writeNext)
      }),
    drain: () =>
      new Promise((resolve) => {
        if (writing === 0 && waiting.length === 0) resolve()
        else idle.push(resolve)
      }),
  }
}
