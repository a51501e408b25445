import type { MediaKind } from '../api/types.ts'
import { ACCEPTED_TYPES, MAX_FILE_BYTES } from '../reply/uploads.ts'

const MB = 1024 * 1024

export interface MediaRule {
  /** bytes */
  readonly maxBytes: number
  readonly types: readonly string[]
  /** Endings that stand for a type the browser does not know: most have no type for AMR. */
  readonly endings: readonly string[]
}

/** What the platform takes as temporary media. The desk makes a cover picture small enough by itself. */
export const mediaRules: Readonly<Record<MediaKind, MediaRule>> = {
  image: { maxBytes: 10 * MB, types: ['image/png', 'image/jpeg', 'image/gif'], endings: [] },
  voice: { maxBytes: 2 * MB, types: ['audio/amr', 'audio/mpeg', 'audio/mp3'], endings: ['.amr', '.mp3'] },
  video: { maxBytes: 10 * MB, types: ['video/mp4'], endings: ['.mp4'] },
  thumb: { maxBytes: MAX_FILE_BYTES, types: ACCEPTED_TYPES, endings: [] },
}

export type MediaRefusal = 'wrongType' | 'tooBig'

/** Says why a chosen file cannot be sent, or undefined when it can. The desk remains the judge. */
export function judgeMedia(kind: MediaKind, file: Pick<File, 'name' | 'type' | 'size'>): MediaRefusal | undefined {
  const rule = mediaRules[kind]
  const name = file.name.toLowerCase()
  const fits = rule.types.includes(file.type) || (file.type === '' && rule.endings.some((end) => name.endsWith(end)))
  if (!fits) return 'wrongType'
  return file.size > rule.maxBytes ? 'tooBig' : undefined
}

/** The `accept` of a file field. */
export const acceptOf = (kind: MediaKind): string => [...mediaRules[kind].types, ...mediaRules[kind].endings].join(',')
