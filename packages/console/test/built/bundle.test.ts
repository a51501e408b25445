// @vitest-environment node
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildConsole } from '../support/browser.ts'

/** What a first visit may cost, in bytes as sent with gzip. */
const BUDGET = 420_000

interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

let built: Awaited<ReturnType<typeof buildConsole>>
beforeAll(async () => {
  built = await buildConsole()
})
afterAll(async () => await built.remove())

/** Files that load with a chunk: itself, what it imports at once, and their style sheets. */
export function filesOf(
  manifest: Readonly<Record<string, Chunk>>,
  name: string,
  seen = new Set<string>(),
): Set<string> {
  const chunk = manifest[name]
  if (chunk === undefined || seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const css of chunk.css ?? []) seen.add(css)
  for (const imported of chunk.imports ?? []) filesOf(manifest, imported, seen)
  return seen
}

async function gzipped(files: Iterable<string>): Promise<number> {
  let sum = 0
  for (const file of files) sum += gzipSync(await readFile(join(built.folder, file))).length
  return sum
}

async function readManifest(): Promise<Record<string, Chunk>> {
  const text = await readFile(join(built.folder, '.vite/manifest.json'), 'utf8')
  return JSON.parse(text)
}

it('a first visit to an open complaint stays within the budget', async () => {
  const manifest = await readManifest()
  const files = filesOf(manifest, 'index.html')
  filesOf(manifest, 'src/complaint/ComplaintPage.tsx', files)
  // A rights ticket loads most: whoever opens one first pays for its facts and its chat as well.
  for (const name of ['src/rights/RightsFacts.tsx', 'src/chat/ChatPanel.tsx', 'src/rights/SettleDialog.tsx']) {
    expect(files.has(manifest[name]?.file ?? '')).toBe(false)
    filesOf(manifest, name, files)
  }
  const bytes = await gzipped(files)
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThanOrEqual(BUDGET)
})

it('keeps what the desk sends packed beside each file', async () => {
  const files = [...filesOf(await readManifest(), 'index.html'), 'index.html']
  expect(files.length).toBeGreaterThan(3)
  for (const file of files) {
    const [plain, sent] = await Promise.all([file, `${file}.gz`].map((name) => readFile(join(built.folder, name))))
    expect(gunzipSync(sent ?? '').equals(plain ?? Buffer.of())).toBe(true)
  }
})

it('counts what a chunk imports, so that a budget could be broken by a dependency', () => {
  const manifest = { a: { file: 'a.js', imports: ['b'], css: ['a.css'] }, b: { file: 'b.js', imports: ['a'] } }
  expect([...filesOf(manifest, 'a')]).toEqual(['a.js', 'a.css', 'b.js'])
})

it('contains the production build of React', async () => {
  const files = filesOf(await readManifest(), 'index.html')
  const scripts = await Promise.all(
    [...files]
      .filter((file) => file.endsWith('.js'))
      .map(async (file) => await readFile(join(built.folder, file), 'utf8')),
  )
  expect(scripts.join('').includes('Download the React DevTools')).toBe(false)
})

it('carries no inline script or style that a strict content policy would refuse', async () => {
  const html = await readFile(join(built.folder, 'index.html'), 'utf8')
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/)
  expect(html).not.toMatch(/<style|\bstyle=|\bon\w+=/)
})
