import { useSyncExternalStore } from 'react'
import './announcer.css'

interface Announcement {
  readonly id: number
  readonly text: string
  readonly quiet: boolean
}

const SHOWN_MS = 4000

let current: Announcement | undefined
let counter = 0
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function set(next: Announcement | undefined): void {
  current = next
  for (const listener of listeners) listener()
}

/**
 * Tells a result once, to eyes (a line at the foot of the page) and to screen readers (politely).
 * `quiet` announcements are only spoken: things that are visible on the page anyway.
 */
export function announce(text: string, options: { readonly quiet?: boolean } = {}): void {
  counter += 1
  set({ id: counter, text, quiet: options.quiet ?? false })
  clearTimeout(timer)
  timer = setTimeout(() => set(undefined), SHOWN_MS)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Announcer() {
  const announcement = useSyncExternalStore(subscribe, () => current)
  return (
    <output className="announcer" aria-live="polite">
      {announcement !== undefined && (
        <span key={announcement.id} className={announcement.quiet ? 'visually-hidden' : 'announcement'}>
          {announcement.text}
        </span>
      )}
    </output>
  )
}
