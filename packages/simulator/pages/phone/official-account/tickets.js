import { fill, h } from '../../shared/dom.js'
import { Refusal } from '../../shared/http.js'
import { shortTime } from '../format.js'
import { decide, readTickets } from './platform.js'
import { t } from './words.js'

/** The payer's rights tickets at one account, and what they may decide. */
export function tickets(screen, { payerId, appId }) {
  const list = h('div', {})
  const problem = h('p', { role: 'alert', class: 'problem' })
  const start = h('a', { class: 'primary', href: `#/rights/${encodeURIComponent(appId)}/new` }, t('newTicket'))
  fill(screen, h('div', { class: 'scroll' }, list), h('div', { class: 'foot' }, problem, start))

  async function refresh() {
    const own = await readTickets(appId, payerId)
    fill(list, own.length === 0 ? empty() : own.map((ticket) => card(ticket, run)))
  }

  async function run(ticket, decision) {
    problem.textContent = ''
    try {
      await decide(ticket.feedbackId, decision)
      await refresh()
    } catch (error) {
      problem.textContent = error instanceof Refusal ? t('failed', { reason: error.message }) : t('offline')
    }
  }
  return { title: t('rights'), back: `#/chat/${encodeURIComponent(appId)}`, refresh }
}

const empty = () => h('div', { class: 'empty' }, h('h2', {}, t('noTickets')), h('p', {}, t('noTicketsHint')))

function card(ticket, run) {
  const button = (decision, words, name) =>
    h('button', { type: 'button', class: name, onclick: () => run(ticket, decision) }, words)
  const actions = [
    ticket.state === 'CLOSED' ? null : button('confirm', t('confirm'), 'agree'),
    ticket.state === 'MARKED' ? button('reject', t('reject')) : null,
    ticket.mayArbitrate ? button('arbitration', t('arbitrate')) : null,
  ]
  return h(
    'article',
    { class: 'ticket' },
    h(
      'div',
      { class: 'cell-line' },
      h('strong', {}, ticket.reason),
      h('span', { class: `state state-${ticket.state.toLowerCase()}` }, t(ticket.state)),
    ),
    ticket.solution === null ? null : h('p', {}, ticket.solution),
    h('p', { class: 'hint' }, t('number', { id: ticket.feedbackId })),
    ticket.state === 'PENDING' ? h('p', { class: 'hint' }, t('due', { time: shortTime(ticket.dueAt) })) : null,
    h('div', { class: 'ticket-actions' }, actions),
  )
}
