import type { Kysely } from 'kysely'
import type { z } from 'zod'
import { DeskError } from '../errors.ts'
import type { OfficialAccounts } from '../official-accounts/accounts.ts'
import type { Holders } from '../official-accounts/holders.ts'
import type { Capability, CapabilityName, Channels } from '../platform/channel.ts'
import type { MasterKey } from '../sealing/seal.ts'
import { loadComplaintParts } from '../store/complaint-detail.ts'
import type { ComplaintRow } from '../store/complaint-pages.ts'
import { windowEntriesOf } from '../store/conversation.ts'
import { readRefundRules } from '../store/refund-rules.ts'
import { loadRightsTicket } from '../store/rights-tickets.ts'
import type { Database } from '../store/schema/database.ts'
import type { complaintDetail } from './schemas/complaint.ts'
import { complaintDetailView } from './views/complaint-detail.ts'
import { type RightsTicketView, rightsTicketView } from './views/rights-ticket.ts'

export interface DetailDeps {
  readonly db: Kysely<Database>
  readonly holders: Holders
  readonly officialAccounts: Pick<OfficialAccounts, 'byId'>
  readonly channels: Channels
  readonly masterKey: MasterKey
  readonly clock: () => Date
}

/** What the channel can do; undefined when the desk no longer has keys for it. */
function capabilityOf(channels: Channels, merchantId: string): ((name: CapabilityName) => Capability) | undefined {
  try {
    const channel = channels(merchantId)
    return (name) => channel.capability(name)
  } catch (error) {
    if (error instanceof DeskError) return undefined
    throw error
  }
}

async function loadRightsView(deps: DetailDeps, row: ComplaintRow): Promise<RightsTicketView | null> {
  const { db, masterKey, clock } = deps
  const account = deps.officialAccounts.byId(row.merchant_id)
  if (row.channel !== 'rights-v16' || account === undefined) return null
  const key = { merchantId: row.merchant_id, feedbackId: row.platform_id }
  const parts = await loadRightsTicket(db, masterKey, key, account)
  const openId = parts.ticket.openId ?? ''
  const window = await windowEntriesOf(db, row.merchant_id, openId)
  return rightsTicketView(parts, { account, openId, window, now: clock() })
}

/** A complaint with everything that belongs to it, as the API shows it. */
export async function loadComplaintDetail(
  deps: DetailDeps,
  row: ComplaintRow,
): Promise<z.infer<typeof complaintDetail>> {
  const { db, holders, channels, clock } = deps
  const complaint = { merchantId: row.merchant_id, complaintId: row.id }
  return complaintDetailView(row, await loadComplaintParts(db, complaint), {
    holder: holders.byId(row.merchant_id),
    now: clock().getTime(),
    capability: capabilityOf(channels, row.merchant_id),
    rules: await readRefundRules(db, row.merchant_id),
    rights: await loadRightsView(deps, row),
  })
}
