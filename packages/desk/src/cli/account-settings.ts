import { type Command, Option } from 'commander'
import { DeskError } from '../errors.ts'
import type { NewOfficialAccount } from '../official-accounts/add-account.ts'
import {
  type AccountChange,
  changedAccount,
  holdStoredAccount,
  storeAccountChange,
} from '../official-accounts/change-account.ts'
import { writeAudit } from '../store/audit.ts'
import { requireAccount, withOfficialAccounts } from './account-work.ts'
import { actorOf } from './complaints.ts'
import type { CliContext } from './context.ts'
import { withoutSlash } from './merchant-files.ts'

/** What a command line says of an account besides its identity and its secrets. */
export interface SettingOptions
  extends Pick<NewOfficialAccount, 'name' | 'profile' | 'tokenEndpoint' | 'defaultGoods' | 'afterRejection'>,
    Pick<NewOfficialAccount, 'platformUrl' | 'acceptPlain'> {
  readonly allowedSource?: readonly string[]
  readonly label?: readonly string[]
}

/** For options that may be given several times and say nothing when they are not. */
const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value]

const choice = (flags: string, text: string, choices: readonly string[]): Option =>
  new Option(flags, text).choices(choices)

/** Settings take their defaults from the account itself, so that a change leaves alone what it does not name. */
export const withSettings = (command: Command): Command =>
  command
    .option('--name <name>', 'name for people')
    .addOption(
      choice('--profile <period>', 'reply window and valid messages; v16 unless given', [
        'v16',
        'y2018',
        'y2021',
        'current',
      ]),
    )
    .addOption(
      choice('--token-endpoint <name>', 'where access tokens come from; stable unless given', ['stable', 'classic']),
    )
    .addOption(
      choice('--default-goods <kind>', 'what a ticket is about until somebody says so; physical unless given', [
        'virtual',
        'service',
        'physical',
      ]),
    )
    .addOption(
      choice('--after-rejection <rule>', 'the clock after a payer refused; restart unless given', [
        'restart',
        'original',
      ]),
    )
    .option('--allowed-source <range>', 'address or CIDR range of notifications; may be given several times', collect)
    .option('--accept-plain', 'take unsealed messages although there is an AES key')
    .option('--platform-url <url>', 'another platform, such as a simulator')
    .option('--label <label>', 'store, brand or another word; may be given several times', collect)

/** Only what was given. */
export function settingsOf(options: SettingOptions): AccountChange {
  const { name, profile, tokenEndpoint, defaultGoods, afterRejection, acceptPlain, platformUrl } = options
  const { allowedSource: allowedSources, label: labels } = options
  const settings = { name, profile, tokenEndpoint, defaultGoods, afterRejection, acceptPlain, allowedSources, labels }
  const all = { ...settings, platformUrl: withoutSlash(platformUrl) }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

interface ChangeOptions extends SettingOptions {
  readonly slug?: string
  readonly partnerId?: string
  readonly anySource?: true
  /** False when there are to be none. */
  readonly labels: boolean
  readonly json?: true
}

/** Added to the commands of `redress account`. */
export function registerChange(account: Command, context: CliContext): void {
  withSettings(account.command('change <account>'))
    .description('change settings; running desks take them up at once, and what is not named stays as it is')
    .option('--slug <slug>', 'another short name; the notification addresses change with it')
    .option('--partner-id <number>', 'merchant number (partnerId) of the account')
    .option('--any-source', 'take notifications from everywhere')
    .option('--no-accept-plain', 'refuse unsealed messages when there is an AES key')
    .option('--no-labels', 'have no labels')
    .option('--json', 'print JSON')
    .action(async (name: string, options: ChangeOptions) => {
      const { slug, partnerId } = options
      const change: AccountChange = {
        ...settingsOf(options),
        ...(slug === undefined ? {} : { slug }),
        ...(partnerId === undefined ? {} : { partnerId }),
        ...(options.anySource === true ? { allowedSources: [] } : {}),
        ...(options.labels ? {} : { labels: [] }),
      }
      const changed = Object.keys(change)
      if (changed.length === 0) throw nothingToChange()
      const known = await withOfficialAccounts(context, async ({ accounts, database, config: { masterKey } }) => {
        const { id } = requireAccount(accounts, name)
        return await database.kysely.transaction().execute(async (trx) => {
          const stored = await holdStoredAccount(trx, masterKey, id)
          const next = changedAccount(stored, change)
          await storeAccountChange(trx, masterKey, stored, next)
          const by = { at: new Date(), actor: actorOf(context), merchantId: id }
          await writeAudit(trx, { ...by, action: 'account.changed', details: { changed } })
          return next.slug
        })
      })
      if (options.json === true) return context.printJson({ slug: known, changed })
      context.print(`Changed ${changed.join(', ')} of ${known}. Running desks use it from now on.`)
      if (slug !== undefined) context.print(`Enter the new addresses at the platform: "redress account show ${slug}".`)
    })
}

const nothingToChange = (): DeskError =>
  new DeskError('NOTHING_TO_CHANGE', 'No setting is given.', 'See "redress account change --help".')
