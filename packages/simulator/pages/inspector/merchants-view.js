import { fill, h } from '../shared/dom.js'
import { get, post } from '../shared/http.js'
import { t } from './words.js'

const FILES = ['apiclient_key.pem', 'apiclient_cert.pem', 'apiclient_cert.p12', 'pub_key.pem']
const MODES = ['certificate', 'public-key', 'switching']

/** Who pays in here, and the files their software needs. */
export function merchantsView(body, say) {
  const cards = h('div', { class: 'cards' })
  const mchid = h('input', { id: 'mchid', inputmode: 'numeric', required: true, pattern: '\\d{8,32}', maxlength: 32 })
  const name = h('input', { id: 'name', maxlength: 64 })
  const mode = h(
    'select',
    { id: 'mode' },
    MODES.map((each) => h('option', { value: each }, t(each))),
  )
  const form = h(
    'form',
    {
      class: 'line',
      onsubmit: async (event) => {
        event.preventDefault()
        try {
          await post('/_sim/merchants', {
            mchid: mchid.value,
            keyMode: mode.value,
            ...(name.value === '' ? {} : { name: name.value }),
          })
          form.reset()
          say('')
        } catch (error) {
          say(t('failed', { reason: error.message }))
        }
      },
    },
    field('mchid', mchid),
    field('name', name),
    h('div', { class: 'field' }, h('label', { for: 'mode' }, t('keyMode')), mode),
    h('button', { type: 'submit' }, t('add')),
  )
  fill(body, cards, h('h3', {}, t('addMerchant')), form)

  return {
    async refresh() {
      const { merchants, notificationUrls } = await get('/_sim/state')
      fill(
        cards,
        merchants.map((merchant) => card(merchant, notificationUrls[merchant.mchid])),
      )
    },
  }
}

const field = (key, input) => h('div', { class: 'field' }, h('label', { for: key }, t(key)), input)

const card = (merchant, url) =>
  h(
    'section',
    { class: 'card' },
    h('h3', {}, merchant.name),
    h(
      'p',
      { class: 'quiet' },
      [merchant.mchid, merchant.partnerMchid, t(merchant.keyMode)].filter(Boolean).join(' · '),
    ),
    h('p', { class: 'url' }, url ?? t('noUrl')),
    h(
      'ul',
      { class: 'files', 'aria-label': t('files') },
      FILES.filter((file) => file !== 'pub_key.pem' || merchant.keyMode !== 'certificate').map((file) =>
        h('li', {}, h('a', { href: `/_sim/merchants/${merchant.mchid}/files/${file}`, download: file }, file)),
      ),
      h('li', {}, h('a', { href: `/_sim/merchants/${merchant.mchid}/credentials` }, 'credentials.json')),
    ),
  )
