import { type CustomerMessage, PlatformError } from '@redress/wechatpay'
import { describe, expect, it } from 'vitest'
import { APP_ID, type Shop, setupShop } from '../support/shop.ts'

const JPG = Buffer.from('ffd8ffe000104a464946', 'hex')
const PNG = Buffer.from('89504e470d0a1a0a', 'hex')
const AMR = Buffer.from('#!AMR\n')
const MP4 = Buffer.from('\0\0\0\u0018ftypmp42')
const article = { title: 'T', url: 'https://shop.example/' }
const refusal = (code: string) => expect.objectContaining({ code })
const refusalCode = (error: unknown): string => (error instanceof PlatformError ? error.code : String(error))
const text: CustomerMessage = { type: 'text', content: '您好' }

const open = (shop: Shop): string => shop.simulator.officialAccounts.send(APP_ID, { text: '在吗' }).openId
const said = (shop: Shop, openId: string) =>
  shop.simulator.officialAccounts.chat(APP_ID, openId).lines.filter((line) => line.side === 'merchant')

describe('messages to a payer', () => {
  it('delivers each of the six types', async () => {
    await using shop = await setupShop()
    const openId = open(shop)
    const { media, messages } = shop.client
    const upload = async (kind: 'image' | 'voice' | 'video' | 'thumb', bytes: Buffer): Promise<string> =>
      (await media.upload({ kind, bytes })).mediaId
    const thumbMediaId = await upload('thumb', JPG)
    const all: CustomerMessage[] = [
      text,
      { type: 'image', mediaId: await upload('image', PNG) },
      { type: 'voice', mediaId: await upload('voice', AMR) },
      { type: 'video', mediaId: await upload('video', MP4), thumbMediaId },
      { type: 'music', musicUrl: 'https://m.example/1', hqMusicUrl: 'https://m.example/2', thumbMediaId },
      { type: 'news', articles: Array.from({ length: 10 }, () => article) },
    ]
    for (const message of all) await messages.send(openId, message)
    expect(said(shop, openId).map((line) => line.type)).toEqual(['text', 'image', 'voice', 'video', 'music', 'news'])
    expect(said(shop, openId)[0]?.content).toEqual({ content: '您好' })
  })

  it('drops eleven articles without a word in V1.6, and refuses two today', async () => {
    await using shop = await setupShop()
    const openId = open(shop)
    const send = (count: number) =>
      shop.client.caller.json({
        method: 'POST',
        path: '/cgi-bin/message/custom/send',
        effect: 'write',
        json: { touser: openId, msgtype: 'news', news: { articles: Array.from({ length: count }, () => article) } },
      })
    await send(11)
    expect(said(shop, openId)).toEqual([])
    await shop.simulator.officialAccounts.change(APP_ID, { profile: 'current' })
    await expect(send(2)).rejects.toThrow(refusal('TOO_MANY_ARTICLES'))
    await send(1)
    expect(said(shop, openId)).toHaveLength(1)
  })

  it.each([
    ['OPENID_MISSING', { touser: '' }],
    ['OPENID_INVALID', { touser: 'oNobody' }],
    ['MESSAGE_TYPE_INVALID', { msgtype: 'sticker' }],
    ['MESSAGE_TYPE_INVALID', { msgtype: 'msgmenu' }],
    ['CONTENT_EMPTY', { text: { content: '' } }],
    ['CONTENT_EMPTY', { text: undefined }],
    ['CONTENT_TOO_LONG', { text: { content: 'x'.repeat(2049) } }],
    ['NEWS_EMPTY', { msgtype: 'news', news: { articles: [] } }],
    ['MEDIA_ID_INVALID', { msgtype: 'image', image: { media_id: 'none' } }],
    ['AGENT_UNKNOWN', { customservice: { kf_account: 'nobody@shop' } }],
  ])('refuses: %s', async (code, change) => {
    await using shop = await setupShop()
    const openId = open(shop)
    const json = { touser: openId, msgtype: 'text', text: { content: 'a' }, ...change }
    await expect(
      shop.client.caller.json({ method: 'POST', path: '/cgi-bin/message/custom/send', effect: 'write', json }),
    ).rejects.toThrow(refusal(code))
    expect(said(shop, openId)).toEqual([])
  })

  it('refuses media of another kind, of another account, and after three days', async () => {
    await using shop = await setupShop()
    const openId = open(shop)
    const { mediaId, expiresAt } = await shop.client.media.upload({ kind: 'image', bytes: PNG })
    await expect(shop.client.messages.send(openId, { type: 'voice', mediaId })).rejects.toThrow(
      refusal('MEDIA_TYPE_INVALID'),
    )
    expect(Buffer.from((await shop.client.media.download(mediaId)).bytes)).toEqual(PNG)
    await shop.simulator.setClock(expiresAt)
    open(shop)
    await expect(shop.client.messages.send(openId, { type: 'image', mediaId })).rejects.toThrow(
      refusal('MEDIA_ID_INVALID'),
    )
    await expect(shop.client.media.download(mediaId)).rejects.toThrow(refusal('MEDIA_ID_INVALID'))
  })
})

describe('the reply window', () => {
  it.each([
    ['v16', 24, null],
    ['y2018', 48, 20],
    ['y2021', 48, 20],
    ['current', 48, 5],
  ] as const)('%s: %i hours after a message of the payer, %s messages', async (profile, hours, count) => {
    await using shop = await setupShop()
    await shop.simulator.officialAccounts.change(APP_ID, { profile })
    const openId = open(shop)
    const attempts: string[] = []
    for (let sent = 0; sent < 25; sent += 1)
      attempts.push(await shop.client.messages.send(openId, text).then(() => 'sent', refusalCode))
    expect(attempts).toEqual(
      Array.from({ length: 25 }, (_, sent) => (count === null || sent < count ? 'sent' : 'REPLY_COUNT_USED_UP')),
    )
    open(shop)
    await shop.simulator.advance(`${hours - 1}h59m59s`)
    await shop.client.messages.send(openId, text)
    await shop.simulator.advance('1s')
    await expect(shop.client.messages.send(openId, text)).rejects.toThrow(refusal('REPLY_WINDOW_CLOSED'))
  })

  it.each(['subscribe', 'SCAN', 'CLICK'] as const)(
    '%s opens it for three messages within a minute today',
    async (event) => {
      await using shop = await setupShop()
      await shop.simulator.officialAccounts.change(APP_ID, { profile: 'current' })
      const { openId } = shop.simulator.officialAccounts.act(APP_ID, { event, eventKey: 'K' })
      for (let sent = 0; sent < 3; sent += 1) await shop.client.messages.send(openId, text)
      await expect(shop.client.messages.send(openId, text)).rejects.toThrow(refusal('REPLY_COUNT_USED_UP'))
      await shop.simulator.advance('1m')
      await expect(shop.client.messages.send(openId, text)).rejects.toThrow(refusal('REPLY_WINDOW_CLOSED'))
    },
  )

  it('a payment and a complaint open it in V1.6, neither does today', async () => {
    await using shop = await setupShop()
    const { officialAccounts, rights } = shop.simulator
    const paid = officialAccounts.pay(APP_ID, { payerId: 'payer-chen' })
    await shop.client.messages.send(paid.openId, text)
    const filed = rights.file({ appId: APP_ID, payerId: 'payer-zhao', reason: 'x' })
    await shop.client.messages.send(filed.openId, text)
    officialAccounts.add({ appId: 'wxtoday', profile: 'current' })
    const { openId } = officialAccounts.pay('wxtoday', {})
    expect(officialAccounts.chat('wxtoday', openId).grants).toEqual([])
  })

  it('a link in the menu opens nothing, and leaving ends everything', async () => {
    await using shop = await setupShop()
    const { openId } = shop.simulator.officialAccounts.act(APP_ID, { event: 'VIEW', eventKey: 'https://shop.example' })
    await expect(shop.client.messages.send(openId, text)).rejects.toThrow(refusal('REPLY_WINDOW_CLOSED'))
    open(shop)
    await shop.client.messages.send(openId, text)
    shop.simulator.officialAccounts.act(APP_ID, { event: 'unsubscribe' })
    await expect(shop.client.messages.send(openId, text)).rejects.toThrow(refusal('REPLY_WINDOW_CLOSED'))
  })
})

describe('the typing sign', () => {
  it('shows for 15 seconds, once, within 30 seconds of an exchange, and ends with a message', async () => {
    await using shop = await setupShop()
    const openId = open(shop)
    const shown = (): boolean => shop.simulator.officialAccounts.chat(APP_ID, openId).typing
    const { messages, caller } = shop.client
    await messages.typing(openId, true)
    expect(shown()).toBe(true)
    const again = { method: 'POST', path: '/cgi-bin/message/custom/typing', effect: 'idempotent' } as const
    await expect(caller.json({ ...again, json: { touser: openId, command: 'Typing' } })).rejects.toThrow(
      refusal('TYPING_SHOWN_ALREADY'),
    )
    await expect(caller.json({ ...again, json: { touser: openId, command: 'Sing' } })).rejects.toThrow(
      refusal('TYPING_COMMAND_INVALID'),
    )
    await messages.send(openId, text)
    expect(shown()).toBe(false)
    await messages.typing(openId, true)
    await messages.typing(openId, false)
    expect(shown()).toBe(false)
    await messages.typing(openId, true)
    await shop.simulator.advance('15s')
    expect(shown()).toBe(false)
    await shop.simulator.advance('16s')
    await expect(messages.typing(openId, true)).rejects.toThrow(refusal('TYPING_TOO_LATE'))
  })
})

describe('media', () => {
  it.each([
    [40004, 'type=film', 'media', PNG],
    [41005, 'type=image', 'file', PNG],
    [44001, 'type=image', 'media', Buffer.alloc(0)],
    [40005, 'type=image', 'media', Buffer.from('<html>')],
    [40012, 'type=thumb', 'media', Buffer.concat([JPG, Buffer.alloc(65_536)])],
  ])('refuses with %i', async (errcode, query, name, bytes) => {
    await using shop = await setupShop()
    await shop.client.callbackAddresses()
    const tokens: { access_token: string } = await (
      await fetch(
        `${shop.simulator.url}/cgi-bin/token?grant_type=client_credential&appid=${APP_ID}&secret=${shop.credentials.appSecret}`,
      )
    ).json()
    const form = new FormData()
    form.set(name, new Blob([new Uint8Array(bytes)]), 'a.bin')
    const answer = await fetch(
      `${shop.simulator.url}/cgi-bin/media/upload?access_token=${tokens.access_token}&${query}`,
      {
        method: 'POST',
        body: form,
      },
    )
    expect(await answer.json()).toMatchObject({ errcode })
  })
})

describe('faults', () => {
  it.each([
    ['http-500', 'OUTCOME_UNKNOWN', 0],
    ['http-502-html', 'OUTCOME_UNKNOWN', 0],
    ['reset', 'OUTCOME_UNKNOWN', 0],
    ['truncated-body', 'OUTCOME_UNKNOWN', 1],
    ['drop-answer-after-commit', 'OUTCOME_UNKNOWN', 1],
    ['system-busy', 'SYSTEM_BUSY', 0],
    ['quota-used-up', 'DAY_QUOTA_USED_UP', 0],
    ['http-429', 'MINUTE_QUOTA_USED_UP', 0],
  ] as const)('%s: the sender sees %s, the payer %i messages', async (kind, code, delivered) => {
    await using shop = await setupShop()
    const openId = open(shop)
    await shop.client.messages.typing(openId, false)
    shop.simulator.addFault({ kind, call: 'message', count: 1 })
    await expect(shop.client.messages.send(openId, text)).rejects.toThrow(refusal(code))
    expect(said(shop, openId)).toHaveLength(delivered)
  })

  it('hang: the sender gives up and does not know', async () => {
    await using shop = await setupShop()
    const openId = open(shop)
    await shop.client.messages.typing(openId, false)
    shop.simulator.addFault({ kind: 'hang', call: 'message', count: 1 })
    await expect(shop.client.messages.send(openId, text, {}, { timeoutMs: 50 })).rejects.toThrow(
      refusal('OUTCOME_UNKNOWN'),
    )
  })
})
