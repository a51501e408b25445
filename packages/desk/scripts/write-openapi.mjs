// Writes packages/desk/openapi.json from the contract. Run after `npx tsc -b packages/desk`.
import { readFile, writeFile } from 'node:fs/promises'
import { openApiDocument } from '../dist/http/document.js'

const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
const target = new URL('../openapi.json', import.meta.url)
await writeFile(target, `${JSON.stringify(await openApiDocument(version), null, 2)}\n`)
