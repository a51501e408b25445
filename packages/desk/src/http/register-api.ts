import { fileURLToPath } from 'node:url'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Api, ApiParts } from './api.ts'
import { identify } from './guard.ts'
import { answerWithProblem } from './problems.ts'
import { actionRoutes } from './routes/actions.ts'
import { complaintRoutes } from './routes/complaints.ts'
import { consoleRoutes } from './routes/console.ts'
import { docsRoutes } from './routes/docs.ts'
import { eventRoutes } from './routes/events.ts'
import { imageRoutes, UPLOAD_MAX_BYTES } from './routes/images.ts'
import { merchantRoutes } from './routes/merchants.ts'
import { messageRoutes } from './routes/messages.ts'
import { officialAccountRoutes } from './routes/official-accounts.ts'
import { overviewRoutes } from './routes/overview.ts'
import { rightsRoutes } from './routes/rights.ts'
import { sessionRoutes, signInRoute } from './routes/session.ts'

export interface ApiDeps extends ApiParts {
  /** Folder of the built console; by default that of the package beside this one. */
  readonly consoleFolder?: string | undefined
}

const builtConsole = (): string => fileURLToPath(new URL('dist', import.meta.resolve('@redress/console/package.json')))

/** The REST API, its documentation, the events and the console, apart from whatever else the server serves. */
export async function registerApi(app: FastifyInstance, deps: ApiDeps): Promise<void> {
  const secure = deps.publicUrl?.startsWith('https:') ?? false
  await app.register(async (scope) => {
    const api: Api = scope.withTypeProvider<ZodTypeProvider>()
    api.setValidatorCompiler(validatorCompiler)
    api.setSerializerCompiler(serializerCompiler)
    api.setErrorHandler(answerWithProblem)
    api.decorateRequest('actor', null)
    await api.register(helmet, {
      strictTransportSecurity: secure,
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          // The console's component library writes its styles at run time.
          styleSrc: ["'self'", "'unsafe-inline'"],
          frameAncestors: ["'none'"],
          objectSrc: ["'none'"],
          upgradeInsecureRequests: secure ? [] : null,
        },
      },
    })
    await api.register(cookie)
    await api.register(rateLimit, { global: false })
    await api.register(multipart, { limits: { fileSize: UPLOAD_MAX_BYTES, files: 1, fields: 4 } })

    signInRoute(api, deps)
    docsRoutes(api, deps)
    await api.register(async (pages: Api) => {
      await consoleRoutes(pages, { folder: deps.consoleFolder ?? builtConsole() })
    })
    await api.register(async (guarded: Api) => {
      guarded.addHook('onRequest', async (request) => {
        request.actor = await identify(request, deps)
      })
      sessionRoutes(guarded, deps)
      complaintRoutes(guarded, deps)
      rightsRoutes(guarded, deps)
      actionRoutes(guarded, deps)
      imageRoutes(guarded, deps)
      messageRoutes(guarded, deps)
      merchantRoutes(guarded, deps)
      officialAccountRoutes(guarded, deps)
      overviewRoutes(guarded, deps)
      eventRoutes(guarded, deps)
    })
  })
}
