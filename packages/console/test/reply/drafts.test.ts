import { describe, expect, it } from 'vitest'
import { changeDraft, readDraft, writeDraft } from '../../src/reply/drafts.ts'

const picture = { mediaKey: 'm1', url: '/api/v1/images/m1' }

describe('drafts', () => {
  it('are kept per complaint', () => {
    writeDraft('a', { text: '退款中', pictures: [picture] })
    expect(readDraft('a')).toEqual({ text: '退款中', pictures: [picture] })
    expect(readDraft('b')).toEqual({ text: '', pictures: [] })
  })

  it('leave nothing behind once emptied', () => {
    writeDraft('a', { text: '退款中', pictures: [] })
    changeDraft('a', (draft) => ({ ...draft, text: '' }))
    expect(sessionStorage).toHaveLength(0)
  })

  it('are the same object until they change, as React needs it', () => {
    writeDraft('a', { text: '退款中', pictures: [] })
    expect(readDraft('a')).toBe(readDraft('a'))
  })

  it.each(['{', '[]', 'null', '{"text":5,"pictures":"none"}', '{"text":"","pictures":[{"url":1}]}'])(
    'survive a storage that holds %s',
    (text) => {
      sessionStorage.setItem('redress.draft.a', text)
      expect(readDraft('a')).toEqual({ text: '', pictures: [] })
    },
  )
})
