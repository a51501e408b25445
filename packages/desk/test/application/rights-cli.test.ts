import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '../support/time.ts'
import { forge, inState, setupRightsDesk } from './rights-support.ts'
import { setupShell } from './shell.ts'

describe('redress complaints, for rights tickets', () => {
  it('lists, takes up, notes, reports and marks, and ends with 3 while nobody has said that all is settled', async () => {
    await using desk = await setupRightsDesk()
    await using shell = await setupShell(desk)
    const { id, platformId } = await desk.fileRights({ delivered: false })
    const { appId, transactionId } = desk.simulator.rights.get(platformId)
    const payment = desk.simulator.officialAccounts.payments(appId).find((one) => one.transactionId === transactionId)
    if (!payment) throw new Error('nothing was paid')

    expect((await shell.run('complaints', 'list', '--channel-state', 'PENDING', '--json')).json).toMatchObject([{ id }])
    expect((await shell.run('complaints', 'list', '--merchant', 'account', '--json')).json).toMatchObject([{ id }])
    expect((await shell.run('complaints', 'take', platformId)).code).toBe(0)
    expect((await shell.run('complaints', 'show', id)).text).toContain('PROCESSING')

    const paidAt = new Date(payment.paidAt).toISOString()
    const facts = ['--goods', 'physical', '--paid-at', paidAt, '--out-trade-no', payment.outTradeNo]
    expect((await shell.run('complaints', 'order-facts', id, ...facts)).code).toBe(0)
    expect((await shell.run('complaints', 'order-facts', id, '--paid-at', 'yesterday')).error).toContain('instant')
    const delivered = await shell.run('complaints', 'deliver', id, '--json')
    await desk.actionWhere(delivered.json.actionId, (action) => action.state === 'verified')
    const { order } = (await desk.complaint(id)).rights
    expect(order).toMatchObject({ paidAt, delivery: 'delivered', outTradeNo: payment.outTradeNo, source: 'api' })
    expect(Date.parse(order.deliveryDueAt) - Date.parse(order.paidAt)).toBe(72 * HOUR_MS)

    const refused = await shell.run('complaints', 'complete', id, '--override-reason', '电话谈妥')
    expect([refused.code, refused.error]).toEqual([3, expect.stringContaining('carried out')])
    expect(
      (await shell.run('complaints', 'complete', id, '--override-reason', '电话谈妥', '--settled-as-agreed')).code,
    ).toBe(0)
    await desk.complaintWhere(id, inState('MARKED'))

    expect((await shell.run('complaints', 'arbitration', id)).code).toBe(0)
    expect((await shell.run('complaints', 'list', '--channel-state', 'ARBITRATION', '--json')).json).toHaveLength(1)
    expect((await shell.run('complaints', 'arbitration', id, '--ended')).code).toBe(0)
    expect((await desk.complaint(id)).channelState).toBe('CLOSED')
  })

  it('shows what is held and decides about it', async () => {
    await using desk = await setupRightsDesk()
    await using shell = await setupShell(desk)
    const { id, platformId } = await desk.fileRights()
    await forge(desk, { kind: 'confirm', feedbackId: platformId, openId: 'oOtherPayer_0002-abcdefghijk' })
    const held = await desk.complaintWhere(id, ({ userTags }) => userTags.includes('HELD_NOTICE'))
    const [{ id: noticeId }] = held.rights.heldNotices
    expect((await shell.run('complaints', 'show', id)).text).toContain(`held: CONFIRM ${noticeId}`)
    const decide = ['complaints', 'held', id, noticeId, '--decision', 'dismiss', '--reason', '已核实']
    expect((await shell.run(...decide)).text).toContain('Dismissed')
    expect((await shell.run(...decide)).code).toBe(1)
    expect((await shell.run('inbox', 'list', '--merchant', 'account', '--json')).json).toMatchObject([
      { merchant: 'account', action: 'CONFIRM', state: 'applied' },
      { merchant: 'account', action: 'REQUEST', state: 'applied' },
    ])
  })
})
