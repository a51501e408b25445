import type { Api } from '../api.ts'
import { apiRoot } from '../contract.ts'
import { docsPage } from '../docs-page.ts'
import { openApiDocument } from '../document.ts'

/** The contract, for programs and for people. Open: it says what every copy of the desk says. */
export function docsRoutes(app: Api, { version }: { readonly version: string }): void {
  let document: ReturnType<typeof openApiDocument> | undefined
  const load = async () => await (document ??= openApiDocument(version))
  app.get(`${apiRoot}/openapi.json`, async () => await load())
  app.get(
    '/api/docs',
    async (_request, reply) => await reply.type('text/html; charset=utf-8').send(docsPage(await load())),
  )
}
