import type { z } from 'zod'
import type { OfficialAccountInfo } from '../../official-accounts/accounts.ts'
import { pushCallbackPath, rightsCallbackPath } from '../../official-accounts/addresses.ts'
import type { officialAccount } from '../schemas/rights.ts'

export const officialAccountView = (account: OfficialAccountInfo): z.infer<typeof officialAccount> => ({
  slug: account.slug,
  name: account.name,
  appId: account.appId,
  partnerId: account.partnerId,
  profile: account.profile,
  pushMode: account.pushMode,
  defaultGoods: account.defaultGoods,
  labels: [...account.labels],
  rightsCallbackPath: rightsCallbackPath(account.slug),
  pushCallbackPath: pushCallbackPath(account.slug),
})
