import { createSecretKey, randomBytes } from 'node:crypto'
import type { Simulator } from '@redress/simulator'
import type { OpenDatabase } from '../../src/database/database.ts'
import { addAccount, type NewOfficialAccount } from '../../src/official-accounts/add-account.ts'
import { type OpenAccounts, openOfficialAccounts } from '../../src/official-accounts/open-accounts.ts'
import type { MasterKey } from '../../src/sealing/seal.ts'
import { setupDatabase, type TestDatabase } from './database.ts'

/** The account that every simulator holds. */
export const SIMULATED_APP_ID = 'wx0123456789abcdef'

/** What `account add` takes, for the simulator's account. */
export function accountOf(simulator: Simulator, change: Partial<NewOfficialAccount> = {}): NewOfficialAccount {
  const { appId, appSecret, paySignKey, partnerId, pushToken } =
    simulator.officialAccounts.credentials(SIMULATED_APP_ID)
  return { slug: 'account', appId, appSecret, paySignKey, partnerId, pushToken, platformUrl: simulator.url, ...change }
}

export interface TestAccounts extends AsyncDisposable {
  readonly database: TestDatabase
  readonly masterKey: MasterKey
  readonly accounts: OpenAccounts
  readonly accountId: string
}

/** A database that knows one official account. */
export async function setupAccount(account: NewOfficialAccount): Promise<TestAccounts> {
  const database = await setupDatabase()
  const masterKey = createSecretKey(randomBytes(32))
  const accountId = await addAccount(database.kysely, masterKey, account)
  const accounts = await openAccounts(database, masterKey)
  return {
    database,
    masterKey,
    accounts,
    accountId,
    [Symbol.asyncDispose]: async () => {
      accounts.close()
      await database.close()
    },
  }
}

const openAccounts = async (
  database: Pick<OpenDatabase, 'kysely' | 'listen'>,
  masterKey: MasterKey,
): Promise<OpenAccounts> => await openOfficialAccounts({ database, masterKey })

/** For tests without a platform. */
export const someAccount: NewOfficialAccount = {
  slug: 'account',
  appId: 'wx00000000000000aa',
  appSecret: '0123456789abcdef0123456789abcdef',
  paySignKey: 'TEST-PAYSIGNKEY-0001',
  partnerId: '1900000109',
  platformUrl: 'http://127.0.0.1:9',
}
