import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'

export interface OperationsDeps {
  readonly version: string
  /** Names of what is not right now; none means ready. */
  readonly problems: () => Promise<readonly string[]>
  readonly metrics: Registry
}

/** `/healthz` (the process lives), `/readyz` (it can do its work now), `/metrics`. */
export async function operations(app: FastifyInstance, { version, problems, metrics }: OperationsDeps): Promise<void> {
  app.get('/healthz', async () => ({ status: 'ok', service: 'redress', version, pid: process.pid }))

  app.get('/readyz', async (_request, reply) => {
    const found = await problems()
    return await reply.code(found.length === 0 ? 200 : 503).send({ ready: found.length === 0, problems: found })
  })

  app.get('/metrics', async (_request, reply) => await reply.type(metrics.contentType).send(await metrics.metrics()))
}
