import { type Command, Option } from 'commander'
import { type ApiToken, createTokens } from '../accounts/tokens.ts'
import type { Role } from '../store/schema/accounts.ts'
import type { CliContext } from './context.ts'

const tokenView = ({ id, name, prefix, role, createdAt, lastUsedAt, revokedAt }: ApiToken) => ({
  id,
  name,
  prefix,
  role,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
})

export function register(program: Command, context: CliContext): void {
  const token = program.command('token').description('tokens of programs that use the REST API')
  const withTokens = async <Result>(work: (tokens: ReturnType<typeof createTokens>) => Promise<Result>) =>
    await context.withDatabase(async ({ kysely }) => await work(createTokens({ db: kysely, clock: () => new Date() })))

  token
    .command('create')
    .description('make a token; it is shown this once')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(new Option('--role <role>', 'what it may do').choices(['owner', 'operator']).default('operator'))
    .option('--json', 'print JSON')
    .action(async ({ name, role, json }: { name: string; role: Role; json?: true }) => {
      const created = await withTokens(async (tokens) => await tokens.create({ name, role }))
      if (json === true) return context.printJson({ token: created.token, ...tokenView(created) })
      context.print(created.token)
      context.note('Keep it now: the desk stores its digest only. Send it as "Authorization: Bearer …".')
    })

  token
    .command('list')
    .description('tokens, by their first characters')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const tokens = (await withTokens(async (all) => await all.list())).map(tokenView)
      if (json === true) return context.printJson(tokens)
      context.printTable(
        ['Name', 'Prefix', 'Role', 'Last used', 'State', 'Id'],
        tokens.map((row) => [
          row.name,
          row.prefix,
          row.role,
          row.lastUsedAt ?? 'never',
          row.revokedAt === null ? 'valid' : 'revoked',
          row.id,
        ]),
      )
    })

  token
    .command('revoke <token>')
    .description('end a token, by id, prefix or name')
    .option('--json', 'print JSON')
    .action(async (reference: string, { json }: { json?: true }) => {
      const revoked = await withTokens(async (tokens) => await tokens.revoke(reference))
      if (json === true) return context.printJson(tokenView(revoked))
      context.print(`Revoked ${revoked.name} (${revoked.prefix}…).`)
    })
}
