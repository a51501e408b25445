// @vitest-environment node
import { readFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'
import { expect, it } from 'vitest'

const here = (path: string) => new URL(path, import.meta.url)

it('the generated types follow the desk’s published document (else: npm run -w packages/console types)', async () => {
  const fresh = astToString(await openapiTS(here('../../../desk/openapi.json')))
  const committed = await readFile(here('../../src/api/schema.generated.d.ts'), 'utf8')
  expect(committed.slice(committed.indexOf('export interface paths'))).toBe(fresh)
})
