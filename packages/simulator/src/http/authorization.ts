export interface Authorization {
  readonly scheme: string
  readonly mchid: string
  readonly nonce: string
  readonly timestamp: string
  readonly serialNo: string
  readonly signature: string
}

const NAMES = ['mchid', 'nonce_str', 'timestamp', 'serial_no', 'signature'] as const
const PAIR = /^\s*([a-z_]+)="([^"]*)"\s*$/

/** Reads the five values, in any order; undefined for anything else. */
export function parseAuthorization(value: string): Authorization | undefined {
  const space = value.indexOf(' ')
  if (space < 0) return undefined
  const given = new Map<string, string>()
  for (const part of value.slice(space + 1).split(',')) {
    const [, name, text] = PAIR.exec(part) ?? []
    if (name === undefined || text === undefined || given.has(name)) return undefined
    given.set(name, text)
  }
  const [mchid, nonce, timestamp, serialNo, signature] = NAMES.map((name) => given.get(name))
  if (!mchid || !nonce || !timestamp || !serialNo || !signature || given.size !== NAMES.length) return undefined
  if (!/^\d{1,12}$/.test(timestamp)) return undefined
  return { scheme: value.slice(0, space), mchid, nonce, timestamp, serialNo, signature }
}
