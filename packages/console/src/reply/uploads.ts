import { useEffect, useReducer, useRef } from 'react'
import type { Api } from '../api/client.ts'
import type { StoredPicture } from '../api/types.ts'
import { changeDraft, type Draft } from './drafts.ts'
import { MAX_PICTURES } from './reply-text.ts'

/** Largest file the desk takes, bytes; it shrinks and converts what the platform would refuse. */
export const MAX_FILE_BYTES = 15 * 1024 * 1024
export const ACCEPTED_TYPES = ['image/jpeg', 'image/png', 'image/bmp', 'image/gif', 'image/webp'] as const

export interface Upload {
  readonly id: number
  readonly file: File
  readonly previewUrl: string
  /** Share sent, 0 to 1. */
  readonly progress: number
  readonly error: unknown
}

export type FileRefusal = 'not-picture' | 'too-big' | 'too-many'

/** Says which of the chosen files can be taken, given the places left, and why not the others. */
export function judgeFiles(
  files: readonly File[],
  placesLeft: number,
): { readonly taken: File[]; readonly refused: { readonly name: string; readonly why: FileRefusal }[] } {
  const taken: File[] = []
  const refused: { name: string; why: FileRefusal }[] = []
  for (const file of files) {
    if (!ACCEPTED_TYPES.some((type) => type === file.type)) refused.push({ name: file.name, why: 'not-picture' })
    else if (file.size > MAX_FILE_BYTES) refused.push({ name: file.name, why: 'too-big' })
    else if (taken.length >= placesLeft) refused.push({ name: file.name, why: 'too-many' })
    else taken.push(file)
  }
  return { taken, refused }
}

type Change =
  | { readonly type: 'started'; readonly upload: Upload }
  | { readonly type: 'progress'; readonly id: number; readonly progress: number }
  | { readonly type: 'failed'; readonly id: number; readonly error: unknown }
  | { readonly type: 'gone'; readonly id: number }

function reduce(uploads: readonly Upload[], change: Change): readonly Upload[] {
  if (change.type === 'started') return [...uploads.filter(({ id }) => id !== change.upload.id), change.upload]
  if (change.type === 'gone') return uploads.filter(({ id }) => id !== change.id)
  const known = change.type === 'progress' ? { progress: change.progress } : { error: change.error }
  return uploads.map((upload) => (upload.id === change.id ? { ...upload, ...known } : upload))
}

let counter = 0

const withPicture = (draft: Draft, picture: StoredPicture): Draft => ({
  ...draft,
  pictures: [...draft.pictures.filter((known) => known.mediaKey !== picture.mediaKey), picture].slice(0, MAX_PICTURES),
})

export interface Uploads {
  readonly uploads: readonly Upload[]
  readonly start: (file: File) => void
  readonly retry: (upload: Upload) => void
  readonly drop: (upload: Upload) => void
  /** A picture from this page's memory, while the desk's own thumbnail need not be fetched. */
  readonly previewOf: (picture: StoredPicture) => string | undefined
}

/** Sends chosen pictures to the desk; what arrived becomes part of the draft, even if the complaint was left meanwhile. */
export function useUploads(api: Api, complaintId: string): Uploads {
  const [uploads, change] = useReducer(reduce, [])
  const running = useRef(new Map<number, AbortController>())
  const previews = useRef(new Map<string, string>())
  const urls = useRef<string[]>([])

  useEffect(() => {
    const made = urls.current
    return () => {
      for (const url of made) URL.revokeObjectURL(url)
    }
  }, [])

  function send(upload: Upload): void {
    const controller = new AbortController()
    running.current.set(upload.id, controller)
    change({ type: 'started', upload: { ...upload, progress: 0, error: undefined } })
    void run(upload, controller.signal)
  }

  async function run(upload: Upload, signal: AbortSignal): Promise<void> {
    const onProgress = (progress: number) => change({ type: 'progress', id: upload.id, progress })
    try {
      const picture = await api.upload(upload.file, { signal, onProgress })
      previews.current.set(picture.mediaKey, upload.previewUrl)
      changeDraft(complaintId, (draft) => withPicture(draft, picture))
      change({ type: 'gone', id: upload.id })
    } catch (error) {
      change(signal.aborted ? { type: 'gone', id: upload.id } : { type: 'failed', id: upload.id, error })
    }
  }

  return {
    uploads,
    start(file) {
      counter += 1
      const previewUrl = URL.createObjectURL(file)
      urls.current.push(previewUrl)
      send({ id: counter, file, previewUrl, progress: 0, error: undefined })
    },
    retry: send,
    drop(upload) {
      running.current.get(upload.id)?.abort()
      change({ type: 'gone', id: upload.id })
    },
    previewOf: (picture) => previews.current.get(picture.mediaKey),
  }
}
