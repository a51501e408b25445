export interface Part {
  readonly name: string
  readonly fileName: string | undefined
  readonly contentType: string | undefined
  readonly content: Buffer
}

const CRLF = Buffer.from('\r\n')
const HEADERS_END = Buffer.from('\r\n\r\n')

/** The boundary of a `multipart/form-data` content type; undefined for any other. */
export function boundaryOf(contentType: string): string | undefined {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return undefined
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? bare
  return boundary !== undefined && boundary.length <= 70 ? boundary : undefined
}

/** Splits a form as RFC 7578 has it, on bytes; undefined when its layout is broken. */
export function parseMultipart(body: Buffer, boundary: string): Part[] | undefined {
  const delimiter = Buffer.from(`--${boundary}`)
  const parts: Part[] = []
  let at = body.indexOf(delimiter)
  if (at < 0) return undefined
  for (;;) {
    at += delimiter.length
    if (body.subarray(at, at + 2).toString('latin1') === '--') return parts
    if (!body.subarray(at, at + 2).equals(CRLF)) return undefined
    const headersEnd = body.indexOf(HEADERS_END, at)
    const next = body.indexOf(Buffer.concat([CRLF, delimiter]), headersEnd)
    if (headersEnd < 0 || next < 0) return undefined
    const part = readPart(body.subarray(at + 2, headersEnd).toString('utf8'), body.subarray(headersEnd + 4, next))
    if (part === undefined) return undefined
    parts.push(part)
    at = next + 2
  }
}

function readPart(headers: string, content: Buffer): Part | undefined {
  const lines = new Map<string, string>()
  for (const line of headers.split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) lines.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  const disposition = lines.get('content-disposition')
  if (disposition === undefined || !/^form-data\s*(;|$)/i.test(disposition)) return undefined
  const name = parameterOf(disposition, 'name')
  if (name === undefined) return undefined
  return { name, fileName: parameterOf(disposition, 'filename'), contentType: lines.get('content-type'), content }
}

function parameterOf(disposition: string, name: string): string | undefined {
  const [, quoted, bare] = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^\\s;]+))`, 'i').exec(disposition) ?? []
  return quoted ?? bare
}
