import { judgeReply } from './reply-text.ts'
import type { Upload } from './uploads.ts'

/** What keeps a reply from being sent, or undefined when nothing does. The first thing to mend comes first. */
export type SendObstacle = 'refused' | 'over' | 'uploading' | 'uploadFailed' | 'empty'

export function whyNotSend(
  text: string,
  uploads: readonly Pick<Upload, 'error'>[],
  limit?: number,
): SendObstacle | undefined {
  const judged = judgeReply(text, limit)
  if (judged.refused.length > 0) return 'refused'
  if (judged.over) return 'over'
  if (uploads.some((upload) => upload.error === undefined)) return 'uploading'
  if (uploads.length > 0) return 'uploadFailed'
  if (judged.blank) return 'empty'
  return undefined
}
