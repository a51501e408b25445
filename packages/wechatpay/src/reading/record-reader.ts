import type { Instant } from '../brands.ts'
import { ProtocolError } from '../errors.ts'
import type { KnownNames, Open } from '../open-enum.ts'
import type { Drift, OnDrift } from './drift.ts'
import { parseInstant } from './instant.ts'

export type JsonRecord = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where a reader stands: which shape, and whom to tell about surprises. */
export interface ReadingContext {
  readonly shape: string
  readonly onDrift: OnDrift | undefined
}

/**
 * Reads one JSON object field by field: strict about what identifies a thing, tolerant about all else, and never silent.
 * Call {@link finish} last; it reports the fields nobody asked for.
 */
export class RecordReader {
  private readonly json: JsonRecord
  private readonly path: string
  private readonly context: ReadingContext
  /** Only kept where somebody wants to hear about drift. */
  private readonly asked: Set<string> | undefined

  constructor(source: unknown, path: string, context: ReadingContext) {
    if (!isRecord(source)) throw invalid(path, 'an object', source)
    this.json = source
    this.path = path
    this.context = context
    this.asked = context.onDrift === undefined ? undefined : new Set()
  }

  /** The object as received. */
  get source(): JsonRecord {
    return this.json
  }

  /** Text that must be there, such as an id. A number is taken for its digits. */
  id(name: string): string {
    const value = this.optionalText(name)
    if (value === undefined || value === '') throw invalid(this.at(name), 'text', this.json[name])
    return value
  }

  /** Text; empty when absent. */
  text(name: string): string {
    const value = this.optionalText(name)
    if (value === undefined) this.report('missing-field', name)
    return value ?? ''
  }

  optionalText(name: string): string | undefined {
    const value = this.take(name)
    if (value === undefined || typeof value === 'string') return value
    this.report('wrong-type', name)
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value)
  }

  instant(name: string): Instant {
    const text = this.id(name)
    const instant = parseInstant(text)
    if (instant === undefined) throw invalid(this.at(name), 'an RFC 3339 time', text)
    return instant
  }

  optionalInstant(name: string): Instant | undefined {
    const text = this.optionalText(name)
    if (text === undefined || text === '') return undefined
    const instant = parseInstant(text)
    if (instant === undefined) this.report('wrong-type', name)
    return instant
  }

  /** Whole number; zero when absent. */
  integer(name: string): number {
    const value = this.optionalInteger(name)
    if (value === undefined) this.report('missing-field', name)
    return value ?? 0
  }

  optionalInteger(name: string): number | undefined {
    const value = this.take(name)
    if (value === undefined) return undefined
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value
    this.report('wrong-type', name)
    if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
    return undefined
  }

  boolean(name: string): boolean {
    const value = this.optionalBoolean(name)
    if (value === undefined) this.report('missing-field', name)
    return value ?? false
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.take(name)
    if (value === undefined || typeof value === 'boolean') return value
    this.report('wrong-type', name)
    if (value === 'true' || value === 1) return true
    if (value === 'false' || value === 0) return false
    return undefined
  }

  /**
   * One of the known names, or the unknown text kept as it is.
   * Undefined when absent.
   */
  optionalEnum<Known extends string>(name: string, names: KnownNames<Known>): Open<Known> | undefined {
    const text = this.optionalText(name)
    return text === undefined || text === '' ? undefined : this.open(name, text, names)
  }

  enum<Known extends string>(name: string, names: KnownNames<Known>): Open<Known> {
    const value = this.optionalEnum(name, names)
    if (value === undefined) this.report('missing-field', name)
    return value ?? { unknown: '' }
  }

  enums<Known extends string>(name: string, names: KnownNames<Known>): readonly Open<Known>[] {
    return this.texts(name).map((text) => this.open(name, text, names))
  }

  /** A list of texts; empty when absent. A lone text counts as a list of one. */
  texts(name: string): readonly string[] {
    return this.items(name).flatMap((item) => {
      if (typeof item === 'string') return [item]
      this.report('wrong-type', name)
      return typeof item === 'number' ? [String(item)] : []
    })
  }

  /** A list of objects; empty when absent. A lone object counts as a list of one, anything else in it is skipped. */
  records<Item>(name: string, read: (reader: RecordReader) => Item): readonly Item[] {
    return this.items(name).flatMap((item, index) => {
      if (isRecord(item)) return [read(new RecordReader(item, `${this.at(name)}[${index}]`, this.context))]
      this.report('wrong-type', name)
      return []
    })
  }

  /** Like {@link records}, for fields documented as an object here and as an array there. */
  oneOrMore<Item>(name: string, read: (reader: RecordReader) => Item): readonly Item[] {
    if (!isRecord(this.json[name])) return this.records(name, read)
    const only = this.record(name, read)
    return only === undefined ? [] : [only]
  }

  /** Like {@link texts}, for fields that come as one text or as a list. */
  oneOrMoreTexts(name: string): readonly string[] {
    const value = this.json[name]
    if (typeof value !== 'string') return this.texts(name)
    this.asked?.add(name)
    return [value]
  }

  record<Item>(name: string, read: (reader: RecordReader) => Item): Item | undefined {
    const value = this.take(name)
    if (value === undefined) return undefined
    if (isRecord(value)) return read(new RecordReader(value, this.at(name), this.context))
    this.report('wrong-type', name)
    return undefined
  }

  /** A field whose type varies; it counts as known. */
  raw(name: string): unknown {
    return this.take(name)
  }

  finish(): void {
    if (this.asked === undefined) return
    for (const name of Object.keys(this.json)) {
      if (!this.asked.has(name)) this.report('unknown-field', name)
    }
  }

  private open<Known extends string>(name: string, text: string, names: KnownNames<Known>): Open<Known> {
    const known = names.get(text)
    if (known !== undefined) return known
    this.report('unknown-value', name, text)
    return { unknown: text }
  }

  private items(name: string): readonly unknown[] {
    const value = this.take(name)
    if (value === undefined) return []
    if (Array.isArray(value)) return value
    this.report('wrong-type', name)
    return [value]
  }

  /** null means absent everywhere. */
  private take(name: string): unknown {
    this.asked?.add(name)
    return this.json[name] ?? undefined
  }

  private at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`
  }

  private report(kind: Drift['kind'], name: string, value?: string): void {
    const { shape, onDrift } = this.context
    if (onDrift === undefined) return
    const path = this.at(name)
    onDrift(value === undefined ? { kind, shape, path } : { kind, shape, path, value: value.slice(0, 64) })
  }
}

const invalid = (path: string, expected: string, got: unknown): ProtocolError =>
  new ProtocolError('ANSWER_INVALID', `${path || 'the answer'}: expected ${expected}, got ${kindOf(got)}`, {
    field: path,
  })

const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'string' ? 'other text' : `a ${typeof value}`
}
