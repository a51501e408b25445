import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { errorCode } from '../config/files.ts'
import { DeskError } from '../errors.ts'
import type { NewMerchant } from '../merchants/add-merchant.ts'
import type { NewOfficialAccount } from '../official-accounts/add-account.ts'
import { accountEntry, toAccount } from './account-files.ts'

/** Files that hold a merchant's keys, as options of a command or entries of a list name them. */
export interface KeyFiles {
  readonly privateKey?: string | undefined
  readonly certificate?: string | undefined
  readonly apiv3KeyFile?: string | undefined
  readonly platformPublicKey?: string | undefined
  readonly platformPublicKeyId?: string | undefined
  readonly platformCertificate?: readonly string[] | undefined
}

export type MerchantKeys = Partial<
  Pick<NewMerchant, 'privateKey' | 'certificate' | 'apiV3Key' | 'platformPublicKey' | 'platformCertificates'>
>

/** Reads every file that is named, relative to a folder. @throws {DeskError} `FILE_UNREADABLE` | `PLATFORM_KEY_INCOMPLETE` */
export async function readKeyFiles(files: KeyFiles, folder: string): Promise<MerchantKeys> {
  const read = async (option: string, path: string): Promise<string> =>
    await readOptionFile(option, resolve(folder, path))
  const { privateKey, certificate, apiv3KeyFile, platformCertificate = [] } = files
  const platformPublicKey = await readPlatformPublicKey(files, read)
  return {
    ...(privateKey === undefined ? {} : { privateKey: await read('--private-key', privateKey) }),
    ...(certificate === undefined ? {} : { certificate: await read('--certificate', certificate) }),
    // Editors end a file with a line feed; anything else around the key is refused with its usual causes.
    ...(apiv3KeyFile === undefined
      ? {}
      : { apiV3Key: (await read('--apiv3-key-file', apiv3KeyFile)).replace(/\r?\n$/, '') }),
    ...(platformPublicKey === undefined ? {} : { platformPublicKey }),
    ...(platformCertificate.length === 0
      ? {}
      : {
          platformCertificates: await Promise.all(
            platformCertificate.map(async (path) => await read('--platform-certificate', path)),
          ),
        }),
  }
}

async function readPlatformPublicKey(
  { platformPublicKey: path, platformPublicKeyId: id }: KeyFiles,
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

/** @param option For the message. @throws {DeskError} `FILE_UNREADABLE` */
export async function readOptionFile(option: string, path: string): Promise<string> {
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

export const withoutSlash = (url: string | undefined): string | undefined => url?.replace(/\/+$/, '')

// YAML reads an unquoted merchant number as a number; its digits are kept, since it is far below 2^53.
const mchid = z.union([z.string(), z.int().transform(String)])

const entry = z.strictObject({
  slug: z.string(),
  mchid,
  name: z.string().optional(),
  labels: z.array(z.string()).optional(),
  serialNo: z.string().optional(),
  privateKey: z.string(),
  certificate: z.string().optional(),
  apiv3KeyFile: z.string(),
  platformPublicKey: z.string().optional(),
  platformPublicKeyId: z.string().optional(),
  platformCertificates: z.array(z.string()).optional(),
  partner: mchid.optional(),
  platformUrl: z.string().optional(),
})

const merchantsFile = z
  .strictObject({ merchants: z.array(entry).optional(), officialAccounts: z.array(accountEntry).optional() })
  .superRefine(({ merchants, officialAccounts }, context) => {
    if (merchants === undefined && officialAccounts === undefined) {
      context.addIssue({ code: 'custom', path: [], message: 'expected merchants, officialAccounts or both' })
    }
    const seen = new Set<string>()
    const once = (name: string, ...path: [list: string, index: number, field: string]): void => {
      if (seen.has(name)) context.addIssue({ code: 'custom', path, message: 'is listed twice' })
      seen.add(name)
    }
    for (const [index, { slug, mchid: number }] of (merchants ?? []).entries()) {
      once(slug, 'merchants', index, 'slug')
      once(number, 'merchants', index, 'mchid')
    }
    for (const [index, { slug, appId }] of (officialAccounts ?? []).entries()) {
      once(slug, 'officialAccounts', index, 'slug')
      once(appId, 'officialAccounts', index, 'appId')
    }
  })

/** What a file lists. A list that is not there says nothing about its kind; an empty one says that there are none. */
export interface WantedHolders {
  readonly merchants: readonly NewMerchant[] | undefined
  readonly officialAccounts: readonly NewOfficialAccount[] | undefined
}

/**
 * The merchants and official accounts of a file; paths in it are relative to the folder it lies in.
 * @throws {DeskError} `MERCHANTS_FILE_INVALID` | `FILE_UNREADABLE` | `PLATFORM_KEY_INCOMPLETE`
 */
export async function readMerchantsFile(path: string): Promise<WantedHolders> {
  const text = await readOptionFile('the list of merchants', path)
  const { parse } = await import('yaml')
  let list: z.infer<typeof merchantsFile>
  try {
    list = merchantsFile.parse(parse(text))
  } catch (cause) {
    const reason =
      cause instanceof z.ZodError
        ? cause.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
        : 'not YAML'
    throw new DeskError(
      'MERCHANTS_FILE_INVALID',
      `The list of merchants cannot be used: ${reason}.`,
      'Correct it and run the command again; nothing was changed.',
      { cause },
    )
  }
  const folder = dirname(path)
  const { merchants, officialAccounts } = list
  return {
    merchants: merchants && (await Promise.all(merchants.map(async (item) => await toMerchant(item, folder)))),
    officialAccounts:
      officialAccounts && (await Promise.all(officialAccounts.map(async (item) => await toAccount(item, folder)))),
  }
}

async function toMerchant(
  { platformCertificates, ...merchant }: z.infer<typeof entry>,
  folder: string,
): Promise<NewMerchant> {
  const keys = await readKeyFiles({ ...merchant, platformCertificate: platformCertificates }, folder)
  return {
    privateKey: '',
    apiV3Key: '',
    ...keys,
    slug: merchant.slug,
    mchid: merchant.mchid,
    name: merchant.name,
    labels: merchant.labels,
    serialNumber: merchant.serialNo,
    partnerMchid: merchant.partner,
    platformUrl: withoutSlash(merchant.platformUrl),
  }
}
