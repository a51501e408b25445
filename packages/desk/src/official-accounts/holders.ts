import type { MerchantRegistry } from '../merchants/registry.ts'
import type { OfficialAccounts } from './accounts.ts'

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
