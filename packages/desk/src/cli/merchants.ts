import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { errorCode } from '../config/files.ts'
import { DeskError } from '../errors.ts'
import { addMerchant, type NewMerchant } from '../merchants/add-merchant.ts'
import { openMerchantRegistry } from '../merchants/open-registry.ts'
import type { Merchant } from '../merchants/registry.ts'
import { callbackPath } from '../receiver/index.ts'
import type { CliContext } from './context.ts'

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
  readonly json?: true
}

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value]

export function register(program: Command, context: CliContext): void {
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
    .option('--json', 'print JSON')
    .action(async (options: AddOptions) => {
      const input = await readNewMerchant(options, context.cwd)
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
      const merchants = await context.withDatabase(async (database, { masterKey, platformUrl }) => {
        const registry = await openMerchantRegistry({ database, masterKey, platformUrl })
        registry.close()
        return registry.list()
      })
      if (json === true) return context.printJson(merchants.map(toJson))
      context.printTable(
        ['Slug', 'Number', 'Name', 'Partner', 'Platform keys'],
        merchants.map(({ slug, mchid, name, partnerMchid, platformKeys }) => [
          slug,
          mchid,
          name,
          partnerMchid ?? '',
          platformKeys.map(({ serial }) => serial).join('\n') || 'downloaded when needed',
        ]),
      )
    })
}

const toJson = ({ slug, name, mchid, partnerMchid, keyMode, platformKeys, platformUrl }: Merchant): unknown => ({
  slug,
  name,
  mchid,
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

async function readNewMerchant(options: AddOptions, cwd: string): Promise<NewMerchant> {
  const read = async (option: string, path: string): Promise<string> => await readOptionFile(option, resolve(cwd, path))
  return {
    slug: options.slug,
    mchid: options.mchid,
    name: options.name,
    serialNumber: options.serialNo,
    privateKey: await read('--private-key', options.privateKey),
    certificate: options.certificate === undefined ? undefined : await read('--certificate', options.certificate),
    // Editors end a file with a line feed; anything else around the key is refused with its usual causes.
    apiV3Key: (await read('--apiv3-key-file', options.apiv3KeyFile)).replace(/\r?\n$/, ''),
    platformPublicKey: await readPlatformPublicKey(options, read),
    platformCertificates: await Promise.all(
      options.platformCertificate.map((path) => read('--platform-certificate', path)),
    ),
    partnerMchid: options.partner,
    platformUrl: options.platformUrl?.replace(/\/+$/, ''),
  }
}

async function readPlatformPublicKey(
  { platformPublicKey: path, platformPublicKeyId: id }: AddOptions,
  read: (option: string, path: string) => Promise<string>,
): Promise<NewMerchant['platformPublicKey']> {
  if (path === undefined && id === undefined) return undefined
  if (path === undefined || id === undefined) {
    throw new DeskError(
      'PLATFORM_KEY_INCOMPLETE',
      'The WeChat Pay public key needs both its file and its id.',
      'Give --platform-public-key and --platform-public-key-id; the merchant console shows the id beside the download.',
      { field: path === undefined ? '--platform-public-key' : '--platform-public-key-id' },
    )
  }
  return { id, pem: await read('--platform-public-key', path) }
}

async function readOptionFile(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new DeskError(
      'FILE_UNREADABLE',
      `The file of ${option} cannot be read (${errorCode(cause) ?? 'unknown reason'}).`,
      'Check the path and the permissions.',
      { field: option, cause },
    )
  }
}
