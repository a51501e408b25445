import { type Command, InvalidArgumentError, Option } from 'commander'
import { DeskError } from '../errors.ts'
import { findInboxEntry, isPushEventType, listInbox, replayParked } from '../inbox/index.ts'
import { replayNotice } from '../store/reads.ts'
import type { InboxState } from '../store/schema/foundation.ts'
import type { CliContext } from './context.ts'

interface ListOptions {
  readonly state?: InboxState
  readonly merchant?: string
  readonly limit: number
  readonly json?: true
}

interface ReplayOptions {
  readonly allParked?: true
  readonly json?: true
}

function parseLimit(text: string): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw new InvalidArgumentError('expected 1 to 10000')
  return limit
}

export function register(program: Command, context: CliContext): void {
  const inbox = program.command('inbox').description('notifications that came in')

  inbox
    .command('list')
    .description('the newest notifications first')
    .addOption(new Option('--state <state>', 'only these').choices(['pending', 'applied', 'parked']))
    .option('--merchant <merchant>', 'only of this merchant, by slug or number')
    .option('--limit <n>', 'at most this many', parseLimit, 50)
    .option('--json', 'print JSON')
    .action(async ({ json, ...query }: ListOptions) => {
      const entries = await context.withDatabase(async ({ kysely }) => await listInbox(kysely, query))
      if (json === true) return context.printJson(entries)
      context.printTable(
        ['Received', 'Merchant', 'Action', 'Complaint', 'State', 'Id'],
        entries.map((entry) => [
          entry.receivedAt,
          entry.merchant,
          entry.action,
          entry.complaintPlatformId,
          entry.problemCode === null ? entry.state : `${entry.state} (${entry.problemCode})`,
          entry.id,
        ]),
      )
    })

  inbox
    .command('show <id>')
    .description('one notification, by our id or the platform’s')
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: { json?: true }) => {
      const entry = await context.withDatabase(async ({ kysely }) => await findInboxEntry(kysely, id))
      if (entry === undefined) {
        throw new DeskError('NOTIFICATION_UNKNOWN', `There is no notification ${id}.`, 'See "redress inbox list".')
      }
      if (json === true) return context.printJson(entry)
      for (const [name, value] of Object.entries(entry)) context.print(`${name.padEnd(20)} ${value ?? '-'}`)
    })

  inbox
    .command('replay [id]')
    .description('apply a notification again: its complaint is read anew, now')
    .option('--all-parked', 'all that are parked, instead of one')
    .option('--json', 'print JSON')
    .action(async (id: string | undefined, { allParked, json }: ReplayOptions, command: Command) => {
      if ((id === undefined) === (allParked === undefined)) command.error('error: give either an id or --all-parked')
      if (id === undefined) {
        const ids = await context.withDatabase(async ({ kysely }) => await replayParked(kysely, new Date()))
        if (json === true) return context.printJson({ replayed: ids })
        return context.print(`${ids.length} wait to be applied. A running desk does so at once.`)
      }
      const entry = await context.withDatabase(async ({ kysely }) => {
        const found = await findInboxEntry(kysely, id)
        if (found !== undefined && isPushEventType(found.eventType)) throw pushNotReplayable()
        if (found !== undefined) await replayNotice(kysely, found.id, new Date())
        return found
      })
      if (entry === undefined) {
        throw new DeskError('NOTIFICATION_UNKNOWN', `There is no notification ${id}.`, 'See "redress inbox list".')
      }
      if (json === true) return context.printJson({ ...entry, state: 'pending' })
      context.print('It waits to be applied. A running desk does so at once.')
    })
}

const pushNotReplayable = (): DeskError =>
  new DeskError(
    'PUSH_NOT_REPLAYABLE',
    'What a payer wrote or did is kept in the conversation as it came; there is nothing to apply again.',
    'Refresh the complaint: it reads the conversation anew.',
  )
