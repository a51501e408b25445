import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes of pictures by their SHA-256, in memory and, when a folder is given, on disk. */
export interface Blobs {
  put(bytes: Uint8Array): string
  get(digest: string): Uint8Array | undefined
  clear(): void
}

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export function createBlobs(folder?: string): Blobs {
  const held = new Map<string, Uint8Array>()
  const fileOf = (digest: string): string => join(folder ?? '', digest)
  return {
    put(bytes) {
      const digest = sha256Hex(bytes)
      if (held.has(digest)) return digest
      held.set(digest, bytes)
      if (folder !== undefined && !existsSync(fileOf(digest))) {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        // Whole or not at all: a crash in between leaves a temporary file that nothing refers to.
        writeFileSync(`${fileOf(digest)}.part`, bytes, { mode: 0o600 })
        renameSync(`${fileOf(digest)}.part`, fileOf(digest))
      }
      return digest
    },
    get(digest) {
      const known = held.get(digest)
      if (known !== undefined || folder === undefined || !existsSync(fileOf(digest))) return known
      const bytes = readFileSync(fileOf(digest))
      held.set(digest, bytes)
      return bytes
    },
    clear() {
      held.clear()
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
