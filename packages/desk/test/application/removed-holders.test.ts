import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { replayParked } from '../../src/inbox/replay.ts'
import { removeMerchant } from '../../src/merchants/remove-merchant.ts'
import { addAccount } from '../../src/official-accounts/add-account.ts'
import { removeAccount } from '../../src/official-accounts/remove-account.ts'
import { accountOf, SIMULATED_APP_ID } from '../support/official-account.ts'
import { rightsXml } from '../support/rights-notice.ts'
import { setupDesk, until } from './support.ts'

describe('an official account that is removed while the desk runs', () => {
  it('keeps its tickets readable, takes and sends nothing more, and comes back with them', async () => {
    await using desk = await setupDesk({ officialAccount: {} })
    const { kysely } = desk.database
    const { paySignKey } = desk.simulator.officialAccounts.credentials(SIMULATED_APP_ID)
    const { id } = await desk.fileRights({ reason: '质量问题', extInfo: '箱子破了 13800001234' })
    const { merchant, detail, timeline } = await desk.complaint(id)
    await removeAccount(kysely, desk.accountId, new Date())
    await until(async () => await Promise.resolve(desk.officialAccounts.list().length === 0))

    expect(await desk.complaint(id)).toMatchObject({ merchant, detail, timeline })
    expect((await desk.call('GET', '/api/v1/complaints?channel=rights-v16')).body.items).toHaveLength(1)
    const evidence = await kysely.selectFrom('rights_facts').select('body_sealed').executeTakeFirstOrThrow()
    expect(evidence.body_sealed?.length).toBeGreaterThan(0)

    const body = rightsXml({ appId: SIMULATED_APP_ID, paySignKey })
    const delivered = await fetch(`${desk.url}/callbacks/rights/account`, { method: 'POST', body })
    expect(await delivered.text()).not.toBe('success')
    const message = { message: { type: 'text', content: '您好' } }
    expect(await desk.call('POST', `/api/v1/complaints/${id}/messages`, message)).toMatchObject({
      status: 409,
      body: { code: 'ACCOUNT_REMOVED' },
    })

    const masterKey = createSecretKey(Buffer.from(desk.masterKeyText, 'base64'))
    expect(await addAccount(kysely, masterKey, accountOf(desk.simulator))).toBe(desk.accountId)
    await until(async () => await Promise.resolve(desk.officialAccounts.list().length === 1))
    expect((await desk.call('POST', `/api/v1/complaints/${id}/messages`, message)).status).toBe(202)
    expect((await desk.fileRights({ reason: '少送一件' })).merchant).toBe('account')
  })

  it('goes on, once it is back, with what waited when it was removed, since nobody would send that again', async () => {
    await using desk = await setupDesk({ officialAccount: {}, workers: false })
    const { kysely } = desk.database
    const { id } = await desk.fileRights()
    const { feedbackId } = desk.simulator.rights.file({ appId: SIMULATED_APP_ID, reason: '少送一件' })
    const inbox = async () =>
      await kysely
        .selectFrom('inbox')
        .select(['state', 'problem_code'])
        .where('complaint_platform_id', '=', feedbackId)
        .executeTakeFirst()
    await until(inbox)
    await removeAccount(kysely, desk.accountId, new Date())
    expect(await inbox()).toEqual({ state: 'parked', problem_code: 'ACCOUNT_REMOVED' })
    expect(await replayParked(kysely, new Date())).toEqual([])

    const masterKey = createSecretKey(Buffer.from(desk.masterKeyText, 'base64'))
    await addAccount(kysely, masterKey, accountOf(desk.simulator))
    expect(await inbox()).toEqual({ state: 'pending', problem_code: null })
    const wanted = await kysely.selectFrom('reads').select('platform_id').execute()
    expect(wanted).toEqual([{ platform_id: (await desk.complaint(id)).platformId }])
    await desk.officialAccounts.reload()
    await kysely.updateTable('inbox').set({ next_attempt_at: new Date() }).where('state', '=', 'pending').execute()
    await until(async () => {
      await desk.application.applier.applyNext()
      return (await inbox())?.state === 'applied'
    })
    expect((await desk.call('GET', `/api/v1/complaints?q=${feedbackId}`)).body.items).toHaveLength(1)
  })

  it('is not left out when every parked notification is opened again', async () => {
    await using desk = await setupDesk({ officialAccount: {}, workers: false })
    const { kysely } = desk.database
    await desk.fileRights()
    await kysely.updateTable('inbox').set({ state: 'parked' }).where('merchant_id', '=', desk.accountId).execute()
    expect(await replayParked(kysely, new Date())).toHaveLength(1)
  })
})

describe('a merchant that is removed while the desk runs', () => {
  it('keeps its complaints readable, and nothing more is queued for it', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file({ detail: '没有收到货' })
    const [merchant] = desk.registry.list()
    await removeMerchant(desk.database.kysely, merchant?.id ?? '', new Date())
    await until(async () => await Promise.resolve(desk.registry.list().length === 0))
    expect((await desk.complaint(id)).detail).toBe('没有收到货')
    expect(await desk.call('POST', `/api/v1/complaints/${id}/replies`, { content: '您好' })).toMatchObject({
      status: 409,
      body: { code: 'MERCHANT_REMOVED' },
    })
  })
})
