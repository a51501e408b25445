import type { Kysely, Selectable } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { DeskError } from '../errors.ts'
import { writeAudit } from '../store/audit.ts'
import type { Role, UsersTable } from '../store/schema/accounts.ts'
import type { Database } from '../store/schema/database.ts'
import { hashPassword, PASSWORD_MIN, verifyPassword } from './password.ts'
import { hashSecret, newSecret } from './secret.ts'

export interface User {
  readonly id: string
  readonly username: string
  readonly displayName: string
  readonly role: Role
}

export interface ListedUser extends User {
  readonly disabledAt: Date | null
  readonly createdAt: Date
}

export interface NewUser {
  /** 2 to 64 characters: letters, digits, dot, dash, underscore. Compared in lower case. */
  readonly username: string
  readonly displayName?: string | undefined
  readonly role: Role
  /** At least 8 characters. */
  readonly password: string
}

export interface Accounts {
  /** Adds the user, or leaves one of that name as it is. */
  ensureUser(user: NewUser): Promise<User>
  /** @throws {DeskError} `USER_EXISTS` | `USERNAME_INVALID` | `PASSWORD_TOO_SHORT` */
  addUser(user: NewUser): Promise<User>
  listUsers(): Promise<ListedUser[]>
  /** Signs the user out everywhere and lets nobody in under that name. @throws {DeskError} `USER_UNKNOWN` */
  disableUser(username: string): Promise<void>
  /** New password, enabled again, signed out everywhere. @throws {DeskError} `USER_UNKNOWN` | `PASSWORD_TOO_SHORT` */
  resetPassword(username: string, password: string): Promise<void>
  /** @throws {DeskError} `SIGN_IN_REFUSED`, whatever was wrong */
  signIn(username: string, password: string): Promise<{ readonly user: User; readonly token: string }>
  userOfSession(token: string): Promise<User | undefined>
  signOut(token: string): Promise<void>
}

/** Seven days, then the password is asked for again. */
export const SESSION_MS = 7 * 24 * 3_600_000

const toUser = (row: Selectable<UsersTable>): User => ({
  id: row.id,
  username: row.username,
  displayName: row.display_name,
  role: row.role,
})

const signInRefused = (): DeskError =>
  new DeskError(
    'SIGN_IN_REFUSED',
    'User name or password is wrong.',
    'Try again, or have the password reset with "redress user reset".',
  )

const userUnknown = (username: string): DeskError =>
  new DeskError('USER_UNKNOWN', `There is no user ${username}.`, 'See "redress user list".', { field: 'username' })

function checkPassword(password: string): void {
  if (password.length >= PASSWORD_MIN) return
  throw new DeskError(
    'PASSWORD_TOO_SHORT',
    `A password has at least ${PASSWORD_MIN} characters.`,
    'Choose a longer one; a few words are easy to remember.',
    { field: 'password' },
  )
}

export interface AccountsDeps {
  readonly db: Kysely<Database>
  readonly clock: () => Date
}

export function createAccounts({ db, clock }: AccountsDeps): Accounts {
  const findUser = async (username: string) =>
    await db.selectFrom('users').selectAll().where('username', '=', username.toLowerCase()).executeTakeFirst()

  // Unknown names cost the same time as known ones: an answer must not tell which names exist.
  let decoy: Promise<string> | undefined
  const burnTime = async (password: string): Promise<false> => {
    decoy ??= hashPassword(newSecret())
    await verifyPassword(await decoy, password)
    return false
  }

  const addUser = async ({ username, displayName, role, password }: NewUser): Promise<User> => {
    checkPassword(password)
    if (!/^[\w.-]{2,64}$/.test(username)) {
      throw new DeskError(
        'USERNAME_INVALID',
        'A user name has 2 to 64 letters, digits, dots, dashes or underscores.',
        'Choose another name; the display name may hold anything.',
        { field: 'username' },
      )
    }
    const now = clock()
    const row = await db
      .insertInto('users')
      .values({
        id: uuidv7(),
        username: username.toLowerCase(),
        display_name: displayName ?? username,
        role,
        password_hash: await hashPassword(password),
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.column('username').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (row) return toUser(row)
    throw new DeskError('USER_EXISTS', `There is a user ${username} already.`, 'Choose another name.', {
      field: 'username',
    })
  }

  const changeUser = async (
    username: string,
    action: string,
    changes: { disabled_at: Date | null; password_hash?: string },
  ): Promise<void> => {
    const now = clock()
    await db.transaction().execute(async (trx) => {
      const row = await trx
        .updateTable('users')
        .set({ ...changes, updated_at: now })
        .where('username', '=', username.toLowerCase())
        .returning('id')
        .executeTakeFirst()
      if (!row) throw userUnknown(username)
      await trx.deleteFrom('sessions').where('user_id', '=', row.id).execute()
      await writeAudit(trx, { at: now, actor: 'administration', action, details: { username } })
    })
  }

  return {
    addUser,
    ensureUser: async (user) => {
      const known = await findUser(user.username)
      return known ? toUser(known) : await addUser(user)
    },
    listUsers: async () => {
      const rows = await db.selectFrom('users').selectAll().orderBy('username').execute()
      return rows.map((row) => ({ ...toUser(row), disabledAt: row.disabled_at, createdAt: row.created_at }))
    },
    disableUser: async (username) => {
      await changeUser(username, 'user.disabled', { disabled_at: clock() })
    },
    resetPassword: async (username, password) => {
      checkPassword(password)
      const changes = { disabled_at: null, password_hash: await hashPassword(password) }
      await changeUser(username, 'user.password-reset', changes)
    },
    signIn: async (username, password) => {
      const row = await findUser(username)
      const proven = row ? await verifyPassword(row.password_hash, password) : await burnTime(password)
      if (!row || !proven || row.disabled_at !== null) throw signInRefused()
      const token = newSecret()
      const now = clock()
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('sessions').where('expires_at', '<', now).execute()
        const expires = new Date(now.getTime() + SESSION_MS)
        await trx
          .insertInto('sessions')
          .values({ token_hash: hashSecret(token), user_id: row.id, created_at: now, expires_at: expires })
          .execute()
        await writeAudit(trx, { at: now, actor: row.username, action: 'session.opened', details: {} })
      })
      return { user: toUser(row), token }
    },
    userOfSession: async (token) => {
      const row = await db
        .selectFrom('sessions')
        .innerJoin('users', 'users.id', 'sessions.user_id')
        .selectAll('users')
        .where('sessions.token_hash', '=', hashSecret(token))
        .where('sessions.expires_at', '>', clock())
        .where('users.disabled_at', 'is', null)
        .executeTakeFirst()
      return row && toUser(row)
    },
    signOut: async (token) => {
      await db.deleteFrom('sessions').where('token_hash', '=', hashSecret(token)).execute()
    },
  }
}
