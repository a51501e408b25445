import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

export interface UserIds {
  readonly uid: number
  readonly gid: number
}

/** What decides about access: type, permission bits and owners, as `stat` gives them. */
export interface AccessFacts {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

export const READ = 4
export const EXECUTE = 1

/** Whether `user`, in no other group than its own, has all of `bits` on an entry. The superuser always has. */
export function mayUse({ mode, uid, gid }: AccessFacts, user: UserIds, bits: number): boolean {
  if (user.uid === 0) return true
  const shift = user.uid === uid ? 6 : user.gid === gid ? 3 : 0
  return ((mode >> shift) & bits) === bits
}

/**
 * Whether `user` can come to `path` through every folder above it, and has `bits` on it.
 * Judged from the mode bits, since a process cannot try it for another user without becoming that user.
 */
export async function canReach(path: string, user: UserIds, bits: number): Promise<boolean> {
  if (!mayUse(await stat(path), user, bits)) return false
  let folder = resolve(path)
  while (folder !== dirname(folder)) {
    folder = dirname(folder)
    if (!mayUse(await stat(folder), user, EXECUTE)) return false
  }
  return true
}
