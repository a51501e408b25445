import type { NotificationUrlCalls } from '@redress/wechatpay'
import type { Kysely } from 'kysely'
import { DeskError } from '../errors.ts'
import { wantSweep } from '../store/merchant-sync.ts'
import type { Database } from '../store/schema/database.ts'

/**
 * The address that the platform should call.
 * @throws {DeskError} `PUBLIC_URL_MISSING` | `CALLBACK_URL_INVALID` when the platform would not take it
 */
export function expectedCallbackUrl(publicUrl: string | undefined, path: string): string {
  if (publicUrl === undefined) {
    throw new DeskError(
      'PUBLIC_URL_MISSING',
      'The address at which the platform reaches this desk is not known.',
      'Set REDRESS_PUBLIC_URL to the https address of this desk as the outside world sees it.',
      { field: 'REDRESS_PUBLIC_URL' },
    )
  }
  const url = `${publicUrl}${path}`
  if (url.length > 255) throw invalidUrl('it is longer than 255 characters')
  if (new URL(url).hostname.split('.').some((label) => label.startsWith('xn--'))) {
    throw invalidUrl('the platform takes no Chinese domain name')
  }
  return url
}

const invalidUrl = (reason: string): DeskError =>
  new DeskError(
    'CALLBACK_URL_INVALID',
    `The notification address cannot be used: ${reason}.`,
    'Set REDRESS_PUBLIC_URL to a short https address with a plain domain name.',
    { field: 'REDRESS_PUBLIC_URL' },
  )

export type EnsureOutcome = 'created' | 'updated' | 'unchanged'

/** Sets the address at the platform, unless it is set already. May be repeated. */
export async function ensureCallbackUrl(calls: NotificationUrlCalls, url: string): Promise<EnsureOutcome> {
  const current = await calls.get()
  if (current === undefined) {
    await calls.create(url)
    return 'created'
  }
  if (current.url === url) return 'unchanged'
  await calls.update(url)
  return 'updated'
}

/** Nothing was delivered here before the address was set: what was filed until then is listed at once. */
export async function sweepAfterChange(
  db: Kysely<Database>,
  merchantId: string,
  outcome: EnsureOutcome,
  now: Date,
): Promise<void> {
  if (outcome !== 'unchanged') await wantSweep(db, merchantId, { now })
}
