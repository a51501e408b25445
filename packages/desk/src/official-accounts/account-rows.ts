import {
  loadOfficialAccount,
  type PushCipher,
  parsePaySignKey,
  parsePushCipher,
  parsePushToken,
} from '@redress/wechatpay'
import type { Selectable } from 'kysely'
import { type MasterKey, openAtRest, type SealedPlace } from '../sealing/seal.ts'
import type { OfficialAccountsTable } from '../store/schema/rights.ts'
import type { OfficialAccountCredentials, OfficialAccountInfo } from './accounts.ts'

export type AccountRow = Selectable<OfficialAccountsTable>

export const SEALED_ACCOUNT_COLUMNS = [
  'app_secret_sealed',
  'pay_sign_key_sealed',
  'push_token_sealed',
  'aes_key_sealed',
  'former_aes_key_sealed',
] as const

export type SealedAccountColumn = (typeof SEALED_ACCOUNT_COLUMNS)[number]

/** The sealed columns of an account's row, bound to the row they belong to. */
export const accountPlace = (column: SealedAccountColumn, accountId: string): SealedPlace => ({
  table: 'official_accounts',
  column,
  row: accountId,
})

/** @throws {DeskError} `MASTER_KEY_WRONG` | `SEAL_BROKEN` */
export function openAccountSecret(
  row: AccountRow,
  column: SealedAccountColumn,
  masterKey: MasterKey,
): string | undefined {
  const sealed = row[column]
  return sealed === null ? undefined : openAtRest(masterKey, sealed, accountPlace(column, row.id)).toString('utf8')
}

/** @throws {DeskError} `MASTER_KEY_WRONG` | `SEAL_BROKEN` */
export function openCredentials(
  row: AccountRow,
  masterKey: MasterKey,
  defaultPlatformUrl: string | undefined,
): OfficialAccountCredentials {
  const open = (column: SealedAccountColumn): string | undefined => openAccountSecret(row, column, masterKey)
  const account = loadOfficialAccount({ appId: row.app_id, appSecret: open('app_secret_sealed') ?? '' })
  const token = open('push_token_sealed')
  const ciphers: PushCipher[] = [open('aes_key_sealed'), open('former_aes_key_sealed')]
    .filter((key) => key !== undefined)
    .map(parsePushCipher)
  return {
    account,
    paySignKey: parsePaySignKey(open('pay_sign_key_sealed') ?? ''),
    push:
      token === undefined
        ? undefined
        : { appId: account.appId, token: parsePushToken(token), ciphers, acceptPlain: row.accept_plain },
    platformUrl: row.platform_url ?? defaultPlatformUrl,
  }
}

function pushModeOf(row: AccountRow): OfficialAccountInfo['pushMode'] {
  if (row.push_token_sealed === null) return 'off'
  if (row.aes_key_sealed === null) return 'plain'
  return row.accept_plain ? 'compatible' : 'safe'
}

export const rowToAccount = (row: AccountRow): OfficialAccountInfo => ({
  id: row.id,
  slug: row.slug,
  appId: row.app_id,
  partnerId: row.partner_id,
  name: row.name,
  profile: row.profile,
  tokenEndpoint: row.token_endpoint,
  defaultGoods: row.default_goods,
  afterRejection: row.after_rejection,
  pushMode: pushModeOf(row),
  allowedSources: row.allowed_sources,
  platformUrl: row.platform_url ?? undefined,
  labels: row.labels,
  removedAt: row.removed_at ?? undefined,
})
