import { fill, h } from '../shared/dom.js'
import { get } from '../shared/http.js'
import { shortTime, stateMark } from './format.js'
import { t } from './words.js'

/** The payer's complaints, and the way to a new one. */
export function complaintList(screen, { payer }) {
  const list = h('div', {})
  const start = h('a', { class: 'primary', href: '#/new' }, t('newComplaint'))
  const accounts = h('a', { class: 'other-page', href: '/phone/official-account/' }, t('officialAccounts'))
  fill(screen, h('div', { class: 'scroll' }, list), h('div', { class: 'foot' }, start, accounts))

  async function refresh() {
    const complaints = await get(`/phone/api/complaints?payer=${encodeURIComponent(payer())}`)
    fill(list, complaints.length === 0 ? empty() : h('ul', { class: 'cells' }, complaints.map(cell)))
  }
  return { title: t('complaints'), back: false, refresh }
}

const empty = () =>
  h(
    'div',
    { class: 'empty' },
    h('div', { class: 'empty-mark', 'aria-hidden': 'true' }),
    h('h2', {}, t('empty')),
    h('p', {}, t('emptyHint')),
  )

const cell = (complaint) =>
  h(
    'li',
    {},
    h(
      'a',
      { class: 'cell', href: `#/complaints/${complaint.complaintId}` },
      h('span', { class: 'avatar', 'aria-hidden': 'true' }, complaint.merchantName.slice(0, 1)),
      h(
        'span',
        { class: 'cell-body' },
        h(
          'span',
          { class: 'cell-line' },
          h('strong', {}, complaint.merchantName),
          h('time', {}, shortTime(complaint.updatedAt)),
        ),
        h(
          'span',
          { class: 'cell-line' },
          h('span', { class: 'cell-text' }, complaint.detail),
          stateMark(complaint.state),
        ),
      ),
    ),
  )
