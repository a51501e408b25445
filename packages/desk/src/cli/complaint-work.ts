import { pino } from 'pino'
import { type Application, createApplication } from '../application/application.ts'
import type { Config } from '../config/config.ts'
import type { OpenDatabase } from '../database/database.ts'
import { DeskError } from '../errors.ts'
import { type OpenRegistry, openMerchantRegistry } from '../merchants/open-registry.ts'
import { type OpenAccounts, openOfficialAccounts } from '../official-accounts/open-accounts.ts'
import { type ComplaintRow, findComplaintReference } from '../store/complaint-pages.ts'
import type { CliContext } from './context.ts'

/** What commands about complaints work with. */
export interface Work {
  readonly database: OpenDatabase
  readonly registry: OpenRegistry
  readonly officialAccounts: OpenAccounts
  readonly application: Application
  readonly config: Config
}

export const now = (): Date => new Date()

/** Written into actions and the audit log. */
export const actorOf = ({ env }: CliContext): string => `cli:${env['USER'] ?? env['LOGNAME'] ?? 'unknown'}`

/** Works on the store of a running desk, or without one. */
export const withDesk = async <Result>(context: CliContext, work: (desk: Work) => Promise<Result>): Promise<Result> =>
  await context.withDatabase(async (database, config) => {
    const { masterKey, platformUrl, officialAccountUrl } = config
    const registry = await openMerchantRegistry({ database, masterKey, platformUrl })
    const officialAccounts = await openOfficialAccounts({ database, masterKey, platformUrl: officialAccountUrl })
    const log = pino({ level: 'silent' })
    const application = createApplication({ ...config, database, registry, officialAccounts, log, clock: now })
    try {
      return await work({ database, registry, officialAccounts, application, config })
    } finally {
      officialAccounts.close()
      registry.close()
    }
  })

/** Works on one complaint, named by our id or the platform's. */
export type WithComplaint = <Result>(
  reference: string,
  work: (row: ComplaintRow, desk: Work) => Promise<Result>,
) => Promise<Result>

/** @throws {DeskError} `COMPLAINT_UNKNOWN` */
export const complaintFinder =
  (context: CliContext): WithComplaint =>
  async (reference, work) =>
    await withDesk(context, async (desk) => {
      const row = await findComplaintReference(desk.database.kysely, reference)
      if (row) return await work(row, desk)
      const remedy = 'See "redress complaints list"; ids of the desk and of the platform both work.'
      throw new DeskError('COMPLAINT_UNKNOWN', `There is no complaint ${reference}.`, remedy)
    })
