import { z } from 'zod'
import type { NewOfficialAccount } from '../official-accounts/add-account.ts'
import { readSecrets } from './secret-files.ts'

/** An official account in a list. Secrets stand in files of their own. */
export const accountEntry = z.strictObject({
  slug: z.string(),
  appId: z.string(),
  // YAML reads an unquoted merchant number as a number; its digits are kept, since it is far below 2^53.
  partnerId: z.union([z.string(), z.int().transform(String)]),
  name: z.string().optional(),
  labels: z.array(z.string()).optional(),
  appSecretFile: z.string(),
  paySignKeyFile: z.string(),
  pushTokenFile: z.string().optional(),
  aesKeyFile: z.string().optional(),
  formerAesKeyFile: z.string().optional(),
  acceptPlain: z.boolean().optional(),
  profile: z.enum(['v16', 'y2018', 'y2021', 'current']).optional(),
  tokenEndpoint: z.enum(['stable', 'classic']).optional(),
  defaultGoods: z.enum(['virtual', 'service', 'physical']).optional(),
  afterRejection: z.enum(['restart', 'original']).optional(),
  allowedSources: z.array(z.string()).optional(),
  platformUrl: z.string().optional(),
})

/** @throws {DeskError} `FILE_UNREADABLE` */
export async function toAccount(
  {
    appSecretFile,
    paySignKeyFile,
    pushTokenFile,
    aesKeyFile,
    formerAesKeyFile,
    ...entry
  }: z.infer<typeof accountEntry>,
  folder: string,
): Promise<NewOfficialAccount> {
  const files = { appSecretFile, paySignKeyFile, pushTokenFile, aesKeyFile, formerAesKeyFile }
  const secrets = await readSecrets(files, { cwd: folder })
  return {
    ...entry,
    appSecret: secrets.appSecretFile ?? '',
    paySignKey: secrets.paySignKeyFile ?? '',
    pushToken: secrets.pushTokenFile,
    aesKey: secrets.aesKeyFile,
    formerAesKey: secrets.formerAesKeyFile,
    platformUrl: entry.platformUrl?.replace(/\/+$/, ''),
  }
}
