import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations, importsOf, violation } from './imports.mjs'

describe('import directions', () => {
  let packages: string
  const plant = (path: string, text: string) => {
    mkdirSync(dirname(join(packages, path)), { recursive: true })
    writeFileSync(join(packages, path), text)
  }

  beforeAll(() => {
    packages = mkdtempSync(join(tmpdir(), 'imports-'))
    for (const name of ['wechatpay', 'simulator', 'desk', 'console'])
      plant(`${name}/src/index.ts`, 'export const x = 1\n')
  })
  afterAll(() => rmSync(packages, { recursive: true, force: true }))

  it('accepts a tree whose imports all point down', () => {
    plant('desk/src/sync/apply.ts', "import { x } from '../domain/complaint.ts'\nexport const y = x\n")
    expect(findViolations(packages)).toEqual([])
  })

  it('reports a planted violation by file, import and reason', () => {
    plant('desk/src/domain/complaint.ts', "import { db } from '../store/database.ts'\nexport const x = db\n")
    expect(findViolations(packages)).toEqual([
      'packages/desk/src/domain/complaint.ts: imports ../store/database.ts: domain is below store',
    ])
  })

  it.each([
    ['desk', 'sync/apply.ts', '../outbox/send.ts', 'may import only the door'],
    ['desk', 'sync/apply.ts', '../http/server.ts', 'sync is below http'],
    ['desk', 'sync/apply.ts', '@redress/simulator', 'does not depend on'],
    ['desk', 'novelty/thing.ts', '../store/database.ts', 'novelty has no floor'],
    ['simulator', 'http/server.ts', 'redress', 'does not depend on'],
    ['wechatpay', 'client.ts', '@redress/simulator', 'does not depend on'],
    ['console', 'app.tsx', '@redress/wechatpay', 'does not depend on'],
    ['console', 'app.tsx', '../../desk/src/index.ts', 'reaches out of its package'],
  ])('refuses in %s: %s importing %s', (packageName, path, specifier, reason) => {
    expect(violation(packageName, path, specifier)).toContain(reason)
  })

  it.each([
    ['desk', 'sync/apply.ts', '../outbox/index.ts'],
    ['desk', 'http/server.ts', '../sync/apply.ts'],
    ['desk', 'cli/demo.ts', '@redress/simulator'],
    ['desk', 'domain/money.ts', '@redress/wechatpay'],
    ['simulator', 'http/server.ts', '@redress/wechatpay'],
    ['console', 'app.tsx', 'react'],
  ])('allows in %s: %s importing %s', (packageName, path, specifier) => {
    expect(violation(packageName, path, specifier)).toBeUndefined()
  })

  it('sees static, type, re-exporting and dynamic imports', () => {
    const text =
      "import a from 'a'\nimport type { B } from 'b'\nexport * from 'c'\nexport { d } from 'd'\nawait import('e')\n"
    expect(importsOf('x.ts', text).sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
})
