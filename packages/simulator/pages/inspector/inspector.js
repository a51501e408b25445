import { fill, h } from '../shared/dom.js'
import { language, switchLanguage } from '../shared/language.js'
import { clockView } from './clock-view.js'
import { deliveriesView } from './deliveries-view.js'
import { faultsView } from './faults-view.js'
import { merchantsView } from './merchants-view.js'
import { requestsView } from './requests-view.js'
import { t } from './words.js'

const VIEWS = {
  requests: requestsView,
  deliveries: deliveriesView,
  merchants: merchantsView,
  faults: faultsView,
  clock: clockView,
}
const main = document.querySelector('#main')
const notice = h('p', { class: 'notice', role: 'status' })
let view

const nameOfView = () => {
  const name = location.hash.slice(2).split('/')[0]
  return Object.hasOwn(VIEWS, name) ? name : 'requests'
}

function drawTop() {
  fill(
    document.querySelector('#top'),
    h('h1', {}, t('title')),
    h(
      'nav',
      { 'aria-label': t('title') },
      Object.keys(VIEWS).map((name) =>
        h('a', { href: `#/${name}`, 'aria-current': name === nameOfView() ? 'page' : null }, t(name)),
      ),
    ),
    h(
      'div',
      { class: 'aside' },
      h('a', { href: '/phone' }, t('phone')),
      h('button', { type: 'button', class: 'plain', onclick: switchLanguage }, t('switchLanguage')),
    ),
  )
}

function open() {
  say('')
  const body = h('div', { class: 'view' })
  view = VIEWS[nameOfView()](body, say)
  fill(main, h('h2', {}, t(nameOfView())), notice, body)
  document.title = `${t(nameOfView())} · ${t('title')}`
  drawTop()
  void refresh()
}

function say(text) {
  notice.textContent = text
}

let reading = false
let again = false
/** Reads again, one at a time. */
async function refresh() {
  if (reading) {
    again = true
    return
  }
  reading = true
  try {
    do {
      again = false
      await view.refresh()
    } while (again)
  } catch {
    say(t('offline'))
  } finally {
    reading = false
  }
}

// Storms bring thousands of changes; a page needs no more than a few reads a second.
let waiting = false
function refreshSoon() {
  if (waiting) return
  waiting = true
  setTimeout(() => {
    waiting = false
    void refresh()
  }, 250)
}

document.documentElement.lang = language() === 'en' ? 'en' : 'zh-CN'
addEventListener('hashchange', open)
open()
const events = new EventSource('/inspector/events')
events.addEventListener('open', () => {
  if (notice.textContent === t('offline')) say('')
  refreshSoon()
})
events.addEventListener('changed', refreshSoon)
events.addEventListener('error', () => say(t('offline')))
