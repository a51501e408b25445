import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPushHandler, type InboundPush, receivePush } from '@redress/wechatpay'
import { describe, expect, it } from 'vitest'
import { APP_ID, type Arrival, type Shop, setupShop } from '../support/shop.ts'

const PNG = Buffer.from('89504e470d0a1a0a', 'hex').toString('base64')
const conflict = expect.objectContaining({ code: 'STATE_CONFLICT' })

const pushes = (shop: Shop): readonly Arrival[] => shop.arrivals.filter((arrival) => arrival.method === 'POST')
const read = (shop: Shop, arrival: Arrival | undefined): InboundPush =>
  receivePush({
    query: arrival?.query ?? {},
    body: arrival?.body ?? Buffer.alloc(0),
    settings: { ...shop.push, acceptPlain: true },
    now: shop.simulator.now(),
  }).push

async function setupPushed(pushMode: 'plain' | 'compatible' | 'safe' = 'plain'): Promise<Shop> {
  const shop = await setupShop()
  await shop.simulator.officialAccounts.change(APP_ID, { pushUrl: `${shop.url}/push`, pushMode })
  return shop
}

describe('the push address', () => {
  it('is checked before it is kept', async () => {
    await using shop = await setupPushed()
    expect(shop.arrivals[0]).toMatchObject({ method: 'GET', path: '/push', query: { echostr: expect.any(String) } })
    expect(shop.simulator.officialAccounts.get(APP_ID).pushUrl).toBe(`${shop.url}/push`)
  })

  it.each([
    ['answers something else', { body: 'hello' }],
    ['answers with another status', { status: 403 }],
  ])('is not kept when it %s', async (_name, answer) => {
    await using shop = await setupShop()
    shop.answer(() => answer)
    await expect(shop.simulator.officialAccounts.change(APP_ID, { pushUrl: `${shop.url}/push` })).rejects.toThrow(
      conflict,
    )
    expect(shop.simulator.officialAccounts.get(APP_ID).pushUrl).toBeNull()
  })

  it('is answered by the handler of the SDK', async () => {
    await using shop = await setupShop()
    const handle = createPushHandler({
      settings: { ...shop.push, acceptPlain: true },
      now: () => shop.simulator.now(),
      accept: () => Promise.resolve(undefined),
    })
    shop.answer((arrival) => handle(arrival))
    await shop.simulator.officialAccounts.change(APP_ID, { pushUrl: `${shop.url}/push` })
    expect(shop.simulator.officialAccounts.get(APP_ID).pushUrl).toBe(`${shop.url}/push`)
  })
})

describe('what payers send', () => {
  it.each(['plain', 'compatible', 'safe'] as const)('arrives and proves itself in %s mode', async (mode) => {
    await using shop = await setupPushed(mode)
    const { openId, messageId } = shop.simulator.officialAccounts.send(APP_ID, { text: '还没收到货 ]]> <b>' })
    await shop.simulator.settled()
    const [arrival] = pushes(shop)
    expect(read(shop, arrival)).toMatchObject({ type: 'TEXT', openId, messageId, content: '还没收到货 ]]> <b>' })
    expect(arrival?.body.includes('还没收到货')).toBe(mode !== 'safe')
    expect(arrival?.query['encrypt_type']).toBe(mode === 'plain' ? undefined : 'aes')
  })

  it('can be pictures, voices, films, places and links', async () => {
    await using shop = await setupPushed()
    const { officialAccounts } = shop.simulator
    const { openId } = officialAccounts.send(APP_ID, { image: PNG })
    officialAccounts.send(APP_ID, { voice: Buffer.from('#!AMR\n') })
    officialAccounts.send(APP_ID, { video: Buffer.from('\0\0\0\u0018ftypmp42') })
    officialAccounts.send(APP_ID, { location: { latitude: 23.13, longitude: 113.26, label: '广州' } })
    officialAccounts.send(APP_ID, { link: { title: 'T', description: 'D', url: 'https://a.example' } })
    officialAccounts.send(APP_ID, { text: '满意', menuItemId: '101' })
    await shop.simulator.settled()
    const all = pushes(shop).map((arrival) => read(shop, arrival))
    expect(new Set(all.map((push) => (push.kind === 'message' ? push.type : push.event)))).toEqual(
      new Set(['IMAGE', 'LINK', 'LOCATION', 'TEXT', 'VIDEO', 'VOICE']),
    )
    const image = all.find((push) => push.kind === 'message' && push.type === 'IMAGE')
    const mediaId = image?.kind === 'message' ? (image.mediaId ?? '') : ''
    expect(Buffer.from((await shop.client.media.download(mediaId)).bytes).toString('base64')).toBe(PNG)
    expect(officialAccounts.chat(APP_ID, openId).lines).toHaveLength(6)
  })

  it('can be events, each with a time of its own', async () => {
    await using shop = await setupPushed()
    for (const event of ['subscribe', 'SCAN', 'CLICK', 'VIEW', 'unsubscribe'] as const)
      shop.simulator.officialAccounts.act(APP_ID, { event, eventKey: 'K' })
    await shop.simulator.settled()
    const events = pushes(shop).map((arrival) => read(shop, arrival))
    expect(new Set(events.map((push) => (push.kind === 'event' ? push.event : push.type)))).toEqual(
      new Set(['CLICK', 'SCAN', 'SUBSCRIBE', 'UNSUBSCRIBE', 'VIEW']),
    )
    expect(new Set(events.map((push) => push.sentAt.text)).size).toBe(5)
  })

  it.each([
    ['nothing', {}],
    ['two things', { text: 'a', image: PNG }],
    ['a picture that is none', { image: 'aGVsbG8=' }],
  ])('cannot be %s', async (_name, message) => {
    await using shop = await setupShop()
    expect((await shop.control('POST', `/official-accounts/${APP_ID}/messages`, message)).status).toBe(400)
  })
})

describe('the answer of the merchant', () => {
  it.each(['plain', 'safe'] as const)('may be a text, in %s mode', async (mode) => {
    await using shop = await setupPushed(mode)
    const handle = createPushHandler({
      settings: { ...shop.push, acceptPlain: true },
      now: () => shop.simulator.now(),
      accept: () => Promise.resolve('稍等'),
    })
    shop.answer((arrival) => handle(arrival))
    const { openId } = shop.simulator.officialAccounts.send(APP_ID, { text: '在吗' })
    await shop.simulator.settled()
    expect(shop.simulator.officialAccounts.chat(APP_ID, openId).lines.at(-1)).toMatchObject({
      side: 'merchant',
      content: { content: '稍等' },
    })
    expect(shop.simulator.deliveries()[0]?.state).toBe('delivered')
  })

  it('is waited for; the same message comes three times in all, sealed and signed anew', async () => {
    await using shop = await setupPushed('safe')
    shop.answer(() => new Promise(() => {}))
    shop.simulator.officialAccounts.send(APP_ID, { text: '在吗' })
    await shop.simulator.advance('1m')
    const all = pushes(shop)
    expect(all).toHaveLength(3)
    expect(new Set(all.map((arrival) => arrival.query['msg_signature'])).size).toBe(3)
    expect(new Set(all.map((arrival) => read(shop, arrival).deduplicationKey)).size).toBe(1)
    expect(shop.simulator.deliveries()[0]).toMatchObject({ state: 'abandoned', eventType: 'OFFICIAL_ACCOUNT.PUSH' })
  })

  it.each([
    ['garbage', { body: '<html>' }],
    ['an error', { status: 500, body: 'success' }],
  ])('must not be %s', async (_name, answer) => {
    await using shop = await setupPushed()
    shop.answer(() => answer)
    shop.simulator.officialAccounts.send(APP_ID, { text: '在吗' })
    await shop.simulator.advance('1m')
    expect(pushes(shop)).toHaveLength(3)
  })

  it('is not asked for during a minute after five pushes that nobody took', async () => {
    await using shop = await setupPushed()
    shop.answer(() => ({ status: 500 }))
    for (let count = 0; count < 5; count += 1) {
      shop.simulator.officialAccounts.send(APP_ID, { text: '在吗' })
      await shop.simulator.advance('15s')
    }
    expect(pushes(shop)).toHaveLength(15)
    shop.simulator.officialAccounts.send(APP_ID, { text: '在吗' })
    await shop.simulator.settled()
    expect(pushes(shop)).toHaveLength(15)
    await shop.simulator.advance('1m')
    shop.simulator.officialAccounts.send(APP_ID, { text: '在吗' })
    await shop.simulator.settled()
    expect(pushes(shop)).toHaveLength(16)
  })

  it.each([
    ['wrong-signature', 'SIGNATURE_INVALID'],
    ['stale-clock', 'TIMESTAMP_OUT_OF_RANGE'],
    ['xml-doctype', 'XML_FORBIDDEN'],
  ] as const)('can be tested with a spoilt push: %s', async (kind, code) => {
    await using shop = await setupPushed('safe')
    shop.simulator.addFault({ kind, call: 'callback', count: 1 })
    shop.simulator.officialAccounts.send(APP_ID, { text: '在吗' })
    await shop.simulator.settled()
    expect(() => read(shop, pushes(shop)[0])).toThrow(expect.objectContaining({ code }))
  })
})

describe('accounts', () => {
  it('keep at most three reasons and solutions of their own, of at most 15 characters', async () => {
    await using shop = await setupShop()
    const settings = (body: unknown) => shop.control('POST', `/official-accounts/${APP_ID}/settings`, body)
    const words = ['尺码不合适', '颜色与图片不符', '一二三四五六七八九十一二三四😀']
    expect((await settings({ reasons: words, solutions: ['补发配件'] })).json).toMatchObject({ reasons: words })
    expect((await settings({ reasons: [...words, '多一个'] })).status).toBe(400)
    expect((await settings({ solutions: ['一二三四五六七八九十一二三四五六'] })).status).toBe(400)
    expect((await settings({ payfeedbackUrl: 'ftp://shop' })).status).toBe(400)
  })

  it('have secrets that depend on the seed alone, and a name of their own', async () => {
    await using one = await setupShop({ seed: 'a' })
    await using two = await setupShop({ seed: 'a' })
    await using other = await setupShop({ seed: 'b' })
    expect(one.credentials).toEqual(two.credentials)
    expect(one.credentials.paySignKey).not.toBe(other.credentials.paySignKey)
    expect(() => one.simulator.officialAccounts.add({ appId: APP_ID })).toThrow(
      expect.objectContaining({ code: 'ACCOUNT_EXISTS' }),
    )
    expect(() => one.simulator.officialAccounts.credentials('wxnobody')).toThrow(
      expect.objectContaining({ code: 'ACCOUNT_UNKNOWN' }),
    )
  })

  it('go on with everything after a restart, what is still to be delivered included', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'simulator-'))
    try {
      const stateFile = join(folder, 'state.json')
      let feedbackId = ''
      {
        await using shop = await setupShop({ stateFile })
        const filed = shop.simulator.rights.file({ appId: APP_ID, reason: '质量问题', pictures: [PNG] })
        feedbackId = filed.feedbackId
        await shop.simulator.settled()
      }
      expect(existsSync(stateFile)).toBe(true)
      await using shop = await setupShop({ stateFile })
      expect(shop.simulator.rights.get(feedbackId)).toMatchObject({ reason: '质量问题', state: 'PENDING' })
      await shop.simulator.officialAccounts.change(APP_ID, { payfeedbackUrl: `${shop.url}/rights` })
      await shop.simulator.advance('2m')
      expect(shop.arrivals).toHaveLength(1)
      const picture = await fetch(shop.simulator.rights.get(feedbackId).pictureUrls[0] ?? '')
      expect(Buffer.from(await picture.arrayBuffer()).toString('base64')).toBe(PNG)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('stay when everything else is forgotten', async () => {
    await using shop = await setupShop()
    shop.simulator.rights.file({ appId: APP_ID, reason: 'x' })
    await shop.simulator.reset()
    expect(shop.simulator.rights.list()).toEqual([])
    expect(shop.simulator.officialAccounts.list()).toHaveLength(1)
  })
})
