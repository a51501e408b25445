export interface MultipartUpload {
  /** Goes into the signature and into the part named meta, byte for byte. */
  readonly meta: string
  readonly fileName: string
  readonly contentType: string
  readonly bytes: Uint8Array
  /** 1 to 70 letters and digits that do not occur in the content. */
  readonly boundary: string
}

/** Writes the two parts of an upload (RFC 7578). Same input, same bytes. */
export function encodeMultipart({
  meta,
  fileName,
  contentType,
  bytes,
  boundary,
}: MultipartUpload): Uint8Array<ArrayBuffer> {
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n${meta}\r\n` +
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: ${contentType}\r\n\r\n`
  return new Uint8Array(
    Buffer.concat([Buffer.from(head, 'utf8'), bytes, Buffer.from(`\r\n--${boundary}--\r\n`, 'utf8')]),
  )
}

/** A boundary from random bytes, drawn again in the unlikely case that the file contains it. */
export function chooseBoundary(bytes: Uint8Array, randomBytes: (size: number) => Uint8Array): string {
  for (;;) {
    const boundary = `redress${Buffer.from(randomBytes(16)).toString('hex')}`
    if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(boundary)) return boundary
  }
}
