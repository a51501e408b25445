import { useCallback, useSyncExternalStore } from 'react'

export interface DraftStore<T> {
  readonly read: (id: string) => T
  readonly write: (id: string, draft: T) => void
  /** Changes what is there now; an upload that ends late must not bring back an older text. */
  readonly change: (id: string, change: (draft: T) => T) => void
  /** Calls the listener after every change of any draft; returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void
  readonly use: (id: string) => readonly [T, (change: (draft: T) => T) => void]
}

export interface DraftStoreOptions<T> {
  /** What the keys in the browser's session storage begin with. */
  readonly prefix: string
  readonly empty: T
  readonly isEmpty: (draft: T) => boolean
  /** Reads what was stored, by any version of this page; whatever makes no sense becomes empty. */
  readonly parse: (value: unknown) => T
}

/** Keeps what is being written for this tab: it outlives the page and a reload, not the session. */
export function createDraftStore<T>({ prefix, empty, isEmpty, parse }: DraftStoreOptions<T>): DraftStore<T> {
  const listeners = new Set<() => void>()
  // useSyncExternalStore compares by identity, so the parsed draft of an unchanged text must be the same object.
  const parsed = new Map<string, { readonly text: string | null; readonly draft: T }>()

  function draftFromText(text: string | null): T {
    if (text === null) return empty
    try {
      return parse(JSON.parse(text))
    } catch {
      return empty
    }
  }

  function read(id: string): T {
    const key = prefix + id
    const text = sessionStorage.getItem(key)
    const known = parsed.get(key)
    if (known !== undefined && known.text === text) return known.draft
    const draft = draftFromText(text)
    parsed.set(key, { text, draft })
    return draft
  }

  function write(id: string, draft: T): void {
    const key = prefix + id
    if (isEmpty(draft)) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(draft))
    for (const listener of listeners) listener()
  }

  const change = (id: string, apply: (draft: T) => T): void => write(id, apply(read(id)))

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return {
    read,
    write,
    change,
    subscribe,
    use(id) {
      const draft = useSyncExternalStore(subscribe, () => read(id))
      return [draft, useCallback((apply) => change(id, apply), [id])]
    },
  }
}
