import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Kysely } from 'kysely'
import type { Accounts, User } from '../accounts/accounts.ts'
import type { Tokens } from '../accounts/tokens.ts'
import type { EventHub } from '../events/hub.ts'
import type { OpenRegistry } from '../merchants/open-registry.ts'
import type { OfficialAccounts } from '../official-accounts/accounts.ts'
import type { Holders } from '../official-accounts/holders.ts'
import type { Channels } from '../platform/channel.ts'
import type { OfficialAccountClients } from '../platform/official-account-clients.ts'
import type { MasterKey } from '../sealing/seal.ts'
import type { Database } from '../store/schema/database.ts'
import type { Applier } from '../sync/applier.ts'
import type { Vault } from '../vault/vault.ts'

/** A Fastify instance whose routes are checked and typed by zod schemas. */
export type Api = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** What the REST API is made of. */
export interface ApiParts {
  readonly db: Kysely<Database>
  readonly registry: Omit<OpenRegistry, 'close'>
  readonly officialAccounts: OfficialAccounts
  /** Whose complaints there are: merchants and official accounts. */
  readonly holders: Holders
  readonly channels: Channels
  readonly officialAccountClients: OfficialAccountClients
  /** Makes a complaint anew out of what the platform and the desk know. */
  readonly applier: Pick<Applier, 'refresh'>
  readonly accounts: Accounts
  readonly tokens: Tokens
  readonly vault: Vault
  readonly events: EventHub
  readonly masterKey: MasterKey
  readonly clock: () => Date
  readonly version: string
  readonly timeZone: string
  /** Address under which people reach the desk; https makes cookies secure. */
  readonly publicUrl: string | undefined
}

/** Who asks: a signed-in person or a program with a token. */
export interface Actor {
  /** Written into actions and the audit log. */
  readonly name: string
  readonly user: User
  readonly kind: 'session' | 'token'
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard of every route that needs one. */
    actor: Actor | null
  }
}
