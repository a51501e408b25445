import { PlatformError } from '../errors.ts'

export interface PageRequest {
  readonly offset: number
  readonly limit: number
}

export interface PageReading<Item> {
  /** Reads one page. Its length decides whether more follows; a total is never needed. */
  readonly read: (page: PageRequest) => Promise<readonly Item[]>
  readonly idOf: (item: Item) => string
  readonly maxLimit: number
  /** The page is not halved below this. */
  readonly minLimit: number
}

/** Passes over shifting pages. After so many, entries that keep moving are left to the next reading. */
const MAX_PASSES = 6

/** The smallest page was still too much for the platform. */
export class ResultTooLarge extends Error {
  override readonly name = 'ResultTooLarge'

  constructor(cause: PlatformError) {
    super('the platform finds the smallest page too large', { cause })
  }
}

/** The platform has no code of its own for this, so that here the words decide. */
export const saysTooLarge = (error: unknown): error is PlatformError =>
  error instanceof PlatformError && error.status === 400 && /过大|太大|过多|too large/i.test(error.platformMessage)

/**
 * Pages through a listing and yields each entry once. Every page repeats the last entry of the one before, and the first
 * page is looked at again in the end: where either has changed, entries were added or moved meanwhile, and the listing is
 * read once more for what slipped past.
 * @param seen Ids already yielded; grows.
 * @throws {ResultTooLarge}
 */
export async function* readPages<Item>(
  reading: PageReading<Item>,
  seen: Set<string>,
): AsyncGenerator<Item, void, undefined> {
  let limit = reading.maxLimit
  for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
    let shifted = false
    let offset = 0
    let front: readonly string[] = []
    let overlapId: string | undefined
    for (;;) {
      const page = await readSmaller(reading, offset, limit)
      limit = page.limit
      const ids = page.items.map((item) => reading.idOf(item))
      if (offset === 0) front = ids
      if (overlapId !== undefined && ids[0] !== overlapId) shifted = true
      for (const [index, item] of page.items.entries()) {
        const id = ids[index] ?? reading.idOf(item)
        if (seen.has(id)) continue
        seen.add(id)
        yield item
      }
      if (ids.length < limit) break
      const overlap = limit > 1 ? 1 : 0
      overlapId = overlap === 0 ? undefined : ids.at(-1)
      offset += ids.length - overlap
    }
    if (!shifted && (offset === 0 || (await frontIsUnchanged(reading, front, limit)))) return
  }
}

/** Several pages were read: an entry that came to the front meanwhile may never have been on the page being read. */
async function frontIsUnchanged<Item>(
  reading: PageReading<Item>,
  front: readonly string[],
  limit: number,
): Promise<boolean> {
  const { items } = await readSmaller(reading, 0, limit)
  return items.every((item, index) => front[index] === undefined || reading.idOf(item) === front[index])
}

async function readSmaller<Item>(
  reading: PageReading<Item>,
  offset: number,
  limit: number,
): Promise<{ readonly items: readonly Item[]; readonly limit: number }> {
  for (let size = limit; ; size = Math.max(reading.minLimit, Math.floor(size / 2))) {
    try {
      return { items: await reading.read({ offset, limit: size }), limit: size }
    } catch (error) {
      if (!saysTooLarge(error)) throw error
      if (size <= reading.minLimit) throw new ResultTooLarge(error)
    }
  }
}
