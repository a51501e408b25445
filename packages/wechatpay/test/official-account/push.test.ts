import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  answerAddressCheck,
  createPushHandler,
  type InboundPush,
  type PushHandlerOptions,
  type PushQuery,
  type PushSettings,
  parseAppId,
  parsePushCipher,
  parsePushToken,
  receivePush,
  sealReply,
} from '../../src/index.ts'
import { childText } from '../../src/xml/element.ts'
import { readXml } from '../../src/xml/read-xml.ts'

const APP_ID = 'wx0123456789abcdef'
const NOW = new Date(1_400_000_002_000)
const token = parsePushToken('SimToken2014')
const settings: PushSettings = { appId: parseAppId(APP_ID), token }
const cipher = parsePushCipher('SimAesKey00000000000000000000000000000000A1')
const formerCipher = parsePushCipher('SimAesKey00000000000000000000000000000000B1')
const sealed: PushSettings = { ...settings, ciphers: [cipher, formerCipher] }

const push = (inner: string): string =>
  `<xml><ToUserName><![CDATA[gh_simulator]]></ToUserName><FromUserName><![CDATA[oSimUser_0001-abcdefghijklmn]]></FromUserName><CreateTime>1400000000</CreateTime>${inner}</xml>`
const TEXT = push(
  '<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[还没收到货]]></Content><MsgId>6272960105994287618</MsgId>',
)
const STAMP = { timestamp: '1400000000', nonce: '123456789' }
const PLAIN_QUERY: PushQuery = { ...STAMP, signature: '92bb733e5b00bbdf356f0dd7dd2890ac427142bf' }

const receive = (xml: string, query: PushQuery = PLAIN_QUERY, use: PushSettings = settings, now: Date = NOW) =>
  receivePush({ query, body: Buffer.from(xml), settings: use, now })
const refusal = (code: string) => expect.objectContaining({ code })

/** What the platform would send in the safe mode. */
function seal(
  xml: string,
  by = cipher,
  appId = APP_ID,
): { readonly xml: string; readonly query: PushQuery; readonly encrypted: string } {
  const encrypted = by.seal(Buffer.from(xml), appId, Buffer.alloc(16, 1))
  return {
    encrypted,
    xml: `<xml><ToUserName>gh_simulator</ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
    query: { ...PLAIN_QUERY, encrypt_type: 'aes', msg_signature: token.sign(STAMP.timestamp, STAMP.nonce, encrypted) },
  }
}

describe('the address check', () => {
  it('answers the text that came', () => {
    expect(answerAddressCheck({ ...PLAIN_QUERY, echostr: '5838479218127813673' }, settings, NOW)).toBe(
      '5838479218127813673',
    )
  })

  it.each<[string, PushQuery, string]>([
    [
      'another signature',
      { ...PLAIN_QUERY, signature: `0${(PLAIN_QUERY['signature'] ?? '').slice(1)}`, echostr: '1' },
      'SIGNATURE_INVALID',
    ],
    ['no signature', { ...STAMP, echostr: '1' }, 'SIGNATURE_INVALID'],
    ['another nonce', { ...PLAIN_QUERY, nonce: '123456780', echostr: '1' }, 'SIGNATURE_INVALID'],
    ['nothing to echo', PLAIN_QUERY, 'BODY_INVALID'],
    ['a page to echo', { ...PLAIN_QUERY, echostr: '<script>alert(1)</script>' }, 'BODY_INVALID'],
  ])('refuses %s', (_name, query, code) => {
    expect(() => answerAddressCheck(query, settings, NOW)).toThrow(refusal(code))
  })

  it('refuses one that is more than five minutes old or ahead', () => {
    const query = { ...PLAIN_QUERY, echostr: '1' }
    const at = (seconds: number): Date => new Date((1_400_000_000 + seconds) * 1000)
    expect(answerAddressCheck(query, settings, at(300))).toBe('1')
    expect(answerAddressCheck(query, settings, at(-300))).toBe('1')
    expect(() => answerAddressCheck(query, settings, at(301))).toThrow(refusal('TIMESTAMP_OUT_OF_RANGE'))
    expect(() => answerAddressCheck(query, settings, at(-301))).toThrow(refusal('TIMESTAMP_OUT_OF_RANGE'))
  })
})

describe('a pushed message', () => {
  it('is read with its number as text', () => {
    expect(receive(TEXT)).toEqual({
      cipher: undefined,
      push: expect.objectContaining({
        kind: 'message',
        type: 'TEXT',
        openId: 'oSimUser_0001-abcdefghijklmn',
        accountId: 'gh_simulator',
        sentAt: { date: new Date(1_400_000_000_000), text: '1400000000' },
        messageId: '6272960105994287618',
        content: '还没收到货',
        deduplicationKey: 'message:6272960105994287618',
      }),
    })
  })

  it.each([
    [
      'image',
      '<PicUrl>http://mmbiz.qpic.cn/a</PicUrl><MediaId>M</MediaId>',
      { type: 'IMAGE', mediaId: 'M', pictureUrl: 'http://mmbiz.qpic.cn/a' },
    ],
    [
      'voice',
      '<MediaId>M</MediaId><Format>amr</Format><Recognition>你好</Recognition>',
      { type: 'VOICE', format: 'amr', recognition: '你好' },
    ],
    ['video', '<MediaId>M</MediaId><ThumbMediaId>T</ThumbMediaId>', { type: 'VIDEO', thumbMediaId: 'T' }],
    ['shortvideo', '<MediaId>M</MediaId><ThumbMediaId>T</ThumbMediaId>', { type: 'SHORT_VIDEO' }],
    [
      'location',
      '<Location_X>23.13</Location_X><Location_Y>113.26</Location_Y><Scale>20</Scale><Label>广州</Label>',
      { type: 'LOCATION', location: { latitude: 23.13, longitude: 113.26, label: '广州' } },
    ],
    ['location', '<Location_X>high</Location_X><Location_Y>1</Location_Y>', { type: 'LOCATION', location: undefined }],
    [
      'link',
      '<Title>T</Title><Description>D</Description><Url>https://a.example</Url>',
      { type: 'LINK', link: { title: 'T', description: 'D', url: 'https://a.example' } },
    ],
    ['text', '<Content>满意</Content><bizmsgmenuid>101</bizmsgmenuid>', { type: 'TEXT', menuItemId: '101' }],
    ['sticker', '', { type: { unknown: 'sticker' } }],
  ])('of type %s', (type, inner, expected) => {
    expect(receive(push(`<MsgType>${type}</MsgType>${inner}<MsgId>1</MsgId>`)).push).toMatchObject(expected)
  })

  it.each([
    [
      'subscribe',
      '<EventKey>qrscene_7</EventKey><Ticket>K</Ticket>',
      { event: 'SUBSCRIBE', eventKey: 'qrscene_7', ticket: 'K' },
    ],
    ['unsubscribe', '', { event: 'UNSUBSCRIBE', eventKey: undefined }],
    ['SCAN', '<EventKey>7</EventKey>', { event: 'SCAN', eventKey: '7' }],
    ['CLICK', '<EventKey>HELP</EventKey>', { event: 'CLICK', eventKey: 'HELP' }],
    ['VIEW', '<EventKey>https://a.example</EventKey>', { event: 'VIEW' }],
    ['merchant_order', '<OrderId>1</OrderId>', { event: 'ORDER_PAID' }],
    ['debug_demo', '', { event: { unknown: 'debug_demo' } }],
  ])('event %s, known by payer, time and event', (event, inner, expected) => {
    expect(receive(push(`<MsgType>event</MsgType><Event>${event}</Event>${inner}`)).push).toMatchObject({
      kind: 'event',
      ...expected,
      deduplicationKey: `event:oSimUser_0001-abcdefghijklmn:1400000000:${event}`,
    })
  })
})

describe('a push is refused', () => {
  it.each<[string, string, PushQuery, string]>([
    ['with another signature', TEXT, { ...PLAIN_QUERY, signature: 'f'.repeat(40) }, 'SIGNATURE_INVALID'],
    ['without a query', TEXT, {}, 'SIGNATURE_INVALID'],
    [
      'without a payer',
      TEXT.replace('FromUserName', 'FromUser').replace('/FromUserName', '/FromUser'),
      PLAIN_QUERY,
      'BODY_INVALID',
    ],
    ['with a payer that is markup', TEXT.replace('oSimUser_0001', '&lt;b&gt;'), PLAIN_QUERY, 'BODY_INVALID'],
    ['without a number', TEXT.replace(/<MsgId>.*<\/MsgId>/, ''), PLAIN_QUERY, 'BODY_INVALID'],
    ['with a number that is none', TEXT.replace('6272960105994287618', '6e18'), PLAIN_QUERY, 'BODY_INVALID'],
    ['with two payers', TEXT.replace('</xml>', '<FromUserName>o2</FromUserName></xml>'), PLAIN_QUERY, 'BODY_INVALID'],
    ['with a time that is none', TEXT.replace('>1400000000<', '>now<'), PLAIN_QUERY, 'BODY_INVALID'],
    ['with another root', TEXT.replaceAll('xml>', 'html>'), PLAIN_QUERY, 'BODY_INVALID'],
    ['with a document type', `<!DOCTYPE xml>${TEXT}`, PLAIN_QUERY, 'XML_FORBIDDEN'],
    ['encrypted, without a key', seal(TEXT).xml, seal(TEXT).query, 'DECRYPT_FAILED'],
  ])('%s', (_name, xml, query, code) => {
    expect(() => receive(xml, query)).toThrow(refusal(code))
  })

  it('in plain although a key is configured, unless that is permitted', () => {
    expect(() => receive(TEXT, PLAIN_QUERY, sealed)).toThrow(refusal('SIGNATURE_INVALID'))
    expect(receive(TEXT, PLAIN_QUERY, { ...sealed, acceptPlain: true }).push.kind).toBe('message')
  })

  it('when a framework parsed it before', () => {
    // @ts-expect-error a parsed body is what the guard is for
    expect(() => receivePush({ query: PLAIN_QUERY, body: '<xml/>', settings, now: NOW })).toThrow(
      refusal('BODY_PARSED_ALREADY'),
    )
  })
})

describe('a sealed push', () => {
  it('is opened with the key that fits, also with the former one', () => {
    const now = seal(TEXT)
    expect(receive(now.xml, now.query, sealed)).toMatchObject({ cipher, push: { content: '还没收到货' } })
    const before = seal(TEXT, formerCipher)
    expect(receive(before.xml, before.query, sealed).cipher).toBe(formerCipher)
  })

  it('is read from what was sealed, never from what stands beside it', () => {
    const { xml, query } = seal(TEXT)
    const beside = xml.replace('</xml>', '<MsgType>text</MsgType><Content>forged</Content><MsgId>1</MsgId></xml>')
    expect(receive(beside, query, sealed).push).toMatchObject({
      content: '还没收到货',
      messageId: '6272960105994287618',
    })
  })

  it.each<[string, () => ReturnType<typeof seal>, string]>([
    ['for another account', () => seal(TEXT, cipher, 'wx0123456789abcdee'), 'ACCOUNT_MISMATCH'],
    ['whose content is no XML', () => seal('{"MsgType":"text"}'), 'XML_INVALID'],
    ['whose content has a document type', () => seal(`<!DOCTYPE x>${TEXT}`), 'XML_FORBIDDEN'],
  ])('%s is refused', (_name, make, code) => {
    const { xml, query } = make()
    const only = { ...sealed, ciphers: [cipher] }
    expect(() => receive(xml, query, only)).toThrow(refusal(code))
  })

  it('is refused after any single change', () => {
    const { encrypted, query } = seal(TEXT)
    const parts: Record<string, string> = {
      encrypted,
      timestamp: STAMP.timestamp,
      nonce: STAMP.nonce,
      msg_signature: query['msg_signature'] ?? '',
    }
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/='
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(parts)),
        fc.nat(),
        fc.constantFrom(...alphabet),
        (name, position, letter) => {
          const text = parts[name] ?? ''
          const at = position % text.length
          fc.pre(text[at] !== letter)
          const changed = { ...parts, [name]: `${text.slice(0, at)}${letter}${text.slice(at + 1)}` }
          const changedQuery = {
            ...query,
            timestamp: changed['timestamp'],
            nonce: changed['nonce'],
            msg_signature: changed['msg_signature'],
          }
          const xml = `<xml><Encrypt>${changed['encrypted']}</Encrypt></xml>`
          expect(() => receive(xml, changedQuery, sealed)).toThrow(refusal('SIGNATURE_INVALID'))
        },
      ),
      { numRuns: 400 },
    )
  })

  it('round trip: what any text was sealed as opens as that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (content) => {
        const escaped = content.replace(/[&<>\r]/g, (character) => `&#${character.codePointAt(0)};`)
        const { xml, query } = seal(push(`<MsgType>text</MsgType><Content>${escaped}</Content><MsgId>1</MsgId>`))
        expect(receive(xml, query, sealed).push).toMatchObject({
          content: content.trim() === '' ? undefined : content.trim(),
        })
      }),
    )
  })
})

describe('the handler', () => {
  const setup = (options: Partial<PushHandlerOptions> = {}) => {
    const kept: InboundPush[] = []
    const refusals: unknown[] = []
    const handle = createPushHandler({
      settings,
      now: () => NOW,
      randomBytes: (size) => new Uint8Array(size).fill(9),
      accept: (received) => {
        kept.push(received)
        return Promise.resolve(undefined)
      },
      onRefusal: (error) => refusals.push(error),
      ...options,
    })
    return { handle, kept, refusals }
  }
  const post = (xml: string, query: PushQuery = PLAIN_QUERY) => ({ method: 'POST', query, body: Buffer.from(xml) })
  const empty = new Uint8Array(0)

  it('answers the address check as plain text', async () => {
    const { handle } = setup()
    expect(await handle({ method: 'GET', query: { ...PLAIN_QUERY, echostr: 'e1' }, body: empty })).toEqual({
      status: 200,
      contentType: 'text/plain; charset=utf-8',
      body: 'e1',
    })
  })

  it('answers success after the push was kept', async () => {
    const { handle, kept } = setup()
    expect(await handle(post(TEXT))).toMatchObject({ status: 200, body: 'success' })
    expect(kept.map((item) => item.deduplicationKey)).toEqual(['message:6272960105994287618'])
  })

  it('gives a repeated push the same key, so that it can be recognised', async () => {
    const { handle, kept } = setup()
    await handle(post(TEXT))
    await handle(post(TEXT))
    expect(new Set(kept.map((item) => item.deduplicationKey)).size).toBe(1)
  })

  it('answers a text in the name of the account', async () => {
    const { handle } = setup({ accept: () => Promise.resolve('稍等 ]]> <b>') })
    const answer = await handle(post(TEXT))
    const root = readXml(Buffer.from(answer.body))
    expect(answer.contentType).toBe('application/xml; charset=utf-8')
    expect(
      ['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'Content'].map((name) => childText(root, name)),
    ).toEqual(['oSimUser_0001-abcdefghijklmn', 'gh_simulator', '1400000002', 'text', '稍等 ]]> <b>'])
  })

  it('seals its text with the key that opened the push', async () => {
    const { handle } = setup({ settings: sealed, accept: () => Promise.resolve('稍等') })
    const { xml, query } = seal(TEXT, formerCipher)
    const root = readXml(Buffer.from((await handle(post(xml, query))).body))
    const field = (name: string): string => childText(root, name) ?? ''
    expect(field('MsgSignature')).toBe(token.sign(field('TimeStamp'), field('Nonce'), field('Encrypt')))
    const inner = readXml(formerCipher.open(field('Encrypt'), APP_ID))
    expect(childText(inner, 'Content')).toBe('稍等')
  })

  it('answers 503 when keeping fails, so that the platform repeats it', async () => {
    const { handle, refusals } = setup({ accept: () => Promise.reject(new Error('disk full')) })
    expect(await handle(post(TEXT))).toMatchObject({ status: 503, body: '' })
    expect(refusals).toEqual([new Error('disk full')])
  })

  it('answers 503 in time when keeping takes too long', async () => {
    const { handle, refusals } = setup({ answerWithinMs: 10, accept: () => new Promise(() => {}) })
    expect(await handle(post(TEXT))).toMatchObject({ status: 503 })
    expect(refusals).toHaveLength(1)
  })

  it.each<[number, string, Parameters<ReturnType<typeof setup>['handle']>[0]]>([
    [403, 'a forged push', post(TEXT, { ...PLAIN_QUERY, signature: 'f'.repeat(40) })],
    [403, 'a forged address check', { method: 'GET', query: { echostr: '1' }, body: empty }],
    [400, 'an attack in XML', post(`<!DOCTYPE x>${TEXT}`)],
    [400, 'a megabyte', post(push(`<Content>${'x'.repeat(1_048_576)}</Content>`))],
    [405, 'another method', { method: 'PUT', query: PLAIN_QUERY, body: empty }],
  ])('answers %i to %s and keeps nothing', async (status, _name, request) => {
    const { handle, kept } = setup()
    expect(await handle(request)).toMatchObject({ status, body: '' })
    expect(kept).toEqual([])
  })
})

describe('sealReply', () => {
  it('fits the official sample', () => {
    const official: PushSettings = { appId: parseAppId('wxba5fad812f8e6fb9'), token: parsePushToken('AAAAA') }
    const reply = sealReply('{"demo_resp":"good luck"}', official, parsePushCipher('A'.repeat(43)), {
      now: new Date(1_713_424_427_000),
      nonce: '415670741',
      random: Buffer.from('707722b803182950'),
    })
    const root = readXml(Buffer.from(reply))
    expect(childText(root, 'MsgSignature')).toBe('1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1')
    expect(childText(root, 'TimeStamp')).toBe('1713424427')
  })
})
