export const shortcutNames = ['next', 'previous', 'open', 'reply', 'complete', 'search', 'back', 'help'] as const
export type ShortcutName = (typeof shortcutNames)[number]

/** What the list of keys shows for each. */
export const shortcutKeys: Readonly<Record<ShortcutName, readonly string[]>> = {
  next: ['j', '↓'],
  previous: ['k', '↑'],
  open: ['Enter'],
  reply: ['r'],
  complete: ['e'],
  search: ['/'],
  back: ['Esc'],
  help: ['?'],
}

const byKey: ReadonlyMap<string, ShortcutName> = new Map([
  ['j', 'next'],
  ['ArrowDown', 'next'],
  ['k', 'previous'],
  ['ArrowUp', 'previous'],
  ['r', 'reply'],
  ['e', 'complete'],
  ['/', 'search'],
  ['Escape', 'back'],
  ['?', 'help'],
  ['？', 'help'],
])

/** The part of a key press that decides; a plain object, so that the rule needs no page. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey?: boolean
  readonly metaKey?: boolean
  readonly altKey?: boolean
  /** True while an input method composes: the letter belongs to the word being typed. */
  readonly isComposing?: boolean
  /** The element is one that takes text or its own keys (input, textarea, select, editable, slider, menu). */
  readonly inField: boolean
  /** The element scrolls: arrow keys are how one reads it. */
  readonly inScroller: boolean
  /** A dialog is open above the page. */
  readonly inDialog: boolean
}

/** Names the shortcut a key press means, or undefined when the press belongs to something else. */
export function shortcutOf(press: KeyPress): ShortcutName | undefined {
  if (press.inField || press.inDialog || press.isComposing === true) return undefined
  if (press.ctrlKey === true || press.metaKey === true || press.altKey === true) return undefined
  if (press.inScroller && press.key.startsWith('Arrow')) return undefined
  return byKey.get(press.key)
}

// `Enter` is not in the table on purpose: the focused row is a link, and the browser opens links.

const FIELDS =
  'input, textarea, select, [contenteditable="true"], [role="combobox"], [role="listbox"], [role="menu"], [role="radiogroup"]'
const SCROLLERS = '[data-scrolls]'
const DIALOGS = '[role="dialog"]'

/** Describes a browser event for {@link shortcutOf}. */
export function keyPressOf(event: KeyboardEvent): KeyPress {
  const target = event.target instanceof Element ? event.target : undefined
  return {
    key: event.key,
    ctrlKey: event.ctrlKey,
    metaKey: event.metaKey,
    altKey: event.altKey,
    isComposing: event.isComposing,
    inField: target?.closest(FIELDS) != null,
    inScroller: target?.closest(SCROLLERS) != null,
    inDialog: [...document.querySelectorAll<HTMLElement>(DIALOGS)].some(isShown),
  }
}

/** True for the press that sends a reply: Ctrl+Enter, or Cmd+Enter on a Mac; never while composing. */
export const isSendPress = (press: Pick<KeyPress, 'key' | 'ctrlKey' | 'metaKey' | 'isComposing'>): boolean =>
  press.key === 'Enter' && (press.ctrlKey === true || press.metaKey === true) && press.isComposing !== true

/** Closed dialogs stay on the page, hidden by an inline style of an ancestor. */
function isShown(element: HTMLElement): boolean {
  for (let current: HTMLElement | null = element; current !== null; current = current.parentElement) {
    if (current.style.display === 'none') return false
  }
  return true
}
