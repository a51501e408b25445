import type { HistoryEntry, NormalMessage } from './complaint.ts'

/** A part of a block message that can be clicked. */
export interface Element {
  /** The words that a click sends to the merchant; undefined for links, which only open. */
  readonly sends: string | undefined
  /** RFC 3339; after it a click does nothing. */
  readonly expiresAt: string | undefined
  readonly multiClickable: boolean
}

/** The element that carries an action id; undefined when none does. */
export function findElement(message: NormalMessage, actionId: string): Element | undefined {
  return findIn(message['blocks'], actionId, {})
}

type Invalid = { expired_time?: unknown; multi_clickable?: unknown }

// Buttons inherit the expiry of their group, so the walk carries the nearest one down.
function findIn(value: unknown, actionId: string, inherited: Invalid): Element | undefined {
  if (Array.isArray(value)) {
    for (const item of value) {
      const found = findIn(item, actionId, inherited)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (!isRecord(value)) return undefined
  const invalid: Invalid = isRecord(value['invalid_info']) ? value['invalid_info'] : inherited
  const action = value['action']
  if (isRecord(action) && action['action_id'] === actionId) return elementOf(action, invalid)
  for (const inner of Object.values(value)) {
    const found = findIn(inner, actionId, invalid)
    if (found !== undefined) return found
  }
  return undefined
}

function elementOf(action: Record<string, unknown>, invalid: Invalid): Element {
  const info = action['message_info']
  const content = isRecord(info) ? info['content'] : undefined
  return {
    sends: action['action_type'] === 'ACTION_TYPE_SEND_MESSAGE' && typeof content === 'string' ? content : undefined,
    expiresAt: typeof invalid.expired_time === 'string' ? invalid.expired_time : undefined,
    multiClickable: invalid.multi_clickable !== false,
  }
}

/** Why a click does nothing now, in words; undefined when it works. */
export function whyNotClickable(
  element: Element,
  history: readonly HistoryEntry[],
  logId: string,
  actionId: string,
  now: number,
): string | undefined {
  if (element.expiresAt !== undefined && Date.parse(element.expiresAt) <= now) return 'the element has expired'
  const clicked = history.some((entry) => entry.click?.clickedLogId === logId && entry.click.actionId === actionId)
  return clicked && !element.multiClickable ? 'the element can be clicked once only' : undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
