import { setTimeout as sleep } from 'node:timers/promises'
import { PlatformError } from '@redress/wechatpay'
import { type DayWindow, halves } from '../domain/calendar.ts'
import { DeskError } from '../errors.ts'
import type { Channel, ComplaintReading } from '../platform/channel.ts'
import { BudgetSpent } from '../platform/pacer.ts'

const PAGE = 50

/** "Result too large" has no code of its own; a list that is well-formed is refused for little else. */
const mayBeTooLarge = (error: unknown): boolean => error instanceof PlatformError && error.status === 400

async function nextPage(list: Channel['list'], window: DayWindow, offset: number, limit: number) {
  for (;;) {
    try {
      return await list({ ...window, offset, limit })
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error
      await sleep(Math.max(0, error.retryAt.getTime() - Date.now()))
    }
  }
}

/**
 * Lists a window to its end. Where the platform finds the result too large, the page is halved down to one complaint,
 * then the window down to one day. Complaints that slip back a page while it is listed come once.
 * @param onPage Told about the new complaints of each page, in order; awaited.
 * @throws {DeskError} `RESULT_TOO_LARGE` when one day by one complaint is still refused
 */
export async function listWindow(
  list: Channel['list'],
  window: DayWindow,
  onPage: (items: readonly ComplaintReading[]) => Promise<void>,
): Promise<void> {
  const seen = new Set<string>()
  const windows: DayWindow[] = [window]
  for (let current = windows.pop(); current; current = windows.pop()) {
    let limit = PAGE
    let total: number | undefined
    const listed = new Set<string>()
    for (let offset = 0; ; ) {
      try {
        const page = await nextPage(list, current, offset, limit)
        total ??= page.totalCount
        offset += page.items.length
        const fresh = page.items.filter((item) => !seen.has(item.platformId))
        for (const { platformId } of page.items) {
          seen.add(platformId)
          listed.add(platformId)
        }
        await onPage(fresh)
        if (page.items.length === 0 || (total !== undefined && listed.size >= total)) break
      } catch (error) {
        if (!mayBeTooLarge(error)) throw error
        if (limit > 1) {
          limit = Math.floor(limit / 2)
          continue
        }
        const parts = halves(current)
        if (!parts) throw resultTooLarge(current, error)
        windows.push(...parts)
        break
      }
    }
  }
}

const resultTooLarge = ({ beginDate }: DayWindow, cause: unknown): DeskError =>
  new DeskError(
    'RESULT_TOO_LARGE',
    `The platform does not list ${beginDate}, not even one complaint at a time.`,
    'Ask the platform’s support with the Request-ID in the log; notifications and open complaints still come in.',
    { cause },
  )
