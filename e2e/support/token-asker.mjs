import { createSecretKey } from 'node:crypto'
import { openDatabase } from '../../packages/desk/dist/database/open-database.js'
import { openOfficialAccounts } from '../../packages/desk/dist/official-accounts/open-accounts.js'
import { createTokenStoreFor } from '../../packages/desk/dist/platform/access-token-store.js'
import { createOfficialAccountClients } from '../../packages/desk/dist/platform/official-account-clients.js'

/**
 * A process that calls the platform for one official account, several times at once, whenever the database says `go`.
 * Prints `ready`, and after each round `round N done` or what went wrong.
 */
const CALLS_AT_ONCE = 5
const [dataDir, masterKeyText, slug] = process.argv.slice(2)
const masterKey = createSecretKey(Buffer.from(masterKeyText, 'base64'))
const database = await openDatabase({ databaseUrl: undefined, dataDir }, { migrate: false })
const accounts = await openOfficialAccounts({ database, masterKey })
const clients = createOfficialAccountClients(accounts, {
  tokenStoreFor: createTokenStoreFor({ db: database.kysely, masterKey }),
  now: () => new Date(),
})
const { client } = clients(accounts.bySlugOrAppId(slug).id)

async function makeCalls(round) {
  const outcomes = await Promise.allSettled(Array.from({ length: CALLS_AT_ONCE }, () => client.callbackAddresses()))
  const failed = outcomes.flatMap(({ reason }) => (reason === undefined ? [] : [reason.code ?? String(reason)]))
  console.log(`round ${round} ${failed.length === 0 ? 'done' : failed.join(', ')}`)
}

await database.listen('go', (round) => void makeCalls(round))
process.once('SIGTERM', () => {
  accounts.close()
  void database.close().then(() => process.exit(0))
})
console.log('ready')
