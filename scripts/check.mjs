import { root, tool } from './setup/index.mjs'
import { run } from './setup/run.mjs'

/** What a machine can say of the tree without running the product. Each is one row of `npm test`. */
export const checks = [
  { name: 'types', args: [tool('typescript', 'bin', 'tsc'), '-b'] },
  { name: 'lint', args: [tool('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'format', args: [tool('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings'] },
  { name: 'import directions', args: ['scripts/imports.mjs'] },
  { name: 'tree', args: ['scripts/tree.mjs'] },
]

/** Runs all checks and resolves with the names of those that failed. */
export async function runChecks() {
  const failed = []
  for (const { name, args } of checks) {
    console.log(`redress: check ${name} …`)
    if ((await run(process.execPath, args, { cwd: root })) !== 0) failed.push(name)
  }
  return failed
}

if (process.argv[1]?.endsWith('check.mjs')) {
  const failed = await runChecks()
  console.log(failed.length === 0 ? 'redress: all checks passed' : `redress: failed: ${failed.join(', ')}`)
  process.exitCode = failed.length === 0 ? 0 : 1
}
