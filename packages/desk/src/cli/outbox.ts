import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Kysely } from 'kysely'
import { DEFAULT_BUDGETS, isPlatformCall, type PlatformCall } from '../domain/budgets.ts'
import { actionView } from '../http/views/action.ts'
import { cancelAction, parkAction, retryAction } from '../outbox/intervene.ts'
import { settleMessage } from '../outbox/settle-message.ts'
import { type ActionRow, listActions } from '../store/actions.ts'
import { readCallsPerMinute, writeCallsPerMinute } from '../store/budgets.ts'
import type { Database } from '../store/schema/database.ts'
import type { ActionState } from '../store/schema/outbox.ts'
import { actorOf } from './complaints.ts'
import type { CliContext } from './context.ts'
import { registerEdit } from './outbox-edit.ts'

interface ListOptions {
  readonly state?: ActionState
  readonly limit: number
  readonly json?: true
}

type Intervene = (
  db: Kysely<Database>,
  id: string,
  by: { readonly actor: string; readonly now: Date },
) => Promise<ActionRow>

function parseLimit(text: string): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw new InvalidArgumentError('expected 1 to 10000')
  return limit
}

export function register(program: Command, context: CliContext): void {
  const outbox = program.command('outbox').description('what is to go out')

  outbox
    .command('list')
    .description('actions that are not finished, the oldest first')
    .addOption(
      new Option('--state <state>', 'only these, finished ones too').choices([
        'queued',
        'sending',
        'sent',
        'verified',
        'parked',
        'cancelled',
      ]),
    )
    .option('--limit <n>', 'at most this many', parseLimit, 50)
    .option('--json', 'print JSON')
    .action(async ({ json, ...query }: ListOptions) => {
      const rows = await context.withDatabase(async ({ kysely }) => await listActions(kysely, query))
      if (json === true) return context.printJson(rows.map(actionView))
      context.printTable(
        ['Queued', 'Kind', 'State', 'Attempts', 'Problem', 'Complaint', 'Id'],
        rows.map((row) => [
          row.created_at.toISOString(),
          row.kind,
          row.needs_approval && row.approved_by === null ? `${row.state}, needs approval` : row.state,
          String(row.attempts),
          row.problem?.code ?? '',
          row.complaint_id,
          row.id,
        ]),
      )
    })

  const interventions: readonly (readonly [name: string, description: string, intervene: Intervene])[] = [
    ['retry', 'queue a parked action again', retryAction],
    ['park', 'hold a queued action until somebody decides', parkAction],
    ['cancel', 'take an action back while it certainly had no effect', cancelAction],
  ]
  for (const [name, description, intervene] of interventions) {
    outbox
      .command(`${name} <id>`)
      .description(description)
      .option('--json', 'print JSON')
      .action(async (id: string, { json }: { json?: true }) => {
        const by = { actor: actorOf(context), now: new Date() }
        const row = await context.withDatabase(
          async ({ kysely }) => await kysely.transaction().execute(async (trx) => await intervene(trx, id, by)),
        )
        if (json === true) return context.printJson(actionView(row))
        context.print(`${row.kind} ${row.id} is ${row.state}.`)
      })
  }

  registerEdit(outbox, context)

  outbox
    .command('settle <id>')
    .description('say what became of a held message whose outcome is unknown: it was sent')
    .option('--not-sent', 'it did not arrive: cancel it ("retry" sends it again instead)')
    .option('--json', 'print JSON')
    .action(async (id: string, { notSent, json }: { notSent?: true; json?: true }) => {
      const by = { actor: actorOf(context), now: new Date() }
      const outcome = notSent === true ? 'not-sent' : 'sent'
      const row = await context.withDatabase(
        async ({ kysely }) =>
          await kysely.transaction().execute(async (trx) => await settleMessage(trx, id, outcome, by)),
      )
      if (json === true) return context.printJson(actionView(row))
      context.print(`${row.kind} ${row.id} is ${row.state}.`)
    })

  outbox
    .command('budget [call] [calls]')
    .description('calls per minute and merchant; with a call and a number (or "default") set them')
    .option('--json', 'print JSON')
    .action(async (call: string | undefined, calls: string | undefined, { json }: { json?: true }) => {
      const shown = await context.withDatabase(async ({ kysely }) => {
        if (call !== undefined && calls !== undefined)
          await writeCallsPerMinute(kysely, parseCall(call), parseCalls(calls))
        const set = await readCallsPerMinute(kysely)
        return Object.entries(DEFAULT_BUDGETS)
          .filter(([name]) => call === undefined || name === call)
          .map(([name, budget]) => ({
            call: name,
            default: budget.calls,
            set: new Map(Object.entries(set)).get(name) ?? null,
          }))
      })
      if (json === true) return context.printJson(shown)
      context.printTable(
        ['Call', 'Default', 'Set'],
        shown.map((row) => [row.call, String(row.default), row.set === null ? '' : String(row.set)]),
      )
    })
}

function parseCall(text: string): PlatformCall {
  if (isPlatformCall(text)) return text
  throw new InvalidArgumentError(`expected one of ${Object.keys(DEFAULT_BUDGETS).join(', ')}`)
}

function parseCalls(text: string): number | null {
  if (text === 'default') return null
  const calls = Number(text)
  if (Number.isInteger(calls) && calls >= 1 && calls <= 1_000_000) return calls
  throw new InvalidArgumentError('expected 1 to 1000000, or "default"')
}
