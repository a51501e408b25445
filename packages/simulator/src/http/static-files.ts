import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'

/** Beside `src` and `dist`, so that the same relative path leads there from both. */
const PAGES = new URL('../../pages/', import.meta.url)

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

const NAME = /^(?:[a-z-]+\/)*[a-z-]+\.(html|css|js|svg)$/

/** Serves one file of the pages; false when there is none of this name. */
export function sendPage(outgoing: ServerResponse, name: string): boolean {
  const extension = NAME.exec(name)?.[1]
  if (extension === undefined) return false
  let bytes: Buffer
  try {
    bytes = readFileSync(fileURLToPath(new URL(name, PAGES)))
  } catch {
    return false
  }
  outgoing
    .writeHead(200, {
      'Content-Type': TYPES[extension] ?? 'application/octet-stream',
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'self'",
      'X-Content-Type-Options': 'nosniff',
    })
    .end(bytes)
  return true
}
