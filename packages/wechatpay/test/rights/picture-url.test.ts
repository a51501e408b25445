import { describe, expect, it } from 'vitest'
import { allowedPictureUrl } from '../../src/rights/picture-url.ts'

describe('allowedPictureUrl', () => {
  it.each(['http://mmbiz.qpic.cn/mmbiz/EXAMPLE0001/0', 'https://mmbiz.qpic.cn/a', 'https://MMBIZ.qpic.cn:443/a'])(
    'lets %s through',
    (url) => {
      expect(allowedPictureUrl(url)?.hostname).toBe('mmbiz.qpic.cn')
    },
  )

  it('lets a configured host through', () => {
    expect(allowedPictureUrl('http://pictures.example/a', ['pictures.example'])?.href).toBe('http://pictures.example/a')
  })

  it.each([
    'http://127.0.0.1/a',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/a',
    'http://mmbiz.qpic.cn.evil.example/a',
    'http://evil.example/mmbiz.qpic.cn',
    'http://mmbiz.qpic.cn@evil.example/a',
    'http://user@mmbiz.qpic.cn/a',
    'http://mmbiz.qpic.cn:8080/a',
    'ftp://mmbiz.qpic.cn/a',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '//mmbiz.qpic.cn/a',
    '',
  ])('refuses %j', (url) => {
    expect(allowedPictureUrl(url)).toBeUndefined()
  })
})
