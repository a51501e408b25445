import { resolve } from 'node:path'
import type { Command } from 'commander'
import { carryOut, type MerchantPlan, planAgainstStore } from '../merchants/apply-merchants.ts'
import { type AccountPlan, carryOutAccounts, planAccountsAgainstStore } from '../official-accounts/apply-accounts.ts'
import { writeAudit } from '../store/audit.ts'
import { actorOf } from './complaints.ts'
import type { CliContext } from './context.ts'
import { readMerchantsFile } from './merchant-files.ts'

interface ApplyOptions {
  readonly prune?: boolean
  readonly dryRun?: boolean
  readonly json?: true
}

interface Plans {
  /** Undefined when the file has no such list. */
  readonly merchants: MerchantPlan | undefined
  readonly accounts: AccountPlan | undefined
}

/** Added to the commands of `redress merchant`. */
export function registerApply(merchant: Command, context: CliContext): void {
  merchant
    .command('apply <file>')
    .description('add and change merchants and official accounts until they are as a YAML file lists them')
    .option('--prune', 'remove those that a list of the file leaves out; without it they are left alone')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--json', 'print JSON')
    .action(async (file: string, { prune = false, dryRun = false, json }: ApplyOptions) => {
      const wanted = await readMerchantsFile(resolve(context.cwd, file))
      const plans = await context.withDatabase(
        async ({ kysely }, { masterKey }) =>
          await kysely.transaction().execute(async (trx) => {
            const planned: Plans = {
              merchants: wanted.merchants && (await planAgainstStore(trx, masterKey, wanted.merchants)),
              accounts:
                wanted.officialAccounts && (await planAccountsAgainstStore(trx, masterKey, wanted.officialAccounts)),
            }
            if (dryRun) return planned
            const now = new Date()
            if (planned.merchants) await carryOut(trx, masterKey, planned.merchants, { prune, now })
            if (planned.accounts) await carryOutAccounts(trx, masterKey, planned.accounts, { prune, now })
            const details = toJson(planned, prune)
            await writeAudit(trx, { at: now, actor: actorOf(context), action: 'merchants.applied', details })
            return planned
          }),
      )
      if (json === true) return context.printJson({ dryRun, ...toJson(plans, prune) })
      for (const line of linesOf(namedMerchants(plans), prune, 'complaints')) context.print(line)
      for (const line of linesOf(namedAccounts(plans), prune, 'tickets')) context.print(line)
      if (dryRun) context.print('Nothing was changed.')
    })
}

/** What plans of both kinds have in common. */
interface PlanOf<Entry> {
  readonly add: readonly Entry[]
  readonly change: readonly { readonly wanted: Entry; readonly fields: readonly string[] }[]
  readonly absent: readonly { readonly entered: Entry }[]
  readonly unchanged: readonly { readonly entered: Entry }[]
}

interface Name {
  readonly slug: string
  /** Merchant number or appId. */
  readonly id: string
}

/** A plan by the names that people know. */
interface NamedPlan {
  readonly add: readonly Name[]
  readonly change: readonly (Name & { readonly fields: readonly string[] })[]
  readonly absent: readonly Name[]
  readonly unchanged: readonly Name[]
}

const named = <Entry>(plan: PlanOf<Entry> | undefined, name: (entry: Entry) => Name): NamedPlan => ({
  add: (plan?.add ?? []).map(name),
  change: (plan?.change ?? []).map(({ wanted, fields }) => ({ ...name(wanted), fields })),
  absent: (plan?.absent ?? []).map(({ entered }) => name(entered)),
  unchanged: (plan?.unchanged ?? []).map(({ entered }) => name(entered)),
})

const namedMerchants = ({ merchants }: Plans): NamedPlan => named(merchants, ({ slug, mchid }) => ({ slug, id: mchid }))

const namedAccounts = ({ accounts }: Plans): NamedPlan => named(accounts, ({ slug, appId }) => ({ slug, id: appId }))

function toJson(plans: Plans, prune: boolean) {
  const merchants = listsOf(namedMerchants(plans), prune)
  return plans.accounts === undefined
    ? merchants
    : { ...merchants, officialAccounts: listsOf(namedAccounts(plans), prune) }
}

const listsOf = ({ add, change, absent, unchanged }: NamedPlan, prune: boolean) => ({
  added: add.map(({ slug }) => slug),
  changed: change.map(({ slug, fields }) => ({ slug, fields })),
  removed: prune ? absent.map(({ slug }) => slug) : [],
  leftAlone: prune ? [] : absent.map(({ slug }) => slug),
  unchanged: unchanged.map(({ slug }) => slug),
})

const linesOf = ({ add, change, absent, unchanged }: NamedPlan, prune: boolean, kept: string): string[] => [
  ...add.map(({ slug, id }) => `+ ${slug} (${id})`),
  ...change.map(({ slug, id, fields }) => `~ ${slug} (${id}): ${fields.join(', ')}`),
  ...absent.map(({ slug, id }) =>
    prune ? `- ${slug} (${id}), ${kept} kept` : `? ${slug} (${id}) is not listed; --prune removes it`,
  ),
  ...unchanged.map(({ slug, id }) => `= ${slug} (${id})`),
]
