import type { Config } from '../config/config.ts'
import type { OpenDatabase } from '../database/database.ts'
import { merchantUnknown, type OpenRegistry, openMerchantRegistry } from '../merchants/open-registry.ts'
import type { Merchant } from '../merchants/registry.ts'
import type { CliContext } from './context.ts'

export interface MerchantWork {
  readonly database: OpenDatabase
  readonly config: Config
  readonly registry: OpenRegistry
}

/** Works with the merchants as they are now. */
export const withRegistry = async <Result>(
  context: CliContext,
  work: (parts: MerchantWork) => Promise<Result>,
): Promise<Result> =>
  await context.withDatabase(async (database, config) => {
    const { masterKey, platformUrl } = config
    const registry = await openMerchantRegistry({ database, masterKey, platformUrl })
    try {
      return await work({ database, config, registry })
    } finally {
      registry.close()
    }
  })

/** @throws {DeskError} `MERCHANT_UNKNOWN` */
export function requireMerchant(registry: OpenRegistry, name: string): Merchant {
  const merchant = registry.bySlugOrMchid(name)
  if (merchant === undefined) throw merchantUnknown(name)
  return merchant
}

/** For options that may be given several times. */
export const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value]
