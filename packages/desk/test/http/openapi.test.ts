import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../../src/http/document.ts'

const read = async (name: string) => JSON.parse(await readFile(new URL(`../../${name}`, import.meta.url), 'utf8'))

describe('the published OpenAPI document', () => {
  it('is the one the contract describes (scripts/write-openapi.mjs writes it)', async () => {
    const { version } = await read('package.json')
    expect(await openApiDocument(version)).toEqual(await read('openapi.json'))
  })

  it('names every shape once and answers every failure as problem details', async () => {
    const document = await read('openapi.json')
    expect(Object.keys(document.components.schemas).filter((name) => name.endsWith('Input'))).toEqual([])
    const paths: Record<string, Record<string, { responses: object }>> = document.paths
    for (const operations of Object.values(paths)) {
      for (const operation of Object.values(operations)) {
        expect(operation.responses).toHaveProperty('default')
        expect(operation.responses).toMatchObject({
          default: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
        })
      }
    }
  })
})
