import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, ensureInstalled, root } from './setup/index.mjs'

await ensureInstalled()
await ensureBuilt()

// In this process rather than in a child: one receiver of Ctrl-C, and nothing that could be left behind.
const command = join(root, 'packages/desk/bin/redress.js')
process.chdir(root)
process.argv.splice(1, 1, command, 'demo')
await import(pathToFileURL(command).href)
