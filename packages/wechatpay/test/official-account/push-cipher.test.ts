import { createCipheriv } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePushCipher, parsePushToken } from '../../src/index.ts'
import { isPushSignature } from '../../src/official-account/push/push-token.ts'

/** TESTING KEY (published): key and account of the official encryption sample, whose token is AAAAA. */
const AES_KEY = 'A'.repeat(43)
const APP_ID = 'wxba5fad812f8e6fb9'
const ENCRYPTED =
  '+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04='
const MESSAGE =
  '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}'
const REPLY = 'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=='

const refusal = (code: string) => expect.objectContaining({ code })

describe('the signature of a push', () => {
  it.each([
    ['AAAAA', ['1714036504', '1514711492'], 'f464b24fc39322e44b38aa78f5edd27bd1441696'],
    ['AAAAA', ['1714037059', '486452656'], '899cf89e464efb63f54ddac96b0a0a235f53aa78'],
    ['SimToken2014', ['1400000000', '123456789'], '92bb733e5b00bbdf356f0dd7dd2890ac427142bf'],
    ['AAAAA', ['1714112445', '415670741'], '6c5c811b55cc85e0e1b54100749188c20beb3f5d'],
    ['AAAAA', ['1714112445', '415670741', ENCRYPTED], '046e02f8204d34f8ba5fa3b1db94908f3df2e9b3'],
    ['AAAAA', ['1713424427', '415670741', REPLY], '1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1'],
  ])('of token %s and %j', (token, parts, signature) => {
    expect(parsePushToken(token).sign(...parts)).toBe(signature)
  })

  it.each(['', '92bb733e5b00bbdf356f0dd7dd2890ac427142b', '92BB733E5B00BBDF356F0DD7DD2890AC427142BF', 'x'.repeat(40)])(
    'is not %j',
    (received) => {
      expect(isPushSignature(parsePushToken('SimToken2014'), ['1400000000', '123456789'], received)).toBe(false)
    },
  )

  it.each(['', 'ab', 'a'.repeat(33), 'with blank', 'a-b'])('has no token %j', (token) => {
    expect(() => parsePushToken(token)).toThrow(refusal('ARGUMENT_INVALID'))
  })

  it('does not show its token', () => {
    expect(JSON.stringify(parsePushToken('SimToken2014'))).not.toContain('SimToken')
  })
})

describe('the cipher of a push', () => {
  const cipher = parsePushCipher(AES_KEY)

  it('opens the official sample', () => {
    expect(Buffer.from(cipher.open(ENCRYPTED, APP_ID)).toString()).toBe(MESSAGE)
  })

  it('seals the official reply', () => {
    expect(cipher.seal(Buffer.from('{"demo_resp":"good luck"}'), APP_ID, Buffer.from('707722b803182950'))).toBe(REPLY)
  })

  it('refuses a message for another account', () => {
    expect(() => cipher.open(ENCRYPTED, 'wxba5fad812f8e6fb8')).toThrow(refusal('ACCOUNT_MISMATCH'))
  })

  it('refuses the message of another key', () => {
    expect(() => parsePushCipher(`B${'A'.repeat(42)}`).open(ENCRYPTED, APP_ID)).toThrow(refusal('DECRYPT_FAILED'))
  })

  it.each([
    '',
    'AAAA',
    '*',
    ENCRYPTED.slice(4),
    ENCRYPTED.slice(0, -24),
    `${ENCRYPTED}\n`,
    Buffer.alloc(48).toString('base64'),
  ])('refuses the ciphertext %j', (encrypted) => {
    expect(() => cipher.open(encrypted, APP_ID)).toThrow(refusal('DECRYPT_FAILED'))
  })

  const sealRaw = (plain: Buffer): string => {
    const raw = createCipheriv('aes-256-cbc', Buffer.alloc(32), Buffer.alloc(16)).setAutoPadding(false)
    return Buffer.concat([raw.update(plain), raw.final()]).toString('base64')
  }
  it.each([
    ['padding of 0', Buffer.alloc(32, 0)],
    ['padding of 33', Buffer.alloc(64, 33)],
    ['padding that is not all alike', Buffer.concat([Buffer.alloc(28), Buffer.from([4, 3, 4, 4])])],
    ['nothing but padding', Buffer.alloc(32, 32)],
    [
      'a length beyond the end',
      Buffer.concat([Buffer.alloc(16), Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.alloc(12, 12)]),
    ],
  ])('refuses %s', (_name, plain) => {
    expect(() => cipher.open(sealRaw(plain), APP_ID)).toThrow(refusal('DECRYPT_FAILED'))
  })

  it('opens what was sealed', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9]{43}$/),
        fc.uint8Array({ maxLength: 200 }),
        fc.stringMatching(/^wx[a-f0-9]{16}$/),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (key, message, appId, random) => {
          const pair = parsePushCipher(key)
          expect(Buffer.from(pair.open(pair.seal(message, appId, random), appId))).toEqual(Buffer.from(message))
        },
      ),
    )
  })

  it.each(['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}+`, `${'A'.repeat(42)}=`])('has no key %j', (key) => {
    expect(() => parsePushCipher(key)).toThrow(refusal('AES_KEY_INVALID'))
  })

  it('wants 16 random bytes', () => {
    expect(() => cipher.seal(Buffer.alloc(0), APP_ID, Buffer.alloc(15))).toThrow(refusal('ARGUMENT_INVALID'))
  })
})
