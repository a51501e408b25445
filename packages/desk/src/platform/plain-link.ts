import { DeskError } from '../errors.ts'
import type { PictureBytes } from './channel.ts'

const TIMEOUT_MS = 15_000

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || host.startsWith('127.')

/**
 * Fetches a picture that the platform serves as a plain link: no signature, about an hour of life.
 * @throws {DeskError} `PICTURE_LINK_REFUSED` (an address we do not follow), `PICTURE_GONE` (4xx), `PICTURE_TOO_LARGE`,
 *   `PICTURE_UNREACHABLE`
 */
export async function downloadPlainLink(address: string, { maxBytes }: { maxBytes: number }): Promise<PictureBytes> {
  const url = new URL(address)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new DeskError(
      'PICTURE_LINK_REFUSED',
      'The address of the picture is not https.',
      'Open the complaint on the merchant platform to see the picture.',
    )
  }
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (cause: unknown) => {
      throw unreachable(cause)
    },
  )
  if (!response.ok) {
    await response.body?.cancel()
    if (response.status >= 500) throw unreachable(undefined)
    throw new DeskError(
      'PICTURE_GONE',
      `The link to the picture answers ${response.status}; such links live about an hour.`,
      'Read the complaint again: the platform then issues a new link.',
    )
  }
  return { bytes: await readAtMost(response, maxBytes) }
}

async function readAtMost(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength
      if (size > maxBytes) break
      chunks.push(chunk)
    }
  } catch (cause) {
    throw unreachable(cause)
  }
  if (size <= maxBytes) return Buffer.concat(chunks)
  throw new DeskError(
    'PICTURE_TOO_LARGE',
    `The picture has more than ${maxBytes} bytes.`,
    'Open the complaint on the merchant platform to see the picture.',
  )
}

const unreachable = (cause: unknown): DeskError =>
  new DeskError('PICTURE_UNREACHABLE', 'The server of the picture does not answer.', 'It is tried again by itself.', {
    cause,
  })
