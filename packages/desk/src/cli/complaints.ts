import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { uuidv7 } from 'uuidv7'
import { loadComplaintDetail } from '../http/load-detail.ts'
import { type ComplaintView, complaintView } from '../http/views/complaint.ts'
import { queueCompletion, queueReply } from '../outbox/queue.ts'
import { requireCapability } from '../platform/not-available.ts'
import { type ComplaintSort, listComplaintRows } from '../store/complaint-pages.ts'
import { openBlobStore } from '../vault/open-blob-store.ts'
import { createVault } from '../vault/vault.ts'
import { addMessageCommand } from './complaint-messages.ts'
import { addRefundCommands } from './complaint-refunds.ts'
import { addRightsCommands } from './complaint-rights.ts'
import { actorOf, complaintFinder, now, withDesk } from './complaint-work.ts'
import type { CliContext } from './context.ts'

export { actorOf } from './complaint-work.ts'

interface ListOptions {
  readonly state?: string
  readonly channelState?: string
  readonly merchant?: string
  readonly label?: string
  readonly search?: string
  readonly sort: ComplaintSort
  readonly limit: number
  readonly json?: true
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw new InvalidArgumentError('expected 1 to 10000')
  return limit
}

interface CompleteOptions {
  readonly overrideReason?: string
  readonly settledAsAgreed?: true
  readonly json?: true
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
  item.channelState ?? item.state,
  item.merchant,
  item.detail.length > 24 ? `${item.detail.slice(0, 23)}…` : item.detail,
  item.id,
]

export function register(program: Command, context: CliContext): void {
  const complaints = program.command('complaints').description('the daily work')

  const withComplaint = complaintFinder(context)

  complaints
    .command('list')
    .description('complaints, most urgent first')
    .option('--state <state>', 'PENDING, PROCESSING or PROCESSED')
    .option(
      '--channel-state <state>',
      'of rights tickets: PENDING, PROCESSING, MARKED, CLOSED, REJECTED or ARBITRATION',
    )
    .option('--merchant <merchant>', 'only of this merchant or official account, by slug, number or appId')
    .option('--label <label>', 'only of merchants and official accounts that carry this label')
    .option('--search <words>', 'words of the complaint, ids, order numbers')
    .addOption(
      new Option('--sort <order>', 'order')
        .choices(['due', 'complainedAt', '-complainedAt', 'updatedAt', '-updatedAt'])
        .default('due'),
    )
    .option('--limit <n>', 'at most this many', parseLimit, 50)
    .option('--json', 'print JSON')
    .action(async ({ json, merchant, label, search, ...query }: ListOptions) => {
      const items = await withDesk(context, async ({ database, application: { holders } }) => {
        const merchantId = merchant === undefined ? undefined : (holders.byName(merchant)?.id ?? '')
        const merchantIds = label === undefined ? undefined : holders.labelled(label)
        const filter = { ...query, q: search, merchantId, merchantIds }
        const { rows } = await listComplaintRows(database.kysely, filter)
        return rows.map((row) => complaintView(row, holders.byId(row.merchant_id), now().getTime()))
      })
      if (json === true) return context.printJson(items)
      context.printTable(['Time', 'Duty', 'State', 'Merchant', 'Complaint', 'Id'], items.map(listRow))
    })

  complaints
    .command('show <id>')
    .description('one complaint with its timeline, by our id or the platform’s')
    .option('--json', 'print JSON')
    .action(async (reference: string, { json }: { json?: true }) => {
      const shown = await withComplaint(reference, async (row, { database, officialAccounts, application, config }) => {
        const { masterKey } = config
        const deps = { ...application, db: database.kysely, officialAccounts, masterKey, clock: now }
        return await loadComplaintDetail(deps, row)
      })
      if (json === true) return context.printJson(shown)
      context.print(
        `${shown.channelState ?? shown.state}  ${shown.merchantName}  ${shown.platformId}  ${shown.payerPhone?.masked ?? ''}`,
      )
      context.print(shown.dueAt === null ? 'nothing is owed' : `${shown.duty}: ${timeLeft(shown.dueAt)}`)
      for (const { id, kind, message } of shown.rights?.heldNotices ?? [])
        context.print(`held: ${kind} ${id}: ${message}`)
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
      const actionId = await withComplaint(reference, async (row, { database: { kysely }, application, config }) => {
        requireCapability(application.channels(row.merchant_id), 'reply')
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
    .option('--settled-as-agreed', 'of a rights ticket: what was agreed with the payer has been carried out; recorded')
    .option('--json', 'print JSON')
    .action(async (reference: string, { json, ...request }: CompleteOptions) => {
      const actionId = await withComplaint(reference, async (row, { database: { kysely } }) => {
        const complaint = { merchantId: row.merchant_id, complaintId: row.id }
        const by = { actor: actorOf(context), now: now() }
        return await kysely
          .transaction()
          .execute(async (trx) => await queueCompletion(trx, complaint, { overrideReason: undefined, ...request }, by))
      })
      if (json === true) return context.printJson({ actionId })
      context.print(`Queued as ${actionId}. A running desk sends it.`)
    })

  addRefundCommands(complaints, context, withComplaint)
  addRightsCommands(complaints, context, withComplaint)
  addMessageCommand(complaints, context, withComplaint)

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
