import { type Kysely, sql } from 'kysely'
import { merchantRemoved } from '../merchants/open-registry.ts'
import type { MerchantRegistry } from '../merchants/registry.ts'
import type { Database } from '../store/schema/database.ts'
import type { OfficialAccounts } from './accounts.ts'
import { accountRemoved } from './open-accounts.ts'

/** Whose complaints they are: a merchant number or an official account. */
export interface Holder {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly labels: readonly string[]
}

/** Looks up both kinds, by id or by the names that people use. From memory. */
export interface Holders {
  /** A removed one, too. */
  byId(id: string): Holder | undefined
  /** By slug, merchant number or appId. */
  byName(name: string): Holder | undefined
  /** Ids of those that carry a label; none when nobody does. Not of removed ones. */
  labelled(label: string): string[]
}

export const holdersOf = (
  merchants: Pick<MerchantRegistry, 'list' | 'byId' | 'bySlugOrMchid'>,
  accounts: Pick<OfficialAccounts, 'list' | 'byId' | 'bySlugOrAppId'>,
): Holders => ({
  byId: (id) => merchants.byId(id) ?? accounts.byId(id),
  byName: (name) => merchants.bySlugOrMchid(name) ?? accounts.bySlugOrAppId(name),
  labelled: (label) =>
    [...merchants.list(), ...accounts.list()].flatMap(({ id, labels }) => (labels.includes(label) ? [id] : [])),
})

/**
 * Nothing more goes out for whom the desk has no secrets any more.
 * @throws {DeskError} `MERCHANT_REMOVED` | `ACCOUNT_REMOVED`
 */
export async function refuseRemovedHolder(db: Kysely<Database>, id: string): Promise<void> {
  const { rows } = await sql<{ slug: string; kind: 'merchant' | 'account' }>`
    select slug, 'merchant' as kind from merchants where id = ${id} and removed_at is not null
    union all
    select slug, 'account' from official_accounts where id = ${id} and removed_at is not null`.execute(db)
  const [removed] = rows
  if (removed !== undefined)
    throw removed.kind === 'merchant' ? merchantRemoved(removed.slug) : accountRemoved(removed.slug)
}
