import { object } from '../fields/fields.ts'
import { CONTROL_CALLS, type ControlCall } from './calls.ts'

const PROBLEM = {
  description: 'Refused; nothing has changed',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'code', 'detail', 'remedy'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string', description: 'Stable, for programs' },
          detail: { type: 'string' },
          remedy: { type: 'string', description: 'What to do next' },
          field: { type: 'string', description: 'The offending field, as a JSON pointer' },
        },
      },
    },
  },
}

/** The control interface as OpenAPI 3.1, made from the same definitions that check its input. */
export function controlDocument(): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const call of CONTROL_CALLS) {
    const path = `/_sim${call.path}`
    paths[path] = { ...paths[path], [call.method.toLowerCase()]: operation(call) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Redress simulator: control interface',
      version: '1',
      description: 'What happens on the simulated platform, and what it is like. Open to whoever reaches the port.',
    },
    paths,
  }
}

const operation = (call: ControlCall): object => ({
  summary: call.summary,
  ...parametersOf(call.path),
  ...(call.input === undefined
    ? {}
    : { requestBody: { content: { 'application/json': { schema: call.input.schema ?? object({}).schema } } } }),
  responses: {
    ...(call.method === 'GET' ? { 200: { description: 'Done' } } : { '2XX': { description: 'Done' } }),
    ...(call.method === 'GET' && !call.path.includes('{') ? {} : { '4XX': PROBLEM }),
  },
})

function parametersOf(path: string): object {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  if (names.length === 0) return {}
  return { parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })) }
}
