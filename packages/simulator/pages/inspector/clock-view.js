import { fill, h } from '../shared/dom.js'
import { get, post } from '../shared/http.js'
import { t } from './words.js'

const STEPS = ['1m', '10m', '1h', '20h', '24h', '72h']
const RATES = [0, 1, 60, 3600]

/** The clock, its pace, and situations to play. */
export function clockView(body, say) {
  const now = h('output', { class: 'now', 'aria-label': t('now') })
  const custom = h('input', { id: 'custom', placeholder: t('customHint') })
  const scenarios = h('ul', { class: 'plain-list' })
  const run = async (work) => {
    try {
      say((await work()) ?? '')
      await refresh()
    } catch (error) {
      say(t('failed', { reason: error.message }))
    }
  }
  const move = (change) =>
    run(async () => {
      await post('/_sim/clock', change)
    })

  let sure = false
  const reset = h(
    'button',
    {
      type: 'button',
      class: 'danger',
      onclick: () => {
        if (!sure) {
          sure = true
          reset.textContent = t('resetSure')
          return
        }
        sure = false
        reset.textContent = t('reset')
        void run(() => post('/_sim/reset'))
      },
      onblur: () => {
        sure = false
        reset.textContent = t('reset')
      },
    },
    t('reset'),
  )
  fill(
    body,
    h('p', { class: 'big' }, now),
    group(
      t('forward'),
      STEPS.map((step) => h('button', { type: 'button', onclick: () => move({ advance: step }) }, `+${step}`)),
    ),
    h(
      'form',
      {
        class: 'line',
        onsubmit: (event) => {
          event.preventDefault()
          void move({ advance: custom.value })
        },
      },
      h('div', { class: 'field' }, h('label', { for: 'custom' }, t('custom')), custom),
      h('button', { type: 'submit' }, t('go')),
    ),
    group(
      t('rate'),
      RATES.map((rate) =>
        h(
          'button',
          { type: 'button', onclick: () => move({ rate }) },
          rate === 0 ? t('stopped') : t('rateOf', { rate }),
        ),
      ),
    ),
    h('h3', {}, t('scenarios')),
    scenarios,
    h('p', {}, reset),
  )

  async function refresh() {
    const state = await get('/_sim/state')
    now.textContent = state.now.slice(0, 19).replace('T', ' ')
    if (scenarios.children.length > 0) return
    const known = await get('/_sim/scenarios')
    fill(
      scenarios,
      known.map(({ name }) =>
        h(
          'li',
          {},
          h('b', {}, name),
          h('span', { class: 'quiet' }, t(`scenario:${name}`)),
          h(
            'button',
            {
              type: 'button',
              'aria-label': `${t('play')} ${name}`,
              onclick: () => run(async () => t('played', await post(`/_sim/scenarios/${name}`))),
            },
            t('play'),
          ),
        ),
      ),
    )
  }

  return { refresh }
}

const group = (label, buttons) =>
  h('div', { class: 'group', role: 'group', 'aria-label': label }, h('span', { class: 'quiet' }, label), buttons)
