import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePaySignKey, verifyAppSignature } from '../../src/rights/app-signature.ts'
import { PUBLISHED_PAY_SIGN_KEY } from './published-key.ts'

const published = parsePaySignKey(PUBLISHED_PAY_SIGN_KEY, { allowPublishedKey: true })
const own = parsePaySignKey('SIMULATOR-PAYSIGNKEY-0001')
const fields = { appid: 'wx0123456789abcdef', openid: 'oSimUser_0001-abcdefghijklmn', timestamp: '1400000000' }
const SIGNATURE = '8a863027bb52d03a5d7d746956652b63c1cb7e54'

describe('AppSignature', () => {
  it('fits the sample of the V1.6 document', () => {
    const sample = { appid: 'wxf8b4f85f3a794e77', openid: 'oDF3iY9P32sK_5GgYiRkjsCo45bk', timestamp: '1393400471' }
    expect(published.sign(sample)).toBe('d60293982cc7c97a5a9d3383af761db763c07c86')
  })

  it('fits the official JSAPI sample, another set of fields', () => {
    expect(
      published.sign({
        appid: 'wxf8b4f85f3a794e77',
        noncestr: 'adssdasssd13d',
        timestamp: '189026618',
        package:
          'bank_type=WX&body=XXX&fee_type=1&input_charset=GBK&notify_url=http%3a%2f%2fwww.qq.com&out_trade_no=16642817866003386000&partner=1900000109&spbill_create_ip=127.0.0.1&total_fee=1&sign=BEEF37AD19575D92E191C1E4B1474CA9',
      }),
    ).toBe('7717231c335a05165b1874658306fa431fe9a0de')
  })

  it.each([
    ['1400000000', SIGNATURE],
    ['1400086400', '00d539508eb08177f8265aa94a774ab3efb00039'],
  ])('signs at %s', (timestamp, signature) => {
    expect(own.sign({ ...fields, timestamp })).toBe(signature)
  })

  it('takes values raw, without escaping', () => {
    expect(parsePaySignKey('k+/=&% key').sign(fields)).toBe('9d2bd10400ef6675ff6c820afff46843bca8f10a')
  })

  it('lowers and sorts the names, whatever order and case they come in', () => {
    expect(own.sign({ TimeStamp: fields.timestamp, OpenId: fields.openid, AppId: fields.appid })).toBe(SIGNATURE)
  })

  it('signs a payment-success notice', () => {
    expect(own.sign({ ...fields, noncestr: 'jALldRTHAFd5Tgs5', issubscribe: '1' })).toBe(
      '09d1b65e472fa93c7c71647e348e30e10b3ed562',
    )
  })

  it('takes a received signature in any case', () => {
    expect(verifyAppSignature(own, fields, SIGNATURE)).toBe(true)
    expect(verifyAppSignature(own, fields, SIGNATURE.toUpperCase())).toBe(true)
  })

  it.each([
    ['timestamp not trimmed', '66f99c24700dd6b08caacd4b39fddb935937851a'],
    ['appkey left out', '5a98a7a87f80e162f5ed183f2c929d69ffdb2f32'],
    ['key appended as &key=', 'e70d785b0f374f238124dd8b8a2fa149dad32284'],
    ['names not lower-cased', '9092059505b56d748c9b644a883df4accad1a182'],
    ['the placeholder of later copies', 'bafe07f060f22dcda0bfdb4b5ff756f973aecffa'],
    ['nothing', ''],
    ['too short', SIGNATURE.slice(1)],
    ['too long', `${SIGNATURE}0`],
    ['no hexadecimal', `${SIGNATURE.slice(1)}g`],
  ])('does not take the result of a mistake: %s', (_name, signature) => {
    expect(verifyAppSignature(own, fields, signature)).toBe(false)
  })

  it('does not take the placeholder with the published key either', () => {
    const sample = { appid: 'wwwwb4f85f3a797777', openid: '111222', timestamp: '1369743511' }
    expect(verifyAppSignature(published, sample, 'bafe07f060f22dcda0bfdb4b5ff756f973aecffa')).toBe(false)
  })

  it('changes with every field and with the key', () => {
    fc.assert(
      fc.property(fc.constantFrom('appid', 'openid', 'timestamp'), fc.string({ minLength: 1 }), (name, extra) => {
        const changed = { ...fields, [name]: `${fields[name]}${extra}` }
        expect(verifyAppSignature(own, changed, SIGNATURE)).toBe(false)
      }),
    )
    expect(verifyAppSignature(parsePaySignKey('SIMULATOR-PAYSIGNKEY-0002'), fields, SIGNATURE)).toBe(false)
  })
})

describe('parsePaySignKey', () => {
  it.each(['', ' key', 'key\n', '"key"', "'key'"])('refuses %j', (key) => {
    expect(() => parsePaySignKey(key)).toThrow(expect.objectContaining({ code: 'PAY_SIGN_KEY_INVALID' }))
  })

  it('refuses the key of the public documents unless a test asks for it', () => {
    expect(() => parsePaySignKey(PUBLISHED_PAY_SIGN_KEY)).toThrow(expect.objectContaining({ code: 'PUBLISHED_KEY' }))
  })

  it('never shows the key', () => {
    const key = parsePaySignKey('SIMULATOR-PAYSIGNKEY-0001')
    expect(JSON.stringify(key)).not.toContain('PAYSIGNKEY')
    expect(Object.values(key).map(String).join('')).not.toContain('PAYSIGNKEY')
  })
})
