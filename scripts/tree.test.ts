import { describe, expect, it } from 'vitest'
import { problemsIn } from './tree.mjs'

describe('the tree', () => {
  it.each([
    ['package-lock.json', '      "resolved": "https://example.org/a.tgz",', 'download address'],
    ['docs/a.md', 'see /work/main for it', 'absolute path'],
    ['docs/a.md', 'see /root/.npmrc', 'absolute path'],
    ['.npmrc', `registry=https://${['registry', 'npmjs', 'org'].join('.')}/`, 'registry host'],
    ['a.test.ts', "it.only('x', () => {})", 'alone or not at all'],
    ['a.test.ts', "it.skip('x', () => {})", 'alone or not at all'],
  ])('refuses in %s: %s', (path, line, rule) => {
    expect(problemsIn(path, `first line\n${line}\n`)).toEqual([
      expect.stringMatching(new RegExp(`^${path}:2: .*${rule}`)),
    ])
  })

  it.each([
    ['package-lock.json', '      "resolved": "packages/desk",'],
    ['docs/a.md', 'POST https://desk.example/work/orders and ./work/x'],
    ['a.ts', "path.join(base, 'work/x')"],
  ])('accepts in %s: %s', (path, line) => {
    expect(problemsIn(path, line)).toEqual([])
  })
})
