import { type Command, Option } from 'commander'
import {
  decideHeldNotice,
  noteArbitration,
  queueDeliveryNotice,
  type RightsWork,
  readInstant,
  setOrderFacts,
  takeUp,
} from '../rights/index.ts'
import { actorOf, now, type WithComplaint, type Work } from './complaint-work.ts'
import type { CliContext } from './context.ts'

const workOf = ({ database, officialAccounts, application, config }: Work): RightsWork => ({
  db: database.kysely,
  masterKey: config.masterKey,
  officialAccounts,
  refresh: async (key) => await application.applier.refresh(key),
})

const instant = (option: string, text: string | undefined): Date | undefined =>
  text === undefined ? undefined : readInstant(option, text)

interface DeliverOptions {
  readonly at?: string
  readonly failed?: string
  readonly outTradeNo?: string
  readonly json?: true
}

interface OrderFactsOptions {
  readonly goods?: 'virtual' | 'service' | 'physical'
  readonly paidAt?: string
  readonly outTradeNo?: string
  readonly delivery?: 'delivered' | 'failed' | 'undelivered'
  readonly deliveredAt?: string
}

/** `redress complaints take|deliver|order-facts|arbitration|held`: tickets of the rights system V1.6. */
export function addRightsCommands(complaints: Command, context: CliContext, withComplaint: WithComplaint): void {
  const by = () => ({ actor: actorOf(context), now: now() })

  complaints
    .command('take <id>')
    .description('take a rights ticket up: new and refused ones become PROCESSING')
    .action(async (reference: string) => {
      await withComplaint(reference, async (row, desk) => await takeUp(workOf(desk), row, by()))
      context.print('Taken up.')
    })

  complaints
    .command('deliver <id>')
    .description('queue the delivery notice of the order of a rights ticket')
    .option('--at <instant>', 'when it was delivered, or failed; by default now')
    .option('--failed <reason>', 'it failed; the platform is told why')
    .option('--out-trade-no <number>', 'number of the order at the merchant, unless the desk knows it')
    .option('--json', 'print JSON')
    .action(async (reference: string, { at, failed, outTradeNo, json }: DeliverOptions) => {
      const status = failed === undefined ? 'delivered' : 'failed'
      const notice = { status, at: instant('--at', at) ?? now(), outTradeNo, reason: failed } as const
      const actionId = await withComplaint(reference, async (row, desk) => {
        const { kysely } = desk.database
        return await kysely
          .transaction()
          .execute(async (trx) => await queueDeliveryNotice(trx, workOf(desk), row, notice, by()))
      })
      if (json === true) return context.printJson({ actionId })
      context.print(`Queued as ${actionId}. A running desk sends it.`)
    })

  complaints
    .command('order-facts <id>')
    .description('say what is known of the order of a rights ticket; its clocks follow from it')
    .addOption(new Option('--goods <kind>', 'what was sold').choices(['virtual', 'service', 'physical']))
    .option('--paid-at <instant>', 'when it was paid')
    .option('--out-trade-no <number>', 'number of the order at the merchant')
    .addOption(new Option('--delivery <state>', 'what became of it').choices(['delivered', 'failed', 'undelivered']))
    .option('--delivered-at <instant>', 'when it was delivered')
    .action(async (reference: string, { paidAt, deliveredAt, ...others }: OrderFactsOptions) => {
      const given = {
        ...others,
        paidAt: instant('--paid-at', paidAt),
        deliveredAt: instant('--delivered-at', deliveredAt),
      }
      await withComplaint(reference, async (row, desk) => await setOrderFacts(workOf(desk), row, given, by()))
      context.print('Noted.')
    })

  complaints
    .command('arbitration <id>')
    .description('note that the payer demands arbitration by the platform, or that it has ended')
    .option('--ended', 'it has ended, and the ticket with it')
    .option('--at <instant>', 'by default now')
    .action(async (reference: string, { ended, at }: { ended?: true; at?: string }) => {
      const noted = { demanded: ended !== true, at: instant('--at', at) }
      await withComplaint(reference, async (row, desk) => await noteArbitration(workOf(desk), row, noted, by()))
      context.print('Noted.')
    })

  complaints
    .command('held <id> <notice>')
    .description('decide about a notification that is held for review, for good')
    .addOption(
      new Option('--decision <decision>', 'apply it, or dismiss it as forged')
        .choices(['apply', 'dismiss'])
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'for those who look at it later')
    .action(async (reference: string, noticeId: string, options: { decision: 'apply' | 'dismiss'; reason: string }) => {
      const decision = { noticeId, ...options }
      await withComplaint(reference, async (row, desk) => await decideHeldNotice(workOf(desk), row, decision, by()))
      context.print(options.decision === 'apply' ? 'Applied.' : 'Dismissed.')
    })
}
