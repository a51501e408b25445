import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, root } from './setup/index.mjs'
import { run } from './setup/run.mjs'

/** `npm run bench` runs every comparison, `npm run bench -- sdk` one of them. Each prints its own table with its targets. */
await ensureInstalled()
await ensureBuilt()

const folder = join(root, 'bench')
const known = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'run.mjs')))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`redress: no bench ${unknown.join(', ')}; there are: ${known.join(', ')}`)
  process.exit(2)
}
for (const name of wanted.length > 0 ? wanted : known) {
  console.log(`\n## ${name}`)
  if ((await run(process.execPath, [join(folder, name, 'run.mjs')], { cwd: root })) !== 0) process.exitCode = 1
}
