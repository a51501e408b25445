import type { Kysely } from 'kysely'
import type { MasterKey } from '../sealing/seal.ts'
import type { Database } from '../store/schema/database.ts'
import { checkAccount, insertAccount, type NewOfficialAccount } from './add-account.ts'
import { changedAccount, readStoredAccounts, type StoredAccount, storeAccountChange } from './change-account.ts'
import { removeAccount } from './remove-account.ts'

/** What is to be done so that the desk has the official accounts of a list. */
export interface AccountPlan {
  readonly add: readonly NewOfficialAccount[]
  readonly change: readonly PlannedAccountChange[]
  /** At the desk, not in the list. */
  readonly absent: readonly StoredAccount[]
  readonly unchanged: readonly StoredAccount[]
}

export interface PlannedAccountChange {
  readonly stored: StoredAccount
  readonly wanted: NewOfficialAccount
  /** For people: which of its settings, never their values. */
  readonly fields: readonly string[]
}

/**
 * Compares a list with what is stored; accounts are matched by appId.
 * @throws {DeskError | ProtocolError} for the first entry that cannot be right
 */
export function planAccounts(wanted: readonly NewOfficialAccount[], stored: readonly StoredAccount[]): AccountPlan {
  const byAppId = new Map(stored.map((account) => [account.entered.appId, account]))
  const listed = new Set(wanted.map(({ appId }) => appId))
  const [add, change, unchanged]: [NewOfficialAccount[], PlannedAccountChange[], StoredAccount[]] = [[], [], []]
  for (const entry of wanted) {
    checkAccount(entry)
    const known = byAppId.get(entry.appId)
    if (known === undefined) {
      add.push(entry)
      continue
    }
    const fields = differences(known.entered, entry)
    if (fields.length === 0) unchanged.push(known)
    else change.push({ stored: known, wanted: entry, fields })
  }
  return { add, change, unchanged, absent: stored.filter(({ entered }) => !listed.has(entered.appId)) }
}

/** What an entry leaves out has its default, as with a new account. */
export const withDefaults = (entry: NewOfficialAccount): NewOfficialAccount => ({
  ...entry,
  name: entry.name ?? entry.slug,
  acceptPlain: entry.acceptPlain ?? false,
  profile: entry.profile ?? 'v16',
  tokenEndpoint: entry.tokenEndpoint ?? 'stable',
  defaultGoods: entry.defaultGoods ?? 'physical',
  afterRejection: entry.afterRejection ?? 'restart',
  allowedSources: entry.allowedSources ?? [],
  labels: entry.labels ?? [],
})

function differences(now: NewOfficialAccount, entry: NewOfficialAccount): string[] {
  const wanted = withDefaults(entry)
  const lines = (list: readonly string[] | undefined): string => (list ?? []).join('\n')
  const differs: readonly (readonly [string, boolean])[] = [
    ['slug', now.slug !== wanted.slug],
    ['name', now.name !== wanted.name],
    ['labels', lines(now.labels) !== lines(wanted.labels)],
    ['partner id', now.partnerId !== wanted.partnerId],
    ['platform address', now.platformUrl !== wanted.platformUrl],
    ['appSecret', now.appSecret !== wanted.appSecret],
    ['paySignKey', now.paySignKey !== wanted.paySignKey],
    ['push token', now.pushToken !== wanted.pushToken],
    ['AES key', now.aesKey !== wanted.aesKey],
    // A list that names no former key says nothing about it: the desk keeps one by itself after a change.
    ['former AES key', wanted.formerAesKey !== undefined && now.formerAesKey !== wanted.formerAesKey],
    ['plain messages', now.acceptPlain !== wanted.acceptPlain],
    ['profile', now.profile !== wanted.profile],
    ['token endpoint', now.tokenEndpoint !== wanted.tokenEndpoint],
    ['default goods', now.defaultGoods !== wanted.defaultGoods],
    ['clock after a refusal', now.afterRejection !== wanted.afterRejection],
    ['allowed sources', lines(now.allowedSources) !== lines(wanted.allowedSources)],
  ]
  return differs.filter(([, different]) => different).map(([name]) => name)
}

/** Reads what is stored and plans against it. */
export const planAccountsAgainstStore = async (
  db: Kysely<Database>,
  masterKey: MasterKey,
  wanted: readonly NewOfficialAccount[],
): Promise<AccountPlan> => planAccounts(wanted, await readStoredAccounts(db, masterKey))

/**
 * Carries a plan out, in the caller's transaction: all of it or nothing.
 * @throws {GuardRefusal} `ACCOUNT_BUSY` when one to be removed has something on its way
 */
export async function carryOutAccounts(
  db: Kysely<Database>,
  masterKey: MasterKey,
  plan: AccountPlan,
  { prune, now }: { readonly prune: boolean; readonly now: Date },
): Promise<void> {
  if (prune) for (const { id } of plan.absent) await removeAccount(db, id, now)
  for (const { stored, wanted } of plan.change) {
    await storeAccountChange(db, masterKey, stored, changeTo(stored, wanted))
  }
  for (const entry of plan.add) await insertAccount(db, masterKey, entry)
}

/** The list is the whole truth: what it leaves out is gone, unlike with a rotation. */
function changeTo(stored: StoredAccount, wanted: NewOfficialAccount): NewOfficialAccount {
  const { appId: _same, formerAesKey, ...rest } = withDefaults(wanted)
  const cleared = { pushToken: undefined, aesKey: undefined, platformUrl: undefined }
  return changedAccount(stored, { ...cleared, ...rest, ...(formerAesKey === undefined ? {} : { formerAesKey }) })
}
