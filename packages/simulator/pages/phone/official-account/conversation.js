import { fill, h } from '../../shared/dom.js'
import { Refusal } from '../../shared/http.js'
import { line } from './line.js'
import { act, readAccount, readChat, sendMessage } from './platform.js'
import { t } from './words.js'

/** The conversation with one account, with its menu. */
export function conversation(screen, { payerId, appId }) {
  const log = h('div', { class: 'log', role: 'log', 'aria-label': t('conversation'), tabindex: '0' })
  const typing = h('p', { class: 'typing', role: 'status' })
  const problem = h('p', { role: 'alert', class: 'problem' })
  const text = h('textarea', { rows: 1, maxlength: 2000, 'aria-label': t('message') })
  const button = h('button', { type: 'submit', class: 'send' }, t('send'))
  const picture = h('input', {
    type: 'file',
    accept: 'image/png,image/jpeg,image/gif',
    class: 'file',
    'aria-label': t('sendPicture'),
    onchange: () => run(sendPictures),
  })
  const form = h(
    'form',
    {
      class: 'composer',
      onsubmit: (event) => {
        event.preventDefault()
        void run(sendText)
      },
    },
    problem,
    h(
      'div',
      { class: 'composer-line' },
      h('label', { class: 'send-picture' }, h('span', { 'aria-hidden': 'true' }, '+'), picture),
      text,
      button,
    ),
  )
  const follow = h('button', { type: 'button', onclick: () => run(toggleFollowing) }, t('unfollow'))
  const menu = h(
    'nav',
    { class: 'account-menu' },
    h('a', { href: `#/rights/${encodeURIComponent(appId)}` }, t('rights')),
    h('button', { type: 'button', onclick: () => run(() => act(appId, payerId, 'CLICK', 'HELP')) }, t('help')),
    follow,
  )
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault()
      form.requestSubmit()
    }
  })
  fill(screen, log, typing, form, menu)

  let account
  let shown = 0
  let following = true

  async function refresh() {
    account ??= await readAccount(appId)
    const chat = await readChat(appId, payerId)
    following = chat?.subscribed ?? true
    follow.textContent = following ? t('unfollow') : t('follow')
    typing.textContent = chat?.typing === true ? `${account.name} ${t('typing')}` : ''
    const lines = chat?.lines ?? []
    if (lines.length === 0) fill(log, h('p', { class: 'system' }, t('noLines')))
    else if (shown === 0) fill(log)
    const added = lines.slice(shown)
    shown = lines.length
    log.append(...added.map((entry) => line(entry, account.name, (chosen) => run(() => choose(chosen)))))
    if (added.length > 0) log.scrollTop = log.scrollHeight
  }

  async function run(action) {
    problem.textContent = ''
    button.disabled = true
    try {
      await action()
      await refresh()
    } catch (error) {
      problem.textContent = error instanceof Refusal ? t('failed', { reason: error.message }) : t('offline')
    } finally {
      button.disabled = false
    }
  }

  async function sendText() {
    const content = text.value.trim()
    if (content === '') {
      problem.textContent = t('needMessage')
    } else {
      await sendMessage(appId, payerId, { text: content })
      text.value = ''
    }
    text.focus()
  }

  async function sendPictures() {
    const [file] = picture.files
    picture.value = ''
    if (file !== undefined) await sendMessage(appId, payerId, { image: await base64(file) })
  }

  const choose = (chosen) => sendMessage(appId, payerId, chosen)
  const toggleFollowing = () => act(appId, payerId, following ? 'unsubscribe' : 'subscribe')

  return { title: t('conversation'), back: '#/', refresh }
}

async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
