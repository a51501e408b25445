import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { House } from './house.ts'
import { eventually } from './process.ts'

/** The account that every simulator holds, as it is known at the desk. */
export const account = { appId: 'wx0123456789abcdef', slug: 'service-7f3a9c', name: '晨光文具服务号' } as const

/**
 * Connects the simulator's official account to a running desk: what an integrator does with docs/rights.md, messages
 * sealed as in the safe mode.
 */
export async function connectAccount({ simulator, folder, url, redress }: House): Promise<void> {
  const { appId, slug, name } = account
  const keys = simulator.officialAccounts.credentials(appId)
  const file = (fileName: string, secret: string): string => {
    writeFileSync(join(folder, fileName), `${secret}\n`, { mode: 0o600 })
    return fileName
  }
  await redress(
    ['account', 'add', '--slug', slug, '--app-id', appId, '--partner-id', keys.partnerId, '--name', name],
    ['--app-secret-file', file('app.secret', keys.appSecret), '--platform-url', simulator.url],
    ['--pay-sign-key-file', file('paysign.key', keys.paySignKey)],
    ['--push-token-file', file('push.token', keys.pushToken), '--aes-key-file', file('aes.key', keys.encodingAesKey)],
  )
  const settings = {
    name,
    payfeedbackUrl: `${url}/callbacks/rights/${slug}`,
    pushUrl: `${url}/callbacks/official-account/${slug}`,
    pushMode: 'safe',
  } as const
  // The platform checks the address by a call; the running desk hears of the account a moment after it was added.
  await eventually('the platform takes the addresses', async () => {
    await simulator.officialAccounts.change(appId, settings)
    return true
  })
}
