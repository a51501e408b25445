import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import { type PictureCutoffs, pictureCutoffs } from '../domain/retention.ts'
import { problemCode } from '../problem-code.ts'
import { findUnneededPictures, forgetPicture } from '../store/picture-retention.ts'
import type { Database } from '../store/schema/database.ts'

export interface PictureRemovalDeps {
  readonly db: Kysely<Database>
  /** Deletes the bytes of a picture and of its thumbnail; does nothing where there are none. */
  readonly erase: (mediaKey: string) => Promise<void>
  /** Whole days; 0 is for good. */
  readonly pictureDays: number
  readonly clock: () => Date
  readonly log: Logger
}

export interface PictureRemoval {
  /** Goes on with the pass over all pictures. False at its end, and when the vault does not work. */
  removeSome(): Promise<boolean>
}

/** Found at once, since finding means to look through all pictures. */
const FOUND_AT_ONCE = 1_000
/** Removed in one step, between which the process may stop. */
const BATCH = 50

/**
 * Removes pictures whose time is over, and those that were uploaded and never used. Each is a transaction of its own:
 * killed anywhere, it is begun again, and several processes share the work.
 */
export function createPictureRemoval({ db, erase, pictureDays, clock, log }: PictureRemovalDeps): PictureRemoval {
  let found: string[] = []
  /** The pass goes by key: one that cannot be removed now does not come up again before the next. */
  let after = ''

  const remove = async (mediaKey: string, cutoffs: PictureCutoffs): Promise<boolean> =>
    await db.transaction().execute(async (trx) => {
      if (!(await forgetPicture(trx, mediaKey, cutoffs))) return false
      // Before the commit: a vault that is down leaves row and picture as they were, and they come up again.
      await erase(mediaKey)
      return true
    })

  return {
    removeSome: async () => {
      const cutoffs = pictureCutoffs(clock(), pictureDays)
      if (found.length === 0) {
        found = await findUnneededPictures(db, cutoffs, { after, limit: FOUND_AT_ONCE })
        after = found.length === FOUND_AT_ONCE ? (found.at(-1) ?? '') : ''
      }
      let removed = 0
      try {
        for (const mediaKey of found.splice(0, BATCH)) if (await remove(mediaKey, cutoffs)) removed += 1
      } catch (error) {
        log.warn({ code: problemCode(error) }, 'pictures whose time is over could not be removed; tried again later')
        found = []
        after = ''
      }
      if (removed > 0) log.info({ pictures: removed }, 'pictures whose time is over were removed')
      return found.length > 0 || after !== ''
    },
  }
}
