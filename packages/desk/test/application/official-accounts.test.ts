import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { registerAccountMetrics } from '../../src/application/account-metrics.ts'
import { tellAccounts } from '../../src/official-accounts/tell-accounts.ts'
import { SIMULATED_APP_ID } from '../support/official-account.ts'
import { rightsXml } from '../support/rights-notice.ts'
import { setupDesk, type TestDesk, until } from './support.ts'

const terms = '/api/v1/official-accounts/account/terms'

describe('official accounts over REST', () => {
  it('are listed with the addresses to enter at the platform, and without a secret', async () => {
    await using desk = await setupDesk({ workers: false, officialAccount: { labels: ['brand:North'] } })
    const { partnerId, appSecret, paySignKey, pushToken } =
      desk.simulator.officialAccounts.credentials(SIMULATED_APP_ID)
    const { status, body } = await desk.call('GET', '/api/v1/official-accounts')
    expect(status).toBe(200)
    expect(body.items).toEqual([
      {
        slug: 'account',
        name: 'account',
        appId: SIMULATED_APP_ID,
        partnerId,
        profile: 'v16',
        pushMode: 'plain',
        defaultGoods: 'physical',
        labels: ['brand:North'],
        rightsCallbackPath: '/callbacks/rights/account',
        pushCallbackPath: '/callbacks/official-account/account',
      },
    ])
    for (const secret of [appSecret, paySignKey, pushToken]) expect(JSON.stringify(body)).not.toContain(secret)
  })

  it('keep their own reasons and solutions in order; the newest lists replace the former ones, and say who changed them', async () => {
    await using desk = await setupDesk({ workers: false, officialAccount: {} })
    expect((await desk.call('GET', terms)).body).toEqual({ reasons: [], solutions: [] })
    const first = { reasons: ['破损', '漏发', '错发'], solutions: ['补发', ' 退差价 '] }
    const set = await desk.call('PUT', terms, first)
    expect(set).toMatchObject({ status: 200, body: { reasons: first.reasons, solutions: ['补发', '退差价'] } })
    expect((await desk.call('GET', terms)).body).toEqual(set.body)
    const second = { reasons: ['漏发'], solutions: [] }
    await desk.call('PUT', terms, second)
    expect((await desk.call('GET', `/api/v1/official-accounts/${SIMULATED_APP_ID}/terms`)).body).toEqual(second)
    const audit = await desk.database.kysely
      .selectFrom('audit')
      .select(['actor', 'merchant_id', 'details'])
      .where('action', '=', 'account-terms.changed')
      .orderBy('id')
      .execute()
    expect(audit.at(-1)).toEqual({ actor: 'lin', merchant_id: desk.accountId, details: second })
    expect(audit).toHaveLength(2)
  })

  it.each([
    ['a fourth one', ['一', '二', '三', '四'], 400],
    ['a sixteenth character', ['字'.repeat(16)], 400],
    ['a sixteenth character outside the basic plane', ['𠮷'.repeat(16)], 400],
    ['nothing but space', ['  '], 400],
    ['a line break', ['上\n下'], 422],
  ])('refuse %s and keep what they have', async (_what, reasons, status) => {
    await using desk = await setupDesk({ workers: false, officialAccount: {} })
    const longest = { reasons: ['𠮷'.repeat(15)], solutions: [] }
    expect((await desk.call('PUT', terms, longest)).status).toBe(200)
    expect((await desk.call('PUT', terms, { reasons, solutions: [] })).status).toBe(status)
    expect((await desk.call('GET', terms)).body).toEqual(longest)
  })

  it('are read by everybody and changed by owners only', async () => {
    await using desk = await setupDesk({ workers: false, officialAccount: {} })
    const { token } = await desk.application.tokens.create({ name: 'bot', role: 'operator' })
    const headers = { cookie: '', authorization: `Bearer ${token}` }
    expect((await desk.call('GET', terms, undefined, headers)).status).toBe(200)
    expect(await desk.call('PUT', terms, { reasons: [], solutions: [] }, headers)).toMatchObject({
      status: 403,
      body: { code: 'NOT_PERMITTED' },
    })
    expect((await desk.call('GET', terms, undefined, { cookie: '' })).status).toBe(401)
    expect(await desk.call('GET', '/api/v1/official-accounts/nobody/terms')).toMatchObject({
      status: 404,
      body: { code: 'ACCOUNT_UNKNOWN' },
    })
  })
})

/** A confirm that nobody sent: the signature covers account, payer and time only, so that whoever saw one can make it. */
async function forgeConfirm({ simulator, url }: TestDesk): Promise<string> {
  const { appId, paySignKey } = simulator.officialAccounts.credentials(SIMULATED_APP_ID)
  const body = rightsXml({ appId, paySignKey, kind: 'confirm' })
  return await (await fetch(`${url}/callbacks/rights/account`, { method: 'POST', body })).text()
}

describe('the figures of official accounts', () => {
  it('tell which account receives no messages, and where a held notice waits', async () => {
    await using desk = await setupDesk({ officialAccount: {} })
    const metrics = new Registry()
    registerAccountMetrics(metrics, { db: desk.database.kysely, officialAccounts: desk.officialAccounts })
    expect(await metrics.metrics()).toMatch(/^official_account_push_configured\{account="account"\} 1$/m)
    await desk.database.kysely.updateTable('official_accounts').set({ push_token_sealed: null }).execute()
    await tellAccounts(desk.database.kysely, desk.accountId)
    await until(async () => /^official_account_push_configured\{account="account"\} 0$/m.test(await metrics.metrics()))
    expect(await metrics.metrics()).toMatch(/^official_account_held_tickets\{account="account"\} 0$/m)
    expect(await forgeConfirm(desk)).toBe('success')
    await until(async () => /^official_account_held_tickets\{account="account"\} 1$/m.test(await metrics.metrics()))
  })
})
