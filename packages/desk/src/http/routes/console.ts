import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import { DeskError } from '../../errors.ts'
import type { Api } from '../api.ts'

/** Paths that belong to programs: a page instead of an answer would hide the mistake. */
const notPages = /^\/(api|callbacks|healthz|readyz|metrics)(\/|\?|$)/

const notFound = (url: string): DeskError =>
  new DeskError('NOT_FOUND', `There is nothing at ${url.split('?')[0] ?? ''}.`, 'See /api/docs for what there is.')

const consoleMissing = (): DeskError =>
  new DeskError('NOT_FOUND', 'The console is not built.', 'Run "npm run build", then start again.')

/** The console's files. Names with a digest are kept for good, everything else is asked for every time. */
export async function consoleRoutes(app: Api, { folder }: { readonly folder: string }): Promise<void> {
  const built = existsSync(join(folder, 'index.html'))
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      cacheControl: false,
      // The build leaves a packed file beside each; a browser that takes it gets that one.
      preCompressed: true,
      globIgnore: ['**/*.gz'],
      setHeaders: (reply, path) => {
        const hashed = path.includes(`${sep}assets${sep}`)
        void reply.header('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  app.get('/*', async (request, reply) => {
    if (notPages.test(request.url)) throw notFound(request.url)
    if (!built) throw consoleMissing()
    // A missing asset must not come back as a page.
    if (/\.[a-z0-9]+(\?|$)/i.test(request.url)) throw notFound(request.url)
    await reply.sendFile('index.html')
  })
}
