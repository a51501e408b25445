import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as door from '../../src/index.ts'
import { PLATFORM_REMEDIES, PROTOCOL_REMEDIES, TRANSPORT_REMEDIES } from '../../src/remedies.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const sources = readdirSync(join(root, 'packages/wechatpay/src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: read(join('packages/wechatpay/src', name)) }))

describe('the errors page', () => {
  const page = read('docs/sdk/errors.md')
  const rows = (title: string): string[] => {
    const section = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? ''
    return [...section.matchAll(/^\| `([A-Z0-9_]+)` \| (.+) \| (.+) \|$/gm)].map((match) => match[1] ?? '').toSorted()
  }

  it.each([
    ['ProtocolError', PROTOCOL_REMEDIES],
    ['TransportError', TRANSPORT_REMEDIES],
    ['PlatformError', PLATFORM_REMEDIES],
  ])('names each code of %s with cause and remedy, and no other', (title, remedies) => {
    expect(rows(title)).toEqual(Object.keys(remedies).toSorted())
    for (const remedy of Object.values(remedies)) expect(page).toContain(remedy)
  })

  it('leaves out no code that the source uses', () => {
    const used = sources.flatMap(({ text }) =>
      [...text.matchAll(/new (?:ProtocolError|TransportError)\(\s*'([A-Z0-9_]+)'/g)].map((match) => match[1] ?? ''),
    )
    expect(used.length).toBeGreaterThan(20)
    for (const code of used) expect(page).toContain(`\`${code}\``)
  })

  it('lists no code that the source never uses', () => {
    const all = sources
      .filter(({ name }) => name !== 'remedies.ts')
      .map(({ text }) => text)
      .join('\n')
    for (const code of [...Object.keys(PROTOCOL_REMEDIES), ...Object.keys(TRANSPORT_REMEDIES)])
      expect(all).toContain(`'${code}'`)
  })
})

describe('the API reference', () => {
  it('has every function, class and constant of the public door', () => {
    const page = read('docs/sdk/api.md')
    // When this fails: build, then node packages/wechatpay/scripts/api-reference.mjs
    expect(Object.keys(door).filter((name) => !page.includes(`### ${name}\n`))).toEqual([])
  })
})

describe('docstrings', () => {
  it('point to paragraphs of the sources page that exist', () => {
    const page = read('docs/sdk/sources.md')
    const anchors = sources.flatMap(({ text }) =>
      [...text.matchAll(/docs\/sdk\/sources\.md#([a-z0-9-]+)/g)].map((match) => match[1] ?? ''),
    )
    expect(anchors.length).toBeGreaterThan(15)
    for (const anchor of anchors) expect(page).toMatch(new RegExp(`^## ${anchor}$`, 'm'))
  })
})
