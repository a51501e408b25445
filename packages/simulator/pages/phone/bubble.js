import { h } from '../shared/dom.js'
import { shortTime } from './format.js'
import { t } from './words.js'

/** One entry of the conversation: a bubble of the payer, the shop or the platform, or a line of the system. */
export function bubble(entry) {
  if (entry.side === 'system') {
    return h('p', { class: 'system' }, h('time', {}, shortTime(entry.time)), ' ', entry.text ?? '')
  }
  return h(
    'article',
    { class: `entry entry-${entry.side}` },
    h('header', {}, h('span', {}, speaker(entry)), h('time', {}, shortTime(entry.time))),
    entry.text === null ? null : h('p', { class: 'bubble' }, entry.text),
    entry.pictures.length === 0 ? null : h('div', { class: 'shots' }, entry.pictures.map(shot)),
    entry.link === null ? null : link(entry.link),
  )
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
