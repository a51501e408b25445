import { describe, expect, it } from 'vitest'
import { setupDesk } from './support.ts'

const OLD = new Date(Date.now() - 181 * 24 * 3_600_000)

describe('keeping house', () => {
  it('forgets the phone number of a complaint processed long ago, until the payer opens it again', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file({ payerPhone: '13812349876' })
    const merchantId = desk.registry.bySlugOrMchid('shop')?.id ?? ''
    const read = async () =>
      await desk.application.applier.refresh({ merchantId, channel: 'complaints-v2', platformId })
    const reveal = async () => await desk.call('POST', `/api/v1/complaints/${id}/phone-reveals`, { reason: '回电' })
    const age = async () => await desk.database.kysely.updateTable('complaints').set({ updated_at: OLD }).execute()

    await age()
    await desk.application.housekeeper.tidy()
    expect((await reveal()).status).toBe(200)

    await desk.application.channels(merchantId).complete(platformId, {
      mchid: desk.mchid,
      actionId: 'by-hand',
      actor: 'lin',
      earlierAttemptAt: null,
      settledAsAgreed: false,
    })
    await read()
    await age()
    await desk.application.housekeeper.tidy()
    expect((await reveal()).body.code).toBe('PHONE_UNKNOWN')
    await read()
    expect((await reveal()).body.code).toBe('PHONE_UNKNOWN')
    expect(await desk.complaint(id)).toMatchObject({ payerPhone: { masked: '138****9876' } })
    expect((await desk.call('GET', '/api/v1/complaints?q=9876')).body.items).toEqual([])

    await desk.simulator.continueComplaint(platformId, { content: '又坏了' })
    await read()
    expect((await reveal()).body).toEqual({ phone: '13812349876' })
  })

  it('removes sessions and idempotency keys whose time is over, and no others', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    await desk.call('POST', `/api/v1/complaints/${id}/notes`, { content: '一' }, { 'Idempotency-Key': 'old' })
    await desk.call('POST', `/api/v1/complaints/${id}/notes`, { content: '二' }, { 'Idempotency-Key': 'new' })
    await desk.database.kysely
      .updateTable('idempotency_keys')
      .set({ created_at: OLD })
      .where('key', '=', 'old')
      .execute()
    await desk.application.housekeeper.tidy()
    const keys = await desk.database.kysely.selectFrom('idempotency_keys').select('key').execute()
    expect(keys).toEqual([{ key: 'new' }])
    expect((await desk.call('GET', '/api/v1/session')).status).toBe(200)
    await desk.database.kysely.updateTable('sessions').set({ expires_at: OLD }).execute()
    await desk.application.housekeeper.tidy()
    expect(await desk.database.kysely.selectFrom('sessions').selectAll().execute()).toEqual([])
  })
})
