import { replyWindow } from '@redress/wechatpay'
import { describe, expect, it } from 'vitest'
import {
  conversationOf,
  insertConversationEntry,
  type NewConversationEntry,
  windowEntriesOf,
} from '../../src/store/conversation.ts'
import { setupAccount, someAccount } from '../support/official-account.ts'

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
