import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import Fastify from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { describe, expect, it } from 'vitest'
import { answerWithProblem } from '../../src/http/problems.ts'
import { consoleRoutes } from '../../src/http/routes/console.ts'
import { setupFolder } from '../support/folder.ts'

const PAGE = '<!doctype html><title>Redress</title>'
const SCRIPT = 'console.log("投诉")'

/** A built console with one script that was packed and one that was not. */
async function setupConsole() {
  const folder = await setupFolder()
  await mkdir(join(folder.path, 'assets'))
  await writeFile(join(folder.path, 'index.html'), PAGE)
  await writeFile(join(folder.path, 'index.html.gz'), gzipSync(PAGE))
  await writeFile(join(folder.path, 'assets/index-a1.js'), SCRIPT)
  await writeFile(join(folder.path, 'assets/index-a1.js.gz'), gzipSync(SCRIPT))
  await writeFile(join(folder.path, 'assets/chart-b2.js'), SCRIPT)
  const app = Fastify()
  app.setErrorHandler(answerWithProblem)
  await app.register(async (scope) => {
    await consoleRoutes(scope.withTypeProvider<ZodTypeProvider>(), { folder: folder.path })
  })
  return {
    get: async (url: string, encodings?: string) =>
      await app.inject({ url, headers: encodings === undefined ? {} : { 'accept-encoding': encodings } }),
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('the files of the console', () => {
  it.each(['/assets/index-a1.js', '/', '/complaints/1'])('%s goes out packed to whoever takes it', async (url) => {
    await using console = await setupConsole()
    const sent = await console.get(url, 'gzip, deflate, br')
    expect(sent.statusCode).toBe(200)
    expect(sent.headers).toMatchObject({ 'content-encoding': 'gzip', vary: expect.stringMatching(/accept-encoding/i) })
    const [type, text] = url.endsWith('.js') ? [/javascript/, SCRIPT] : [/html/, PAGE]
    expect(sent.headers['content-type']).toMatch(type)
    expect(gunzipSync(sent.rawPayload).toString()).toBe(text)
  })

  it('goes out as it is to whoever does not, and where nothing was packed', async () => {
    await using console = await setupConsole()
    for (const sent of [await console.get('/assets/index-a1.js'), await console.get('/assets/chart-b2.js', 'gzip')]) {
      expect(sent.headers['content-encoding']).toBeUndefined()
      expect(sent.body).toBe(SCRIPT)
    }
  })

  it('keeps names with a digest for good, packed or not, and asks for the page every time', async () => {
    await using console = await setupConsole()
    const script = await console.get('/assets/index-a1.js', 'gzip')
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect((await console.get('/', 'gzip')).headers['cache-control']).toBe('no-cache')
  })

  it('does not serve the packed files under names of their own', async () => {
    await using console = await setupConsole()
    expect((await console.get('/assets/index-a1.js.gz')).statusCode).toBe(404)
  })
})
