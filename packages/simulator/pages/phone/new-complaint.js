import { fill, h } from '../shared/dom.js'
import { get, post, Refusal } from '../shared/http.js'
import { money, shortTime } from './format.js'
import { pictureField } from './pictures.js'
import { t } from './words.js'

const MAX_PICTURES = 4
const MAX_CHARACTERS = 300
const PROBLEMS = ['REFUND', 'SERVICE_NOT_WORK', 'OTHERS']

/** Shop, order, kind, words, pictures. */
export function newComplaint(screen, { payer, merchants }) {
  const problem = h('p', { role: 'alert', class: 'problem' })
  const complain = (text) => {
    problem.textContent = text
  }
  const shop = h(
    'select',
    { id: 'shop', onchange: () => loadOrders().catch((error) => complain(t('failed', { reason: error.message }))) },
    merchants.map(({ mchid, name }) => h('option', { value: mchid }, name)),
  )
  const orders = h('div', { class: 'choices' })
  const counter = h('span', { class: 'counter', 'aria-hidden': 'true' }, `0/${MAX_CHARACTERS}`)
  const detail = h('textarea', {
    id: 'detail',
    rows: 4,
    maxlength: MAX_CHARACTERS,
    placeholder: t('detailHint'),
    oninput: () => {
      counter.textContent = `${[...detail.value].length}/${MAX_CHARACTERS}`
    },
  })
  const pictures = pictureField(MAX_PICTURES, complain)
  const submit = h('button', { class: 'primary', type: 'submit' }, t('submit'))

  const form = h(
    'form',
    {
      class: 'form',
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault()
        send().catch((error) => complain(t('failed', { reason: error.message })))
      },
    },
    h(
      'div',
      { class: 'scroll' },
      h('div', { class: 'field inline' }, h('label', { for: 'shop' }, t('shop')), shop),
      h('fieldset', { class: 'field' }, h('legend', {}, t('order')), orders),
      h(
        'fieldset',
        { class: 'field' },
        h('legend', {}, t('problem')),
        h(
          'div',
          { class: 'chips' },
          PROBLEMS.map((kind) =>
            h(
              'label',
              { class: 'chip' },
              h('input', { type: 'radio', name: 'problem', value: kind, checked: kind === 'OTHERS' }),
              h('span', {}, t(kind)),
            ),
          ),
        ),
      ),
      h('div', { class: 'field' }, h('label', { for: 'detail' }, t('detail')), detail, counter),
      h(
        'div',
        { class: 'field inline' },
        h('label', { for: 'live' }, t('live')),
        h('input', { type: 'checkbox', id: 'live', name: 'live' }),
      ),
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

  async function loadOrders() {
    const query = new URLSearchParams({ payer: payer(), mchid: shop.value })
    const found = await get(`/phone/api/orders?${query}`)
    const firstFree = found.findIndex((order) => order.complaintId === null)
    fill(
      orders,
      found.map((order, index) => orderChoice(order, index === Math.max(firstFree, 0))),
    )
  }

  async function send() {
    complain('')
    if (detail.value.trim() === '') {
      complain(t('needDetail'))
      detail.focus()
      return
    }
    submit.disabled = true
    submit.textContent = t('sending')
    try {
      const chosen = new FormData(form)
      const filed = await post('/_sim/complaints', {
        mchid: shop.value,
        payerId: payer(),
        transactionId: chosen.get('order'),
        problemType: chosen.get('problem'),
        detail: detail.value.trim(),
        needImmediateService: chosen.get('live') === 'on',
        images: await pictures.value(),
      })
      location.hash = `#/complaints/${filed.complaintId}`
    } catch (error) {
      complain(error instanceof Refusal ? t('failed', { reason: error.message }) : t('offline'))
    } finally {
      submit.disabled = false
      submit.textContent = t('submit')
    }
  }

  return { title: t('newComplaint'), back: true, refresh: loadOrders, once: true }
}

const orderChoice = (order, checked) =>
  h(
    'label',
    { class: 'choice' },
    h('input', { type: 'radio', name: 'order', value: order.transactionId, checked }),
    h(
      'span',
      { class: 'choice-body' },
      h('span', {}, order.item),
      h('span', { class: 'hint' }, order.complaintId === null ? shortTime(order.paidAt) : t('orderTaken')),
    ),
    h('span', { class: 'amount' }, money(order.amount)),
  )
