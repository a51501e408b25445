import { fill, h } from '../../shared/dom.js'
import { readAccounts } from './platform.js'
import { t } from './words.js'

/** The accounts, and the way back to the other protocol. */
export function accountList(screen) {
  const list = h('div', {})
  fill(
    screen,
    h('div', { class: 'scroll' }, list),
    h('div', { class: 'foot' }, h('a', { class: 'primary', href: '/phone/' }, t('complaintsPage'))),
  )

  async function refresh() {
    const accounts = await readAccounts()
    fill(list, accounts.length === 0 ? empty() : h('ul', { class: 'cells' }, accounts.map(cell)))
  }
  return { title: t('title'), refresh }
}

const empty = () => h('div', { class: 'empty' }, h('h2', {}, t('noAccounts')), h('p', {}, t('noAccountsHint')))

const cell = (account) =>
  h(
    'li',
    {},
    h(
      'a',
      { class: 'cell', href: `#/chat/${encodeURIComponent(account.appId)}` },
      h('span', { class: 'avatar', 'aria-hidden': 'true' }, account.name.slice(0, 1)),
      h(
        'span',
        { class: 'cell-body' },
        h('span', { class: 'cell-line' }, h('strong', {}, account.name)),
        h('span', { class: 'cell-line' }, h('span', { class: 'cell-text' }, account.originalId)),
      ),
    ),
  )
