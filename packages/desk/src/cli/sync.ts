import { type Command, InvalidArgumentError } from 'commander'
import { pino } from 'pino'
import { createApplication } from '../application/application.ts'
import type { Config } from '../config/config.ts'
import type { OpenDatabase } from '../database/database.ts'
import { addDays, beijingDay } from '../domain/calendar.ts'
import { DeskError } from '../errors.ts'
import { syncView } from '../http/views/merchant.ts'
import { merchantUnknown, openMerchantRegistry } from '../merchants/open-registry.ts'
import { openOfficialAccounts } from '../official-accounts/open-accounts.ts'
import { type Completeness, ensureSyncRows, readCompleteness, wantSweep } from '../store/merchant-sync.ts'
import { BACKFILL_DAYS, backfillStart } from '../sync/sweeper.ts'
import type { CliContext } from './context.ts'

interface Work {
  readonly database: OpenDatabase
  readonly config: Config
  readonly days: number | undefined
  readonly merchant: string | undefined
}

function parseDays(text: string): number {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 31 || days > 3_650) throw new InvalidArgumentError('expected 31 to 3650')
  return days
}

function daysSince(day: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) {
    throw new InvalidArgumentError('expected a day, yyyy-MM-dd')
  }
  return Math.max(31, Math.ceil((Date.now() - Date.parse(day)) / 86_400_000))
}

const isDone = (row: Completeness, started: Date): boolean =>
  row.backfill_next === null && row.listed_up_to !== null && row.listed_up_to >= started

const progress = (slug: string, row: Completeness): string =>
  `${slug}: listed up to ${row.listing_finished_at?.toISOString() ?? 'nothing yet'}, ` +
  (row.backfill_next === null ? 'no older window left' : `older windows left back to ${row.backfill_from}`) +
  `, ${row.backfill_found} older complaints seen`

/**
 * Works in this process, beside a running desk or without one: leases keep the two apart, and the budgets of the
 * platform hold for both together. Stopped in the middle, it goes on where it was.
 */
async function syncNow(context: CliContext, { database, config, days, merchant: name }: Work): Promise<unknown[]> {
  const { masterKey, dataDir, publicUrl, platformUrl, officialAccountUrl, vault } = config
  const registry = await openMerchantRegistry({ database, masterKey, platformUrl })
  const officialAccounts = await openOfficialAccounts({ database, masterKey, platformUrl: officialAccountUrl })
  const log = pino({ level: 'silent' })
  const clock = () => new Date()
  const { applier, fetcher, sweeper } = createApplication({
    database,
    registry,
    officialAccounts,
    masterKey,
    dataDir,
    vault,
    publicUrl,
    log,
    clock,
  })
  try {
    const wanted = name === undefined ? registry.list() : [registry.bySlugOrMchid(name) ?? unknown(name)]
    const started = clock()
    const today = beijingDay(started.getTime())
    const next = backfillStart(started)
    await ensureSyncRows(database.kysely, {
      now: started,
      backfillFrom: addDays(today, -BACKFILL_DAYS),
      backfillNext: next,
    })
    const backfill = days === undefined ? {} : { backfill: { from: addDays(today, -days), next } }
    for (const { id } of wanted) await wantSweep(database.kysely, id, { now: started, ...backfill })
    const slugs = new Map(wanted.map(({ id, slug }) => [id, slug]))
    let shown = ''
    for (;;) {
      const busy = [await sweeper.sweepNext(), await applier.applyNext(), await fetcher.fetchNext()].includes(true)
      const rows = (await readCompleteness(database.kysely)).filter((row) => slugs.has(row.merchant_id))
      const line = rows.map((row) => progress(slugs.get(row.merchant_id) ?? '', row)).join('\n')
      if (line !== shown) context.note(line)
      shown = line
      const failed = rows.find((row) => row.problem_code !== null && row.next_sweep_at > started)
      if (failed) throw sweepFailed(failed, slugs.get(failed.merchant_id) ?? '')
      if (!busy && rows.every((row) => isDone(row, started))) {
        return rows.map((row) => ({ merchant: slugs.get(row.merchant_id), ...syncView(row) }))
      }
      if (!busy) await new Promise((resolve) => setTimeout(resolve, 250))
    }
  } finally {
    officialAccounts.close()
    registry.close()
  }
}

function unknown(name: string): never {
  throw merchantUnknown(name)
}

const sweepFailed = ({ problem_code: code }: Completeness, slug: string): DeskError =>
  new DeskError(
    code ?? 'SWEEP_FAILED',
    `The complaints of ${slug} could not be listed.`,
    `Run "redress merchant check ${slug}", which says what is wrong.`,
  )

export function register(program: Command, context: CliContext): void {
  const run = async (merchant: string | undefined, days: number | undefined, json: boolean): Promise<void> => {
    const done = await context.withDatabase(
      async (database, config) => await syncNow(context, { database, config, merchant, days }),
    )
    if (json) context.printJson(done)
    else context.print('Complete.')
  }

  program
    .command('sync [merchant]')
    .description('reconcile with the platform now, with progress')
    .option('--since <day>', 'also list everything filed since this day, yyyy-MM-dd', daysSince)
    .option('--json', 'print JSON')
    .action(async (merchant: string | undefined, { since, json }: { since?: number; json?: true }) => {
      await run(merchant, since, json === true)
    })

  program
    .command('backfill [merchant]')
    .description('fetch older complaints, with progress; goes on where it was stopped')
    .option('--days <n>', 'how far back', parseDays, BACKFILL_DAYS)
    .option('--json', 'print JSON')
    .action(async (merchant: string | undefined, { days, json }: { days: number; json?: true }) => {
      await run(merchant, days, json === true)
    })
}
