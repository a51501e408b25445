import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const textFile = /\.(m?[jt]sx?|json|ya?ml|md|html|css|sh|service|conf|txt)$|(^|\/)(\.npmrc|run|Dockerfile)$/

/** Rules on what may stand in a tracked file: `{ name, pattern, except? }`. */
export const rules = [
  { name: 'download address in the lock file', pattern: /"resolved": "https?:/, only: /package-lock\.json$/ },
  { name: 'absolute path of a machine', pattern: /(?<![\w.:/~-])\/(?:work|root|home\/[a-z]+)\/[a-z.]/ },
  { name: 'registry host', pattern: /registry\.(?:npmjs|npmmirror|yarnpkg)\.|deb\.debian\.org/ },
  {
    name: 'test that runs alone or not at all',
    pattern: /\b(?:it|test|describe)\.(?:only|skip|todo)\(/,
    only: /\.test\.tsx?$/,
  },
]

/** The rules that `text` of the file `path` breaks, as "path:line: rule". */
export function problemsIn(path, text) {
  return rules
    .filter((rule) => rule.only === undefined || rule.only.test(path))
    .flatMap(({ name, pattern }) =>
      text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${name}`] : [])),
    )
}

function trackedFiles(root) {
  try {
    return execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: root, maxBuffer: 1 << 26 })
      .toString()
      .split('\0')
      .filter((path) => path !== '')
  } catch {
    console.log('redress: not a git checkout, the tree is not searched')
    return []
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const own = new Set(['scripts/tree.mjs', 'scripts/tree.test.ts'])
  const found = trackedFiles(root)
    .filter(
      (path) =>
        textFile.test(path) && !own.has(path) && statSync(join(root, path), { throwIfNoEntry: false })?.isFile(),
    )
    .flatMap((path) => problemsIn(path, readFileSync(join(root, path), 'utf8')))
  for (const line of found) console.error(line)
  process.exitCode = found.length === 0 ? 0 : 1
}
