/** A value the platform added after this version was made. */
export interface Unknown {
  readonly unknown: string
}

/** One of the known names, or whatever else the platform sent. */
export type Open<Known extends string> = Known | Unknown

/** The text of an open value, known or not. */
export const openText = (value: Open<string>): string => (typeof value === 'string' ? value : value.unknown)

export const isKnown = <Known extends string>(value: Open<Known>): value is Known => typeof value === 'string'
