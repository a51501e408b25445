import type { Kysely } from 'kysely'
import type { MasterKey } from '../sealing/seal.ts'
import { nameTaken } from '../store/names.ts'
import type { Database } from '../store/schema/database.ts'
import { type AccountRow, openAccountSecret } from './account-rows.ts'
import { accountColumns, accountExists, checkAccount, type NewOfficialAccount } from './add-account.ts'
import { accountUnknown } from './open-accounts.ts'
import { makeTicketsAnew } from './take-up-again.ts'
import { tellAccounts } from './tell-accounts.ts'

/** An account as it is stored, secrets opened: what would have to be entered to make it anew. */
export interface StoredAccount {
  readonly id: string
  readonly entered: NewOfficialAccount
}

/** @throws {DeskError} `MASTER_KEY_WRONG` | `SEAL_BROKEN` */
export function openStoredAccount(row: AccountRow, masterKey: MasterKey): StoredAccount {
  const open = (column: Parameters<typeof openAccountSecret>[1]): string | undefined =>
    openAccountSecret(row, column, masterKey)
  return {
    id: row.id,
    entered: {
      slug: row.slug,
      appId: row.app_id,
      appSecret: open('app_secret_sealed') ?? '',
      paySignKey: open('pay_sign_key_sealed') ?? '',
      partnerId: row.partner_id,
      name: row.name,
      pushToken: open('push_token_sealed'),
      aesKey: open('aes_key_sealed'),
      formerAesKey: open('former_aes_key_sealed'),
      acceptPlain: row.accept_plain,
      profile: row.profile,
      tokenEndpoint: row.token_endpoint,
      defaultGoods: row.default_goods,
      afterRejection: row.after_rejection,
      allowedSources: row.allowed_sources,
      platformUrl: row.platform_url ?? undefined,
      labels: row.labels,
    },
  }
}

/** Every account that was not removed, by slug. */
export async function readStoredAccounts(db: Kysely<Database>, masterKey: MasterKey): Promise<StoredAccount[]> {
  const rows = await db
    .selectFrom('official_accounts')
    .selectAll()
    .where('removed_at', 'is', null)
    .orderBy('slug')
    .execute()
  return rows.map((row) => openStoredAccount(row, masterKey))
}

/** One account, held against other changes until the transaction ends. @throws {DeskError} `ACCOUNT_UNKNOWN` */
export async function holdStoredAccount(
  trx: Kysely<Database>,
  masterKey: MasterKey,
  id: string,
): Promise<StoredAccount> {
  const row = await trx
    .selectFrom('official_accounts')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw accountUnknown(id)
  return openStoredAccount(row, masterKey)
}

export type AccountChange = Partial<Omit<NewOfficialAccount, 'appId'>>

/**
 * The account as it would be, checked, nothing stored. With a new AES key the one before becomes the former one: what the
 * platform sealed with it is still on its way.
 * @throws {DeskError | ProtocolError} for what cannot be right
 */
export function changedAccount({ entered }: StoredAccount, change: AccountChange): NewOfficialAccount {
  const replaced = change.aesKey !== undefined && entered.aesKey !== undefined && change.aesKey !== entered.aesKey
  const kept = replaced ? { formerAesKey: entered.aesKey } : {}
  const next = { ...entered, ...kept, ...change }
  checkAccount(next)
  // In the plain mode nothing is sealed; a key left over would go on opening messages.
  return next.aesKey === undefined ? { ...next, formerAesKey: undefined } : next
}

/**
 * Stores a change, in the caller's transaction; every running process takes it up without a restart.
 * @throws {DeskError} `ACCOUNT_EXISTS` when a merchant or another account has the slug
 */
export async function storeAccountChange(
  db: Kysely<Database>,
  masterKey: MasterKey,
  { id, entered: before }: StoredAccount,
  next: NewOfficialAccount,
): Promise<void> {
  if (await nameTaken(db, [next.slug], id)) throw accountExists(next)
  await db
    .updateTable('official_accounts')
    .set(accountColumns(id, masterKey, next))
    .where('id', '=', id)
    .execute()
  const otherToken = before.appSecret !== next.appSecret || before.platformUrl !== next.platformUrl
  // A token that the former secret was exchanged for may be in the wrong hands, too, or be another platform's.
  if (otherToken) await db.deleteFrom('access_tokens').where('merchant_id', '=', id).execute()
  const otherClocks =
    before.defaultGoods !== next.defaultGoods ||
    before.afterRejection !== next.afterRejection ||
    before.partnerId !== next.partnerId
  if (otherClocks) await makeTicketsAnew(db, id)
  await tellAccounts(db, id)
}
