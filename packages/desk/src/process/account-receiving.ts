import type { OpenDatabase } from '../database/database.ts'
import { keepPush } from '../inbox/index.ts'
import type { OfficialAccounts } from '../official-accounts/accounts.ts'
import type { PushReceiverDeps, ReceiverDeps, RightsReceiverDeps } from '../receiver/index.ts'
import type { MasterKey } from '../sealing/seal.ts'
import { sealNotice } from '../store/rights-notice.ts'

export interface AccountReceivingDeps {
  readonly database: Pick<OpenDatabase, 'kysely'>
  readonly officialAccounts: OfficialAccounts
  readonly masterKey: MasterKey
  /** Of the receiver of WeChat Pay: notifications of both are committed together. */
  readonly receiver: Pick<ReceiverDeps, 'commit' | 'metrics' | 'now'>
}

export interface AccountReceiving {
  readonly rights: RightsReceiverDeps
  readonly push: PushReceiverDeps
}

/** Joins the two receivers of official accounts to the database. */
export function createAccountReceiving({
  database,
  officialAccounts: accounts,
  masterKey,
  receiver: { commit, metrics, now },
}: AccountReceivingDeps): AccountReceiving {
  const keeping = { db: database.kysely, masterKey, clock: now }
  return {
    rights: { accounts, commit, metrics, now, seal: (inboxId, notice) => sealNotice(masterKey, inboxId, notice) },
    push: { accounts, metrics, now, keep: async (push) => await keepPush(keeping, push) },
  }
}
