import type { Logger } from 'pino'
import { type Accounts, createAccounts } from '../accounts/accounts.ts'
import { createTokens, type Tokens } from '../accounts/tokens.ts'
import type { VaultSettings } from '../config/vault-settings.ts'
import type { OpenDatabase } from '../database/database.ts'
import { type Budgets, DEFAULT_BUDGETS } from '../domain/budgets.ts'
import { DEFAULT_DEADLINES, type DeadlineSettings } from '../domain/deadlines.ts'
import { DEFAULT_PICTURE_DAYS } from '../domain/retention.ts'
import type { MerchantRegistry } from '../merchants/registry.ts'
import type { OfficialAccounts } from '../official-accounts/accounts.ts'
import { type Holders, holdersOf } from '../official-accounts/holders.ts'
import { DEFAULT_RETRY, type RetryPolicy } from '../outbox/next-step.ts'
import { createSender, type Sender } from '../outbox/sender.ts'
import { verifyActions } from '../outbox/verify.ts'
import { createTokenStoreFor } from '../platform/access-token-store.ts'
import type { Channels } from '../platform/channel.ts'
import { createChannels } from '../platform/channels.ts'
import { createOfficialAccountClients, type OfficialAccountClients } from '../platform/official-account-clients.ts'
import { createPacer } from '../platform/pacer.ts'
import { createTurns } from '../platform/turns.ts'
import { createRefunder, type Refunder } from '../refunds/refunder.ts'
import type { MasterKey } from '../sealing/seal.ts'
import { budgetSource } from '../store/budgets.ts'
import type { ComplaintKey } from '../store/reads.ts'
import { type Applier, createApplier } from '../sync/applier.ts'
import { createRereader, type Rereader } from '../sync/rereader.ts'
import { createSweeper, type Sweeper } from '../sync/sweeper.ts'
import { createPictureFetcher, type PictureFetcher } from '../vault/fetcher.ts'
import { openBlobStore } from '../vault/open-blob-store.ts'
import { filesForPlatform, picturesForPlatform } from '../vault/shrink.ts'
import { createVault, type Vault } from '../vault/vault.ts'
import { createHousekeeper, type Housekeeper } from '../watch/housekeeper.ts'
import { createWatcher, type Watcher } from '../watch/watcher.ts'
import { createWake, type Wake } from '../work/wake.ts'

export interface ApplicationDeps {
  readonly database: Pick<OpenDatabase, 'kysely' | 'listen'>
  readonly registry: MerchantRegistry
  readonly officialAccounts: OfficialAccounts
  readonly masterKey: MasterKey
  /** Absolute path; pictures are kept below it when they are kept in a folder. */
  readonly dataDir: string
  readonly vault: VaultSettings
  /** How long pictures are kept, days; 0 is for good. Default 365. */
  readonly pictureDays?: number | undefined
  /** Where the outside world reaches the desk. */
  readonly publicUrl?: string | undefined
  readonly log: Logger
  readonly clock: () => Date
  readonly deadlines?: DeadlineSettings | undefined
  readonly retry?: RetryPolicy | undefined
  readonly budgets?: Budgets | undefined
  /** How long an action stays with a worker that may have been killed, milliseconds. Default 45 000. */
  readonly actionLeaseMs?: number | undefined
}

/** The use cases, joined to each other and to the database. Nothing runs by itself. */
export interface Application {
  readonly accounts: Accounts
  readonly tokens: Tokens
  readonly vault: Vault
  /** Whose complaints there are: merchants and official accounts. */
  readonly holders: Holders
  readonly channels: Channels
  readonly officialAccountClients: OfficialAccountClients
  readonly applier: Applier
  readonly sender: Sender
  readonly fetcher: PictureFetcher
  readonly watcher: Watcher
  readonly housekeeper: Housekeeper
  readonly refunder: Refunder
  readonly sweeper: Sweeper
  readonly rereader: Rereader
  /** Called by whoever leaves new pictures to fetch. */
  readonly picturesWake: Wake
}

/** Less than the pause between two reads: other merchants come first, and what a person waits for queues up before. */
const READING_WAIT_MS = 250

export function createApplication(deps: ApplicationDeps): Application {
  const { database, registry, officialAccounts, masterKey, clock, log } = deps
  const db = database.kysely
  const turns = createTurns()
  const pacing = { db, budgetOf: budgetSource(db, deps.budgets ?? DEFAULT_BUDGETS), turns }
  const pacer = createPacer(pacing)
  const hastyPacer = createPacer({ ...pacing, maxWaitMs: READING_WAIT_MS })
  const holders = holdersOf(registry, officialAccounts)
  const tokenStoreFor = createTokenStoreFor({ db, masterKey })
  const officialAccountClients = createOfficialAccountClients(officialAccounts, { tokenStoreFor, now: clock })
  const reaching = { registry, officialAccounts, clients: officialAccountClients, db, masterKey, now: clock }
  const channels = createChannels({ ...reaching, pacer })
  const readingChannels = createChannels({
    ...reaching,
    pacer: {
      ...pacer,
      // What follows the first call of a read is worth waiting for: given up, that call would have been for nothing.
      take: async (merchantId, call) => await (call === 'detail' ? hastyPacer : pacer).take(merchantId, call),
    },
  })
  const vault = createVault({ db, blobs: openBlobStore(deps), clock })
  const picturesWake = createWake()
  const applier = createApplier({
    db,
    holders,
    channels,
    readingChannels,
    turns,
    masterKey,
    deadlines: deps.deadlines ?? DEFAULT_DEADLINES,
    clock,
    log,
    onFacts: async (trx, complaint) => await verifyActions(trx, complaint, clock()),
    onPictures: () => picturesWake.call(),
  })
  const writing = {
    db,
    channels,
    turns,
    refresh: async (key: ComplaintKey) => await applier.refresh(key),
    clock,
    log,
    retry: deps.retry ?? DEFAULT_RETRY,
    leaseMs: deps.actionLeaseMs ?? 45_000,
  }
  const sender = createSender({ ...writing, picture: picturesForPlatform(vault), file: filesForPlatform(vault) })
  const refunder = createRefunder(writing)
  const fetcher = createPictureFetcher({ db, holders, channels, vault, clock, log })
  const watcher = createWatcher({ db, holders, clock })
  const { pictureDays = DEFAULT_PICTURE_DAYS } = deps
  const erase = async (mediaKey: string): Promise<void> => await vault.erase(mediaKey)
  const housekeeper = createHousekeeper({ db, erase, pictureDays, clock, log })
  const rereader = createRereader({ db, clock })
  const callbackUrl = (merchantId: string): string | undefined => {
    const slug = registry.byId(merchantId)?.slug
    return deps.publicUrl === undefined || slug === undefined
      ? undefined
      : `${deps.publicUrl}/callbacks/wechatpay/${slug}`
  }
  const sweeper = createSweeper({ db, registry, channels, clock, log, callbackUrl })
  const accounts = createAccounts({ db, clock })
  const tokens = createTokens({ db, clock })
  return {
    accounts,
    tokens,
    vault,
    holders,
    channels,
    officialAccountClients,
    applier,
    sender,
    fetcher,
    watcher,
    housekeeper,
    refunder,
    sweeper,
    rereader,
    picturesWake,
  }
}
