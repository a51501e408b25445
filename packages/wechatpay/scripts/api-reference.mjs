import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

const packageRoot = fileURLToPath(new URL('..', import.meta.url))
const dist = join(packageRoot, 'dist')
export const target = fileURLToPath(new URL('../../../docs/sdk/api.md', import.meta.url))

/** Titles by the folder of the declaration, in the order of the page. */
const AREAS = [
  ['client', 'The client'],
  ['keys', 'Keys'],
  ['complaints', 'Complaints'],
  ['iterating', 'Iterating'],
  ['notifications', 'Notifications'],
  ['adapters', 'Adapters'],
  ['refunds', 'Refunds'],
  ['echo', 'Connectivity test'],
  ['signing', 'Signing and proving'],
  ['cipher', 'Sealing and opening'],
  ['shangmi', 'The SM suite'],
  ['transport', 'Transport'],
  ['reading', 'Reading'],
  ['rights', 'Rights system V1.6'],
  ['official-account', 'Official account'],
  ['xml', 'XML'],
  ['', 'Errors, ids and values'],
]

/** Declarations and re-exports of one declaration file. */
function readModule(file) {
  const text = readFileSync(file, 'utf8')
  const { program, comments, errors } = parseSync(file, text, { lang: 'dts' })
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`)
  const docBefore = (start) => {
    const comment = comments.findLast(
      ({ end, type }) => type === 'Block' && end <= start && /^\s*$/.test(text.slice(end, start)),
    )
    return comment === undefined || !comment.value.startsWith('*') ? '' : plainText(comment.value)
  }
  const declarations = new Map()
  const reExports = []
  for (const node of program.body) {
    if (node.type === 'ExportAllDeclaration') reExports.push({ from: node.source.value })
    if (node.type !== 'ExportNamedDeclaration') continue
    if (node.source !== null) {
      for (const { local, exported } of node.specifiers)
        reExports.push({ from: node.source.value, name: local.name, as: exported.name })
    }
    if (node.declaration === null || node.declaration === undefined) continue
    const names =
      node.declaration.id === undefined
        ? node.declaration.declarations.map(({ id }) => id.name)
        : [node.declaration.id.name]
    for (const name of names)
      declarations.set(name, {
        name,
        doc: docBefore(node.start),
        signature: text.slice(node.start, node.end).replace(/^export declare |^export /, ''),
      })
  }
  return { declarations, reExports }
}

const plainText = (comment) =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*+ ?/, '').trimEnd())
    .join('\n')
    .replace(/\{@link ([^}]+)\}/g, '`$1`')
    .trim()

/** Every public declaration behind a module, by the file that declares it. */
function collect(file, wanted, found) {
  const { declarations, reExports } = readModule(file)
  for (const declaration of declarations.values()) {
    if (wanted !== undefined && declaration.name !== wanted) continue
    found.set(declaration.name, { ...declaration, file: relative(dist, file) })
  }
  for (const { from, name } of reExports) {
    if (wanted !== undefined && name !== undefined && name !== wanted) continue
    const next = join(dirname(file), from.replace(/\.(ts|js)$/, '.d.ts'))
    collect(next, name ?? wanted, found)
  }
  return found
}

/** Parameters, errors and sources read better as a list. */
const asMarkdown = (doc) =>
  doc
    .replace(/\n@/g, '\n\n@')
    .replace(/^@param (\S+) /gm, '- `$1`: ')
    .replace(/^@returns /gm, '- Returns: ')
    .replace(/^@throws /gm, '- Throws: ')
    .replace(/^@see docs\/sdk\/(sources\.md#([a-z0-9-]+)).*$/gm, '- Source: [$2]($1)')
    .replace(/^@see /gm, '- See: ')

/** The whole page. Same build, same text. */
export function apiReference() {
  const all = [...collect(join(dist, 'index.d.ts'), undefined, new Map()).values()]
  const lines = [
    '# API reference',
    '',
    'Generated from the declarations by `node packages/wechatpay/scripts/api-reference.mjs`. Do not edit.',
    '',
  ]
  for (const [folder, title] of AREAS) {
    const members = all
      .filter(({ file }) => (file.includes('/') ? file.split('/')[0] : '') === folder)
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    if (members.length === 0) continue
    lines.push(`## ${title}`, '')
    for (const { name, doc, signature } of members) {
      lines.push(`### ${name}`, '')
      if (doc !== '') lines.push(asMarkdown(doc), '')
      lines.push('```ts', signature.replace(/\n {4}/g, '\n  '), '```', '')
    }
  }
  const missing = all.filter(
    ({ file }) => !AREAS.some(([folder]) => folder === (file.includes('/') ? file.split('/')[0] : '')),
  )
  if (missing.length > 0) throw new Error(`no area for ${missing.map(({ file }) => file).join(', ')}`)
  return `${lines.join('\n').trimEnd()}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, apiReference())
