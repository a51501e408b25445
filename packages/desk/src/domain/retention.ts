import { HOUR_MS } from './time.ts'

/** How long pictures are kept after the last change of a complaint that is processed, days; 0 is for good. */
export const DEFAULT_PICTURE_DAYS = 365
/** How long a picture waits to be used, and is safe from removal after it was handed in, days. */
export const UNUSED_PICTURE_DAYS = 7

const DAY_MS = 24 * HOUR_MS

/** What is older than this may go. */
export interface PictureCutoffs {
  /** Of the last change of a processed complaint; undefined keeps what complaints show for good. */
  readonly processedBefore: Date | undefined
  /** Of the moment in which a picture was last handed in. */
  readonly storedBefore: Date
}

/** @param pictureDays Whole days; 0 is for good. */
export const pictureCutoffs = (now: Date, pictureDays: number): PictureCutoffs => ({
  processedBefore: pictureDays === 0 ? undefined : new Date(now.getTime() - pictureDays * DAY_MS),
  storedBefore: new Date(now.getTime() - UNUSED_PICTURE_DAYS * DAY_MS),
})
