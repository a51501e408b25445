import { useEffect, useEffectEvent, useRef } from 'react'
import type { Api } from '../api/client.ts'
import { done } from '../api/client.ts'

/** The sign lasts so long at the platform, in milliseconds, and may not be shown again meanwhile. */
export const TYPING_LASTS_MS = 15_000

export interface Typing {
  /** A key was pressed. Shows the sign, once per {@link TYPING_LASTS_MS}. */
  readonly wrote: () => void
  /** Nothing is being written any more. Hides the sign if it is still shown. */
  readonly stopped: () => void
  /** The message left; the platform takes the sign away by itself. */
  readonly sent: () => void
}

/** Whether to show the sign now: not while the last one is still shown. */
export const mayShowTyping = (shownAt: number | undefined, now: number): boolean =>
  shownAt === undefined || now - shownAt >= TYPING_LASTS_MS

/** Shows the payer that somebody writes. A courtesy: whatever goes wrong with it stays unsaid. */
export function useTyping(api: Api, complaintId: string, now: () => number): Typing {
  const shownAt = useRef<number>(undefined)
  const tell = (shown: boolean) => {
    shownAt.current = shown ? now() : undefined
    const params = { path: { id: complaintId } }
    done(api.http.POST('/api/v1/complaints/{id}/typing', { params, body: { shown } })).catch(() => undefined)
  }
  const typing: Typing = {
    wrote() {
      if (mayShowTyping(shownAt.current, now())) tell(true)
    },
    stopped() {
      if (shownAt.current !== undefined && !mayShowTyping(shownAt.current, now())) tell(false)
    },
    sent() {
      shownAt.current = undefined
    },
  }
  const onLeave = useEffectEvent(() => typing.stopped())
  useEffect(() => () => onLeave(), [])
  return typing
}
