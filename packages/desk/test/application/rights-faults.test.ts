import type { FaultKind } from '@redress/simulator'
import { sql } from 'kysely'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { createSender } from '../../src/outbox/sender.ts'
import { createTurns } from '../../src/platform/turns.ts'
import { takeUp } from '../../src/rights/index.ts'
import { findComplaintRow } from '../../src/store/complaint-pages.ts'
import { filesForPlatform } from '../../src/vault/shrink.ts'
import { actionsIn, complete, inState, setupRightsDesk } from './rights-support.ts'
import { type TestDesk, until } from './support.ts'

const faults: FaultKind[] = ['drop-answer-after-commit', 'reset', 'http-500', 'system-busy', 'token-revoked']

const marksAtPlatform = (desk: TestDesk, feedbackId: string): number =>
  desk.simulator.rights.get(feedbackId).history.filter(({ event }) => event === 'marked').length

const factsOf = async (desk: TestDesk, kind: 'marked' | 'delivery-reported') =>
  await desk.database.kysely.selectFrom('rights_facts').select(['id', 'at']).where('kind', '=', kind).execute()

describe('the mark of a ticket', () => {
  it.each(faults)('takes effect once and is one fact: %s', async (kind) => {
    await using desk = await setupRightsDesk()
    const { id, platformId } = await desk.fileRights()
    desk.simulator.addFault({ kind, call: 'feedback-update', count: 1 })
    const { actionId } = (await complete(desk, id)).body
    await desk.actionWhere(actionId, (action) => action.state === 'verified')
    expect(desk.simulator.faults().every((fault) => fault.hits === 1)).toBe(true)
    expect(marksAtPlatform(desk, platformId)).toBe(1)
    expect(await factsOf(desk, 'marked')).toHaveLength(1)
    expect(actionsIn(await desk.complaint(id))).toEqual(['USER_CREATE_COMPLAINT', 'RIGHTS_MARKED'])
  })

  it('made by a worker that was killed before it could note it is found, at the time it was made', async () => {
    await using desk = await setupRightsDesk({ workers: false })
    const { id, platformId } = await desk.fileRights()
    const { actionId } = (await complete(desk, id)).body
    const startedAt = new Date(Date.now() - 600_000)
    // As a process leaves it that was killed after the platform took the mark and before it could note that.
    await desk.database.kysely
      .updateTable('actions')
      .set({
        state: 'sending',
        lease_token: 'gone',
        lease_until: new Date(0),
        write_started_at: startedAt,
        baseline: '[]',
      })
      .where('id', '=', actionId)
      .execute()
    desk.simulator.rights.markInConsole(platformId)
    expect(await factsOf(desk, 'marked')).toEqual([])
    expect(await desk.application.sender.sendNext()).toBe(true)
    expect((await desk.call('GET', `/api/v1/actions/${actionId}`)).body.state).toBe('verified')
    expect(await factsOf(desk, 'marked')).toEqual([{ id: `marked:${actionId}`, at: startedAt }])
    expect(marksAtPlatform(desk, platformId)).toBe(1)
    expect(await desk.application.sender.sendNext()).toBe(false)
  })

  it('that the payer has refused since is not made again, and keeps the time of the first attempt', async () => {
    await using desk = await setupRightsDesk({ workers: false })
    const { id, platformId } = await desk.fileRights()
    const { actionId } = (await complete(desk, id)).body
    desk.simulator.addFault({ kind: 'drop-answer-after-commit', call: 'feedback-update', count: 1 })
    await desk.application.sender.sendNext()
    expect(marksAtPlatform(desk, platformId)).toBe(1)
    const { write_started_at: startedAt } = await desk.database.kysely
      .selectFrom('actions')
      .select('write_started_at')
      .where('id', '=', actionId)
      .executeTakeFirstOrThrow()
    desk.simulator.rights.reject(platformId)
    await until(async () => {
      await desk.application.applier.applyNext()
      return inState('REJECTED')(await desk.complaint(id))
    })
    await desk.database.kysely
      .updateTable('actions')
      .set({ next_attempt_at: new Date(0) })
      .execute()
    await desk.application.sender.sendNext()
    expect(marksAtPlatform(desk, platformId)).toBe(1)
    expect(await factsOf(desk, 'marked')).toEqual([{ id: `marked:${actionId}`, at: startedAt }])
    expect((await desk.call('GET', `/api/v1/actions/${actionId}`)).body.state).toBe('verified')
    expect(await desk.complaint(id)).toMatchObject({ channelState: 'REJECTED' })
  })

  it('is verified by another worker when the process was killed before it could read what it had sent', async () => {
    await using desk = await setupRightsDesk({ workers: false })
    const { application, database } = desk
    const { id } = await desk.fileRights()
    const { actionId } = (await complete(desk, id)).body
    let reads = 0
    const doomed = createSender({
      db: database.kysely,
      channels: application.channels,
      turns: createTurns(),
      picture: async () => undefined,
      file: filesForPlatform(application.vault),
      refresh: async (key) => {
        reads += 1
        if (reads > 1) throw new Error('killed')
        await application.applier.refresh(key)
      },
      clock: () => new Date(),
      log: pino({ level: 'silent' }),
      retry: { maxAttempts: 12, baseMs: 20, capMs: 200, settleMs: 50 },
      leaseMs: 5_000,
    })
    await doomed.sendNext()
    const state = async () => (await desk.call('GET', `/api/v1/actions/${actionId}`)).body.state
    expect([reads, await state()]).toEqual([2, 'sent'])
    while ((await application.applier.applyNext()) === true);
    expect(await state()).toBe('verified')
  })

  it('that could not be noted is noted by the next attempt', async () => {
    await using desk = await setupRightsDesk({ workers: false })
    const { id, platformId } = await desk.fileRights()
    const { actionId } = (await complete(desk, id)).body
    await sql`create function refuse() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$`.execute(
      desk.database.kysely,
    )
    await sql`create trigger refuse before insert on rights_facts for each row when (new.kind = 'marked')
      execute function refuse()`.execute(desk.database.kysely)
    await desk.application.sender.sendNext()
    expect(marksAtPlatform(desk, platformId)).toBe(1)
    expect((await desk.call('GET', `/api/v1/actions/${actionId}`)).body.state).toBe('queued')
    await sql`drop trigger refuse on rights_facts`.execute(desk.database.kysely)
    await desk.database.kysely
      .updateTable('actions')
      .set({ next_attempt_at: new Date(0) })
      .execute()
    await desk.application.sender.sendNext()
    expect((await desk.call('GET', `/api/v1/actions/${actionId}`)).body.state).toBe('verified')
    expect(await factsOf(desk, 'marked')).toHaveLength(1)
  })

  it('made in the console of the account settles the completion', async () => {
    await using desk = await setupRightsDesk()
    const { id, platformId } = await desk.fileRights()
    desk.simulator.rights.markInConsole(platformId)
    await complete(desk, id)
    await desk.complaintWhere(id, inState('MARKED'))
    expect(marksAtPlatform(desk, platformId)).toBe(1)
  })
})

describe('what an operator notes', () => {
  it('is shown by a worker when the process was killed before it could show it', async () => {
    await using desk = await setupRightsDesk({ workers: false })
    const { id } = await desk.fileRights()
    const row = await findComplaintRow(desk.database.kysely, id)
    if (!row) throw new Error('the complaint is missing')
    const { officialAccounts, database, masterKey } = desk
    // Never comes back, like a process that is gone.
    const refresh = async () => await Promise.reject(new Error('killed'))
    const work = { db: database.kysely, masterKey, officialAccounts, refresh }
    await takeUp(work, row, { actor: 'lin', now: new Date() })
    expect((await desk.complaint(id)).channelState).toBe('PENDING')
    await until(async () => {
      await desk.application.applier.applyNext()
      return (await desk.complaint(id)).channelState === 'PROCESSING'
    })
  })
})

describe('the delivery notice', () => {
  it.each(faults)('takes effect once and is one fact: %s', async (kind) => {
    await using desk = await setupRightsDesk()
    const { id, platformId, complainedAt } = await desk.fileRights({ delivered: false })
    const { transactionId, appId } = desk.simulator.rights.get(platformId)
    const payment = () =>
      desk.simulator.officialAccounts.payments(appId).find((one) => one.transactionId === transactionId)
    desk.simulator.addFault({ kind, call: 'delivery', count: 1 })
    const path = `/api/v1/complaints/${id}/delivery-notice`
    const at = new Date(Date.parse(complainedAt) + 1_000).toISOString()
    expect((await desk.call('POST', path, { status: 'delivered', at })).body.code).toBe('OUT_TRADE_NO_MISSING')
    const failed = { status: 'failed', at, outTradeNo: payment()?.outTradeNo }
    expect((await desk.call('POST', path, failed)).body.code).toBe('DELIVERY_REASON_MISSING')
    const notice = { ...failed, status: 'delivered' }
    const { actionId } = (await desk.call('POST', path, notice)).body
    await desk.actionWhere(actionId, (action) => action.state === 'verified')
    expect(payment()?.delivery).toMatchObject({ status: 'delivered', message: 'ok' })
    expect(await factsOf(desk, 'delivery-reported')).toHaveLength(1)
    const complaint = await desk.complaint(id)
    expect(complaint.rights.order).toMatchObject({ delivery: 'delivered', deliveredAt: at, source: 'api' })
    // Delivered after the filing: the clock stays the strict one.
    const settlement = complaint.deadlines.find((deadline: { kind: string }) => deadline.kind === 'settlement')
    expect(Date.parse(settlement.dueAt) - Date.parse(settlement.startsAt)).toBe(48 * 3_600_000)
    expect(actionsIn(complaint)).toEqual(['USER_CREATE_COMPLAINT', 'RIGHTS_DELIVERY_REPORTED'])
  })
})
