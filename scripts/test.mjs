import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBrowser } from './setup/browser.mjs'
import { ensureBuilt, ensureInstalled, root, tool } from './setup/index.mjs'
import { run } from './setup/run.mjs'

/** `npm test`: everything. `npm test -- NAME…` passes its words on to vitest (a project, a file, -t …) and skips the checks. */
const words = process.argv.slice(2)

await ensureInstalled()
await ensureBuilt()
const hasBrowser = await ensureBrowser()

const { checks, runChecks } = await import('./check.mjs')
const failedChecks = words.length === 0 ? await runChecks() : []
const passedChecks = words.length === 0 ? checks.length - failedChecks.length : 0

const output = join(root, '.cache', 'vitest.json')
mkdirSync(join(root, '.cache'), { recursive: true })
rmSync(output, { force: true })
const code = await run(
  process.execPath,
  [
    tool('vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${output}`,
    ...words,
  ],
  { cwd: root, env: { ...process.env, NODE_ENV: 'test' } },
)

function readCounts() {
  try {
    const report = JSON.parse(readFileSync(output, 'utf8'))
    const brokenFiles = report.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    )
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + brokenFiles.length,
      skipped: report.numPendingTests,
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

const counts = readCounts()
const passed = counts.passed + passedChecks
// A non-zero exit that no test explains (an unhandled rejection, a crash) still has to count as a failure.
const failed = Math.max(counts.failed, code === 0 ? 0 : 1) + failedChecks.length + (hasBrowser ? 0 : 1)
if (failedChecks.length > 0) console.error(`redress: failed checks: ${failedChecks.join(', ')}`)
console.log(`${passed} passed, ${failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
