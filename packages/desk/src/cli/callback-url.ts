import { createClient, type NotificationUrlCalls } from '@redress/wechatpay'
import type { Command } from 'commander'
import type { Kysely } from 'kysely'
import type { Config } from '../config/config.ts'
import { DeskError } from '../errors.ts'
import { ensureCallbackUrl, expectedCallbackUrl, sweepAfterChange } from '../merchants/callback-url.ts'
import { merchantUnknown, openMerchantRegistry } from '../merchants/open-registry.ts'
import type { Merchant } from '../merchants/registry.ts'
import { callbackPath } from '../receiver/index.ts'
import type { Database } from '../store/schema/database.ts'
import type { CliContext } from './context.ts'

interface Work {
  readonly merchant: Merchant
  readonly calls: NotificationUrlCalls
  readonly config: Config
  readonly db: Kysely<Database>
}

export function register(program: Command, context: CliContext): void {
  const callbackUrl = program.command('callback-url').description('the notification address at the platform')

  const withMerchant = async <Result>(name: string, work: (work: Work) => Promise<Result>): Promise<Result> =>
    await context.withDatabase(async (database, config) => {
      const registry = await openMerchantRegistry({
        database,
        masterKey: config.masterKey,
        platformUrl: config.platformUrl,
      })
      registry.close()
      const merchant = registry.bySlugOrMchid(name)
      if (merchant === undefined) throw merchantUnknown(name)
      const { platformUrl, ...keys } = registry.credentials(merchant.id)
      const calls = createClient({ ...keys, baseUrl: platformUrl }).notificationUrl
      return await work({ merchant, calls, config, db: database.kysely })
    })

  callbackUrl
    .command('show <merchant>')
    .description('the address set at the platform')
    .option('--json', 'print JSON')
    .action(async (name: string, { json }: { json?: true }) => {
      const shown = await withMerchant(name, async ({ merchant, calls, config }) => {
        const set = (await calls.get())?.url ?? null
        const { publicUrl } = config
        const expected = publicUrl === undefined ? null : `${publicUrl}${callbackPath(merchant.slug)}`
        return { merchant: merchant.slug, url: set, expectedUrl: expected, matches: set !== null && set === expected }
      })
      if (json === true) return context.printJson(shown)
      context.print(shown.url ?? 'No notification address is set.')
      if (shown.expectedUrl !== null && !shown.matches) context.print(`This desk expects ${shown.expectedUrl}`)
    })

  callbackUrl
    .command('ensure <merchant>')
    .description('set the address of this desk, unless it is set already')
    .option('--json', 'print JSON')
    .action(async (name: string, { json }: { json?: true }) => {
      const done = await withMerchant(name, async ({ merchant, calls, config, db }) => {
        const url = expectedCallbackUrl(config.publicUrl, callbackPath(merchant.slug))
        const outcome = await ensureCallbackUrl(calls, url)
        await sweepAfterChange(db, merchant.id, outcome, new Date())
        return { merchant: merchant.slug, url, outcome }
      })
      if (json === true) return context.printJson(done)
      context.print(`${done.url} (${done.outcome})`)
    })

  callbackUrl
    .command('delete <merchant>')
    .description('remove the address: the platform then sends no notifications')
    .option('--json', 'print JSON')
    .action(async (name: string, { json }: { json?: true }) => {
      const done = await withMerchant(name, async ({ merchant, calls }) => {
        const before = await calls.get()
        if (before === undefined) throw nothingSet(merchant)
        await calls.delete()
        return { merchant: merchant.slug, deletedUrl: before.url }
      })
      if (json === true) return context.printJson(done)
      context.print(`Deleted ${done.deletedUrl}`)
    })
}

const nothingSet = ({ slug }: Merchant): DeskError =>
  new DeskError(
    'CALLBACK_URL_NOT_SET',
    `The platform has no notification address for merchant ${slug}.`,
    `Nothing to delete. Set one with "redress callback-url ensure ${slug}".`,
  )
