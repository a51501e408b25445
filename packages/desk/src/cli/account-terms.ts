import type { Command } from 'commander'
import { checkTerms, type Terms } from '../domain/rights/terms.ts'
import { readTerms, writeTerms } from '../store/account-terms.ts'
import { writeAudit } from '../store/audit.ts'
import { requireAccount, withOfficialAccounts } from './account-work.ts'
import { actorOf } from './complaints.ts'
import type { CliContext } from './context.ts'
import { collect } from './merchant-work.ts'

interface SetOptions {
  readonly reason: readonly string[]
  readonly solution: readonly string[]
  readonly reasons: boolean
  readonly solutions: boolean
  readonly json?: true
}

/** Added to the commands of `redress account`. */
export function registerTerms(account: Command, context: CliContext): void {
  const terms = account.command('terms').description('own complaint reasons and solutions (自定义维权原因&解决方案)')

  terms
    .command('show <account>')
    .description('the own reasons and solutions, in their order')
    .option('--json', 'print JSON')
    .action(async (name: string, { json }: { json?: true }) => {
      const shown = await withOfficialAccounts(
        context,
        async ({ accounts, database }) => await readTerms(database.kysely, requireAccount(accounts, name).id),
      )
      if (json === true) return context.printJson(shown)
      printTerms(context, shown)
    })

  terms
    .command('set <account>')
    .description('replace the own reasons, the own solutions or both; at most 3 of each, of at most 15 characters')
    .option('--reason <text>', 'a reason; may be given several times, the order is kept', collect, [])
    .option('--solution <text>', 'a solution; may be given several times, the order is kept', collect, [])
    .option('--no-reasons', 'have no own reasons')
    .option('--no-solutions', 'have no own solutions')
    .option('--json', 'print JSON')
    .action(async (name: string, options: SetOptions, command: Command) => {
      const change = changeOf(options, command)
      const changed = await withOfficialAccounts(context, async ({ accounts, database }) => {
        const { id } = requireAccount(accounts, name)
        return await database.kysely.transaction().execute(async (trx) => {
          const next = checkTerms({ ...(await readTerms(trx, id)), ...change })
          await writeTerms(trx, id, next)
          const by = { at: new Date(), actor: actorOf(context), merchantId: id }
          await writeAudit(trx, { ...by, action: 'account-terms.changed', details: { ...next } })
          return next
        })
      })
      if (options.json === true) return context.printJson(changed)
      printTerms(context, changed)
    })
}

/** What is not named stays as it is. Ends with misuse when nothing is named, or a list is both given and emptied. */
function changeOf({ reason, solution, reasons, solutions }: SetOptions, command: Command): Partial<Terms> {
  if ((reason.length > 0 && !reasons) || (solution.length > 0 && !solutions)) {
    command.error('error: a list cannot be both given and emptied')
  }
  const change = {
    ...(reason.length > 0 || !reasons ? { reasons: reason } : {}),
    ...(solution.length > 0 || !solutions ? { solutions: solution } : {}),
  }
  if (Object.keys(change).length === 0)
    command.error('error: give --reason, --solution, --no-reasons or --no-solutions')
  return change
}

function printTerms(context: CliContext, { reasons, solutions }: Terms): void {
  context.print(`Reasons:   ${reasons.join(' · ') || '-'}`)
  context.print(`Solutions: ${solutions.join(' · ') || '-'}`)
}
