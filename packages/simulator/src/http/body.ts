import type { Field } from '../fields/fields.ts'
import { FieldIssue, type Strictness } from '../fields/issue.ts'
import type { RawRequest } from './raw-request.ts'
import { headerOf } from './raw-request.ts'
import { refusalOfIssue, refuse } from './refusals.ts'

/** Reads and checks a JSON body. @throws {PlatformRefusal} in the platform's words */
export function readBody<Value>(request: RawRequest, field: Field<Value>, strictness: Strictness): Value {
  const type = headerOf(request, 'content-type')
  if (type === undefined || !/^application\/json\s*(;|$)/i.test(type)) throw refuse.contentType()
  return readJson(request.body, field, strictness)
}

export function readJson<Value>(bytes: Uint8Array, field: Field<Value>, strictness: Strictness): Value {
  const parsed = parse(bytes)
  try {
    return field.read(parsed, { path: [], strictness })
  } catch (error) {
    throw error instanceof FieldIssue ? refusalOfIssue(error) : error
  }
}

function parse(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes)
  if (text === undefined) throw refuse.notUtf8()
  try {
    return JSON.parse(text)
  } catch {
    throw refuse.notJson()
  }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
