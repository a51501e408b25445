import type { FaultKind } from '@redress/simulator'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { DeskError } from '../../src/errors.ts'
import { createSender } from '../../src/outbox/sender.ts'
import { createTurns } from '../../src/platform/turns.ts'
import type { ComplaintKey } from '../../src/store/reads.ts'
import { filesForPlatform } from '../../src/vault/shrink.ts'
import { png, setupDesk, type TestDesk, until } from './support.ts'

const repliesAtPlatform = (desk: TestDesk, platformId: string) =>
  desk.simulator.complaint(platformId).history.filter((entry) => entry.operateType === 'MERCHANT_RESPONSE')

const queueReply = async (desk: TestDesk, id: string, content: string, images: string[] = []) =>
  (await desk.call('POST', `/api/v1/complaints/${id}/replies`, { content, images })).body.actionId

describe('a write whose answer is lost', () => {
  const faults: FaultKind[] = [
    'drop-answer-after-commit',
    'wrong-signature',
    'signtest',
    'http-500',
    'http-502-html',
    'http-429',
    'reset',
  ]
  it.each(faults)('reaches the platform exactly once: %s on a reply', async (kind) => {
    await using desk = await setupDesk()
    const { id, platformId } = await desk.file()
    desk.simulator.addFault({ kind, call: 'reply', count: 1 })
    const actionId = await queueReply(desk, id, '已为您退款')
    const action = await desk.actionWhere(actionId, (found) => ['verified', 'parked'].includes(found.state))
    expect(action).toMatchObject({ state: 'verified', problem: null })
    expect(repliesAtPlatform(desk, platformId).map((entry) => entry.content)).toEqual(['已为您退款'])
    expect(desk.simulator.faults().every((fault) => fault.hits === 1)).toBe(true)
  })

  it.each(faults)('reaches the platform exactly once: %s on a completion', async (kind) => {
    await using desk = await setupDesk()
    const { id, platformId } = await desk.file()
    await desk.actionWhere(await queueReply(desk, id, '已处理'), (found) => found.state === 'verified')
    desk.simulator.addFault({ kind, call: 'complete', count: 1 })
    const { body } = await desk.call('POST', `/api/v1/complaints/${id}/completion`, {})
    await desk.actionWhere(body.actionId, (found) => found.state === 'verified')
    const completions = desk.simulator
      .complaint(platformId)
      .history.filter((entry) => entry.operateType === 'MERCHANT_CONFIRM_COMPLETE')
    expect(completions).toHaveLength(1)
    expect((await desk.complaint(id)).state).toBe('PROCESSED')
  })

  it('stays a question when the platform refuses to show the complaint, and is looked up before it is repeated', async () => {
    await using desk = await setupDesk({ workers: false })
    const { application, database } = desk
    const { id, platformId } = await desk.file()
    const sender = (refresh: (key: ComplaintKey) => Promise<unknown>) =>
      createSender({
        db: database.kysely,
        channels: application.channels,
        turns: createTurns(),
        picture: async () => undefined,
        file: filesForPlatform(application.vault),
        refresh,
        clock: () => new Date(),
        log: pino({ level: 'silent' }),
        retry: { maxAttempts: 12, baseMs: 1, capMs: 2, settleMs: 1 },
        leaseMs: 5_000,
      })
    const seeing = sender(async (key) => await application.applier.refresh(key))
    const blind = sender(async () => {
      throw new DeskError('NO_AUTH', 'The platform shows nothing.', 'Mend the permission.')
    })
    desk.simulator.addFault({ kind: 'drop-answer-after-commit', call: 'reply', count: 1 })
    const actionId = await queueReply(desk, id, '已为您退款')
    const action = async () => (await desk.call('GET', `/api/v1/actions/${actionId}`)).body
    await seeing.sendNext()
    expect(await action()).toMatchObject({ state: 'queued' })
    await until(async () => (await blind.sendNext()) === true)
    expect(await action()).toMatchObject({ state: 'parked', problem: { code: 'NO_AUTH' } })
    expect((await desk.call('POST', `/api/v1/actions/${actionId}/cancellation`)).body.code).toBe(
      'ACTION_OUTCOME_UNKNOWN',
    )
    await desk.call('POST', `/api/v1/actions/${actionId}/retry`)
    await seeing.sendNext()
    expect(await action()).toMatchObject({ state: 'verified' })
    expect(repliesAtPlatform(desk, platformId)).toHaveLength(1)
  })

  it('looks before it repeats when the history cannot be read either', async () => {
    await using desk = await setupDesk()
    const { id, platformId } = await desk.file()
    desk.simulator.addFault({ kind: 'drop-answer-after-commit', call: 'reply', count: 1 })
    desk.simulator.addFault({ kind: 'http-500', call: 'history', count: 3 })
    const actionId = await queueReply(desk, id, '已为您退款')
    await desk.actionWhere(actionId, (found) => found.state === 'verified')
    expect(repliesAtPlatform(desk, platformId)).toHaveLength(1)
  })
})

describe('a worker killed in the middle of a write', () => {
  it('leaves a question that the next worker answers by reading', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    const actionId = await queueReply(desk, id, '您好')
    // As a process leaves it that was killed after the platform took the reply and before it could note that.
    await desk.database.kysely
      .updateTable('actions')
      .set({
        state: 'sending',
        lease_token: 'gone',
        lease_until: new Date(0),
        write_started_at: new Date(),
        baseline: '[]',
      })
      .where('id', '=', actionId)
      .execute()
    const merchantId = desk.registry.bySlugOrMchid('shop')?.id ?? ''
    await desk.application.channels(merchantId).reply(platformId, { mchid: desk.mchid, content: '您好', mediaIds: [] })
    expect(await desk.application.sender.sendNext()).toBe(true)
    expect((await desk.call('GET', `/api/v1/actions/${actionId}`)).body.state).toBe('verified')
    expect(repliesAtPlatform(desk, platformId)).toHaveLength(1)
  })

  it('sends when the killed worker had not sent', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    const actionId = await queueReply(desk, id, '您好')
    await desk.database.kysely
      .updateTable('actions')
      .set({
        state: 'sending',
        lease_token: 'gone',
        lease_until: new Date(0),
        write_started_at: new Date(),
        baseline: '[]',
      })
      .where('id', '=', actionId)
      .execute()
    await desk.application.sender.sendNext()
    expect((await desk.call('GET', `/api/v1/actions/${actionId}`)).body.state).toBe('verified')
    expect(repliesAtPlatform(desk, platformId)).toHaveLength(1)
  })

  it('keeps its action while its lease lasts', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const actionId = await queueReply(desk, id, '您好')
    await desk.database.kysely
      .updateTable('actions')
      .set({ state: 'sending', lease_token: 'alive', lease_until: new Date(Date.now() + 60_000) })
      .where('id', '=', actionId)
      .execute()
    expect(await desk.application.sender.sendNext()).toBe(false)
  })
})

describe('the order of the outbox', () => {
  it('keeps the replies of one complaint in order and takes the complaint due first', async () => {
    await using desk = await setupDesk({ workers: false })
    const late = await desk.file({ detail: '晚到' })
    const early = await desk.file({ detail: '早到', at: new Date(Date.now() - 20 * 3_600_000) })
    const first = await queueReply(desk, late.id, '一')
    const second = await queueReply(desk, late.id, '二')
    const urgent = await queueReply(desk, early.id, '急')
    const state = async (id: string) => (await desk.call('GET', `/api/v1/actions/${id}`)).body.state
    await desk.application.sender.sendNext()
    expect(await Promise.all([urgent, first, second].map(state))).toEqual(['verified', 'queued', 'queued'])
    await desk.application.sender.sendNext()
    expect(await Promise.all([first, second].map(state))).toEqual(['verified', 'queued'])
    await desk.application.sender.sendNext()
    expect(repliesAtPlatform(desk, late.platformId).map((entry) => entry.content)).toEqual(['一', '二'])
  })

  it('does not let a later reply overtake one that is tried again', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    desk.simulator.addFault({ kind: 'http-429', call: 'reply', count: 1 })
    await queueReply(desk, id, '一')
    await queueReply(desk, id, '二')
    await until(async () => {
      await desk.application.sender.sendNext()
      return repliesAtPlatform(desk, platformId).length === 2
    })
    expect(repliesAtPlatform(desk, platformId).map((entry) => entry.content)).toEqual(['一', '二'])
  })

  it('sends each reply once with two workers at the same outbox', async () => {
    await using desk = await setupDesk({ workers: false })
    const filed = await Promise.all(['甲', '乙', '丙', '丁'].map(async (detail) => await desk.file({ detail })))
    for (const { id } of filed) for (const text of ['一', '二']) await queueReply(desk, id, text)
    const drain = async (): Promise<void> => {
      while (await desk.application.sender.sendNext()) continue
    }
    await until(async () => {
      await Promise.all([drain(), drain(), drain()])
      return filed.every(({ platformId }) => repliesAtPlatform(desk, platformId).length >= 2)
    })
    for (const { platformId } of filed) {
      expect(repliesAtPlatform(desk, platformId).map((entry) => entry.content)).toEqual(['一', '二'])
    }
  })
})

describe('what the platform refuses', () => {
  it('is parked with its code and a remedy, not tried again, and can be cancelled', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    const actionId = await queueReply(desk, id, '您好')
    // Longer than the desk lets through; the protocol refuses it before anything is sent.
    const content = '款'.repeat(501)
    await desk.database.kysely.updateTable('actions').set({ content }).where('id', '=', actionId).execute()
    await desk.application.sender.sendNext()
    const { body } = await desk.call('GET', `/api/v1/actions/${actionId}`)
    expect(body).toMatchObject({ state: 'parked', attempts: 1, nextAttemptAt: null })
    expect(body.problem).toMatchObject({ code: 'ARGUMENT_INVALID', remedy: expect.stringMatching(/./) })
    expect(await desk.application.sender.sendNext()).toBe(false)
    expect((await desk.call('POST', `/api/v1/actions/${actionId}/cancellation`)).body.state).toBe('cancelled')
    expect(repliesAtPlatform(desk, platformId)).toEqual([])
  })

  it('cannot be cancelled while nobody knows whether it reached the platform', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const actionId = await queueReply(desk, id, '您好')
    await desk.database.kysely.updateTable('actions').set({ write_started_at: new Date() }).execute()
    const refused = await desk.call('POST', `/api/v1/actions/${actionId}/cancellation`)
    expect([refused.status, refused.body.code]).toEqual([409, 'ACTION_OUTCOME_UNKNOWN'])
  })

  it('parks a reply with a picture the desk has lost, then sends it when the picture is back', async () => {
    await using desk = await setupDesk()
    const { id, platformId } = await desk.file()
    const { body } = await desk.upload(await png())
    await desk.database.kysely.updateTable('media').set({ content_type: 'image/bmp', size: 1 }).execute()
    await desk.stopWorkers()
    const actionId = await queueReply(desk, id, '您好', [body.mediaKey])
    await desk.database.kysely.deleteFrom('media').execute()
    await desk.startWorkers()
    const parked = await desk.actionWhere(actionId, (found) => found.state === 'parked')
    expect(parked.problem).toMatchObject({ code: 'PICTURE_UNKNOWN', remedy: expect.stringMatching(/./) })
    expect(repliesAtPlatform(desk, platformId)).toEqual([])

    await desk.upload(await png())
    expect((await desk.call('POST', `/api/v1/actions/${actionId}/retry`)).body.state).toBe('queued')
    await desk.actionWhere(actionId, (found) => found.state === 'verified')
    expect(repliesAtPlatform(desk, platformId)).toHaveLength(1)
    expect((await desk.call('POST', `/api/v1/actions/${actionId}/retry`)).body.code).toBe('ACTION_NOT_PARKED')
    expect((await desk.call('POST', `/api/v1/actions/${actionId}/cancellation`)).body.code).toBe(
      'ACTION_NOT_CANCELLABLE',
    )
  })

  it('uploads a picture once however often the reply is tried', async () => {
    await using desk = await setupDesk()
    const { id } = await desk.file()
    const { body } = await desk.upload(await png())
    desk.simulator.addFault({ kind: 'http-429', call: 'reply', count: 2 })
    const actionId = await queueReply(desk, id, '您好', [body.mediaKey])
    await desk.actionWhere(actionId, (found) => found.state === 'verified')
    expect(desk.simulator.requests().filter((request) => request.call === 'upload')).toHaveLength(1)
  })
})

describe('a completion', () => {
  it('is settled when a colleague completed on the merchant platform in the meantime', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    const { body } = await desk.call('POST', `/api/v1/complaints/${id}/completion`, { overrideReason: '重复单' })
    const merchantId = desk.registry.bySlugOrMchid('shop')?.id ?? ''
    await desk.application.channels(merchantId).complete(platformId, {
      mchid: desk.mchid,
      actionId: 'by-hand',
      actor: 'lin',
      earlierAttemptAt: null,
      settledAsAgreed: false,
    })
    await desk.application.sender.sendNext()
    expect((await desk.call('GET', `/api/v1/actions/${body.actionId}`)).body).toMatchObject({
      state: 'verified',
      sentAt: null,
    })
    expect((await desk.complaint(id)).state).toBe('PROCESSED')
  })

  it('is parked when the payer wrote after it was queued', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    const reply = await queueReply(desk, id, '已处理')
    await desk.application.sender.sendNext()
    expect((await desk.call('GET', `/api/v1/actions/${reply}`)).body.state).toBe('verified')
    const { body } = await desk.call('POST', `/api/v1/complaints/${id}/completion`, {})
    await desk.simulator.addMessage(platformId, { content: '还没有' })
    await desk.application.sender.sendNext()
    expect((await desk.call('GET', `/api/v1/actions/${body.actionId}`)).body).toMatchObject({
      state: 'parked',
      problem: { code: 'COMPLETION_GUARD' },
    })
    expect(desk.simulator.complaint(platformId).state).toBe('PROCESSING')
  })

  it('is refused twice over, forced with a reason, and the reason is audited', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const complete = async (body: object) => await desk.call('POST', `/api/v1/complaints/${id}/completion`, body)
    expect(await complete({})).toMatchObject({
      status: 409,
      body: { code: 'COMPLETION_GUARD', reasons: [{ code: 'NO_REPLY' }] },
    })
    expect((await complete({ overrideReason: '' })).status).toBe(400)
    expect((await complete({ overrideReason: '重复单' })).status).toBe(202)
    expect((await complete({ overrideReason: '重复单' })).body.code).toBe('COMPLETION_QUEUED')
    const audit = await desk.database.kysely
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'completion.forced')
      .execute()
    expect(audit).toMatchObject([
      { actor: 'lin', complaint_id: id, details: { reason: '重复单', guards: ['NO_REPLY'] } },
    ])
    await desk.application.sender.sendNext()
    expect((await complete({})).body.code).toBe('ALREADY_PROCESSED')
  })
})

describe('a storm of replies', () => {
  it('goes out at the pace of the platform: nothing is refused, and waiting uses up no attempt', async () => {
    await using desk = await setupDesk({ simulator: { rateLimits: 'platform' } })
    const filed = await Promise.all(Array.from({ length: 12 }, async () => await desk.file()))
    await Promise.all(filed.map(async ({ id }) => await queueReply(desk, id, '您好')))
    const sent = () => desk.simulator.requests().filter((request) => request.call === 'reply')
    // Three may go at once, then one in a little more than a second.
    await until(async () => sent().length >= 8)
    expect(sent().every((request) => request.status === 204)).toBe(true)
    expect(sent().length).toBeLessThan(12)
    const waiting = await desk.database.kysely.selectFrom('actions').selectAll().where('state', '=', 'queued').execute()
    expect(waiting.length).toBeGreaterThan(0)
    for (const row of waiting) expect(row).toMatchObject({ attempts: 0, problem: null, write_started_at: null })
  })
})
