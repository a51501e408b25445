import { fill, h } from '../shared/dom.js'
import { get, post } from '../shared/http.js'
import { beijing } from '../shared/time.js'
import { t } from './words.js'

const SHOWN = 200

/** Notifications with every attempt, and a way to send one again. */
export function deliveriesView(body, say) {
  const rows = h('div', {})
  fill(body, rows)
  const opened = new Set()

  async function redeliver(id) {
    try {
      const attempt = await post(`/_sim/deliveries/${encodeURIComponent(id)}/redeliver`)
      say(t('redelivered', { answer: attempt.status ?? attempt.error }))
    } catch (error) {
      say(t('failed', { reason: error.message }))
    }
  }

  return {
    async refresh() {
      const deliveries = (await get(`/_sim/deliveries?limit=${SHOWN}`)).reverse()
      if (deliveries.length === 0) {
        fill(rows, h('div', { class: 'empty' }, h('h3', {}, t('noDeliveries')), h('p', {}, t('noDeliveriesHint'))))
        return
      }
      fill(
        rows,
        deliveries.map((delivery) => row(delivery, opened, redeliver)),
      )
    },
  }
}

const row = (delivery, opened, redeliver) =>
  h(
    'details',
    {
      class: 'row',
      open: opened.has(delivery.id),
      ontoggle: (event) => (event.target.open ? opened.add(delivery.id) : opened.delete(delivery.id)),
    },
    h(
      'summary',
      {},
      h(
        'span',
        { class: `mark ${delivery.state === 'delivered' ? 'good' : delivery.state === 'abandoned' ? 'bad' : 'open'}` },
        t(delivery.state),
      ),
      h('span', { class: 'what' }, h('b', {}, delivery.actionType), ` ${delivery.complaintId ?? ''}`),
      h('span', { class: 'quiet' }, delivery.mchid),
      h('time', { class: 'quiet' }, beijing(delivery.createdAt).slice(11)),
    ),
    h('dl', {}, h('dt', {}, 'id'), h('dd', {}, delivery.id), h('dt', {}, t('address')), h('dd', {}, delivery.url)),
    h(
      'ol',
      { class: 'attempts' },
      delivery.attempts.map((attempt) =>
        h('li', {}, `${beijing(attempt.at)} · ${attempt.status ?? attempt.error} · ${attempt.latencyMs} ms`),
      ),
    ),
    delivery.nextAttemptAt === null
      ? null
      : h('p', { class: 'quiet' }, t('next', { time: beijing(delivery.nextAttemptAt) })),
    h('button', { type: 'button', onclick: () => redeliver(delivery.id) }, t('redeliver')),
  )
