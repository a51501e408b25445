import { fill, h } from '../shared/dom.js'
import { get } from '../shared/http.js'
import { language, switchLanguage } from '../shared/language.js'
import { chat } from './chat.js'
import { complaintList } from './complaint-list.js'
import { newComplaint } from './new-complaint.js'
import { t } from './words.js'

const PAYER_KEY = 'redress-simulator-payer'
const bar = document.querySelector('#bar')
const screen = document.querySelector('#screen')
const notice = h('p', { class: 'offline', role: 'status' })

let setup
let page

const payer = () => {
  const saved = localStorage.getItem(PAYER_KEY)
  return setup.payers.some(({ id }) => id === saved) ? saved : setup.payers[0].id
}

function drawBar() {
  const switcher = h(
    'select',
    {
      'aria-label': t('payer'),
      class: 'payer',
      onchange: (event) => {
        localStorage.setItem(PAYER_KEY, event.target.value)
        if (location.hash === '' || location.hash === '#/') void refresh()
        else location.hash = '#/'
      },
    },
    setup.payers.map(({ id, name }) => h('option', { value: id, selected: id === payer() }, name)),
  )
  fill(
    bar,
    h(
      'div',
      { class: 'bar-side' },
      page.back ? h('a', { href: '#/', class: 'back', 'aria-label': t('back') }, '‹') : switcher,
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
  const [, name, id] = location.hash.split('/')
  const context = { payer, merchants: setup.merchants, complaintId: id }
  if (name === 'new') page = newComplaint(screen, context)
  else if (name === 'complaints' && id !== undefined) page = chat(screen, context)
  else page = complaintList(screen, context)
  document.title = `${page.title} · ${t('title')}`
  drawBar()
  void refresh()
  screen.focus({ preventScroll: true })
}

/** Reads again, one at a time; what changes meanwhile is read afterwards. */
let reading = false
let again = false
async function refresh() {
  if (reading) {
    again = true
    return
  }
  reading = true
  try {
    do {
      again = false
      await page.refresh()
    } while (again)
    notice.textContent = ''
  } catch {
    notice.textContent = t('offline')
  } finally {
    reading = false
  }
}

function listen() {
  const events = new EventSource('/phone/api/events')
  events.addEventListener('open', () => {
    notice.textContent = ''
    if (!page.once) void refresh()
  })
  events.addEventListener('changed', () => {
    if (!page.once) void refresh()
  })
  events.addEventListener('error', () => {
    notice.textContent = t('offline')
  })
}

async function start() {
  document.documentElement.lang = language() === 'en' ? 'en' : 'zh-CN'
  fill(
    document.querySelector('#caption'),
    h('h2', {}, t('captionTitle')),
    h('p', {}, t('captionText')),
    h('p', { class: 'steps' }, t('captionSteps')),
    h('p', {}, h('a', { href: '/inspector' }, t('inspector'))),
  )
  document.querySelector('#phone').append(notice)
  for (;;) {
    try {
      setup = await get('/phone/api/setup')
      break
    } catch {
      notice.textContent = t('offline')
      await new Promise((resolve) => {
        setTimeout(resolve, 1000)
      })
    }
  }
  addEventListener('hashchange', open)
  open()
  listen()
}

void start()
