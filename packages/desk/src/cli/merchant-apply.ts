import { resolve } from 'node:path'
import type { Command } from 'commander'
import { carryOut, type MerchantPlan, planAgainstStore } from '../merchants/apply-merchants.ts'
import { writeAudit } from '../store/audit.ts'
import { actorOf } from './complaints.ts'
import type { CliContext } from './context.ts'
import { readMerchantsFile } from './merchant-files.ts'

interface ApplyOptions {
  readonly prune?: boolean
  readonly dryRun?: boolean
  readonly json?: true
}

/** Added to the commands of `redress merchant`. */
export function registerApply(merchant: Command, context: CliContext): void {
  merchant
    .command('apply <file>')
    .description('add and change merchants until they are as a YAML file lists them; says what it changes')
    .option('--prune', 'remove merchants that the file does not list; without it they are left alone')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--json', 'print JSON')
    .action(async (file: string, { prune = false, dryRun = false, json }: ApplyOptions) => {
      const wanted = await readMerchantsFile(resolve(context.cwd, file))
      const plan = await context.withDatabase(
        async ({ kysely }, { masterKey }) =>
          await kysely.transaction().execute(async (trx) => {
            const planned = await planAgainstStore(trx, masterKey, wanted)
            if (dryRun) return planned
            const now = new Date()
            await carryOut(trx, masterKey, planned, { prune, now })
            const details = toJson(planned, prune)
            await writeAudit(trx, { at: now, actor: actorOf(context), action: 'merchants.applied', details })
            return planned
          }),
      )
      if (json === true) return context.printJson({ dryRun, ...toJson(plan, prune) })
      for (const line of linesOf(plan, prune)) context.print(line)
      if (dryRun) context.print('Nothing was changed.')
    })
}

const toJson = ({ add, change, absent, unchanged }: MerchantPlan, prune: boolean) => ({
  added: add.map(({ slug }) => slug),
  changed: change.map(({ wanted, fields }) => ({ slug: wanted.slug, fields })),
  removed: prune ? absent.map(({ entered }) => entered.slug) : [],
  leftAlone: prune ? [] : absent.map(({ entered }) => entered.slug),
  unchanged: unchanged.map(({ entered }) => entered.slug),
})

const linesOf = ({ add, change, absent, unchanged }: MerchantPlan, prune: boolean): string[] => [
  ...add.map(({ slug, mchid }) => `+ ${slug} (${mchid})`),
  ...change.map(({ wanted, fields }) => `~ ${wanted.slug} (${wanted.mchid}): ${fields.join(', ')}`),
  ...absent.map(({ entered: { slug, mchid } }) =>
    prune ? `- ${slug} (${mchid}), complaints kept` : `? ${slug} (${mchid}) is not listed; --prune removes it`,
  ),
  ...unchanged.map(({ entered: { slug, mchid } }) => `= ${slug} (${mchid})`),
]
