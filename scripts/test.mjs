import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { ensureBuilt, ensureInstalled, root, tool } from './setup/index.mjs'
import { ensureLaterNode } from './setup/later-node.mjs'
import { startPlainServer } from './setup/plain-server.mjs'
import { run } from './setup/run.mjs'
import { ensureSystemPackages } from './setup/system.mjs'

/**
 * `npm test`: everything. `npm test -- NAME…` passes its words on to vitest (`--project desk`, a file, `-t …`), and
 * then neither the checks nor the second leg take part.
 */
const words = process.argv.slice(2)
const isWhole = words.length === 0
/** What runs in Node; the console runs in a browser, and its tests do not depend on the version. */
const unitProjects = ['wechatpay', 'simulator', 'desk']
const nothing = { passed: 0, failed: 0, skipped: 0 }

/** What failed, by file and name: a log that is cut short still tells it. */
const failures = []
/** What passed only at its second attempt. */
const secondAttempts = []

function readCounts(file, code) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'))
    const brokenFiles = report.testResults.filter(
      (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
    )
    for (const { name, message, assertionResults } of report.testResults) {
      const failedTests = assertionResults.filter(({ status }) => status === 'failed')
      for (const test of failedTests) failures.push([name, test.fullName, ...test.failureMessages])
      const late = assertionResults.filter(
        ({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0,
      )
      for (const test of late) secondAttempts.push([name, test.fullName, ...test.failureMessages])
      if (brokenFiles.some((suite) => suite.name === name)) failures.push([name, 'the file itself', message])
    }
    const failed = report.numFailedTests + brokenFiles.length
    // A non-zero exit that no test explains (an unhandled rejection, a crash) still has to count as a failure.
    return {
      passed: report.numPassedTests,
      failed: Math.max(failed, code === 0 ? 0 : 1),
      skipped: report.numPendingTests,
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

async function runVitest(node, name, args, variables = {}) {
  const file = join(root, '.cache', `vitest-${name}.json`)
  mkdirSync(dirname(file), { recursive: true })
  rmSync(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const env = { ...process.env, NODE_ENV: 'test', ...variables }
  const code = await run(node, [tool('vitest', 'vitest.mjs'), 'run', ...reporters, ...args], { cwd: root, env })
  return readCounts(file, code)
}

async function runChecked() {
  if (!isWhole) return nothing
  const { checks, runChecks } = await import('./check.mjs')
  const failed = await runChecks()
  if (failed.length > 0) console.error(`redress: failed checks: ${failed.join(', ')}`)
  return { passed: checks.length - failed.length, failed: failed.length, skipped: 0 }
}

/**
 * The unit tests once more, with everything different that must not matter: a later Node, where it comes as a package,
 * and a PostgreSQL server at an address (DATABASE_URL) instead of the embedded one.
 */
async function runSecondLeg() {
  if (!isWhole) return nothing
  const later = await ensureLaterNode()
  const projects = later === undefined ? ['desk'] : unitProjects
  console.log(
    `redress: ${later === undefined ? '' : 'on the later Node and '}over DATABASE_URL: ${projects.join(', ')}`,
  )
  const server = await startPlainServer()
  try {
    const args = projects.flatMap((project) => ['--project', project])
    return await runVitest(later ?? process.execPath, 'second', args, { REDRESS_TEST_DATABASE_URL: server.url })
  } finally {
    await server.stop()
  }
}

await ensureInstalled()
await ensureBuilt()
const browser = (await ensureSystemPackages()) ? nothing : { ...nothing, failed: 1 }
const legs = [browser, await runChecked(), await runVitest(process.execPath, 'all', words), await runSecondLeg()]
const total = (key) => legs.reduce((sum, leg) => sum + leg[key], 0)
const skipped = total('skipped') > 0 ? `, ${total('skipped')} skipped` : ''
const tell = (what, tests) => {
  for (const [file, name, ...messages] of tests) {
    const lines = messages.join('\n').split('\n')
    const why = lines.filter((line) => !line.includes('node_modules')).slice(0, 24)
    console.log(`\n${what}: ${relative(root, file)}: ${name}\n    ${why.join('\n    ')}`)
  }
}
tell('needed a second attempt', secondAttempts)
tell('failed', failures)
console.log(`${total('passed')} passed, ${total('failed')} failed${skipped}`)
process.exitCode = total('failed') === 0 && total('passed') > 0 ? 0 : 1
