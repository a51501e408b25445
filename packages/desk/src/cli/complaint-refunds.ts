import { type Command, InvalidArgumentError } from 'commander'
import { requireCapability } from '../platform/not-available.ts'
import { type ApproveRefund, queueRefundDecision, type RejectRefund } from '../refunds/decide.ts'
import { actorOf, type WithComplaint } from './complaint-work.ts'
import type { CliContext } from './context.ts'

function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < min || value > max)
      throw new InvalidArgumentError(`expected ${min} to ${max}`)
    return value
  }
}

/** `redress complaints refund approve|reject` */
export function addRefundCommands(complaints: Command, context: CliContext, withComplaint: WithComplaint): void {
  const refund = complaints.command('refund').description('decide a refund request')

  const decide = async (reference: string, decision: ApproveRefund | RejectRefund, json: boolean): Promise<void> => {
    const actionId = await withComplaint(reference, async (row, { database: { kysely }, application }) => {
      requireCapability(application.channels(row.merchant_id), 'refund-decision')
      const complaint = { merchantId: row.merchant_id, complaintId: row.id }
      const by = { actor: actorOf(context), now: new Date() }
      return await kysely.transaction().execute(async (trx) => await queueRefundDecision(trx, complaint, decision, by))
    })
    if (json) context.printJson({ actionId })
    else context.print(`Queued as ${actionId}. A running desk sends it.`)
  }

  refund
    .command('approve <id>')
    .description('promise the refund and pay it; ends with 3 when a guard or a limit refuses')
    .option('--days <n>', 'working days until it is started', wholeNumber(0, 30), 0)
    .option('--amount <fen>', 'what to pay; by default what the payer asks for', wholeNumber(1, 100_000_000_000))
    .option('--json', 'print JSON')
    .action(async (reference: string, { days, amount, json }: { days: number; amount?: number; json?: true }) => {
      await decide(reference, { decision: 'approve', launchRefundDay: days, amount }, json === true)
    })

  refund
    .command('reject <id>')
    .description('refuse the refund; the payer sees the reason')
    .requiredOption('--reason <text>', 'at most 200 characters')
    .option('--json', 'print JSON')
    .action(async (reference: string, { reason, json }: { reason: string; json?: true }) => {
      await decide(reference, { decision: 'reject', reason, images: [] }, json === true)
    })
}
