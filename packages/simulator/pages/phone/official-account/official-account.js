import { fill, h } from '../../shared/dom.js'
import { get } from '../../shared/http.js'
import { language, switchLanguage } from '../../shared/language.js'
import { accountList } from './account-list.js'
import { conversation } from './conversation.js'
import { newTicket } from './new-ticket.js'
import { tickets } from './tickets.js'
import { t } from './words.js'

const PAYER_KEY = 'redress-simulator-payer'
const bar = document.querySelector('#bar')
const screen = document.querySelector('#screen')
const notice = h('p', { class: 'offline', role: 'status' })

let payers = []
let page

const payer = () => {
  const saved = localStorage.getItem(PAYER_KEY)
  return payers.some(({ id }) => id === saved) ? saved : payers[0].id
}

function drawBar() {
  const switcher = h(
    'select',
    {
      'aria-label': t('payer'),
      class: 'payer',
      onchange: (event) => {
        localStorage.setItem(PAYER_KEY, event.target.value)
        open()
      },
    },
    payers.map(({ id, name }) => h('option', { value: id, selected: id === payer() }, name)),
  )
  fill(
    bar,
    h(
      'div',
      { class: 'bar-side' },
      page.back === undefined ? switcher : h('a', { href: page.back, class: 'back', 'aria-label': t('back') }, '‹'),
    ),
    h('h1', {}, page.title),
    h(
      'div',
      { class: 'bar-side end' },
      h('button', { type: 'button', class: 'plain', onclick: switchLanguage }, t('switchLanguage')),
    ),
  )
}

function open() {
  const [, name, appId, what] = location.hash.split('/')
  const context = { payerId: payer(), appId }
  if (name === 'chat') page = conversation(screen, context)
  else if (name === 'rights' && what === 'new') page = newTicket(screen, context)
  else if (name === 'rights') page = tickets(screen, context)
  else page = accountList(screen, context)
  document.title = page.title
  drawBar()
  void refresh()
  screen.focus({ preventScroll: true })
}

/** Reads again, one at a time; what changes meanwhile is read afterwards. */
let reading = false
let again = false
async function refresh() {
  again = true
  if (reading) return
  reading = true
  try {
    while (again) {
      again = false
      await page.refresh()
    }
    notice.textContent = ''
  } catch {
    notice.textContent = t('offline')
  } finally {
    reading = false
  }
}

async function start() {
  document.documentElement.lang = language() === 'en' ? 'en' : 'zh-CN'
  fill(
    document.querySelector('#caption'),
    h('h2', {}, t('captionTitle')),
    h('p', {}, t('captionText')),
    h('p', { class: 'steps' }, t('captionSteps')),
  )
  document.querySelector('#phone').append(notice)
  try {
    payers = (await get('/phone/api/setup')).payers
  } catch {
    notice.textContent = t('offline')
    setTimeout(() => void start(), 1000)
    return
  }
  addEventListener('hashchange', open)
  open()
  const events = new EventSource('/phone/api/events')
  const update = () => {
    if (page.once !== true) void refresh()
  }
  events.addEventListener('open', update)
  events.addEventListener('changed', update)
  events.addEventListener('error', () => {
    notice.textContent = t('offline')
  })
}

void start()
