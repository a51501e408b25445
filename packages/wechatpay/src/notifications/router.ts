import type { EchoNotification, NotificationAction } from './notification.ts'
import type { ReceivedComplaintNotification, ReceivedEvent } from './receiver.ts'

/** Names of the events, by what the platform calls them. */
export const EVENT_NAMES = {
  CREATE_COMPLAINT: 'complaint.created',
  CONTINUE_COMPLAINT: 'complaint.continued',
  USER_RESPONSE: 'complaint.user_replied',
  RESPONSE_BY_PLATFORM: 'complaint.platform_replied',
  SELLER_REFUND: 'complaint.refund_started',
  MERCHANT_RESPONSE: 'complaint.merchant_replied',
  MERCHANT_CONFIRM_COMPLETE: 'complaint.completed',
  USER_APPLY_PLATFORM_SERVICE: 'complaint.platform_service_requested',
  USER_CANCEL_PLATFORM_SERVICE: 'complaint.platform_service_cancelled',
  PLATFORM_SERVICE_FINISHED: 'complaint.platform_service_finished',
  MERCHANT_APPROVE_REFUND: 'complaint.refund_approved',
  MERCHANT_REJECT_REFUND: 'complaint.refund_rejected',
  REFUND_SUCCESS: 'complaint.refund_arrived',
} as const satisfies Readonly<Record<NotificationAction, string>>

export type ComplaintEventName = (typeof EVENT_NAMES)[keyof typeof EVENT_NAMES]
export type EventName = ComplaintEventName | 'security.echo'

export type EventHandler<Event> = (event: Event) => void | Promise<void>

export interface NotificationRouter {
  on(name: ComplaintEventName, handler: EventHandler<ReceivedComplaintNotification>): NotificationRouter
  /** For the answer to a connectivity test with a notification address. */
  onEcho(handler: EventHandler<EchoNotification>): NotificationRouter
  /** For every event, before those by name. */
  onAny(handler: EventHandler<ReceivedEvent>): NotificationRouter
  /** For what has no name here: a new action of the platform, or another product. */
  onUnknown(handler: EventHandler<ReceivedEvent>): NotificationRouter
  /** Runs the handlers one after the other; the first that fails ends it, so that the platform delivers again. */
  dispatch(event: ReceivedEvent): Promise<void>
}

export const eventName = (event: ReceivedEvent): EventName | undefined => {
  if (event.kind === 'security-echo') return 'security.echo'
  if (event.kind === 'complaint' && typeof event.action === 'string') return EVENT_NAMES[event.action]
  return undefined
}

/** Makes a router for notifications. */
export function createNotificationRouter(): NotificationRouter {
  const any: EventHandler<ReceivedEvent>[] = []
  const unknown: EventHandler<ReceivedEvent>[] = []
  const complaint = new Map<EventName, EventHandler<ReceivedComplaintNotification>[]>()
  const echo: EventHandler<EchoNotification>[] = []

  const handle = async (event: ReceivedEvent): Promise<void> => {
    await runAll(any, event)
    const name = eventName(event)
    if (name === undefined) await runAll(unknown, event)
    else if (event.kind === 'complaint') await runAll(complaint.get(name) ?? [], event)
    else if (event.kind === 'security-echo') await runAll(echo, event)
  }

  const router: NotificationRouter = {
    on(name, handler) {
      complaint.set(name, [...(complaint.get(name) ?? []), handler])
      return router
    },
    onEcho(handler) {
      echo.push(handler)
      return router
    },
    onAny(handler) {
      any.push(handler)
      return router
    },
    onUnknown(handler) {
      unknown.push(handler)
      return router
    },
    dispatch: handle,
  }
  return router
}

async function runAll<Event>(handlers: readonly EventHandler<Event>[], event: Event): Promise<void> {
  for (const handler of handlers) await handler(event)
}
