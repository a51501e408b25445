import { errorFromAnswer, unreachable } from './errors.ts'
import type { MediaKind, StoredMedia, StoredPicture } from './types.ts'

export interface UploadOptions {
  /** Called with the share sent so far, 0 to 1. */
  readonly onProgress?: (share: number) => void
  readonly signal?: AbortSignal
}

/** Uploads one picture of a reply. */
export const uploadPicture = async (file: File, options: UploadOptions = {}): Promise<StoredPicture> => {
  const { mediaKey, url } = await upload('/api/v1/images', file, isStoredPicture, options)
  return { mediaKey, url }
}

/** Uploads one file of a message to a payer of an official account. */
export const uploadMedia = async (kind: MediaKind, file: File, options: UploadOptions = {}): Promise<StoredMedia> =>
  await upload(`/api/v1/media?kind=${kind}`, file, isStoredMedia, options)

/** Sends one file with progress, which `fetch` cannot report. */
function upload<T>(
  url: string,
  file: File,
  isStored: (value: unknown) => value is T,
  options: UploadOptions,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    request.setRequestHeader('accept', 'application/json')
    request.responseType = 'text'
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) options.onProgress?.(event.loaded / event.total)
    })
    request.addEventListener('load', () => {
      const body = parseJson(request.responseText)
      if (request.status === 201 && isStored(body)) return resolve(body)
      const headers = new Headers()
      const retryAfter = request.getResponseHeader('retry-after')
      if (retryAfter !== null) headers.set('retry-after', retryAfter)
      reject(errorFromAnswer({ status: request.status, statusText: request.statusText, headers }, body))
    })
    request.addEventListener('error', () => reject(unreachable(undefined)))
    request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled.', 'AbortError')))
    options.signal?.addEventListener('abort', () => request.abort(), { once: true })
    const form = new FormData()
    form.append('file', file, file.name)
    request.send(form)
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isStoredPicture = (value: unknown): value is StoredPicture =>
  typeof value === 'object' &&
  value !== null &&
  'mediaKey' in value &&
  typeof value.mediaKey === 'string' &&
  'url' in value &&
  typeof value.url === 'string'

const isStoredMedia = (value: unknown): value is StoredMedia =>
  isStoredPicture(value) &&
  'contentType' in value &&
  typeof value.contentType === 'string' &&
  'size' in value &&
  typeof value.size === 'number'
