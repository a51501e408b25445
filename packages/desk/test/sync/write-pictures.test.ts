import { describe, expect, it } from 'vitest'
import { pictureAddresses } from '../../src/sync/write-pictures.ts'

const entry = (logId: string, action: string, at: number, pictures: string[]) => ({
  logId,
  action,
  at: new Date(at),
  pictures,
})

describe('the pictures of a complaint', () => {
  it('belong to the entries that name them, those filed with it to the first entry', () => {
    const entries = [entry('2', 'MERCHANT_RESPONSE', 2, ['c']), entry('1', 'USER_CREATE_COMPLAINT', 1, ['a'])]
    expect(pictureAddresses({ pictures: ['a', 'b'] }, entries)).toEqual([
      { logId: '2', position: 0, url: 'c' },
      { logId: '1', position: 0, url: 'a' },
      { logId: '1', position: 1, url: 'b' },
    ])
  })
  it('belong to the oldest entry where none says that the complaint was filed', () => {
    const entries = [entry('2', 'USER_RESPONSE', 2, []), entry('1', 'PLATFORM_RESPONSE', 1, [])]
    expect(pictureAddresses({ pictures: ['a'] }, entries)).toEqual([{ logId: '1', position: 0, url: 'a' }])
  })
  it('wait for the history when there is none yet', () => {
    expect(pictureAddresses({ pictures: ['a'] }, [])).toEqual([])
  })
})
