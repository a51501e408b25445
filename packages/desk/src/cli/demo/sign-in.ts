import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Accounts } from '../../accounts/accounts.ts'
import { readIfPresent } from '../../config/files.ts'

const signIn = z.object({ username: z.string(), password: z.string() })
export type SignIn = z.infer<typeof signIn>

// Without characters that look alike: people type this from a terminal.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const randomPassword = (): string => Array.from({ length: 14 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

/** The demo's operator: made on the first start, the password kept in the data folder (mode 0600) to be shown again. */
export async function ensureSignIn(accounts: Accounts, dataDir: string): Promise<SignIn> {
  const file = join(dataDir, 'demo-sign-in.json')
  const text = await readIfPresent(file)
  const known = text === undefined ? undefined : signIn.parse(JSON.parse(text))
  const { username, password } = known ?? { username: 'demo', password: randomPassword() }
  await accounts.ensureUser({ username, password, displayName: '演示客服', role: 'owner' })
  if (known === undefined) {
    // The account may be older than the file, when somebody removed the file to get another password.
    await accounts.resetPassword(username, password)
    await writeFile(file, `${JSON.stringify({ username, password })}\n`, { mode: 0o600 })
  }
  return { username, password }
}
