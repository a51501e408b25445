import { describe, expect, it } from 'vitest'
import { messageDraftFromJson } from '../../src/chat/drafts.ts'
import { judgeMedia } from '../../src/chat/media.ts'
import {
  emptyArticle,
  emptyMessage,
  type MessageDraft,
  messageFromDraft,
  obstacleOf,
  withoutSent,
} from '../../src/chat/message-draft.ts'
import { windowNow } from '../../src/chat/reply-window.ts'
import { mayShowTyping } from '../../src/chat/typing.ts'
import { hours, NOW } from '../support/complaints.ts'

const now = Date.parse(NOW)
const file = (mediaKey: string) => ({ mediaKey, url: `/api/v1/images/${mediaKey}`, contentType: 'x/y', size: 1 })
const draft = (changes: Partial<MessageDraft>): MessageDraft => ({ ...emptyMessage, ...changes })
const all = { messageTypes: ['text', 'image', 'voice', 'video', 'music', 'news'] as const, maxArticles: 2 }
const account = { ...all, messageTypes: [...all.messageTypes] }
const music = { ...emptyMessage.music, musicUrl: 'https://a.example/a.mp3', hqMusicUrl: 'http://a.example/b.mp3' }

describe('a message being written', () => {
  it.each([
    [draft({}), { code: 'empty' }],
    [draft({ text: '  \n' }), { code: 'empty' }],
    [draft({ text: '您好😀' }), undefined],
    [draft({ text: '好'.repeat(682) }), undefined],
    [draft({ text: '好'.repeat(683) }), { code: 'over', bytes: 1 }],
    [draft({ type: 'image' }), { code: 'noMedia', kind: 'image' }],
    [draft({ type: 'image', files: { image: file('i') } }), undefined],
    [draft({ type: 'voice', files: { image: file('i') } }), { code: 'noMedia', kind: 'voice' }],
    [draft({ type: 'video', files: { video: file('v') } }), { code: 'noMedia', kind: 'thumb' }],
    [draft({ type: 'video', files: { video: file('v'), videoThumb: file('t') } }), undefined],
    [draft({ type: 'music' }), { code: 'needLink', field: 'musicUrl' }],
    [draft({ type: 'music', music: { ...music, hqMusicUrl: 'ftp://a' } }), { code: 'link', field: 'hqMusicUrl' }],
    [draft({ type: 'music', music }), { code: 'noMedia', kind: 'thumb' }],
    [draft({ type: 'music', music, files: { musicThumb: file('t') } }), undefined],
    [draft({ type: 'news' }), { code: 'emptyArticle', number: 1 }],
    [draft({ type: 'news', articles: [{ ...emptyArticle, title: '换货须知' }] }), undefined],
    [
      draft({ type: 'news', articles: [{ ...emptyArticle, url: 'javascript:alert(1)' }] }),
      { code: 'link', field: 'url' },
    ],
    [
      draft({ type: 'news', articles: Array.from({ length: 3 }, () => ({ ...emptyArticle, title: 'a' })) }),
      { code: 'tooManyArticles' },
    ],
  ])('%# is kept from being sent by the first thing to mend', (message, obstacle) => {
    expect(obstacleOf(message, account)).toEqual(obstacle)
  })

  it('is refused when the account cannot send its kind', () => {
    expect(obstacleOf(draft({ type: 'music', music }), { ...account, messageTypes: ['text'] })).toEqual({
      code: 'typeRefused',
    })
  })

  it('becomes what the desk takes, without empty parts', () => {
    expect(messageFromDraft(draft({ text: ' 您好\n' }))).toEqual({ type: 'text', content: ' 您好\n' })
    expect(messageFromDraft(draft({ type: 'voice', files: { voice: file('v') } }))).toEqual({
      type: 'voice',
      mediaKey: 'v',
    })
    expect(
      messageFromDraft(
        draft({
          type: 'video',
          files: { video: file('v'), videoThumb: file('t') },
          video: { title: ' 检查 ', description: '' },
        }),
      ),
    ).toEqual({ type: 'video', mediaKey: 'v', thumbMediaKey: 't', title: '检查' })
    expect(messageFromDraft(draft({ type: 'music', music, files: { musicThumb: file('t') } }))).toEqual({
      type: 'music',
      musicUrl: 'https://a.example/a.mp3',
      hqMusicUrl: 'http://a.example/b.mp3',
      thumbMediaKey: 't',
    })
    expect(
      messageFromDraft(draft({ type: 'news', articles: [{ ...emptyArticle, title: 'a', url: 'https://a.example' }] })),
    ).toEqual({ type: 'news', articles: [{ title: 'a', url: 'https://a.example' }] })
  })

  it('keeps the kind and the other kinds when it was sent', () => {
    const both = draft({ type: 'image', text: '还没写完', files: { image: file('i'), voice: file('v') } })
    expect(withoutSent(both)).toEqual({ ...both, files: { voice: file('v') } })
    expect(withoutSent(draft({ text: '您好' }))).toEqual(emptyMessage)
  })

  it('reads back what was stored, and nothing of another shape', () => {
    const full = draft({ type: 'news', text: 'a', files: { video: file('v') }, music })
    expect(messageDraftFromJson(JSON.parse(JSON.stringify(full)))).toEqual(full)
    for (const odd of [null, 5, [], { type: 'fax' }, { files: { image: { url: 1 } } }, { articles: [] }]) {
      expect(messageDraftFromJson(odd)).toEqual(emptyMessage)
    }
  })
})

describe('a chosen file', () => {
  const mb = 1024 * 1024
  it.each([
    ['image', 'a.png', 'image/png', 10 * mb, undefined],
    ['image', 'a.png', 'image/png', 10 * mb + 1, 'tooBig'],
    ['image', 'a.webp', 'image/webp', 1, 'wrongType'],
    ['voice', 'a.amr', '', 2 * mb, undefined],
    ['voice', 'a.mp3', 'audio/mpeg', 2 * mb + 1, 'tooBig'],
    ['voice', 'a.wav', 'audio/wav', 1, 'wrongType'],
    ['voice', 'a.exe', '', 1, 'wrongType'],
    ['video', 'a.mp4', 'video/mp4', 10 * mb, undefined],
    ['video', 'a.mov', 'video/quicktime', 1, 'wrongType'],
    ['thumb', 'a.webp', 'image/webp', 15 * mb, undefined],
  ] as const)('for %s: %s (%s, %i bytes) is %s', (kind, name, type, size, refusal) => {
    expect(judgeMedia(kind, { name, type, size })).toBe(refusal)
  })
})

describe('the reply window', () => {
  const open = { open: true, closesAt: hours(1), remaining: 3, reason: null }
  it.each([
    [open, now, { open: true, minutesLeft: 60, remaining: 3 }],
    [open, now + 1, { open: true, minutesLeft: 59, remaining: 3 }],
    [open, now + 3_600_000, { open: false, reason: 'expired' }],
    [{ ...open, closesAt: null }, now, { open: true, minutesLeft: null, remaining: 3 }],
    [
      { open: false, closesAt: null, remaining: null, reason: 'unsubscribed' as const },
      now,
      { open: false, reason: 'unsubscribed' },
    ],
    [{ open: false, closesAt: null, remaining: null, reason: null }, now, { open: false, reason: 'expired' }],
  ])('%j at %i', (window, at, state) => {
    expect(windowNow(window, at)).toEqual(state)
  })
})

it.each([
  [undefined, true],
  [now, false],
  [now - 14_999, false],
  [now - 15_000, true],
])('the sign that somebody writes, last shown at %s, may be shown: %s', (shownAt, may) => {
  expect(mayShowTyping(shownAt, now)).toBe(may)
})
