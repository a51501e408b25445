import { HOUR_MS, MINUTE_MS, type UnixMs } from './time.ts'

export interface CadenceFacts {
  readonly state: string
  /** When the platform was last read. */
  readonly readAt: UnixMs
  /** The nearest duty; null when nothing is owed. */
  readonly dueAt: UnixMs | null
  readonly needImmediateService: boolean
  readonly inPlatformService: boolean
}

/**
 * When an open complaint is to be read again though nobody announced a change: notifications get lost, and one's own
 * actions on the merchant platform are never announced. The nearer the deadline, the sooner: a tenth of the time left,
 * between 5 minutes and an hour. Null for a complaint that is processed; the sweep of the lists finds its changes.
 */
export function nextReadAt({
  state,
  readAt,
  dueAt,
  needImmediateService,
  inPlatformService,
}: CadenceFacts): UnixMs | null {
  if (state === 'PROCESSED') return null
  if (needImmediateService) return readAt + 2 * MINUTE_MS
  if (inPlatformService) return readAt + 10 * MINUTE_MS
  if (dueAt === null) return readAt + HOUR_MS
  const left = dueAt - readAt
  if (left <= 0) return readAt + 15 * MINUTE_MS
  return readAt + Math.min(HOUR_MS, Math.max(5 * MINUTE_MS, left / 10))
}
