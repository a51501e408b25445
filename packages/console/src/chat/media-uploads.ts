import { useReducer, useRef } from 'react'
import type { Api } from '../api/client.ts'
import { changeMessage } from './drafts.ts'
import { type FileSlot, kindOfSlot } from './message-draft.ts'

export interface MediaUpload {
  readonly file: File
  /** Share sent, 0 to 1. */
  readonly progress: number
  readonly error: unknown
}

type Uploads = { readonly [Slot in FileSlot]?: MediaUpload }

export interface MediaUploads {
  readonly uploads: Uploads
  /** Replaces what is on its way to the same place. */
  readonly start: (slot: FileSlot, file: File) => void
  readonly drop: (slot: FileSlot) => void
}

type Change = { readonly slot: FileSlot; readonly upload: MediaUpload | undefined }

function reduce(uploads: Uploads, { slot, upload }: Change): Uploads {
  const { [slot]: _, ...others } = uploads
  return upload === undefined ? others : { ...others, [slot]: upload }
}

/** Sends files of a message to the desk; what arrived becomes part of the draft, even if the complaint was left meanwhile. */
export function useMediaUploads(api: Api, complaintId: string): MediaUploads {
  const [uploads, change] = useReducer(reduce, {})
  const running = useRef(new Map<FileSlot, AbortController>())

  async function run(slot: FileSlot, file: File, controller: AbortController): Promise<void> {
    const { signal } = controller
    const set = (upload: MediaUpload | undefined) => {
      // An upload that was replaced or cancelled has no say any more.
      if (running.current.get(slot) === controller) change({ slot, upload })
    }
    try {
      const onProgress = (progress: number) => set({ file, progress, error: undefined })
      const stored = await api.uploadMedia(kindOfSlot[slot], file, { signal, onProgress })
      if (signal.aborted) return
      changeMessage(complaintId, (draft) => ({ ...draft, files: { ...draft.files, [slot]: stored } }))
      set(undefined)
    } catch (error) {
      set(signal.aborted ? undefined : { file, progress: 0, error })
    }
  }

  return {
    uploads,
    start(slot, file) {
      running.current.get(slot)?.abort()
      const controller = new AbortController()
      running.current.set(slot, controller)
      change({ slot, upload: { file, progress: 0, error: undefined } })
      void run(slot, file, controller)
    },
    drop(slot) {
      running.current.get(slot)?.abort()
      running.current.delete(slot)
      change({ slot, upload: undefined })
    },
  }
}
