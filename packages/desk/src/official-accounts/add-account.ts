import {
  loadOfficialAccount,
  type ProfileName,
  parsePaySignKey,
  parsePushCipher,
  parsePushToken,
} from '@redress/wechatpay'
import type { Insertable, Kysely } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { Goods } from '../domain/rights/goods.ts'
import { DeskError } from '../errors.ts'
import { type MasterKey, sealAtRest } from '../sealing/seal.ts'
import { nameTaken } from '../store/names.ts'
import type { Database } from '../store/schema/database.ts'
import type { OfficialAccountsTable } from '../store/schema/rights.ts'
import { accountPlace, type SealedAccountColumn } from './account-rows.ts'
import { parseSource } from './sources.ts'
import { takeUpAgain } from './take-up-again.ts'
import { tellAccounts } from './tell-accounts.ts'

export interface NewOfficialAccount {
  /** Name in paths and commands: small letters, digits and hyphens, at least one letter. Unique among merchants, too. */
  readonly slug: string
  readonly appId: string
  readonly appSecret: string
  readonly paySignKey: string
  /** Merchant number, 10 digits. */
  readonly partnerId: string
  /** For people. Default: the slug. */
  readonly name?: string | undefined
  /** Token of the message push settings. Without it no messages are received. */
  readonly pushToken?: string | undefined
  /** EncodingAESKey. */
  readonly aesKey?: string | undefined
  /** The one before, while it is being changed. */
  readonly formerAesKey?: string | undefined
  /** Take plain messages although there is an AES key. Default false. */
  readonly acceptPlain?: boolean | undefined
  /** Default `v16`. */
  readonly profile?: ProfileName | undefined
  /** Default `stable`. */
  readonly tokenEndpoint?: 'stable' | 'classic' | undefined
  /** Default `physical`. */
  readonly defaultGoods?: Goods | undefined
  /** Default `restart`. */
  readonly afterRejection?: 'restart' | 'original' | undefined
  /** Addresses and CIDR ranges that notifications may come from. Default: any. */
  readonly allowedSources?: readonly string[] | undefined
  readonly platformUrl?: string | undefined
  readonly labels?: readonly string[] | undefined
}

const invalid = (code: string, field: string, message: string, remedy: string): DeskError =>
  new DeskError(code, message, remedy, { field })

/** The appSecret and every access token travel there. */
function isPlatformUrl(text: string): boolean {
  if (!/^https?:\/\/[^/?#]+\/?$/.test(text) || !URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(hostname)
}

/**
 * Everything that can be known to be wrong without asking the platform. The sample key of the public documents is
 * refused.
 * @throws {DeskError} `SLUG_INVALID` | `PARTNER_ID_INVALID` | `PLATFORM_URL_INVALID` | `PUSH_TOKEN_MISSING` |
 * `SOURCE_INVALID` | `LABEL_INVALID`
 * @throws {ProtocolError} `ARGUMENT_INVALID` | `PAY_SIGN_KEY_INVALID` | `PUBLISHED_KEY` | `AES_KEY_INVALID`
 */
export function checkAccount(input: NewOfficialAccount): void {
  if (!/^(?=.*[a-z])[a-z0-9][a-z0-9-]{0,62}$/.test(input.slug)) {
    const message = 'A slug has small letters, digits and hyphens, at most 63, and at least one letter.'
    throw invalid('SLUG_INVALID', 'slug', message, 'Choose a short name such as "main-account".')
  }
  if (!/^\d{8,10}$/.test(input.partnerId)) {
    const message = 'The partnerId is the merchant number of the account: 8 to 10 digits.'
    throw invalid('PARTNER_ID_INVALID', 'partnerId', message, 'Look it up in the mail that opened WeChat Pay.')
  }
  if (input.platformUrl !== undefined && !isPlatformUrl(input.platformUrl)) {
    const message = 'The platform address must be an https origin without a path; http only on this machine.'
    throw invalid('PLATFORM_URL_INVALID', 'platformUrl', message, 'Leave it out for the real platform.')
  }
  if (input.aesKey !== undefined && input.pushToken === undefined) {
    const message = 'An EncodingAESKey opens messages only together with the token of the message push.'
    throw invalid('PUSH_TOKEN_MISSING', 'pushToken', message, 'Give the token as well, or leave the AES key out.')
  }
  const source = (input.allowedSources ?? []).find((candidate) => parseSource(candidate) === undefined)
  if (source !== undefined) {
    const message = `${source} is neither an address nor a CIDR range.`
    throw invalid('SOURCE_INVALID', 'allowedSources', message, 'Write them like 203.0.113.7 or 203.0.113.0/24.')
  }
  if ((input.labels ?? []).length > 20 || (input.labels ?? []).some((label) => !/^\S(.{0,62}\S)?$/u.test(label))) {
    const message = 'An account has at most 20 labels of 1 to 64 characters, without space around them.'
    throw invalid('LABEL_INVALID', 'labels', message, 'Shorten the labels.')
  }
  loadOfficialAccount({ appId: input.appId, appSecret: input.appSecret })
  parsePaySignKey(input.paySignKey)
  if (input.pushToken !== undefined) parsePushToken(input.pushToken)
  for (const key of [input.aesKey, input.formerAesKey]) if (key !== undefined) parsePushCipher(key)
}

/** Every column that follows from what was entered, secrets sealed. */
export function accountColumns(
  id: string,
  masterKey: MasterKey,
  input: NewOfficialAccount,
): Omit<Insertable<OfficialAccountsTable>, 'id'> {
  const seal = (column: SealedAccountColumn, secret: string): Buffer =>
    sealAtRest(masterKey, secret, accountPlace(column, id))
  const sealOptional = (column: SealedAccountColumn, secret: string | undefined): Buffer | null =>
    secret === undefined ? null : seal(column, secret)
  return {
    slug: input.slug,
    app_id: input.appId,
    partner_id: input.partnerId,
    name: input.name ?? input.slug,
    app_secret_sealed: seal('app_secret_sealed', input.appSecret),
    pay_sign_key_sealed: seal('pay_sign_key_sealed', input.paySignKey),
    push_token_sealed: sealOptional('push_token_sealed', input.pushToken),
    aes_key_sealed: sealOptional('aes_key_sealed', input.aesKey),
    former_aes_key_sealed: sealOptional('former_aes_key_sealed', input.formerAesKey),
    accept_plain: input.acceptPlain ?? false,
    profile: input.profile ?? 'v16',
    token_endpoint: input.tokenEndpoint ?? 'stable',
    default_goods: input.defaultGoods ?? 'physical',
    after_rejection: input.afterRejection ?? 'restart',
    allowed_sources: [...(input.allowedSources ?? [])],
    platform_url: input.platformUrl ?? null,
    labels: [...(input.labels ?? [])],
    removed_at: null,
  }
}

/**
 * Stores an account with its secrets sealed and tells every running process. One that was removed comes back under its
 * appId, with its tickets.
 * @returns the account's id
 * @throws {DeskError} `ACCOUNT_EXISTS` and what {@link checkAccount} throws
 */
export async function addAccount(
  db: Kysely<Database>,
  masterKey: MasterKey,
  input: NewOfficialAccount,
): Promise<string> {
  return await db.transaction().execute(async (trx) => await insertAccount(trx, masterKey, input))
}

/** The same inside the caller's transaction. */
export async function insertAccount(
  db: Kysely<Database>,
  masterKey: MasterKey,
  input: NewOfficialAccount,
): Promise<string> {
  checkAccount(input)
  const former = await db
    .selectFrom('official_accounts')
    .select(['id', 'removed_at'])
    .where('app_id', '=', input.appId)
    .forUpdate()
    .executeTakeFirst()
  const id = former?.id ?? uuidv7()
  const known = former !== undefined && former.removed_at === null
  if (known || (await nameTaken(db, [input.slug, input.appId], id))) throw accountExists(input)
  const columns = accountColumns(id, masterKey, input)
  await db
    .insertInto('official_accounts')
    .values({ id, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute()
  if (former !== undefined) await takeUpAgain(db, id)
  await tellAccounts(db, id)
  return id
}

export const accountExists = ({ slug, appId }: Pick<NewOfficialAccount, 'slug' | 'appId'>): DeskError =>
  invalid(
    'ACCOUNT_EXISTS',
    'slug',
    `There is an account or merchant with slug ${slug}, or an account ${appId}, already.`,
    'Choose another slug, or see "redress account list" and "redress merchant list"; who was removed keeps the slug.',
  )
