import { describe, expect, it } from 'vitest'
import { actionsIn, complete, forge, inState, setupRightsDesk, ticketOf } from './rights-support.ts'
import { type TestDesk, until } from './support.ts'

const STRANGER = 'oOtherPayer_0002-abcdefghijk'

const heldBy = async (desk: TestDesk, id: string) =>
  await until(async () => {
    const { rights } = await desk.complaint(id)
    return rights.heldNotices.length > 0 && rights.heldNotices
  })

const decide = async (desk: TestDesk, id: string, noticeId: string, decision: string) =>
  await desk.call('POST', `/api/v1/complaints/${id}/held-notices/${encodeURIComponent(noticeId)}/decision`, {
    decision,
    reason: '已向买家核实',
  })

describe('a notification that may be forged', () => {
  it('closes no ticket of another payer, and is shown with its reason until a person dismisses it', async () => {
    await using desk = await setupRightsDesk()
    const { id, platformId } = await desk.fileRights()
    expect(await forge(desk, { kind: 'confirm', feedbackId: platformId, openId: STRANGER })).toBe('success')
    const [notice] = await heldBy(desk, id)
    expect(notice).toMatchObject({ kind: 'CONFIRM', code: 'PAYER_MISMATCH', message: expect.any(String) })
    const flagged = await desk.complaintWhere(id, ({ userTags }) => userTags.includes('HELD_NOTICE'))
    expect(flagged.channelState).toBe('PENDING')

    expect((await decide(desk, id, 'made-up', 'dismiss')).body.code).toBe('HELD_NOTICE_UNKNOWN')
    expect((await decide(desk, id, notice.id, 'dismiss')).status).toBe(204)
    expect((await decide(desk, id, notice.id, 'apply')).body.code).toBe('HELD_NOTICE_DECIDED')
    const after = await desk.complaint(id)
    expect(after).toMatchObject({ channelState: 'PENDING', userTags: [], rights: { heldNotices: [] } })
    expect(actionsIn(after)).toEqual(['USER_CREATE_COMPLAINT', 'RIGHTS_HELD_DISMISSED'])
    const audit = await desk.database.kysely.selectFrom('audit').select(['action', 'actor', 'details']).execute()
    expect(audit).toContainEqual({
      action: 'rights.held-dismiss',
      actor: 'lin',
      details: { noticeId: notice.id, code: 'PAYER_MISMATCH', reason: '已向买家核实' },
    })
  })

  it('makes an orphan of a ticket that nobody filed, which a person may close', async () => {
    await using desk = await setupRightsDesk()
    const feedbackId = '13275936403980775178'
    await forge(desk, { kind: 'confirm', feedbackId })
    const { id } = await until(async () => await ticketOf(desk, feedbackId))
    const orphan = await desk.complaint(id)
    expect(orphan).toMatchObject({
      platformId: feedbackId,
      channelState: 'PENDING',
      userTags: ['ORPHAN', 'HELD_NOTICE'],
      duty: 'settlement',
      rights: { filing: { endsAt: null, problem: null }, heldNotices: [{ code: 'TICKET_UNKNOWN' }] },
    })
    expect((await decide(desk, id, orphan.rights.heldNotices[0].id, 'apply')).status).toBe(204)
    expect(await desk.complaint(id)).toMatchObject({ channelState: 'CLOSED', dueAt: null, rights: { heldNotices: [] } })
  })

  it('does not reopen a closed ticket by a refusal, but by a newer request', async () => {
    await using desk = await setupRightsDesk()
    const { id, platformId } = await desk.fileRights()
    const { openId } = desk.simulator.rights.get(platformId)
    desk.simulator.rights.confirm(platformId)
    await desk.complaintWhere(id, inState('CLOSED'))
    const seconds = (ahead: number) => Math.floor(Date.now() / 1000) + ahead
    await forge(desk, { kind: 'reject', feedbackId: platformId, openId, timestamp: seconds(60) })
    expect((await heldBy(desk, id))[0]).toMatchObject({ kind: 'REJECT', code: 'TICKET_CLOSED' })
    expect((await desk.complaint(id)).channelState).toBe('CLOSED')
    // Older than the confirmation: it says nothing new.
    await forge(desk, { feedbackId: platformId, openId, timestamp: seconds(-600) })
    await forge(desk, { feedbackId: platformId, openId, timestamp: seconds(120) })
    const reopened = await desk.complaintWhere(id, inState('PENDING'))
    expect(reopened).toMatchObject({ complaintTimes: 2, state: 'PENDING' })
    expect(actionsIn(reopened)).toContain('RIGHTS_REOPENED')
  })

  it('of a kind nobody knows changes nothing and is kept', async () => {
    await using desk = await setupRightsDesk()
    const { id, platformId } = await desk.fileRights()
    const { openId } = desk.simulator.rights.get(platformId)
    await forge(desk, { kind: 'arbitrate', feedbackId: platformId, openId })
    expect((await heldBy(desk, id))[0]).toMatchObject({ kind: 'arbitrate', code: 'KIND_UNKNOWN' })
    expect((await desk.complaint(id)).channelState).toBe('PENDING')
  })

  it('about a payment of another merchant does not become a ticket by itself', async () => {
    await using desk = await setupRightsDesk()
    const feedbackId = '7197417460812502768'
    await forge(desk, { feedbackId, transactionId: '0000000000201402143240185685' })
    const { id } = await until(async () => await ticketOf(desk, feedbackId))
    expect((await desk.complaint(id)).rights.heldNotices).toMatchObject([{ code: 'TRANSACTION_MISMATCH' }])
    const [{ id: noticeId }] = (await desk.complaint(id)).rights.heldNotices
    await decide(desk, id, noticeId, 'dismiss')
    expect(await desk.complaint(id)).toMatchObject({ channelState: 'CLOSED', state: 'PROCESSED', dueAt: null })
  })

  it('is not needed to mark: what is marked stays marked when the same notices come again', async () => {
    await using desk = await setupRightsDesk()
    const { id, platformId } = await desk.fileRights()
    await complete(desk, id)
    const marked = await desk.complaintWhere(id, inState('MARKED'))
    const [delivery] = desk.simulator.deliveries().filter(({ state }) => state === 'delivered')
    if (!delivery) throw new Error('nothing was delivered')
    await desk.simulator.redeliver(delivery.id)
    const again = await desk.complaint(id)
    expect(actionsIn(again)).toEqual(actionsIn(marked))
    expect(again.channelState).toBe('MARKED')
    const facts = await desk.database.kysely.selectFrom('rights_facts').select('kind').execute()
    expect(facts.map(({ kind }) => kind).toSorted()).toEqual(['marked', 'request'])
    expect(desk.simulator.rights.get(platformId).state).toBe('MARKED')
  })
})
