import swagger from '@fastify/swagger'
import fastify, { type RouteOptions } from 'fastify'
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { contract } from './contract.ts'

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null
type JsonObject = { [key: string]: Json }

const objectAt = (value: Json | undefined, key?: string): JsonObject => {
  const found = key === undefined ? value : objectAt(value)[key]
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {}
}

const multipartFile: JsonObject = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
    },
  },
}

/** Answers that are no JSON, by operation. */
const streams: JsonObject = {
  getImage: { description: 'the picture', content: { 'image/*': { schema: { type: 'string', format: 'binary' } } } },
  streamEvents: { description: 'the stream', content: { 'text/event-stream': { schema: { type: 'string' } } } },
}

/** What a JSON schema cannot say: problem media type, multipart bodies, byte streams. */
function finishOperation(operation: JsonObject): void {
  const responses = objectAt(operation, 'responses')
  const failure = objectAt(responses, 'default')
  const problem = objectAt(failure, 'content')['application/json']
  if (problem) failure['content'] = { 'application/problem+json': problem }
  failure['description'] = 'refused or failed, with a stable code'
  const name = operation['operationId']
  if (typeof name !== 'string') return
  if (name === 'uploadImage') operation['requestBody'] = multipartFile
  if (streams[name]) operation['responses'] = { ...responses, '200': streams[name] }
}

const schemaPrefix = '#/components/schemas/'

const referencedIn = (value: Json): string[] =>
  [...JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? '')

/** The generator writes each shape twice, for requests (`…Input`) and answers; keeps what is used, under its plain name. */
function keepUsedSchemas(document: JsonObject): JsonObject {
  const components = objectAt(document, 'components')
  const schemas = objectAt(components, 'schemas')
  const used = new Set<string>()
  const pending = referencedIn(document['paths'] ?? {})
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (used.has(name)) continue
    used.add(name)
    pending.push(...referencedIn(schemas[name] ?? null))
  }
  const plainName = (name: string) => {
    const plain = name.replace(/Input$/, '')
    return plain !== name && !used.has(plain) ? plain : name
  }
  components['schemas'] = Object.fromEntries([...used].sort().map((name) => [plainName(name), schemas[name] ?? null]))
  const renamed = JSON.stringify(document).replaceAll(/"#\/components\/schemas\/([^"]+)"/g, (_, name: string) =>
    JSON.stringify(schemaPrefix + plainName(name)),
  )
  const result: JsonObject = JSON.parse(renamed)
  return result
}

/** The published OpenAPI 3.1 document, made from the contract alone: no database, no merchant, no key. */
export async function openApiDocument(version: string): Promise<JsonObject> {
  const app = fastify()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Redress',
        description: 'The open complaint desk for WeChat Pay merchants. Sign in for a cookie, or send a bearer token.',
        version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'redress_session' },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { token: [] }],
    },
    transform: createJsonSchemaTransform({}),
    transformObject: createJsonSchemaTransformObject({}),
  })
  for (const route of Object.values(contract))
    app.route({ ...(route as Omit<RouteOptions, 'handler'>), handler: async () => null })
  await app.ready()
  const document: JsonObject = JSON.parse(JSON.stringify(app.swagger()))
  await app.close()
  for (const path of Object.values(objectAt(document, 'paths'))) {
    for (const operation of Object.values(objectAt(path))) finishOperation(objectAt(operation))
  }
  return keepUsedSchemas(document)
}
