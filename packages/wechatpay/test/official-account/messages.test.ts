import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildMessageRequest, type CustomerMessage, type MessageExtras, type ProfileName } from '../../src/index.ts'
import { fakeAccount, OPEN_ID } from './fake-account.ts'

const json = (message: CustomerMessage, profile: ProfileName = 'current', extras?: MessageExtras) =>
  buildMessageRequest(OPEN_ID, message, profile, extras).json
const wrongArgument = (field: string) => expect.objectContaining({ code: 'ARGUMENT_INVALID', field })
const article = {
  title: 'T',
  description: 'D',
  url: 'https://shop.example/1',
  pictureUrl: 'https://shop.example/1.jpg',
}

describe('a message on the wire', () => {
  it.each<[string, CustomerMessage, unknown]>([
    [
      'text',
      { type: 'text', content: '您好 <a href="https://shop.example">link</a>' },
      { content: '您好 <a href="https://shop.example">link</a>' },
    ],
    ['image', { type: 'image', mediaId: 'M' }, { media_id: 'M' }],
    ['voice', { type: 'voice', mediaId: 'M' }, { media_id: 'M' }],
    [
      'video',
      { type: 'video', mediaId: 'M', thumbMediaId: 'T', title: 'A', description: 'B' },
      { media_id: 'M', thumb_media_id: 'T', title: 'A', description: 'B' },
    ],
    [
      'music',
      {
        type: 'music',
        musicUrl: 'http://m.example/1',
        hqMusicUrl: 'https://m.example/2',
        thumbMediaId: 'T',
        title: 'A',
      },
      { title: 'A', musicurl: 'http://m.example/1', hqmusicurl: 'https://m.example/2', thumb_media_id: 'T' },
    ],
    [
      'news',
      { type: 'news', articles: [article] },
      { articles: [{ title: 'T', description: 'D', url: article.url, picurl: article.pictureUrl }] },
    ],
    ['mpnews', { type: 'mpnews', mediaId: 'M' }, { media_id: 'M' }],
    ['mpnewsarticle', { type: 'mpnewsarticle', articleId: 'A' }, { article_id: 'A' }],
    [
      'msgmenu',
      {
        type: 'msgmenu',
        head: '满意吗',
        items: [
          { id: '101', content: '满意' },
          { id: '102', content: '不满意' },
        ],
        tail: '谢谢',
      },
      {
        head_content: '满意吗',
        list: [
          { id: '101', content: '满意' },
          { id: '102', content: '不满意' },
        ],
        tail_content: '谢谢',
      },
    ],
    ['wxcard', { type: 'wxcard', cardId: 'C' }, { card_id: 'C' }],
    [
      'miniprogrampage',
      { type: 'miniprogrampage', title: 'T', appId: 'wx1', pagePath: 'pages/index/index?a=b', thumbMediaId: 'P' },
      { title: 'T', appid: 'wx1', pagepath: 'pages/index/index?a=b', thumb_media_id: 'P' },
    ],
  ])('%s', (type, message, content) => {
    expect(json(message)).toEqual({ touser: OPEN_ID, msgtype: type, [type]: content })
  })

  it('carries the agent and the mark for machine-made content', () => {
    expect(json({ type: 'text', content: 'a' }, 'current', { agent: 'kf1@shop', madeByAi: true })).toMatchObject({
      customservice: { kf_account: 'kf1@shop' },
      aimsgcontext: { is_ai_msg: 1 },
    })
  })

  it('is sent as UTF-8, never as escapes', async () => {
    const account = fakeAccount()
    await account.client.messages.send(OPEN_ID, { type: 'text', content: '您好😀' })
    expect(account.calls[0]?.body.toString('utf8')).toContain('"您好😀"')
    expect(account.calls[0]).toMatchObject({ method: 'POST', path: '/cgi-bin/message/custom/send' })
  })

  it('never holds an escape, whatever text it carries', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }).filter((text) => text.trim() !== ''),
        (content) => {
          expect(JSON.stringify(json({ type: 'text', content }))).not.toMatch(/\\ud[89a-f]/i)
        },
      ),
    )
  })
})

describe('a message is refused before it is sent', () => {
  it.each<[string, CustomerMessage, string]>([
    ['empty text', { type: 'text', content: '' }, 'content'],
    ['blank text', { type: 'text', content: ' \n' }, 'content'],
    ['text of 2049 bytes', { type: 'text', content: `${'汉'.repeat(682)}abc` }, 'content'],
    ['half of a character', { type: 'text', content: 'a\uD83D' }, 'content'],
    ['an image without media', { type: 'image', mediaId: '' }, 'mediaId'],
    ['a media id with a blank', { type: 'voice', mediaId: 'a b' }, 'mediaId'],
    ['a video without its picture', { type: 'video', mediaId: 'M', thumbMediaId: '' }, 'thumbMediaId'],
    [
      'music that is no address',
      { type: 'music', musicUrl: 'song.mp3', hqMusicUrl: 'https://a/b', thumbMediaId: 'T' },
      'musicUrl',
    ],
    [
      'music from a script',
      { type: 'music', musicUrl: 'https://a/b', hqMusicUrl: 'javascript:alert(1)', thumbMediaId: 'T' },
      'hqMusicUrl',
    ],
    ['no article', { type: 'news', articles: [] }, 'articles'],
    ['an article without anything', { type: 'news', articles: [{}] }, 'articles[0]'],
    ['an article with a wrong link', { type: 'news', articles: [{ url: 'ftp://a' }] }, 'articles[0].url'],
    ['a menu without items', { type: 'msgmenu', items: [] }, 'items'],
    [
      'a menu with the same id twice',
      {
        type: 'msgmenu',
        items: [
          { id: '1', content: 'a' },
          { id: '1', content: 'b' },
        ],
      },
      'items',
    ],
    ['a menu item without text', { type: 'msgmenu', items: [{ id: '1', content: '' }] }, 'items[0].content'],
    ['a card without id', { type: 'wxcard', cardId: '' }, 'cardId'],
    ['a page without path', { type: 'miniprogrampage', appId: 'wx1', pagePath: '', thumbMediaId: 'P' }, 'pagePath'],
  ])('%s', (_name, message, field) => {
    expect(() => json(message)).toThrow(wrongArgument(field))
  })

  it('takes text of exactly 2048 bytes', () => {
    expect(json({ type: 'text', content: `${'汉'.repeat(682)}ab` })).toMatchObject({ msgtype: 'text' })
  })

  it.each<[ProfileName, number]>([
    ['v16', 10],
    ['y2018', 8],
    ['y2021', 1],
    ['current', 1],
  ])('profile %s takes %i articles and not one more', (profile, max) => {
    const articles = (count: number) => ({
      type: 'news' as const,
      articles: Array.from({ length: count }, () => article),
    })
    expect(json(articles(max), profile)).toMatchObject({ msgtype: 'news' })
    expect(() => json(articles(max + 1), profile)).toThrow(wrongArgument('articles'))
  })

  it.each<[string, CustomerMessage, MessageExtras | undefined, string]>([
    ['a menu', { type: 'msgmenu', items: [{ id: '1', content: 'a' }] }, undefined, 'type'],
    [
      'a page of a mini program',
      { type: 'miniprogrampage', appId: 'wx1', pagePath: 'p', thumbMediaId: 'P' },
      undefined,
      'type',
    ],
    ['a video with a title', { type: 'video', mediaId: 'M', thumbMediaId: 'T', title: 'A' }, undefined, 'title'],
    ['an agent', { type: 'text', content: 'a' }, { agent: 'a@b' }, 'agent'],
  ])('profile v16 does not know %s', (_name, message, extras, field) => {
    expect(() => json(message, 'v16', extras)).toThrow(wrongArgument(field))
  })

  it('a type that does not exist', () => {
    // @ts-expect-error a message from outside the types is what the guard is for
    expect(() => json({ type: 'toString' })).toThrow(wrongArgument('type'))
  })

  it.each(['', 'o with blank', 'o&x=1'])('payer %j', (openId) => {
    expect(() => buildMessageRequest(openId, { type: 'text', content: 'a' }, 'current')).toThrow(
      wrongArgument('openId'),
    )
  })

  it('an agent without account', () => {
    expect(() => json({ type: 'text', content: 'a' }, 'current', { agent: 'kf1' })).toThrow(wrongArgument('agent'))
  })

  it('and nothing has left by then, not even a token call', async () => {
    const account = fakeAccount()
    await expect(account.client.messages.send(OPEN_ID, { type: 'text', content: '' })).rejects.toThrow(
      wrongArgument('content'),
    )
    expect([account.calls.length, account.tokenCalls.length]).toEqual([0, 0])
  })
})
