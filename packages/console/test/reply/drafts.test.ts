import { describe, expect, it } from 'vitest'
import { changeDraft, joinDraft, readDraft, writeDraft } from '../../src/reply/drafts.ts'

const picture = { mediaKey: 'm1', url: '/api/v1/images/m1' }

describe('drafts', () => {
  it('are kept per complaint', () => {
    writeDraft('a', { text: '退款中', pictures: [picture] })
    expect(readDraft('a')).toEqual({ text: '退款中', pictures: [picture] })
    expect(readDraft('b')).toEqual({ text: '', pictures: [] })
  })

  it('take back a reply below what is being written, each picture once and four at most', () => {
    const many = ['m1', 'm2', 'm3', 'm4', 'm5'].map((mediaKey) => ({ mediaKey, url: `/api/v1/images/${mediaKey}` }))
    expect(joinDraft({ text: '', pictures: [] }, { content: '退款中', images: [] }).text).toBe('退款中')
    const joined = joinDraft({ text: '您好', pictures: [picture] }, { content: '退款中', images: many })
    expect(joined.text).toBe('您好\n退款中')
    expect(joined.pictures.map(({ mediaKey }) => mediaKey)).toEqual(['m1', 'm2', 'm3', 'm4'])
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
