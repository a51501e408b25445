import { fill, h } from '../shared/dom.js'
import { get } from '../shared/http.js'
import { beijing } from '../shared/time.js'
import { t } from './words.js'

const SHOWN = 200
/** More than are shown, so that the failed ones among them can be picked. */
const READ = 1000

/** What was asked, what was answered, and for a refusal the text whose signature was checked. */
export function requestsView(body) {
  const onlyFailed = h('input', { type: 'checkbox', id: 'only-failed', onchange: () => draw() })
  const rows = h('div', {})
  fill(body, h('p', { class: 'tools' }, onlyFailed, h('label', { for: 'only-failed' }, t('onlyFailed'))), rows)
  let requests = []
  const opened = new Set()

  function draw() {
    const shown = requests
      .filter((request) => !onlyFailed.checked || request.status === null || request.status >= 300)
      .slice(-SHOWN)
      .reverse()
    if (shown.length === 0) {
      fill(
        rows,
        h(
          'div',
          { class: 'empty' },
          h('h3', {}, t('noRequests')),
          h('p', {}, t('noRequestsHint', { url: location.origin })),
        ),
      )
      return
    }
    fill(
      rows,
      shown.map((request) => row(request, opened)),
    )
  }

  return {
    async refresh() {
      requests = await get(`/_sim/requests?limit=${READ}`)
      draw()
    },
  }
}

const row = (request, opened) =>
  h(
    'details',
    {
      class: 'row',
      open: opened.has(request.id),
      ontoggle: (event) => (event.target.open ? opened.add(request.id) : opened.delete(request.id)),
    },
    h(
      'summary',
      {},
      h('span', { class: mark(request) }, request.status === null ? t('noAnswer') : request.status),
      h('span', { class: 'what' }, h('b', {}, request.method), ` ${request.path}`),
      h('span', { class: 'quiet' }, request.mchid ?? ''),
      h('time', { class: 'quiet' }, beijing(request.at).slice(11)),
    ),
    h(
      'dl',
      {},
      pair('Request-ID', request.requestId),
      pair(t('duration'), `${request.durationMs} ms`),
      pair(t('answer'), request.code),
      pair(t('reason'), request.reason),
      pair(t('fault'), request.fault),
    ),
    request.signedMessage === null
      ? h('p', { class: 'quiet' }, t('nothingSigned'))
      : h(
          'div',
          {},
          h('h3', {}, t('signedMessage')),
          h('p', { class: 'quiet' }, t('signedHint')),
          h('pre', { tabindex: '0' }, request.signedMessage.replaceAll('\n', '\\n\n')),
          request.signedMessageCutFrom === null
            ? null
            : h('p', { class: 'quiet' }, t('signedCut', { bytes: request.signedMessageCutFrom })),
        ),
  )

const mark = ({ status }) => `mark ${status !== null && status < 300 ? 'good' : 'bad'}`

const pair = (name, value) => (value === null || value === '' ? null : [h('dt', {}, name), h('dd', {}, value)])
