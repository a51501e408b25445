/** A value the platform added after this version was made. */
export interface Unknown {
  readonly unknown: string
}

/** One of the known names, or whatever else the platform sent. */
export type Open<Known extends string> = Known | Unknown

/**
 * Wire spelling to clean name. A Map: looking up a text that has just been parsed costs an object several times as much,
 * because the text has to be entered into the engine's table of names first (bench/sdk).
 */
export type KnownNames<Name extends string> = ReadonlyMap<string, Name>

/** The clean names of a {@link KnownNames}. */
export type NameIn<Names> = Names extends KnownNames<infer Name> ? Name : never

export const knownNames = <Name extends string>(names: Readonly<Record<string, Name>>): KnownNames<Name> =>
  new Map(Object.entries(names))

/** The text of an open value, known or not. */
export const openText = (value: Open<string>): string => (typeof value === 'string' ? value : value.unknown)

export const isKnown = <Known extends string>(value: Open<Known>): value is Known => typeof value === 'string'
