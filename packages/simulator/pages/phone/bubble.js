import { h } from '../shared/dom.js'
import { blocks } from './blocks.js'
import { shortTime } from './format.js'
import { t } from './words.js'

/** One entry of the conversation: a bubble of the payer, the shop or the platform, or a line of the system. */
export function bubble(entry, clicked, onclick) {
  if (entry.side === 'system') {
    return h('p', { class: 'system' }, h('time', {}, shortTime(entry.time)), ' ', entry.text ?? '')
  }
  return h(
    'article',
    { class: `entry entry-${entry.side}` },
    h('header', {}, h('span', {}, speaker(entry)), h('time', {}, shortTime(entry.time))),
    words(entry),
    entry.message === null ? null : blocks(entry.message, clicked, onclick),
    entry.pictures.length === 0 ? null : h('div', { class: 'shots' }, entry.pictures.map(shot)),
    entry.link === null ? null : link(entry.link),
  )
}

function words(entry) {
  const text = wordsOf(entry)
  return text === null || text === '' ? null : h('p', { class: 'bubble' }, text)
}

function wordsOf(entry) {
  switch (entry.type) {
    case 'USER_SUBMIT_SATISFACTION':
      return t('rated', { score: entry.text })
    case 'USER_APPLY_PLATFORM_SERVICE':
      return t('askedPlatform', { text: entry.text })
    case 'USER_CANCEL_PLATFORM_SERVICE':
      return t('tookBackPlatform')
    default:
      return entry.text
  }
}

const speaker = (entry) => {
  if (entry.side === 'payer') return t('payer_side')
  return entry.side === 'platform' ? t('platform_side') : entry.operator
}

const shot = (url) =>
  h('a', { href: url, target: '_blank', rel: 'noreferrer' }, h('img', { src: url, alt: t('picture'), loading: 'lazy' }))

const link = (given) =>
  given.url === undefined
    ? h('p', { class: 'card' }, `${t('miniProgram')} · ${given.text}`)
    : h(
        'a',
        { class: 'card', href: given.url, target: '_blank', rel: 'noreferrer' },
        t('openLink', { text: given.text }),
      )
