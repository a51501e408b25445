import { Buffer } from 'node:buffer'
/** The text of UTF-8 bytes, without copying them first. */
export const utf8Text = (bytes: Uint8Array): string =>
  (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).toString('utf8')
