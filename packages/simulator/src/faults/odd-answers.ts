/** Words that no document knows, where the platform may bring new ones any day; and a field nobody has seen. */
const UNKNOWN: Readonly<Record<string, string>> = {
  complaint_state: 'SIMULATED_NEW_STATE',
  problem_type: 'SIMULATED_NEW_PROBLEM',
  operate_type: 'SIMULATED_NEW_OPERATION',
  media_type: 'SIMULATED_NEW_MEDIA',
}

/** The same answer with unknown enum values and an unknown field in every object that has one of them. */
export function withUnknownWords(body: Buffer): Buffer {
  const changed: unknown = JSON.parse(body.toString(), (name, value: unknown) =>
    Object.hasOwn(UNKNOWN, name) ? UNKNOWN[name] : value,
  )
  return Buffer.from(JSON.stringify(addField(changed)))
}

function addField(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value, simulated_new_field: { since: 'today' } }
    : value
}

/** The same answer with `complaint_media_list` the other way round: an array for an object, an object for an array. */
export function withOtherShapes(body: Buffer): Buffer {
  const changed: unknown = JSON.parse(body.toString(), (name, value: unknown) => {
    if (name !== 'complaint_media_list') return value
    if (Array.isArray(value)) {
      const [first]: unknown[] = value
      return first
    }
    return [value]
  })
  return Buffer.from(JSON.stringify(changed))
}
