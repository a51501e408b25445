import { randomUUID } from 'node:crypto'
import { replyWindow } from '@redress/wechatpay'
import { describe, expect, it } from 'vitest'
import {
  conversationOf,
  insertConversationEntry,
  type NewConversationEntry,
  windowEntriesOf,
} from '../../src/store/conversation.ts'
import { insertRightsFact } from '../../src/store/rights-facts.ts'
import { notice } from '../domain/rights/support.ts'
import { setupAccount, someAccount } from '../support/official-account.ts'
import { insertTicket } from '../support/rights-rows.ts'

const openId = 'oPayer_0001'
const start = Date.parse('2026-03-01T08:00:00Z')
const at = (minutes: number): Date => new Date(start + minutes * 60_000)

async function setupConversation() {
  const set = await setupAccount(someAccount)
  const db = set.database.kysely
  const { accountId: merchantId } = set
  const add = async (entry: Partial<NewConversationEntry> & Pick<NewConversationEntry, 'id' | 'at'>) =>
    await insertConversationEntry(db, {
      merchantId,
      openId,
      receivedAt: entry.at,
      direction: 'in',
      kind: 'TEXT',
      content: null,
      payload: { push: 'message' },
      actionId: null,
      sealedBody: null,
      ...entry,
    })
  return {
    ...set,
    db,
    merchantId,
    add,
    window: async () => await windowEntriesOf(db, merchantId, openId),
    [Symbol.asyncDispose]: async () => await set[Symbol.asyncDispose](),
  }
}

describe('a conversation', () => {
  it('keeps an entry once, and tells whether it was new', async () => {
    await using set = await setupConversation()
    expect(await set.add({ id: 'msg:1', at: at(0), content: '还没收到货' })).toBe(true)
    expect(await set.add({ id: 'msg:1', at: at(0), content: 'changed' })).toBe(false)
    expect((await conversationOf(set.db, set.merchantId, openId)).map(({ content }) => content)).toEqual(['还没收到货'])
  })

  it('is told in the order of the clock, and of one payer only', async () => {
    await using set = await setupConversation()
    await set.add({ id: 'b', at: at(2) })
    await set.add({ id: 'a', at: at(1) })
    await set.add({ id: 'x', at: at(1), openId: 'oSomebodyElse' })
    expect((await conversationOf(set.db, set.merchantId, openId)).map(({ id }) => id)).toEqual(['a', 'b'])
  })
})

describe('what opens the reply window', () => {
  it.each([
    ['a message', 'TEXT', { push: 'message' }, 'message'],
    ['a kind of message nobody knows', 'hologram', { push: 'message' }, 'message'],
    ['the choice of a menu item', 'TEXT', { push: 'message', menuItemId: '101' }, 'click'],
    ['a click', 'CLICK', { push: 'event' }, 'click'],
    ['subscribing', 'SUBSCRIBE', { push: 'event' }, 'subscribe'],
    ['a scan', 'SCAN', { push: 'event' }, 'scan'],
    ['a paid order', 'ORDER_PAID', { push: 'event' }, 'payment'],
  ])('%s', async (_name, kind, payload, trigger) => {
    await using set = await setupConversation()
    await set.add({ id: '1', at: at(0), kind, payload })
    expect(await set.window()).toEqual([{ at: at(0), kind: 'opened', trigger }])
  })

  it.each([
    ['following a menu link', 'VIEW'],
    ['an event nobody knows', 'constructor'],
  ])('is not %s', async (_name, kind) => {
    await using set = await setupConversation()
    await set.add({ id: '1', at: at(0), kind, payload: { push: 'event' } })
    expect(await set.window()).toEqual([])
  })

  it('opens it as soon as it was received, though the clock of the platform is ahead', async () => {
    await using set = await setupConversation()
    await set.add({ id: '1', at: at(0.5), receivedAt: at(0) })
    expect(replyWindow('current', await set.window(), at(0))).toMatchObject({ open: true, remaining: 5 })
    await set.add({ id: '2', at: at(0.2), direction: 'out', payload: {}, actionId: '2' })
    expect(replyWindow('current', await set.window(), at(0.3))).toMatchObject({ open: true, remaining: 4 })
    await set.add({ id: '3', at: at(0.9), receivedAt: at(0.4), kind: 'UNSUBSCRIBE', payload: { push: 'event' } })
    expect(replyWindow('current', await set.window(), at(0.4))).toMatchObject({ open: false, reason: 'unsubscribed' })
  })

  it('is open to the payer of a ticket that was just filed, though the clock of the platform is ahead', async () => {
    await using set = await setupConversation()
    const key = { merchantId: set.merchantId, feedbackId: '7197417460812502768' }
    await insertTicket(set.db, {
      merchant_id: key.merchantId,
      id: randomUUID(),
      platform_id: key.feedbackId,
      payer_open_id: openId,
    })
    const filed = notice('request', 0, { openId, at: at(0.5).getTime(), receivedAt: at(0).getTime() })
    await insertRightsFact(set.db, set.masterKey, key, filed)
    expect(await set.window()).toEqual([{ at: at(0), kind: 'opened', trigger: 'rights' }])
    expect(replyWindow('v16', await set.window(), at(0))).toMatchObject({ open: true })
  })

  it('does not last longer because it was received late', async () => {
    await using set = await setupConversation()
    await set.add({ id: '1', at: at(0), receivedAt: at(30) })
    expect(await set.window()).toEqual([{ at: at(0), kind: 'opened', trigger: 'message' }])
  })

  it('leaves nothing open once the payer unsubscribes', async () => {
    await using set = await setupConversation()
    await set.add({ id: '1', at: at(0) })
    await set.add({ id: '2', at: at(1), kind: 'UNSUBSCRIBE', payload: { push: 'event' } })
    expect(replyWindow('v16', await set.window(), at(2))).toMatchObject({ open: false, reason: 'unsubscribed' })
  })

  it('is used by own messages, each once', async () => {
    await using set = await setupConversation()
    await set.add({ id: '1', at: at(0) })
    await set.add({ id: '2', at: at(1), direction: 'out', payload: {}, actionId: '2' })
    expect(replyWindow('current', await set.window(), at(2))).toMatchObject({ open: true, remaining: 4 })
  })
})
