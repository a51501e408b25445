/**
 * Text as the database can keep it: what is cut in the middle of a character, and U+0000, becomes U+FFFD. A complaint
 * with a broken character is still a complaint.
 */
export const storableText = (text: string): string => Buffer.from(text).toString().replaceAll('\0', '\uFFFD')

/** The same for every text in a value of JSON, the names of fields included. */
export function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(storableJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [storableText(name), storableJson(inner)]))
}

/** A row with its texts, and the texts in its lists, as the database can keep them. */
export function storableRow<Row extends object>(row: Row): Row {
  const storable = (value: unknown): unknown => {
    if (typeof value === 'string') return storableText(value)
    return Array.isArray(value) ? value.map(storable) : value
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same fields, each of the type it had
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, storable(value)])) as Row
}
