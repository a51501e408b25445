import { describe, expect, it } from 'vitest'
import { filesOf, type OutgoingMessage, withMediaIds, wordsOf } from '../../../src/domain/rights/message.ts'

const messages: readonly [OutgoingMessage, string[], unknown, string | null][] = [
  [{ type: 'text', content: '您好' }, [], { type: 'text', content: '您好' }, '您好'],
  [{ type: 'image', mediaKey: 'a' }, ['image a'], { type: 'image', mediaId: 'image-a' }, null],
  [{ type: 'voice', mediaKey: 'a' }, ['voice a'], { type: 'voice', mediaId: 'voice-a' }, null],
  [
    { type: 'video', mediaKey: 'a', thumbMediaKey: 'b', title: 'T' },
    ['video a', 'thumb b'],
    { type: 'video', mediaId: 'video-a', thumbMediaId: 'thumb-b', title: 'T' },
    'T',
  ],
  [
    { type: 'music', musicUrl: 'https://m.test/1', hqMusicUrl: 'https://m.test/2', thumbMediaKey: 'b' },
    ['thumb b'],
    { type: 'music', musicUrl: 'https://m.test/1', hqMusicUrl: 'https://m.test/2', thumbMediaId: 'thumb-b' },
    'https://m.test/1',
  ],
  [
    { type: 'news', articles: [{ title: 'A', url: 'https://n.test/' }, { title: 'B' }] },
    [],
    { type: 'news', articles: [{ title: 'A', url: 'https://n.test/' }, { title: 'B' }] },
    'A\nhttps://n.test/\nB',
  ],
]

describe('a message to a payer', () => {
  it.each(messages)('%j has its files, its form at the platform and its words', (message, files, sent, words) => {
    expect(filesOf(message).map(({ kind, mediaKey }) => `${kind} ${mediaKey}`)).toEqual(files)
    expect(withMediaIds(message, ({ kind, mediaKey }) => `${kind}-${mediaKey}`)).toEqual(sent)
    expect(wordsOf(message)).toBe(words)
  })
})
