import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { uuidv7 } from 'uuidv7'
import type { Config } from '../config/config.ts'
import type { OpenDatabase } from '../database/database.ts'
import { DEFAULT_BUDGETS } from '../domain/budgets.ts'
import { DeskError } from '../errors.ts'
import { type ComplaintView, complaintView } from '../http/views/complaint.ts'
import { complaintDetailView } from '../http/views/complaint-detail.ts'
import { merchantsLabelled } from '../merchants/labels.ts'
import { type OpenRegistry, openMerchantRegistry } from '../merchants/open-registry.ts'
import { queueCompletion, queueReply } from '../outbox/queue.ts'
import { createChannels } from '../platform/channels.ts'
import { createPacer } from '../platform/pacer.ts'
import { budgetSource } from '../store/budgets.ts'
import { loadComplaintParts } from '../store/complaint-detail.ts'
import {
  type ComplaintRow,
  type ComplaintSort,
  findComplaintReference,
  listComplaintRows,
} from '../store/complaint-pages.ts'
import { readRefundRules } from '../store/refund-rules.ts'
import { openBlobStore } from '../vault/open-blob-store.ts'
import { createVault } from '../vault/vault.ts'
import { addRefundCommands } from './complaint-refunds.ts'
import type { CliContext } from './context.ts'

interface ListOptions {
  readonly state?: string
  readonly merchant?: string
  readonly label?: string
  readonly search?: string
  readonly sort: ComplaintSort
  readonly limit: number
  readonly json?: true
}

export interface Work {
  readonly database: OpenDatabase
  readonly registry: OpenRegistry
  readonly config: Config
}

const now = (): Date => new Date()
/** Written into actions and the audit log. */
export const actorOf = ({ env }: CliContext): string => `cli:${env['USER'] ?? env['LOGNAME'] ?? 'unknown'}`

function parseLimit(text: string): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw new InvalidArgumentError('expected 1 to 10000')
  return limit
}

const collect = (value: string, previous: readonly string[]): string[] => [...previous, value]

/** "3 h 20 min left", "2 d 1 h late". */
function timeLeft(dueAt: string | null): string {
  if (dueAt === null) return ''
  const ms = Date.parse(dueAt) - Date.now()
  const minutes = Math.floor(Math.abs(ms) / 60_000)
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)]
  const length = days > 0 ? `${days} d ${hours} h` : `${hours} h ${minutes % 60} min`
  return `${length} ${ms >= 0 ? 'left' : 'late'}`
}

const listRow = (item: ComplaintView): string[] => [
  timeLeft(item.dueAt),
  item.duty ?? '',
  item.state,
  item.merchant,
  item.detail.length > 24 ? `${item.detail.slice(0, 23)}…` : item.detail,
  item.id,
]

export function register(program: Command, context: CliContext): void {
  const complaints = program.command('complaints').description('the daily work')

  const withDesk = async <Result>(work: (desk: Work) => Promise<Result>): Promise<Result> =>
    await context.withDatabase(async (database, config) => {
      const { masterKey, platformUrl } = config
      const registry = await openMerchantRegistry({ database, masterKey, platformUrl })
      try {
        return await work({ database, registry, config })
      } finally {
        registry.close()
      }
    })

  const withComplaint = async <Result>(reference: string, work: (row: ComplaintRow, desk: Work) => Promise<Result>) =>
    await withDesk(async (desk) => {
      const row = await findComplaintReference(desk.database.kysely, reference)
      if (row) return await work(row, desk)
      const remedy = 'See "redress complaints list"; ids of the desk and of the platform both work.'
      throw new DeskError('COMPLAINT_UNKNOWN', `There is no complaint ${reference}.`, remedy)
    })

  complaints
    .command('list')
    .description('complaints, most urgent first')
    .option('--state <state>', 'PENDING, PROCESSING or PROCESSED')
    .option('--merchant <merchant>', 'only of this merchant, by slug or number')
    .option('--label <label>', 'only of merchants that carry this label')
    .option('--search <words>', 'words of the complaint, ids, order numbers')
    .addOption(
      new Option('--sort <order>', 'order')
        .choices(['due', 'complainedAt', '-complainedAt', 'updatedAt', '-updatedAt'])
        .default('due'),
    )
    .option('--limit <n>', 'at most this many', parseLimit, 50)
    .option('--json', 'print JSON')
    .action(async ({ json, merchant, label, search, ...query }: ListOptions) => {
      const items = await withDesk(async ({ database, registry }) => {
        const merchantId = merchant === undefined ? undefined : (registry.bySlugOrMchid(merchant)?.id ?? '')
        const merchantIds = label === undefined ? undefined : merchantsLabelled(registry, label)
        const filter = { ...query, q: search, merchantId, merchantIds }
        const { rows } = await listComplaintRows(database.kysely, filter)
        return rows.map((row) => complaintView(row, registry.byId(row.merchant_id), now().getTime()))
      })
      if (json === true) return context.printJson(items)
      context.printTable(['Time', 'Duty', 'State', 'Merchant', 'Complaint', 'Id'], items.map(listRow))
    })

  complaints
    .command('show <id>')
    .description('one complaint with its timeline, by our id or the platform’s')
    .option('--json', 'print JSON')
    .action(async (reference: string, { json }: { json?: true }) => {
      const shown = await withComplaint(reference, async (row, { database, registry }) => {
        const merchant = registry.byId(row.merchant_id)
        const pacer = createPacer({ db: database.kysely, budgetOf: budgetSource(database.kysely, DEFAULT_BUDGETS) })
        const channel = merchant && createChannels(registry, { now, pacer })(merchant.id)
        const complaint = { merchantId: row.merchant_id, complaintId: row.id }
        return complaintDetailView(row, await loadComplaintParts(database.kysely, complaint), {
          merchant,
          now: now().getTime(),
          capability: channel && ((name) => channel.capability(name)),
          rules: await readRefundRules(database.kysely, row.merchant_id),
        })
      })
      if (json === true) return context.printJson(shown)
      context.print(`${shown.state}  ${shown.merchantName}  ${shown.platformId}  ${shown.payerPhone?.masked ?? ''}`)
      context.print(shown.dueAt === null ? 'nothing is owed' : `${shown.duty}: ${timeLeft(shown.dueAt)}`)
      context.printTable(
        ['At', 'Who', 'What', 'Text', 'Pictures'],
        shown.timeline.map((entry) => [
          entry.at,
          entry.side,
          entry.action,
          entry.content ?? '',
          entry.images.length === 0 ? '' : String(entry.images.length),
        ]),
      )
    })

  complaints
    .command('reply <id>')
    .description('queue a reply to the payer')
    .requiredOption('--content <text>', 'at most 500 characters')
    .option('--image <file>', 'a picture to attach, up to four times', collect, [])
    .option('--json', 'print JSON')
    .action(async (reference: string, options: { content: string; image: string[]; json?: true }) => {
      const actionId = await withComplaint(reference, async (row, { database: { kysely }, config }) => {
        const vault = createVault({ db: kysely, blobs: openBlobStore(config), clock: now })
        const images: string[] = []
        for (const file of options.image) images.push((await vault.store(await readFile(file))).media_key)
        const complaint = { merchantId: row.merchant_id, complaintId: row.id }
        const reply = { content: options.content, images }
        return await kysely
          .transaction()
          .execute(async (trx) => await queueReply(trx, complaint, reply, { actor: actorOf(context), now: now() }))
      })
      if (options.json === true) return context.printJson({ actionId })
      context.print(`Queued as ${actionId}. A running desk sends it.`)
    })

  complaints
    .command('complete <id>')
    .description('queue the completion; ends with 3 when a guard refuses')
    .option('--override-reason <text>', 'complete in spite of the guards; audited')
    .option('--json', 'print JSON')
    .action(async (reference: string, { overrideReason, json }: { overrideReason?: string; json?: true }) => {
      const actionId = await withComplaint(reference, async (row, { database: { kysely } }) => {
        const complaint = { merchantId: row.merchant_id, complaintId: row.id }
        const by = { actor: actorOf(context), now: now() }
        return await kysely
          .transaction()
          .execute(async (trx) => await queueCompletion(trx, complaint, { overrideReason }, by))
      })
      if (json === true) return context.printJson({ actionId })
      context.print(`Queued as ${actionId}. A running desk sends it.`)
    })

  addRefundCommands(complaints, context, withComplaint)

  complaints
    .command('note <id>')
    .description('write an internal note; it never leaves the desk')
    .requiredOption('--content <text>', 'the note')
    .option('--json', 'print JSON')
    .action(async (reference: string, { content, json }: { content: string; json?: true }) => {
      const note = await withComplaint(reference, async (row, { database: { kysely } }) => {
        const written = { id: uuidv7(), at: now(), author: actorOf(context), content }
        await kysely
          .insertInto('notes')
          .values({ merchant_id: row.merchant_id, complaint_id: row.id, ...written })
          .execute()
        return { ...written, at: written.at.toISOString() }
      })
      if (json === true) return context.printJson(note)
      context.print('Noted.')
    })
}
