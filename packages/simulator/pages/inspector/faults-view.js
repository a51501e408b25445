import { fill, h } from '../shared/dom.js'
import { get, post, remove } from '../shared/http.js'
import { t } from './words.js'

/** What goes wrong on purpose. The choices come from the published document of the control interface. */
export function faultsView(body, say) {
  const list = h('ul', { class: 'plain-list' })
  const kind = h('select', { id: 'kind' })
  const call = h('select', { id: 'call' })
  const merchant = h('select', { id: 'fault-merchant' })
  const count = h('input', { id: 'count', type: 'number', min: 1, placeholder: t('countHint') })
  const delay = h('input', { id: 'delay', type: 'number', min: 0 })
  const run = async (work) => {
    try {
      await work()
      say('')
      await refresh()
    } catch (error) {
      say(t('failed', { reason: error.message }))
    }
  }
  const form = h(
    'form',
    {
      class: 'line',
      onsubmit: (event) => {
        event.preventDefault()
        void run(() =>
          post('/_sim/faults', {
            kind: kind.value,
            ...(call.value === '' ? {} : { call: call.value }),
            ...(merchant.value === '' ? {} : { mchid: merchant.value }),
            ...(count.value === '' ? {} : { count: Number(count.value) }),
            ...(delay.value === '' ? {} : { delayMs: Number(delay.value) }),
          }),
        )
      },
    },
    labelled('kind', t('kind'), kind),
    labelled('call', t('call'), call),
    labelled('fault-merchant', t('merchant'), merchant),
    labelled('count', t('count'), count),
    labelled('delay', t('delay'), delay),
    h('button', { type: 'submit' }, t('setFault')),
  )
  fill(body, form, list)

  async function loadChoices() {
    const [document, state] = await Promise.all([get('/_sim/openapi.json'), get('/_sim/state')])
    const { properties } = document.paths['/_sim/faults'].post.requestBody.content['application/json'].schema
    const options = (values) => values.map((value) => h('option', { value }, value))
    fill(kind, options(properties.kind.enum))
    fill(call, h('option', { value: '' }, t('anyCall')), options(properties.call.enum))
    fill(merchant, h('option', { value: '' }, t('anyMerchant')), options(state.merchants.map(({ mchid }) => mchid)))
  }

  async function refresh() {
    if (kind.options.length === 0) await loadChoices()
    const faults = await get('/_sim/faults')
    if (faults.length === 0) {
      fill(list, h('li', { class: 'quiet' }, t('noFaults')))
      return
    }
    fill(
      list,
      faults.map((fault) =>
        h(
          'li',
          {},
          h('b', {}, fault.kind),
          h(
            'span',
            { class: 'quiet' },
            [fault.call, fault.mchid, fault.count, t('hits', { hits: fault.hits })]
              .filter((part) => part !== undefined)
              .join(' · '),
          ),
          h('button', { type: 'button', onclick: () => run(() => remove(`/_sim/faults/${fault.id}`)) }, t('remove')),
        ),
      ),
      h('li', {}, h('button', { type: 'button', onclick: () => run(() => remove('/_sim/faults')) }, t('removeAll'))),
    )
  }

  return { refresh }
}

const labelled = (id, words, input) => h('div', { class: 'field' }, h('label', { for: id }, words), input)
