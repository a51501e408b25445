import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePaySignKey } from '../../src/rights/app-signature.ts'
import { type ReceivedRightsNotice, receiveRightsNotice } from '../../src/rights/receive-rights-notice.ts'
import { RIGHTS_ANSWER } from '../../src/rights/rights-notice.ts'
import { thrownBy } from '../thrown-by.ts'
import { PUBLISHED_PAY_SIGN_KEY } from './published-key.ts'

const REQUEST = `<xml>
  <OpenId><![CDATA[oDF3iY9P32sK_5GgYiRkjsCo45bk]]></OpenId>
  <AppId><![CDATA[wxf8b4f85f3a794e77]]></AppId>
  <TimeStamp>1393400471</TimeStamp>
  <MsgType><![CDATA[request]]></MsgType>
  <FeedBackId>7197417460812502768</FeedBackId>
  <TransId><![CDATA[1900000109201402143240185685]]></TransId>
  <Reason><![CDATA[质量问题]]></Reason>
  <Solution><![CDATA[换货]]></Solution>
  <ExtInfo><![CDATA[请尽快联系 13800000000]]></ExtInfo>
  <AppSignature><![CDATA[d60293982cc7c97a5a9d3383af761db763c07c86]]></AppSignature>
  <SignMethod><![CDATA[sha1]]></SignMethod>
  <PicInfo>
    <item><PicUrl><![CDATA[http://mmbiz.qpic.cn/mmbiz/EXAMPLE0001/0]]></PicUrl></item>
    <item><PicUrl><![CDATA[http://mmbiz.qpic.cn/mmbiz/EXAMPLE0002/0]]></PicUrl></item>
    <item><PicUrl><![CDATA[]]></PicUrl></item>
    <item><PicUrl><![CDATA[]]></PicUrl></item>
    <item><PicUrl><![CDATA[]]></PicUrl></item>
  </PicInfo>
</xml>`

const answerOf = (kind: string, timestamp: string, signature: string): string => `<xml>
  <OpenId><![CDATA[oDF3iY9P32sK_5GgYiRkjsCo45bk]]></OpenId>
  <AppId><![CDATA[wxf8b4f85f3a794e77]]></AppId>
  <TimeStamp>${timestamp}</TimeStamp>
  <MsgType><![CDATA[${kind}]]></MsgType>
  <FeedBackId><![CDATA[7197417460812502768]]></FeedBackId>
  <Reason><![CDATA[质量问题]]></Reason>
  <AppSignature><![CDATA[${signature}]]></AppSignature>
  <SignMethod><![CDATA[sha1]]></SignMethod>
</xml>`

const CONFIRM = answerOf('confirm', '1393486871', '2fb1aeba7ed3a8bbcd701d3528ab27fd63c79376')
const REJECT = answerOf('reject', '1393490471', 'c3cd631e9a111190e9abbe5b3ac975760552ec2a')

const paySignKey = parsePaySignKey(PUBLISHED_PAY_SIGN_KEY, { allowPublishedKey: true })
const receive = (xml: string, other: Partial<ReceivedRightsNotice> = {}) =>
  receiveRightsNotice({
    body: Buffer.from(xml),
    appId: 'wxf8b4f85f3a794e77',
    paySignKey,
    now: new Date(1_393_490_480_000),
    ...other,
  })
const refusal = (code: string, field?: string) =>
  expect.objectContaining(field === undefined ? { code } : { code, field })

describe('a rights notification', () => {
  it('reads the complaint of the V1.6 document and proves its own sample signature', () => {
    expect(receive(REQUEST)).toEqual({
      kind: 'REQUEST',
      wireKind: 'request',
      feedbackId: '7197417460812502768',
      appId: 'wxf8b4f85f3a794e77',
      openId: 'oDF3iY9P32sK_5GgYiRkjsCo45bk',
      sentAt: { date: new Date('2014-02-26T15:41:11+08:00'), text: '1393400471' },
      transactionId: '1900000109201402143240185685',
      reason: '质量问题',
      solution: '换货',
      remark: '请尽快联系 13800000000',
      pictureUrls: ['http://mmbiz.qpic.cn/mmbiz/EXAMPLE0001/0', 'http://mmbiz.qpic.cn/mmbiz/EXAMPLE0002/0'],
      deduplicationKey: '7197417460812502768:request:1393400471',
    })
  })

  it.each([
    ['CONFIRM', CONFIRM],
    ['REJECT', REJECT],
  ])('reads %s, which has no transaction and no pictures', (kind, xml) => {
    expect(receive(xml)).toEqual(
      expect.objectContaining({ kind, reason: '质量问题', transactionId: undefined, pictureUrls: [] }),
    )
  })

  it('takes blanks around every value, as the official samples have them', () => {
    const spaced = REQUEST.replace('>1393400471', '> 1393400471').replace(
      '<![CDATA[d60293982cc7c97a5a9d3383af761db763c07c86]]>',
      '\n<![CDATA[D60293982CC7C97A5A9D3383AF761DB763C07C86]]>\n',
    )
    expect(receive(spaced.replace('[sha1]', '[SHA1]')).kind).toBe('REQUEST')
  })

  it('takes a notification without SignMethod, which the field table does not list', () => {
    expect(receive(REQUEST.replace(/<SignMethod>.*<\/SignMethod>/, '')).kind).toBe('REQUEST')
  })

  it('keeps a number above 2^63 as it is', () => {
    for (const id of ['13275936403980775178', '13221259825330037179', '18446744073709551615'])
      expect(receive(REQUEST.replace('7197417460812502768', id)).feedbackId).toBe(id)
  })

  it('takes one picture, empty pictures, five of seven, and unknown elements', () => {
    const pictures = (urls: readonly string[]) =>
      REQUEST.replace(
        /<PicInfo>.*<\/PicInfo>/s,
        `<New>1</New><PicInfo>${urls.map((url) => `<item><PicUrl>${url}</PicUrl></item>`).join('')}</PicInfo>`,
      )
    expect(receive(pictures(['http://a/1'])).pictureUrls).toEqual(['http://a/1'])
    expect(receive(pictures(['', ' ', '', '', ''])).pictureUrls).toEqual([])
    expect(receive(pictures(['1', '2', '3', '4', '5', '6', '7'])).pictureUrls).toEqual(['1', '2', '3', '4', '5'])
  })

  it('keeps a kind that nobody knows yet', () => {
    expect(receive(REQUEST.replace('[request]', '[arbitrate]')).kind).toEqual({ unknown: 'arbitrate' })
    expect(receive(REQUEST.replace('[request]', '[toString]')).kind).toEqual({ unknown: 'toString' })
  })

  it('reads the elements in any order and spelling', () => {
    const elements = [
      ...REQUEST.matchAll(
        /<(OpenId|AppId|TimeStamp|MsgType|FeedBackId|TransId|Reason|Solution|ExtInfo|AppSignature|SignMethod)>(?:<!\[CDATA\[)?([^<\]]*)(?:\]\]>)?<\/\1>/g,
      ),
    ].map(([, name = '', text = '']) => ({ name, text }))
    expect(elements).toHaveLength(11)
    const expected = { ...receive(REQUEST), pictureUrls: [] }
    fc.assert(
      fc.property(
        fc.shuffledSubarray(elements, { minLength: 11 }),
        fc.array(fc.boolean(), { minLength: 11 }),
        (order, wrapped) => {
          const xml = order.map(({ name, text }, index) =>
            wrapped[index] === true ? `<${name}> <![CDATA[${text}]]></${name}>` : `<${name}>${text}\n</${name}>`,
          )
          expect(receive(`<xml>${xml.join(' ')}</xml>`)).toEqual(expected)
        },
      ),
    )
  })

  it('answers success or fail, and nothing else', () => {
    expect(RIGHTS_ANSWER).toEqual({ accepted: 'success', refused: 'fail' })
  })
})

describe('a rights notification is refused', () => {
  it.each([
    ['with another payer', REQUEST.replace('oDF3iY9P32sK_', 'oDF3iY9P32sK-'), 'SIGNATURE_INVALID'],
    ['with another time', REQUEST.replace('>1393400471', '>1393400472'), 'SIGNATURE_INVALID'],
    ['with the seed as printed, a blank in the payer', REQUEST.replace('sK_5G', 'sK 5G'), 'BODY_INVALID'],
    ['with another signature', REQUEST.replace('d60293', 'd60294'), 'SIGNATURE_INVALID'],
    ['without a signature', REQUEST.replace(/<AppSignature>.*<\/AppSignature>/, ''), 'BODY_INVALID'],
    ['with another sign method', REQUEST.replace('[sha1]', '[md5]'), 'SIGNATURE_TYPE_UNSUPPORTED'],
    ['for another account', REQUEST.replace('wxf8b4', 'wxf8b5'), 'ACCOUNT_MISMATCH'],
    ['with two payers', REQUEST.replace('</xml>', '<OpenId>oOther</OpenId></xml>'), 'BODY_INVALID'],
    ['with two tickets', REQUEST.replace('</xml>', '<FeedBackId>1</FeedBackId></xml>'), 'BODY_INVALID'],
    ['without a ticket', REQUEST.replace(/<FeedBackId>.*<\/FeedBackId>/, ''), 'BODY_INVALID'],
    ['without a kind', REQUEST.replace(/<MsgType>.*<\/MsgType>/, ''), 'BODY_INVALID'],
    ['with a ticket that is no number', REQUEST.replace('7197417460812502768', '1e18'), 'BODY_INVALID'],
    ['with a ticket above 64 bits', REQUEST.replace('7197417460812502768', '18446744073709551616'), 'BODY_INVALID'],
    ['with a time that is no number', REQUEST.replace('>1393400471', '>0x530d9'), 'BODY_INVALID'],
    ['with another root', REQUEST.replaceAll('xml>', 'html>'), 'BODY_INVALID'],
    ['with a document type', `<!DOCTYPE xml [<!ENTITY x SYSTEM "http://127.0.0.1/">]>${REQUEST}`, 'XML_FORBIDDEN'],
    ['of a megabyte', REQUEST.replace('质量问题', 'x'.repeat(1_048_576)), 'XML_TOO_LARGE'],
  ])('%s', (_name, xml, code) => {
    expect(() => receive(xml)).toThrow(refusal(code))
  })

  it('when it is older than 48 hours or more than 5 minutes ahead', () => {
    const at = (seconds: number) => ({ now: new Date((1_393_400_471 + seconds) * 1000) })
    expect(receive(REQUEST, at(172_800)).kind).toBe('REQUEST')
    expect(() => receive(REQUEST, at(172_801))).toThrow(refusal('TIMESTAMP_OUT_OF_RANGE'))
    expect(receive(REQUEST, at(-300)).kind).toBe('REQUEST')
    expect(() => receive(REQUEST, at(-301))).toThrow(refusal('TIMESTAMP_OUT_OF_RANGE'))
    expect(() => receive(REQUEST, { ...at(61), pastSeconds: 60 })).toThrow(refusal('TIMESTAMP_OUT_OF_RANGE'))
  })

  it('when a framework parsed it before', () => {
    // @ts-expect-error a parsed body is what the guard is for
    expect(() => receiveRightsNotice({ body: { xml: {} }, appId: 'wx', paySignKey, now: new Date() })).toThrow(
      refusal('BODY_PARSED_ALREADY'),
    )
  })

  it('and its error holds neither payer nor phone nor remark', () => {
    const error = thrownBy(() => receive(REQUEST.replace('d60293', 'd60294')))
    expect(error).toBeInstanceOf(Error)
    expect(JSON.stringify(error) + String(error)).not.toMatch(/oDF3iY9P32sK|13800000000|请尽快联系/)
  })
})
