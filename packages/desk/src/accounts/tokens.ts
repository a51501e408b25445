import type { Kysely } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { DeskError } from '../errors.ts'
import { writeAudit } from '../store/audit.ts'
import type { Role } from '../store/schema/accounts.ts'
import type { Database } from '../store/schema/database.ts'
import { hashSecret, newSecret } from './secret.ts'

export interface ApiToken {
  readonly id: string
  readonly name: string
  /** Its first characters, to recognise it by. */
  readonly prefix: string
  readonly role: Role
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

export interface Tokens {
  /** The token itself is shown this once and not kept. */
  create(token: { readonly name: string; readonly role: Role }): Promise<ApiToken & { readonly token: string }>
  list(): Promise<ApiToken[]>
  /** By id, prefix or name; a name that several tokens bear is refused. @throws {DeskError} `TOKEN_UNKNOWN` */
  revoke(reference: string): Promise<ApiToken>
  find(token: string): Promise<ApiToken | undefined>
}

const PREFIX = 'rdr_'
const SHOWN = PREFIX.length + 6
/** How exact "last used" is; a write per request would cost more than it tells. */
const USE_RESOLUTION_MS = 60_000

const columns = [
  'id',
  'name',
  'prefix',
  'role',
  'created_at as createdAt',
  'last_used_at as lastUsedAt',
  'revoked_at as revokedAt',
] as const

export function createTokens({ db, clock }: { readonly db: Kysely<Database>; readonly clock: () => Date }): Tokens {
  return {
    create: async ({ name, role }) => {
      const token = PREFIX + newSecret()
      const now = clock()
      const row = await db
        .insertInto('api_tokens')
        .values({
          id: uuidv7(),
          name,
          prefix: token.slice(0, SHOWN),
          token_hash: hashSecret(token),
          role,
          created_at: now,
        })
        .returning(columns)
        .executeTakeFirstOrThrow()
      await writeAudit(db, { at: now, actor: 'administration', action: 'token.created', details: { name } })
      return { ...row, token }
    },
    list: async () => await db.selectFrom('api_tokens').select(columns).orderBy('id').execute(),
    revoke: async (reference) => {
      const now = clock()
      return await db.transaction().execute(async (trx) => {
        const rows = await trx
          .updateTable('api_tokens')
          .set({ revoked_at: now })
          .where('revoked_at', 'is', null)
          .where((is) => is.or([is('id', '=', reference), is('prefix', '=', reference), is('name', '=', reference)]))
          .returning(columns)
          .execute()
        const [row, ...others] = rows
        // Thrown inside the transaction, so that nothing is revoked by an unclear name.
        if (!row || others.length > 0) {
          const message = row ? `Several tokens are called ${reference}.` : `There is no valid token ${reference}.`
          throw new DeskError('TOKEN_UNKNOWN', message, 'Give the id of "redress token list".', { field: 'token' })
        }
        await writeAudit(trx, {
          at: now,
          actor: 'administration',
          action: 'token.revoked',
          details: { name: row.name },
        })
        return row
      })
    },
    find: async (token) => {
      if (!token.startsWith(PREFIX)) return undefined
      const row = await db
        .selectFrom('api_tokens')
        .select(columns)
        .where('token_hash', '=', hashSecret(token))
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      const now = clock()
      if (row && (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > USE_RESOLUTION_MS)) {
        await db.updateTable('api_tokens').set({ last_used_at: now }).where('id', '=', row.id).execute()
      }
      return row
    },
  }
}
