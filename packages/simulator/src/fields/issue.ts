export type IssueKind =
  | 'missing'
  | 'unknown'
  | 'null'
  | 'type'
  | 'too-long'
  | 'too-short'
  | 'too-many'
  | 'range'
  | 'choice'
  | 'format'
  | 'supplementary'

/** What is wrong with one place of an input. */
export class FieldIssue extends Error {
  override readonly name = 'FieldIssue'
  readonly kind: IssueKind
  /** Names and indexes from the top. */
  readonly path: readonly (string | number)[]
  /** In plain words: what was expected. */
  readonly expected: string
  readonly value: unknown
  /** The platform's own name of the field. */
  readonly label: string | undefined
  /** Characters or items counted, for length issues. */
  readonly counted: number | undefined
  readonly limit: number | undefined

  constructor(
    kind: IssueKind,
    place: Place,
    expected: string,
    more: { value?: unknown; counted?: number; limit?: number } = {},
  ) {
    super(`${pointer(place.path)}: ${expected}`)
    this.kind = kind
    this.path = place.path
    this.expected = expected
    this.value = more.value
    this.label = place.label
    this.counted = more.counted
    this.limit = more.limit
  }

  get pointer(): string {
    return pointer(this.path)
  }
}

export interface Place {
  readonly path: readonly (string | number)[]
  readonly label?: string | undefined
  readonly strictness: Strictness
}

/** Unpublished strictness of the platform, each with its switch. */
export interface Strictness {
  /** Undefined extra fields are refused. */
  readonly unknownFields: 'refuse' | 'ignore'
  /** `null` is refused, or counts as absent. */
  readonly nulls: 'refuse' | 'absent'
  /** Characters beyond the basic plane (emoji) are refused in text. */
  readonly supplementary: 'refuse' | 'accept'
}

const pointer = (path: readonly (string | number)[]): string => `/${path.join('/')}`
