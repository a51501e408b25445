import { fill, h } from '../../shared/dom.js'
import { Refusal } from '../../shared/http.js'
import { money, shortTime } from '../format.js'
import { pictureField } from '../pictures.js'
import { file, readAccount, readChat, readPayments } from './platform.js'
import { t } from './words.js'

const MAX_PICTURES = 5
/** Words seen in real notifications; merchants add up to three of each. */
const REASONS = ['质量问题', '商品质量有问题', '没有收到货品']
const SOLUTIONS = ['换货', '退款，并不退货', '补发货给我']
const GOODS = ['physical', 'virtual', 'service']

/** Order, reason, wish, remark, phone number, pictures. */
export function newTicket(screen, { payerId, appId }) {
  const problem = h('p', { role: 'alert', class: 'problem' })
  const orders = h('div', { class: 'choices' })
  const reasons = h('div', { class: 'chips' })
  const solutions = h('div', { class: 'chips' })
  const goods = h(
    'select',
    { id: 'goods' },
    GOODS.map((kind) => h('option', { value: kind }, t(kind))),
  )
  const remark = h('input', { id: 'remark', type: 'text', maxlength: 200 })
  const phone = h('input', { id: 'phone-number', type: 'tel', maxlength: 20 })
  const pictures = pictureField(MAX_PICTURES, (words) => {
    problem.textContent = words
  })
  const submit = h('button', { class: 'primary', type: 'submit' }, t('submit'))
  const form = h(
    'form',
    {
      class: 'form',
      onsubmit: (event) => {
        event.preventDefault()
        void send()
      },
    },
    h(
      'div',
      { class: 'scroll' },
      h('fieldset', { class: 'field' }, h('legend', {}, t('order')), orders),
      h('div', { class: 'field inline' }, h('label', { for: 'goods' }, t('goods')), goods),
      h('fieldset', { class: 'field' }, h('legend', {}, t('reason')), reasons),
      h('fieldset', { class: 'field' }, h('legend', {}, t('solution')), solutions),
      h('div', { class: 'field' }, h('label', { for: 'remark' }, t('remark')), remark),
      h('div', { class: 'field' }, h('label', { for: 'phone-number' }, t('phone')), phone),
      h(
        'div',
        { class: 'field' },
        pictures.element,
        h('p', { class: 'hint' }, t('picturesHint', { max: MAX_PICTURES })),
      ),
    ),
    h('div', { class: 'foot' }, problem, submit),
  )
  fill(screen, form)

  async function refresh() {
    const account = await readAccount(appId)
    const chat = await readChat(appId, payerId)
    const payments = chat === undefined ? [] : await readPayments(appId, chat.openId)
    const samples = [
      ['delivered', t('sampleDelivered')],
      ['undelivered', t('sampleUndelivered')],
    ]
    fill(
      orders,
      samples.map(([value, words], index) => choice('order', value, words, '', index === 0)),
      payments.map((payment) =>
        choice('order', payment.transactionId, payment.item, `${money(payment.amount)} · ${shortTime(payment.paidAt)}`),
      ),
    )
    fill(reasons, chips('reason', [...REASONS, ...account.reasons]))
    fill(solutions, chips('solution', [...SOLUTIONS, ...account.solutions]))
  }

  async function send() {
    problem.textContent = ''
    submit.disabled = true
    try {
      const chosen = new FormData(form)
      const order = chosen.get('order')
      const sample = order === 'delivered' || order === 'undelivered'
      const extInfo = `${remark.value.trim()} ${phone.value.trim()}`.trim()
      await file({
        appId,
        payerId,
        reason: chosen.get('reason'),
        solution: chosen.get('solution'),
        ...(extInfo === '' ? {} : { extInfo }),
        ...(sample ? { goods: goods.value, delivered: order === 'delivered' } : { transactionId: order }),
        pictures: await pictures.value(),
      })
      location.hash = `#/rights/${encodeURIComponent(appId)}`
    } catch (error) {
      problem.textContent = error instanceof Refusal ? t('failed', { reason: error.message }) : t('offline')
    } finally {
      submit.disabled = false
    }
  }

  return { title: t('newTicket'), back: `#/rights/${encodeURIComponent(appId)}`, refresh, once: true }
}

const choice = (name, value, words, hint, checked) =>
  h(
    'label',
    { class: 'choice' },
    h('input', { type: 'radio', name, value, checked: checked === true }),
    h('span', { class: 'choice-body' }, h('span', {}, words), h('span', { class: 'hint' }, hint)),
  )

const chips = (name, words) =>
  words.map((value, index) =>
    h(
      'label',
      { class: 'chip' },
      h('input', { type: 'radio', name, value, checked: index === 0 }),
      h('span', {}, value),
    ),
  )
