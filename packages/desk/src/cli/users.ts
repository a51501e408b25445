import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { createAccounts, type ListedUser } from '../accounts/accounts.ts'
import type { Role } from '../store/schema/accounts.ts'
import type { CliContext } from './context.ts'

interface PasswordOptions {
  readonly passwordFile?: string
  readonly json?: true
}

/** A file, so that the password stays out of process lists and histories; without one it is drawn and shown once. */
async function readPassword(file: string | undefined): Promise<{ readonly password: string; readonly drawn: boolean }> {
  if (file === undefined) return { password: randomBytes(15).toString('base64url'), drawn: true }
  return { password: (await readFile(file, 'utf8')).replace(/\r?\n$/, ''), drawn: false }
}

const passwordFile = '--password-file <file>'
const passwordHelp = 'read the password from this file; without it one is drawn and printed once'

const userView = ({ id, username, displayName, role, disabledAt, createdAt }: ListedUser) => ({
  id,
  username,
  displayName,
  role,
  disabledAt: disabledAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
})

export function register(program: Command, context: CliContext): void {
  const user = program.command('user').description('people who may sign in')
  const withAccounts = async <Result>(work: (accounts: ReturnType<typeof createAccounts>) => Promise<Result>) =>
    await context.withDatabase(
      async ({ kysely }) => await work(createAccounts({ db: kysely, clock: () => new Date() })),
    )

  user
    .command('add <username>')
    .description('let somebody in')
    .option('--display-name <name>', 'how the console calls them')
    .addOption(new Option('--role <role>', 'what they may do').choices(['owner', 'operator']).default('operator'))
    .option(passwordFile, passwordHelp)
    .option('--json', 'print JSON')
    .action(async (username: string, options: PasswordOptions & { displayName?: string; role: Role }) => {
      const { password, drawn } = await readPassword(options.passwordFile)
      const { displayName, role } = options
      const added = await withAccounts(
        async (accounts) => await accounts.addUser({ username, displayName, role, password }),
      )
      if (options.json === true) return context.printJson({ ...added, ...(drawn ? { password } : {}) })
      context.print(`Added ${added.username} (${added.role}).${drawn ? ` Password: ${password}` : ''}`)
    })

  user
    .command('list')
    .description('who may sign in')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const users = await withAccounts(async (accounts) => await accounts.listUsers())
      if (json === true) return context.printJson(users.map(userView))
      context.printTable(
        ['Name', 'Shown as', 'Role', 'State'],
        users.map((row) => [row.username, row.displayName, row.role, row.disabledAt === null ? 'active' : 'disabled']),
      )
    })

  user
    .command('disable <username>')
    .description('lock somebody out, everywhere and at once')
    .option('--json', 'print JSON')
    .action(async (username: string, { json }: { json?: true }) => {
      await withAccounts(async (accounts) => await accounts.disableUser(username))
      if (json === true) return context.printJson({ username, disabled: true })
      context.print(`${username} can no longer sign in. "redress user reset ${username}" lets them in again.`)
    })

  user
    .command('reset <username>')
    .description('give somebody a new password; they are signed out everywhere')
    .option(passwordFile, passwordHelp)
    .option('--json', 'print JSON')
    .action(async (username: string, options: PasswordOptions) => {
      const { password, drawn } = await readPassword(options.passwordFile)
      await withAccounts(async (accounts) => await accounts.resetPassword(username, password))
      if (options.json === true) return context.printJson({ username, ...(drawn ? { password } : {}) })
      context.print(`${username} has a new password.${drawn ? ` It is: ${password}` : ''}`)
    })
}
