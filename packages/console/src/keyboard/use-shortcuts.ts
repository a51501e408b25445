import { useEffect, useEffectEvent } from 'react'
import { keyPressOf, type ShortcutName, shortcutOf } from './shortcuts.ts'

export type ShortcutHandlers = Partial<Record<ShortcutName, () => void>>

/** Answers page-wide shortcuts while the component is on the page. */
export function useShortcuts(handlers: ShortcutHandlers): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return
    const name = shortcutOf(keyPressOf(event))
    const handler = name === undefined ? undefined : handlers[name]
    if (handler === undefined) return
    event.preventDefault()
    handler()
  })
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
