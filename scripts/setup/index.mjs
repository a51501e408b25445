import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fingerprint, readStamp, writeStamp } from './fingerprint.mjs'
import { requireNode } from './node-version.mjs'
import { runOrExit } from './run.mjs'

export const root = fileURLToPath(new URL('../../', import.meta.url))

const local = (...parts) => join(root, ...parts)
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** Path of a package's command; it is run through this very Node, so that no PATH or shebang can choose another. */
export const tool = (...parts) => local('node_modules', ...parts)

/** Installs from the lock file when node_modules does not match it. Quick (one hash) when it does. */
export async function ensureInstalled() {
  requireNode()
  const stamp = local('node_modules', '.redress-installed')
  const wanted = `${fingerprint(root, ['package-lock.json'])} ${process.platform}-${process.arch}`
  if (readStamp(stamp) === wanted) return
  console.log('redress: installing packages from the lock file (once, about a minute) …')
  await runOrExit('npm ci', npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root })
  writeStamp(stamp, wanted)
}

const productSources = ['wechatpay', 'simulator', 'desk']
const buildInputs = [
  'package-lock.json',
  'tsconfig.base.json',
  ...[...productSources, 'console'].flatMap((name) => [
    `packages/${name}/src`,
    `packages/${name}/package.json`,
    `packages/${name}/tsconfig.json`,
  ]),
  'packages/console/index.html',
  'packages/console/public',
  'packages/console/vite.config.ts',
]

/** Compiles the packages and bundles the console when a source has changed since the last build. */
export async function ensureBuilt() {
  const stamp = local('.cache', 'built')
  const wanted = fingerprint(root, buildInputs)
  const outputs = [
    ...productSources.map((name) => `packages/${name}/dist/index.js`),
    'packages/console/dist/index.html',
  ]
  if (readStamp(stamp) === wanted && outputs.every((file) => existsSync(local(file)))) return
  console.log('redress: building …')
  const node = process.execPath
  const packages = productSources.map((name) => `packages/${name}`)
  await runOrExit('tsc', node, [tool('typescript', 'bin', 'tsc'), '-b', ...packages], { cwd: root })
  const bundle = [tool('vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn']
  await runOrExit('vite build', node, bundle, { cwd: local('packages', 'console') })
  writeStamp(stamp, wanted)
}
