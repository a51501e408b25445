import { ProtocolError } from './errors.ts'

/** Request or answer headers: a `Headers` object, or the record that node:http gives. Names in any case. */
export type HeaderSource =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** Reads one header; a repeated header counts as absent, since nobody can say which one was signed. */
export function readHeader(headers: HeaderSource, name: string): string | undefined {
  if (isHeaders(headers)) return headers.get(name) ?? undefined
  const direct = headers[name.toLowerCase()]
  if (typeof direct === 'string') return direct
  const wanted = name.toLowerCase()
  for (const key of Object.keys(headers)) {
    if (key.toLowerCase() !== wanted) continue
    const value = headers[key]
    if (typeof value === 'string') return value
    if (value?.length === 1) return value[0]
  }
  return undefined
}

export function requireHeader(headers: HeaderSource, name: string): string {
  const value = readHeader(headers, name)
  if (value === undefined || value === '') {
    throw new ProtocolError('HEADER_MISSING', `header ${name} is missing`, { field: name })
  }
  return value
}

export const isHeaders = (headers: HeaderSource): headers is { get(name: string): string | null } =>
  typeof (headers as { get?: unknown }).get === 'function'
