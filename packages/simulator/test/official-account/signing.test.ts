import { describe, expect, it } from 'vitest'
import { appSignature, openReply, pushSignature, sealPush } from '../../src/official-account/signing.ts'

/** TESTING KEY (published): the sample paySignKey of the official payment document of 2014. */
const PUBLISHED_KEY =
  '2Wozy2aksie1puXUBpWD8oZxiD1DfQuEaiC7KcRATv1Ino3mdopKaPGQQ7TtkNySuAmCaDCrw4xhPY5qKTBl7Fzm0RgR3c0WaVYIXZARsxzHV2x7iwPPzOz94dnwPWSn'
/** TESTING KEY (published): of the official encryption sample. */
const ZERO_KEY = 'A'.repeat(43)
const REPLY = 'ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=='

describe('own signing code against the published vectors', () => {
  it('signs the sample of the V1.6 document', () => {
    const fields = { appid: 'wxf8b4f85f3a794e77', openid: 'oDF3iY9P32sK_5GgYiRkjsCo45bk', timestamp: '1393400471' }
    expect(appSignature(PUBLISHED_KEY, fields)).toBe('d60293982cc7c97a5a9d3383af761db763c07c86')
  })

  it('signs a delivery notice and a payment notice', () => {
    const common = { AppId: 'wx0123456789abcdef', OpenId: 'oSimUser_0001-abcdefghijklmn' }
    const key = 'SIMULATOR-PAYSIGNKEY-0001'
    expect(
      appSignature(key, {
        ...common,
        transid: '1900000109201405140000000001',
        out_trade_no: 'SIM20140514001',
        deliver_timestamp: '1400003600',
        deliver_status: '0',
        deliver_msg: '该商品已退款',
      }),
    ).toBe('8b95241f1bc7c0050ca509a23082e2730e4254b1')
    expect(
      appSignature(key, { ...common, timestamp: '1400000000', noncestr: 'jALldRTHAFd5Tgs5', issubscribe: '1' }),
    ).toBe('09d1b65e472fa93c7c71647e348e30e10b3ed562')
  })

  it('signs pushes', () => {
    expect(pushSignature('SimToken2014', '1400000000', '123456789')).toBe('92bb733e5b00bbdf356f0dd7dd2890ac427142bf')
    expect(pushSignature('AAAAA', '1713424427', '415670741', REPLY)).toBe('1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1')
  })

  it('seals and opens the official reply', () => {
    const random = Buffer.from('707722b803182950')
    expect(sealPush(ZERO_KEY, 'wxba5fad812f8e6fb9', '{"demo_resp":"good luck"}', random)).toBe(REPLY)
    expect(openReply(ZERO_KEY, 'wxba5fad812f8e6fb9', REPLY)).toBe('{"demo_resp":"good luck"}')
    expect(openReply(ZERO_KEY, 'wxother', REPLY)).toBeUndefined()
    expect(openReply(ZERO_KEY, 'wxother', 'AAAA')).toBeUndefined()
  })
})
