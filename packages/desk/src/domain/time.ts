/** Milliseconds since 1970-01-01T00:00:00Z. */
export type UnixMs = number

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
