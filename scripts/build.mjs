import { ensureBuilt, ensureInstalled } from './setup/index.mjs'

await ensureInstalled()
await ensureBuilt()
