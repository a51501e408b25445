import type { Command } from 'commander'
import { GuardRefusal } from '../errors.ts'
import type { OfficialAccountInfo } from '../official-accounts/accounts.ts'
import { addAccount, type NewOfficialAccount } from '../official-accounts/add-account.ts'
import { removeAccount } from '../official-accounts/remove-account.ts'
import { writeAudit } from '../store/audit.ts'
import { registerAccountSecrets } from './account-secrets.ts'
import { registerChange, type SettingOptions, settingsOf, withSettings } from './account-settings.ts'
import { registerTerms } from './account-terms.ts'
import { callbackAddresses, requireAccount, withOfficialAccounts } from './account-work.ts'
import { actorOf } from './complaints.ts'
import type { CliContext } from './context.ts'
import { readSecrets } from './secret-files.ts'

interface AddOptions extends SettingOptions, Pick<NewOfficialAccount, 'slug' | 'appId' | 'partnerId'> {
  readonly appSecretFile: string
  readonly paySignKeyFile: string
  readonly pushTokenFile?: string
  readonly aesKeyFile?: string
  readonly json?: true
}

export function register(program: Command, context: CliContext, exitWith: (code: number) => void): void {
  const account = program.command('account').description('official accounts, their secrets and their rights tickets')

  withSettings(account.command('add'))
    .description('add an official account; running desks take it up at once')
    .requiredOption('--slug <slug>', 'short name, part of the notification addresses')
    .requiredOption('--app-id <id>', 'appId, wx…')
    .requiredOption('--partner-id <number>', 'merchant number (partnerId) of the account')
    .requiredOption('--app-secret-file <file>', 'file with the appSecret; - reads standard input')
    .requiredOption('--pay-sign-key-file <file>', 'file with the paySignKey (appKey)')
    .option('--push-token-file <file>', 'file with the token of the message push; without it no messages arrive')
    .option('--aes-key-file <file>', 'file with the EncodingAESKey; without it messages are pushed unsealed')
    .option('--json', 'print JSON')
    .action(async (options: AddOptions) => {
      const secrets = await readSecrets(
        {
          '--app-secret-file': options.appSecretFile,
          '--pay-sign-key-file': options.paySignKeyFile,
          '--push-token-file': options.pushTokenFile,
          '--aes-key-file': options.aesKeyFile,
        },
        context,
      )
      const { slug, appId, partnerId } = options
      const input = {
        ...settingsOf(options),
        slug,
        appId,
        partnerId,
        appSecret: secrets['--app-secret-file'] ?? '',
        paySignKey: secrets['--pay-sign-key-file'] ?? '',
        pushToken: secrets['--push-token-file'],
        aesKey: secrets['--aes-key-file'],
      }
      await context.withDatabase(async ({ kysely }, { masterKey, publicUrl }) => {
        const id = await addAccount(kysely, masterKey, input)
        const addresses = callbackAddresses(slug, publicUrl)
        if (options.json === true) return context.printJson({ id, slug, appId, ...addresses })
        context.print(`Added official account ${slug} (${appId}).`)
        printAddresses(context, addresses)
        context.print(`See whether the platform takes the appSecret: "redress account check ${slug}".`)
      })
    })

  account
    .command('list')
    .description('official accounts')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const listed = await withOfficialAccounts(context, async ({ accounts }) => accounts.list())
      if (json === true) return context.printJson(listed.map(toJson))
      context.printTable(
        ['Slug', 'AppId', 'Partner id', 'Name', 'Labels', 'Profile', 'Messages'],
        listed.map(({ slug, appId, partnerId, name, labels, profile, pushMode }) => [
          slug,
          appId,
          partnerId,
          name,
          labels.join('\n'),
          profile,
          pushMode,
        ]),
      )
    })

  account
    .command('show <account>')
    .description('one official account with its addresses, by slug or appId')
    .option('--json', 'print JSON')
    .action(async (name: string, { json }: { json?: true }) => {
      const shown = await withOfficialAccounts(context, async ({ accounts, config: { publicUrl } }) => {
        const found = requireAccount(accounts, name)
        return { ...toJson(found), ...callbackAddresses(found.slug, publicUrl) }
      })
      if (json === true) return context.printJson(shown)
      const { labels, allowedSources, ...rest } = shown
      const lines = { ...rest, labels: labels.join(', '), allowedSources: allowedSources.join(', ') || 'any' }
      for (const [field, value] of Object.entries(lines)) {
        context.print(`${field.padEnd(18)} ${value === null || value === '' ? '-' : value}`)
      }
    })

  account
    .command('remove <account>')
    .description('erase the secrets of an account and receive nothing more for it; its tickets are kept')
    .option('--yes', 'really do it')
    .option('--json', 'print JSON')
    .action(async (name: string, { yes, json }: { yes?: true; json?: true }) => {
      const removed = await withOfficialAccounts(context, async ({ accounts, database }) => {
        const found = requireAccount(accounts, name)
        if (yes !== true) throw notConfirmed(found)
        await database.kysely.transaction().execute(async (trx) => {
          const at = new Date()
          await removeAccount(trx, found.id, at)
          const audit = { at, actor: actorOf(context), merchantId: found.id }
          await writeAudit(trx, { ...audit, action: 'account.removed', details: { appId: found.appId } })
        })
        return found
      })
      if (json === true) return context.printJson({ slug: removed.slug, appId: removed.appId, removed: true })
      context.print(`Removed ${removed.slug} (${removed.appId}). Its tickets are kept; its secrets are erased.`)
      context.print('Its addresses stay set at the platform; what is delivered there is refused from now on.')
    })

  registerChange(account, context)
  registerAccountSecrets(account, context, exitWith)
  registerTerms(account, context)
}

function printAddresses(context: CliContext, addresses: ReturnType<typeof callbackAddresses>): void {
  const { rightsCallbackUrl, rightsCallbackPath, pushCallbackUrl, pushCallbackPath } = addresses
  context.print(`Rights notifications (payfeedback_url): ${rightsCallbackUrl ?? rightsCallbackPath}`)
  context.print(`Message push (消息推送, URL):           ${pushCallbackUrl ?? pushCallbackPath}`)
  if (rightsCallbackUrl === null) context.print('Both are below REDRESS_PUBLIC_URL, which is not set.')
}

const notConfirmed = ({ slug, appId }: OfficialAccountInfo): GuardRefusal =>
  new GuardRefusal(
    'CONFIRMATION_MISSING',
    `This erases the secrets of ${slug} (${appId}); nothing more is received or sent for it.`,
    'Run the command again with --yes.',
    { field: '--yes' },
  )

const toJson = (account: OfficialAccountInfo) => ({
  slug: account.slug,
  appId: account.appId,
  partnerId: account.partnerId,
  name: account.name,
  labels: account.labels,
  profile: account.profile,
  tokenEndpoint: account.tokenEndpoint,
  defaultGoods: account.defaultGoods,
  afterRejection: account.afterRejection,
  pushMode: account.pushMode,
  allowedSources: account.allowedSources,
  platformUrl: account.platformUrl ?? null,
})
