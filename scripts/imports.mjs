import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

/**
 * The house's floors: a file may import its own folder, anything on a lower floor, and of a neighbour on
 * its own floor only the door (`index.ts`). What is not named here has no floor and is reported.
 * @see docs/decisions/0003-import-floors.md
 */
const deskFloors = [
  ['domain', 'errors'],
  [
    'config',
    'database',
    'sealing',
    'store',
    'platform',
    'merchants',
    'official-accounts',
    'rekey',
    'observability',
    'work',
  ],
  [
    'receiver',
    'inbox',
    'sync',
    'outbox',
    'refunds',
    'rights',
    'rules',
    'alerts',
    'reports',
    'vault',
    'watch',
    'accounts',
    'events',
  ],
  ['application'],
  ['http', 'process'],
  ['cli'],
]

const packageImports = {
  wechatpay: [],
  simulator: ['@redress/wechatpay'],
  console: [],
  desk: ['@redress/wechatpay'],
}

/** Only the shells that start a simulator for developers may know that there is one. */
const simulatorShells = ['cli/demo.ts', 'cli/simulate.ts', 'cli/demo/', 'cli/simulate/']

const floorOf = (folder) => deskFloors.findIndex((floor) => floor.includes(folder))

/** Every module named by an import, an export from, or a dynamic import with a literal. */
export function importsOf(fileName, text) {
  const { module: record, errors } = parseSync(fileName, text)
  if (errors.length > 0) throw new Error(`${fileName}: ${errors[0].message}`)
  const literal = (span) => /^['"`](.*)['"`]$/s.exec(text.slice(span.start, span.end))?.[1]
  return [
    ...record.staticImports.map((item) => item.moduleRequest.value),
    ...record.staticExports.flatMap((item) => item.entries.map((entry) => entry.moduleRequest?.value)),
    ...record.dynamicImports.map((item) => literal(item.moduleRequest)),
  ].filter((name) => name !== undefined)
}

function deskViolation(path, target) {
  const [from] = path.split('/')
  const [to, ...rest] = target.split('/')
  if (!path.includes('/') || from === to) return undefined
  if (rest.length === 0) return undefined
  const [fromFloor, toFloor] = [floorOf(from), floorOf(to)]
  if (fromFloor === -1) return `folder ${from} has no floor`
  if (toFloor === -1) return `folder ${to} has no floor`
  if (toFloor > fromFloor) return `${from} is below ${to}`
  const isUseCase = fromFloor === 2 && toFloor === 2
  if (isUseCase && rest.join('/') !== 'index.ts') return `${from} may import only the door of its neighbour ${to}`
  return undefined
}

/** Why `specifier` may not be imported by the file `path` (relative to the package's src), or undefined. */
export function violation(packageName, path, specifier) {
  if (specifier.startsWith('.')) {
    const target = relative('/src', resolve('/src', dirname(path), specifier))
      .split(sep)
      .join('/')
    if (target.startsWith('..')) return 'reaches out of its package by a relative path'
    return packageName === 'desk' ? deskViolation(path, target) : undefined
  }
  const isOurs = specifier.startsWith('@redress/') || specifier === 'redress' || specifier.startsWith('redress/')
  if (!isOurs || specifier.endsWith('/package.json')) return undefined
  if (packageImports[packageName].includes(specifier)) return undefined
  const isShell = packageName === 'desk' && simulatorShells.some((shell) => path.startsWith(shell))
  if (isShell && specifier === '@redress/simulator') return undefined
  return `${packageName} does not depend on ${specifier} here`
}

function* sourcesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sourcesBelow(path)
    else if (/\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts')) yield path
  }
}

/** All violations below `packages/`, each as one line "file: imports what: why". */
export function findViolations(packagesFolder) {
  return Object.keys(packageImports).flatMap((packageName) => {
    const source = join(packagesFolder, packageName, 'src')
    return [...sourcesBelow(source)].flatMap((file) => {
      const path = relative(source, file).split(sep).join('/')
      return importsOf(file, readFileSync(file, 'utf8')).flatMap((specifier) => {
        const reason = violation(packageName, path, specifier)
        return reason === undefined ? [] : [`packages/${packageName}/src/${path}: imports ${specifier}: ${reason}`]
      })
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = findViolations(fileURLToPath(new URL('../packages', import.meta.url)))
  for (const line of found) console.error(line)
  process.exitCode = found.length === 0 ? 0 : 1
}
