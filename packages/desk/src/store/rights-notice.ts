import type { NoticeFact } from '../domain/rights/facts.ts'
import { type MasterKey, openAtRest, type SealedPlace, sealAtRest } from '../sealing/seal.ts'

/** Tells notifications about tickets from pushes of the same account, which the inbox keeps, too. */
export const RIGHTS_EVENT_TYPE = 'RIGHTS.NOTICE'

/** A notification as it waits in the inbox: read and proven once, so that keys may change before it is applied. */
export interface RightsNoticeBody {
  readonly fact: NoticeFact
  /** XML as received. */
  readonly body: Uint8Array
}

/** The body of a notification holds a phone number in clear, so the inbox keeps it sealed. */
export const noticePlace = (inboxId: string): SealedPlace => ({ table: 'inbox', column: 'raw_body', row: inboxId })

interface StoredNotice {
  readonly fact: NoticeFact
  readonly body: string
}

export function sealNotice(masterKey: MasterKey, inboxId: string, { fact, body }: RightsNoticeBody): Buffer {
  const stored: StoredNotice = { fact, body: Buffer.from(body).toString('base64') }
  return sealAtRest(masterKey, JSON.stringify(stored), noticePlace(inboxId))
}

/** @throws {DeskError} `MASTER_KEY_WRONG` | `SEAL_BROKEN` */
export function openNotice(masterKey: MasterKey, inboxId: string, sealed: Uint8Array): RightsNoticeBody {
  const stored: StoredNotice = JSON.parse(openAtRest(masterKey, sealed, noticePlace(inboxId)).toString('utf8'))
  return { fact: stored.fact, body: Buffer.from(stored.body, 'base64') }
}
