import type { Kysely } from 'kysely'
import { DeskError } from '../errors.ts'
import type { OfficialAccountInfo, OfficialAccounts } from '../official-accounts/accounts.ts'
import { accountRemoved } from '../official-accounts/open-accounts.ts'
import type { MasterKey } from '../sealing/seal.ts'
import type { IntentContext } from '../store/actions.ts'
import { writeAudit } from '../store/audit.ts'
import type { ComplaintRow } from '../store/complaint-pages.ts'
import { type ComplaintKey, READ_PRIORITY, wantRead } from '../store/reads.ts'
import { insertRightsFact, type StoredFact, type TicketKey } from '../store/rights-facts.ts'
import { loadRightsTicket, type RightsTicketParts } from '../store/rights-tickets.ts'
import type { Database } from '../store/schema/database.ts'

export interface RightsWork {
  readonly db: Kysely<Database>
  readonly masterKey: MasterKey
  readonly officialAccounts: Pick<OfficialAccounts, 'byId'>
  /** Makes the complaint anew out of what is known. */
  readonly refresh: (key: ComplaintKey) => Promise<unknown>
}

export type TicketRow = Pick<ComplaintRow, 'merchant_id' | 'id' | 'channel' | 'platform_id'>

/** Who does it, and when. */
export type WorkContext = IntentContext

export const ticketKeyOf = (row: TicketRow): TicketKey => ({
  merchantId: row.merchant_id,
  feedbackId: row.platform_id,
})

/** @throws {DeskError} `NOT_A_RIGHTS_TICKET` | `ACCOUNT_UNKNOWN` | `ACCOUNT_REMOVED` */
export function accountOfTicket({ officialAccounts }: RightsWork, row: TicketRow): OfficialAccountInfo {
  if (row.channel !== 'rights-v16') {
    const message = 'The complaint is not a ticket of the rights system V1.6.'
    throw new DeskError('NOT_A_RIGHTS_TICKET', message, 'Use what the channel of the complaint offers.')
  }
  const account = officialAccounts.byId(row.merchant_id)
  if (account?.removedAt !== undefined) throw accountRemoved(account.slug)
  if (account) return account
  throw new DeskError('ACCOUNT_UNKNOWN', 'The official account is not at this desk.', 'Add it again.')
}

export const loadTicket = async (db: Kysely<Database>, work: RightsWork, row: TicketRow): Promise<RightsTicketParts> =>
  await loadRightsTicket(db, work.masterKey, ticketKeyOf(row), accountOfTicket(work, row))

/** Longer than a change takes from its first look to its commit. */
const COMMITS_WITHIN_MS = 1_000

export interface Done {
  /** Name in the audit log. */
  readonly audited: string
  /** Never message texts or phone numbers. */
  readonly details: Readonly<Record<string, unknown>>
  /** Other tickets that it concerns, by their numbers. */
  readonly alsoConcerns?: readonly string[] | undefined
}

/**
 * Does something to a ticket in one transaction, with its line in the audit log, and shows its effect at once. Killed in
 * between, a worker shows it later.
 * @param change Undefined when there is nothing to do.
 */
export async function changeTicket(
  work: RightsWork,
  row: TicketRow,
  { actor, now }: WorkContext,
  change: (trx: Kysely<Database>) => Promise<Done | undefined>,
): Promise<void> {
  const key = { merchantId: row.merchant_id, channel: row.channel, platformId: row.platform_id }
  const changed = await work.db.transaction().execute(async (trx) => {
    const done = await change(trx)
    if (done === undefined) return false
    const complaint = { merchantId: row.merchant_id, complaintId: row.id }
    await writeAudit(trx, { at: now, actor, action: done.audited, ...complaint, details: done.details })
    // A read that began before this commits has not seen it, so it must not count as the one that is wanted.
    const afterCommit = new Date(now.getTime() + COMMITS_WITHIN_MS)
    for (const platformId of new Set([row.platform_id, ...(done.alsoConcerns ?? [])]))
      await wantRead(trx, { ...key, platformId }, { priority: READ_PRIORITY.event, now: afterCommit })
    return true
  })
  // When this fails, a worker shows it a moment later: what was done is done.
  if (changed) await work.refresh(key).catch(() => undefined)
}

/** Adds a fact that a person stands for. @returns false when it is there already */
export const addFact = async (
  trx: Kysely<Database>,
  { masterKey }: RightsWork,
  row: TicketRow,
  fact: StoredFact,
): Promise<boolean> => await insertRightsFact(trx, masterKey, ticketKeyOf(row), fact)
