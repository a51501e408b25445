import { errorFromAnswer, unreachable } from './errors.ts'
import type { StoredPicture } from './types.ts'

export interface UploadOptions {
  /** Called with the share sent so far, 0 to 1. */
  readonly onProgress?: (share: number) => void
  readonly signal?: AbortSignal
}

/** Uploads one picture with progress, which `fetch` cannot report. */
export function uploadPicture(file: File, options: UploadOptions = {}): Promise<StoredPicture> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/v1/images')
    request.setRequestHeader('accept', 'application/json')
    request.responseType = 'text'
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) options.onProgress?.(event.loaded / event.total)
    })
    request.addEventListener('load', () => {
      const body = parseJson(request.responseText)
      if (request.status === 201 && isStoredPicture(body)) return resolve({ mediaKey: body.mediaKey, url: body.url })
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
