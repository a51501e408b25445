import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestFolder {
  readonly path: string
  [Symbol.asyncDispose](): Promise<void>
}

/** An empty folder of its own, removed at the end of the scope. */
export async function setupFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'redress-test-'))
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }) }
}
