import type { Config } from '../config/config.ts'
import type { OpenDatabase } from '../database/database.ts'
import type { OfficialAccountInfo } from '../official-accounts/accounts.ts'
import { pushCallbackPath, rightsCallbackPath } from '../official-accounts/addresses.ts'
import { accountUnknown, type OpenAccounts, openOfficialAccounts } from '../official-accounts/open-accounts.ts'
import type { CliContext } from './context.ts'

export interface AccountWork {
  readonly database: OpenDatabase
  readonly config: Config
  readonly accounts: OpenAccounts
}

/** Works with the official accounts as they are now. */
export const withOfficialAccounts = async <Result>(
  context: CliContext,
  work: (parts: AccountWork) => Promise<Result>,
): Promise<Result> =>
  await context.withDatabase(async (database, config) => {
    const { masterKey, officialAccountUrl: platformUrl } = config
    const accounts = await openOfficialAccounts({ database, masterKey, platformUrl })
    try {
      return await work({ database, config, accounts })
    } finally {
      accounts.close()
    }
  })

/** @throws {DeskError} `ACCOUNT_UNKNOWN` */
export function requireAccount(accounts: Pick<OpenAccounts, 'bySlugOrAppId'>, name: string): OfficialAccountInfo {
  const account = accounts.bySlugOrAppId(name)
  if (account === undefined) throw accountUnknown(name)
  return account
}

/** The two addresses that people enter at the platform; whole only when the desk knows its own. */
export function callbackAddresses(slug: string, publicUrl: string | undefined) {
  const [rightsPath, pushPath] = [rightsCallbackPath(slug), pushCallbackPath(slug)]
  const whole = (path: string): string | null => (publicUrl === undefined ? null : `${publicUrl}${path}`)
  return {
    rightsCallbackPath: rightsPath,
    rightsCallbackUrl: whole(rightsPath),
    pushCallbackPath: pushPath,
    pushCallbackUrl: whole(pushPath),
  }
}
