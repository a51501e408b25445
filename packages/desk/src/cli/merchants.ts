import { resolve } from 'node:path'
import type { Command } from 'commander'
import { GuardRefusal } from '../errors.ts'
import { addMerchant } from '../merchants/add-merchant.ts'
import type { Merchant } from '../merchants/registry.ts'
import { removeMerchant } from '../merchants/remove-merchant.ts'
import { countAccounts } from '../official-accounts/open-accounts.ts'
import { callbackPath } from '../receiver/index.ts'
import { writeAudit } from '../store/audit.ts'
import { actorOf } from './complaints.ts'
import type { CliContext } from './context.ts'
import { registerApply } from './merchant-apply.ts'
import { readKeyFiles, withoutSlash } from './merchant-files.ts'
import { registerKeyCommands } from './merchant-keys.ts'
import { collect, requireMerchant, withRegistry } from './merchant-work.ts'

interface AddOptions {
  readonly slug: string
  readonly mchid: string
  readonly name?: string
  readonly serialNo?: string
  readonly privateKey: string
  readonly certificate?: string
  readonly apiv3KeyFile: string
  readonly platformPublicKey?: string
  readonly platformPublicKeyId?: string
  readonly platformCertificate: readonly string[]
  readonly partner?: string
  readonly platformUrl?: string
  readonly label: readonly string[]
  readonly json?: true
}

export function register(program: Command, context: CliContext, exitWith: (code: number) => void): void {
  const merchant = program.command('merchant').description('merchants and their keys')

  merchant
    .command('add')
    .description('add a merchant; running desks take it up at once')
    .requiredOption('--slug <slug>', 'short name, part of the notification address')
    .requiredOption('--mchid <number>', 'merchant number')
    .option('--name <name>', 'name for people')
    .option('--serial-no <serial>', 'serial of the merchant API certificate; not needed with --certificate')
    .requiredOption('--private-key <file>', 'merchant API private key (apiclient_key.pem)')
    .option('--certificate <file>', 'merchant API certificate (apiclient_cert.pem)')
    .requiredOption('--apiv3-key-file <file>', 'file with the APIv3 key, 32 characters')
    .option('--platform-public-key <file>', 'WeChat Pay public key (pub_key.pem)')
    .option('--platform-public-key-id <id>', 'its id, PUB_KEY_ID_…')
    .option('--platform-certificate <file>', 'platform certificate; may be given several times', collect, [])
    .option('--partner <number>', 'partner that signs for this merchant; the keys given are then the partner’s')
    .option('--platform-url <url>', 'another platform, such as a simulator')
    .option('--label <label>', 'store, brand or another word; may be given several times', collect, [])
    .option('--json', 'print JSON')
    .action(async (options: AddOptions) => {
      const input = {
        slug: options.slug,
        mchid: options.mchid,
        name: options.name,
        serialNumber: options.serialNo,
        partnerMchid: options.partner,
        platformUrl: withoutSlash(options.platformUrl),
        labels: options.label,
        privateKey: '',
        apiV3Key: '',
        ...(await readKeyFiles(options, resolve(context.cwd))),
      }
      await context.withDatabase(async ({ kysely }, config) => {
        const id = await addMerchant(kysely, config.masterKey, input)
        const path = callbackPath(input.slug)
        const address = config.publicUrl === undefined ? undefined : `${config.publicUrl}${path}`
        if (options.json === true) {
          context.printJson({
            id,
            slug: input.slug,
            mchid: input.mchid,
            callbackPath: path,
            callbackUrl: address ?? null,
          })
          return
        }
        context.print(`Added merchant ${input.slug} (${input.mchid}).`)
        context.print(`Notification address: ${address ?? `${path} below REDRESS_PUBLIC_URL, which is not set`}`)
        context.print(`Set it at the platform with "redress callback-url ensure ${input.slug}".`)
      })
    })

  merchant
    .command('list')
    .description('merchants with their platform keys')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const { merchants, accounts } = await withRegistry(context, async ({ registry, database: { kysely } }) => ({
        merchants: registry.list(),
        accounts: await countAccounts(kysely),
      }))
      if (json === true) return context.printJson(merchants.map(toJson))
      context.printTable(
        ['Slug', 'Number', 'Name', 'Labels', 'Partner', 'Platform keys'],
        merchants.map(({ slug, mchid, name, labels, partnerMchid, platformKeys }) => [
          slug,
          mchid,
          name,
          labels.join('\n'),
          partnerMchid ?? '',
          platformKeys.map(({ serial }) => serial).join('\n') || 'downloaded when needed',
        ]),
      )
      if (accounts > 0) context.print(`Official accounts: ${accounts}. See "redress account list".`)
    })

  merchant
    .command('show <merchant>')
    .description('one merchant with its platform keys, by slug or number')
    .option('--json', 'print JSON')
    .action(async (name: string, { json }: { json?: true }) => {
      const shown = await withRegistry(context, async ({ registry, config: { publicUrl } }) => {
        const found = requireMerchant(registry, name)
        const { serialNumber } = registry.credentials(found.id).identity
        const path = callbackPath(found.slug)
        const callbackUrl = publicUrl === undefined ? null : `${publicUrl}${path}`
        return { ...toJson(found), serialNo: serialNumber, callbackUrl }
      })
      if (json === true) return context.printJson(shown)
      const { platformKeys, labels, ...rest } = shown
      for (const [field, value] of Object.entries(rest)) context.print(`${field.padEnd(14)} ${value ?? '-'}`)
      context.print(`${'labels'.padEnd(14)} ${labels.join(', ') || '-'}`)
      for (const { serial, kind, expiresAt } of platformKeys) {
        context.print(
          `${'platform key'.padEnd(14)} ${serial} (${kind}${expiresAt === null ? '' : `, until ${expiresAt}`})`,
        )
      }
    })

  merchant
    .command('remove <merchant>')
    .description('erase the keys of a merchant and receive nothing more for it; its complaints are kept')
    .option('--yes', 'really do it')
    .option('--json', 'print JSON')
    .action(async (name: string, { yes, json }: { yes?: true; json?: true }) => {
      const removed = await withRegistry(context, async ({ registry, database }) => {
        const found = requireMerchant(registry, name)
        if (yes !== true) throw notConfirmed(found)
        await database.kysely.transaction().execute(async (trx) => {
          const at = new Date()
          await removeMerchant(trx, found.id, at)
          const audit = { at, actor: actorOf(context), merchantId: found.id }
          await writeAudit(trx, { ...audit, action: 'merchant.removed', details: { mchid: found.mchid } })
        })
        return found
      })
      if (json === true) return context.printJson({ slug: removed.slug, mchid: removed.mchid, removed: true })
      context.print(`Removed ${removed.slug} (${removed.mchid}). Its complaints are kept; its keys are erased.`)
      context.print('The notification address stays set at the platform; its deliveries are refused from now on.')
    })

  registerKeyCommands(merchant, context, exitWith)
  registerApply(merchant, context)
}

const notConfirmed = ({ slug, mchid }: Merchant): GuardRefusal =>
  new GuardRefusal(
    'CONFIRMATION_MISSING',
    `This erases the keys of ${slug} (${mchid}); nothing more is received, read or sent for it.`,
    'Run the command again with --yes. "redress callback-url delete" before it stops the deliveries, too.',
    { field: '--yes' },
  )

const toJson = ({ slug, name, mchid, labels, partnerMchid, keyMode, platformKeys, platformUrl }: Merchant) => ({
  slug,
  name,
  mchid,
  labels,
  partnerMchid: partnerMchid ?? null,
  keyMode,
  platformKeys: platformKeys.map(({ serial, kind, expiresAt }) => ({
    serial,
    kind,
    expiresAt: expiresAt?.toISOString() ?? null,
  })),
  platformUrl: platformUrl ?? null,
  callbackPath: callbackPath(slug),
})
