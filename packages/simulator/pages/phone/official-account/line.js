import { h } from '../../shared/dom.js'
import { shortTime } from '../format.js'
import { t } from './words.js'

/** One line of the conversation. `choose` is told which item of a menu message was tapped. */
export function line(entry, accountName, choose) {
  if (entry.type === 'event') {
    return h('p', { class: 'system' }, h('time', {}, shortTime(entry.at)), ' ', t(`event_${entry.content.event}`))
  }
  const name = entry.side === 'payer' ? t('me') : accountName
  return h(
    'article',
    { class: `entry entry-${entry.side}` },
    h('header', {}, h('span', {}, name), h('time', {}, shortTime(entry.at))),
    entry.side === 'payer' ? sent(entry) : received(entry, choose),
  )
}

const bubble = (text) => h('p', { class: 'bubble' }, text)
const mediaUrl = (mediaId) => `/mmbiz/${encodeURIComponent(mediaId)}/0`

const picture = (mediaId) =>
  h(
    'div',
    { class: 'shots' },
    h(
      'a',
      { href: mediaUrl(mediaId), target: '_blank', rel: 'noreferrer' },
      h('img', { src: mediaUrl(mediaId), alt: t('picture'), loading: 'lazy' }),
    ),
  )

const download = (label, url) => h('a', { class: 'card', href: url, target: '_blank', rel: 'noreferrer' }, label)

function sent({ type, content }) {
  if (type === 'text') return bubble(content.Content)
  if (type === 'image') return picture(content.MediaId)
  if (type === 'voice') return download(t('voice'), mediaUrl(content.MediaId))
  if (type === 'video') return download(t('video'), mediaUrl(content.MediaId))
  if (type === 'location') return bubble(t('location', { label: content.Label }))
  return bubble(content.Title ?? t('other', { type }))
}

function received({ type, content }, choose) {
  if (type === 'text') return bubble(content.content)
  if (type === 'image') return picture(content.media_id)
  if (type === 'voice') return download(t('voice'), mediaUrl(content.media_id))
  if (type === 'video') return download(`${t('video')} ${content.title ?? ''}`, mediaUrl(content.media_id))
  if (type === 'music') return music(content)
  if (type === 'news') return h('div', {}, content.articles.map(article))
  if (type === 'msgmenu') return menu(content, choose)
  if (type === 'miniprogrampage') return h('p', { class: 'card' }, `${t('miniprogram')} · ${content.title ?? ''}`)
  return bubble(t('other', { type }))
}

const music = (content) => download(`${t('music')} · ${content.title ?? content.musicurl}`, safe(content.hqmusicurl))

const article = (item) =>
  h(
    'a',
    { class: 'article', href: safe(item.url), target: '_blank', rel: 'noreferrer' },
    h('strong', {}, item.title ?? t('openLink')),
    h('span', { class: 'hint' }, item.description ?? item.url ?? ''),
  )

// A link of the merchant is text from outside: only the web may be opened.
const safe = (url) => (typeof url === 'string' && /^https?:\/\//i.test(url) ? url : null)

const menu = (content, choose) =>
  h(
    'div',
    { class: 'choice-list' },
    content.head_content === undefined ? null : bubble(content.head_content),
    content.list.map((item) =>
      h('button', { type: 'button', onclick: () => choose({ text: item.content, menuItemId: item.id }) }, item.content),
    ),
    content.tail_content === undefined ? null : bubble(content.tail_content),
  )
