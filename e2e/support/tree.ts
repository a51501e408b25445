import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** A folder that everybody may enter (unlike what mkdtemp makes), removed at the end of the scope. */
export function temporaryFolder(name: string) {
  const path = mkdtempSync(join(tmpdir(), `redress-${name}-`))
  chmodSync(path, 0o755)
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Copies what a clone of this working tree would hold: the files git knows or would add, without anything ignored. */
export function cloneTree(target: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: root, maxBuffer: 1 << 26 })
  for (const path of listed.toString().split('\0')) {
    if (path === '' || lstatSync(join(root, path), { throwIfNoEntry: false })?.isFile() !== true) continue
    mkdirSync(dirname(join(target, path)), { recursive: true })
    copyFileSync(join(root, path), join(target, path))
  }
}

/** Ids of living processes that carry the mark in their environment or their command line. Linux only. */
export function processesMarked(mark: string): number[] {
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return ''
    }
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => (read(`/proc/${pid}/environ`) + read(`/proc/${pid}/cmdline`)).includes(mark))
    .map(Number)
}
