import { checkTerms } from '../../domain/rights/terms.ts'
import type { OfficialAccountInfo } from '../../official-accounts/accounts.ts'
import { accountUnknown } from '../../official-accounts/open-accounts.ts'
import { readTerms, writeTerms } from '../../store/account-terms.ts'
import { writeAudit } from '../../store/audit.ts'
import type { Api, ApiParts } from '../api.ts'
import { contract } from '../contract.ts'
import { ownerOf } from '../guard.ts'
import { officialAccountView } from '../views/official-account.ts'

/** Official accounts as the console shows them. Secrets are the command line's affair. */
export function officialAccountRoutes(app: Api, { db, officialAccounts, clock }: ApiParts): void {
  const findAccount = (name: string): OfficialAccountInfo => {
    const account = officialAccounts.bySlugOrAppId(name)
    if (!account) throw accountUnknown(name)
    return account
  }

  app.route({
    ...contract.listOfficialAccounts,
    handler: () => ({ items: officialAccounts.list().map(officialAccountView) }),
  })

  app.route({
    ...contract.getTerms,
    handler: async (request) => {
      const { reasons, solutions } = await readTerms(db, findAccount(request.params.slug).id)
      return { reasons: [...reasons], solutions: [...solutions] }
    },
  })

  app.route({
    ...contract.setTerms,
    handler: async (request) => {
      const actor = ownerOf(request).name
      const { id } = findAccount(request.params.slug)
      const terms = checkTerms(request.body)
      await db.transaction().execute(async (trx) => {
        await writeTerms(trx, id, terms)
        const by = { at: clock(), actor, merchantId: id }
        await writeAudit(trx, { ...by, action: 'account-terms.changed', details: { ...terms } })
      })
      return { reasons: [...terms.reasons], solutions: [...terms.solutions] }
    },
  })
}
