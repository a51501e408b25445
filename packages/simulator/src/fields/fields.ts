import { FieldIssue, type Place } from './issue.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/** Reads one kind of value out of parsed JSON, or throws a {@link FieldIssue} that names the place. */
export interface Field<Value> {
  readonly optional?: boolean
  /** Null is a value of this field, not its absence. */
  readonly acceptsNull?: boolean
  readonly label?: string | undefined
  /** The same as JSON Schema, for published documents. */
  readonly schema?: JsonSchema
  read(value: unknown, place: Place): Value
}

export type Read<F> = F extends Field<infer Value> ? Value : never

type Shape = Readonly<Record<string, Field<unknown>>>
type Simplify<T> = { [K in keyof T]: T[K] }
export type ReadObject<S extends Shape> = Simplify<
  { [K in keyof S as undefined extends Read<S[K]> ? never : K]: Read<S[K]> } & {
    [K in keyof S as undefined extends Read<S[K]> ? K : never]?: Exclude<Read<S[K]>, undefined>
  }
>

/** Length in characters as people count them: Unicode code points. */
export const countCharacters = (text: string): number => Array.from(text).length

const SUPPLEMENTARY = /[\u{10000}-\u{10ffff}]/u

export interface TextRules {
  readonly max?: number
  readonly min?: number
  /** Tested on the whole text; `expected` says it in words. */
  readonly pattern?: RegExp
  readonly expected?: string
  readonly label?: string
  /** Overrides the strictness of the place, for input that is not the platform's. */
  readonly allowSupplementary?: boolean
}

export const text = (rules: TextRules = {}): Field<string> => ({
  label: rules.label,
  schema: {
    type: 'string',
    minLength: rules.min ?? 1,
    ...(rules.max === undefined ? {} : { maxLength: rules.max }),
    ...(rules.pattern === undefined ? {} : { pattern: rules.pattern.source }),
  },
  read(value, place) {
    if (typeof value !== 'string') throw new FieldIssue('type', place, 'expected text', { value })
    const { max, min = 1 } = rules
    if (rules.allowSupplementary !== true && place.strictness.supplementary === 'refuse' && SUPPLEMENTARY.test(value)) {
      throw new FieldIssue('supplementary', place, 'expected characters of one to three bytes in UTF-8', { value })
    }
    const counted = countCharacters(value)
    if (counted < min) {
      throw new FieldIssue('too-short', place, `expected at least ${min} characters`, { value, counted, limit: min })
    }
    if (max !== undefined && counted > max) {
      throw new FieldIssue('too-long', place, `expected at most ${max} characters, got ${counted}`, {
        counted,
        limit: max,
      })
    }
    if (rules.pattern !== undefined && !rules.pattern.test(value)) {
      throw new FieldIssue('format', place, rules.expected ?? `expected ${String(rules.pattern)}`, { value })
    }
    return value
  },
})

export const integer = (rules: { min?: number; max?: number; label?: string } = {}): Field<number> => ({
  label: rules.label,
  schema: { type: 'integer', ...rangeSchema(rules) },
  read(value, place) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw new FieldIssue('type', place, 'expected a whole number', { value })
    }
    checkRange(value, rules, place)
    return value
  },
})

export const number = (rules: { min?: number; max?: number } = {}): Field<number> => ({
  schema: { type: 'number', ...rangeSchema(rules) },
  read(value, place) {
    if (typeof value !== 'number') throw new FieldIssue('type', place, 'expected a number', { value })
    checkRange(value, rules, place)
    return value
  },
})

const rangeSchema = (rules: { min?: number; max?: number }): JsonSchema => ({
  ...(rules.min === undefined ? {} : { minimum: rules.min }),
  ...(rules.max === undefined ? {} : { maximum: rules.max }),
})

function checkRange(value: number, rules: { min?: number; max?: number }, place: Place): void {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = rules
  if (value < min || value > max) throw new FieldIssue('range', place, `expected ${min} to ${max}`, { value })
}

export const flag = (label?: string): Field<boolean> => ({
  label,
  schema: { type: 'boolean' },
  read(value, place) {
    if (typeof value !== 'boolean') throw new FieldIssue('type', place, 'expected true or false', { value })
    return value
  },
})

export const choice = <const Value extends string>(values: readonly Value[], label?: string): Field<Value> => ({
  label,
  schema: { enum: values },
  read(value, place) {
    if (typeof value !== 'string') throw new FieldIssue('type', place, 'expected text', { value })
    const found = values.find((candidate) => candidate === value)
    if (found === undefined) throw new FieldIssue('choice', place, `expected one of ${values.join(', ')}`, { value })
    return found
  },
})

export const list = <Item>(
  item: Field<Item>,
  rules: { max?: number; min?: number; label?: string } = {},
): Field<Item[]> => ({
  label: rules.label,
  schema: {
    type: 'array',
    items: item.schema ?? {},
    ...(rules.min === undefined ? {} : { minItems: rules.min }),
    ...(rules.max === undefined ? {} : { maxItems: rules.max }),
  },
  read(value, place) {
    if (!Array.isArray(value)) throw new FieldIssue('type', place, 'expected a list', { value })
    const { max = Number.POSITIVE_INFINITY, min = 0 } = rules
    if (value.length > max) {
      throw new FieldIssue('too-many', place, `expected at most ${max} items, got ${value.length}`, {
        counted: value.length,
        limit: max,
      })
    }
    if (value.length < min) throw new FieldIssue('too-short', place, `expected at least ${min} items`)
    return value.map((entry: unknown, index) =>
      item.read(entry, { ...place, path: [...place.path, index], label: item.label ?? rules.label }),
    )
  },
})

export const optional = <Value>(field: Field<Value>): Field<Value | undefined> => ({ ...field, optional: true })

/** Any JSON value, kept as it is. */
export const anything = (): Field<unknown> => ({ read: (value) => value })

export const object = <S extends Shape>(shape: S, label?: string): Field<ReadObject<S>> => ({
  label,
  schema: objectSchema(shape),
  read(value, place) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new FieldIssue('type', place, 'expected an object', { value })
    }
    const given = new Map<string, unknown>(Object.entries(value))
    if (place.strictness.unknownFields === 'refuse') {
      for (const name of given.keys()) {
        if (!Object.hasOwn(shape, name)) {
          throw new FieldIssue('unknown', { ...place, path: [...place.path, name] }, 'is not a known field', {
            value: given.get(name),
          })
        }
      }
    }
    const result: Record<string, unknown> = {}
    for (const [name, field] of Object.entries(shape)) {
      const inner: Place = { ...place, path: [...place.path, name], label: field.label }
      const entry = given.get(name)
      if (entry === null && field.acceptsNull === true) {
        result[name] = field.read(null, inner)
        continue
      }
      if (entry === null && place.strictness.nulls === 'refuse') {
        throw new FieldIssue('null', inner, 'must not be null; leave it out', { value: null })
      }
      if (entry === undefined || entry === null) {
        if (field.optional !== true) throw new FieldIssue('missing', inner, 'is required')
        continue
      }
      result[name] = field.read(entry, inner)
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- built field by field from the shape itself
    return result as ReadObject<S>
  },
})

function objectSchema(shape: Shape): JsonSchema {
  const required = Object.entries(shape).flatMap(([name, field]) => (field.optional === true ? [] : [name]))
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, field.schema ?? {}])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  }
}
