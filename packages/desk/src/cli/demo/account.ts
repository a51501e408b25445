import type { Simulator } from '@redress/simulator'
import { sql } from 'kysely'
import type { Config } from '../../config/config.ts'
import type { OpenDatabase } from '../../database/database.ts'
import { DeskError } from '../../errors.ts'
import { addAccount } from '../../official-accounts/add-account.ts'
import { pushCallbackPath, rightsCallbackPath } from '../../official-accounts/addresses.ts'
import { readStoredAccounts } from '../../official-accounts/change-account.ts'
import type { OpenAccounts } from '../../official-accounts/open-accounts.ts'
import { writeTerms } from '../../store/account-terms.ts'
import { ACCOUNT } from './rights-samples.ts'

export interface AccountParts {
  readonly database: OpenDatabase
  readonly officialAccounts: OpenAccounts
}

/** Adds the simulator's official account on the first start; the desk is the demo's own by then. */
export async function importAccount(
  { database: { kysely }, officialAccounts }: AccountParts,
  simulator: Simulator,
  url: string,
  { masterKey }: Pick<Config, 'masterKey'>,
): Promise<void> {
  const { appId, slug, name, reasons, solutions } = ACCOUNT
  const { appSecret, paySignKey, partnerId, pushToken, encodingAesKey } = simulator.officialAccounts.credentials(appId)
  const known = (await readStoredAccounts(kysely, masterKey)).find(({ entered }) => entered.appId === appId)
  if (known === undefined) {
    const secrets = { appSecret, paySignKey, pushToken, aesKey: encodingAesKey }
    const id = await addAccount(kysely, masterKey, { slug, appId, name, partnerId, ...secrets, platformUrl: url })
    await kysely.transaction().execute(async (trx) => await writeTerms(trx, id, { reasons, solutions }))
  } else if (known.entered.appSecret !== appSecret) {
    throw dataTorn()
  } else if (known.entered.platformUrl !== url) {
    // The simulator may listen elsewhere than last time. Kept with the account, so that every command finds it.
    await sql`update official_accounts set platform_url = ${url}, updated_at = clock_timestamp()
      where id = ${known.id}`.execute(kysely)
  }
  await officialAccounts.reload()
}

/** What a person does at mp.weixin.qq.com and through the contact person: the simulator checks the push address. */
export async function registerAccount(simulator: Simulator, deskUrl: string): Promise<void> {
  const { appId, slug, name, reasons, solutions } = ACCOUNT
  await simulator.officialAccounts.change(appId, {
    name,
    reasons,
    solutions,
    payfeedbackUrl: `${deskUrl}${rightsCallbackPath(slug)}`,
    pushUrl: `${deskUrl}${pushCallbackPath(slug)}`,
    pushMode: 'safe',
  })
}

export const dataTorn = (): DeskError =>
  new DeskError(
    'DEMO_DATA_TORN',
    'The simulator’s state and the desk’s database in the data folder do not belong together.',
    'Remove the data folder to begin anew, or bring back the file simulator.json.',
  )
