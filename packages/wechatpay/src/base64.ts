import { Buffer } from 'node:buffer'
/** Decodes standard Base64 with padding; undefined for anything else, also for a second spelling of the same bytes. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
