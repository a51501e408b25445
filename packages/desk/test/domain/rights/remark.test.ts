import { describe, expect, it } from 'vitest'
import { findPhone, maskPhones, readRemark } from '../../../src/domain/rights/remark.ts'

describe('remark and phone number in one text', () => {
  it.each([
    ['请尽快联系 13800001234', '请尽快联系', '13800001234'],
    ['13800001234', '', '13800001234'],
    ['13800001234 下午打', '下午打', '13800001234'],
    ['打我 138-0000-1234', '打我', '13800001234'],
    ['打我 138 0000 1234 谢谢', '打我 谢谢', '13800001234'],
    ['电话+8613800001234', '电话', '13800001234'],
    ['没有电话', '没有电话', undefined],
    ['', '', undefined],
    [null, '', undefined],
  ])('reads %s', (extInfo, text, phone) => {
    expect(readRemark(extInfo)).toEqual({ text, phone })
  })

  it.each(['1380000123', '138000012345', '订单 1900000109201402143240185685', '23800001234'])(
    'finds no number in %s',
    (text) => {
      expect(findPhone(text)).toBeUndefined()
    },
  )

  it('masks every number it shows', () => {
    expect(maskPhones('13800001234 或 139-1111-2222')).toBe('138****1234 或 139****2222')
    expect(readRemark('先打 13800001234 再打 13911112222').text).toBe('先打 再打 139****2222')
  })
})
