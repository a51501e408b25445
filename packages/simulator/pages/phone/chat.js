import { fill, h } from '../shared/dom.js'
import { get, post, Refusal } from '../shared/http.js'
import { bubble } from './bubble.js'
import { money, stateMark } from './format.js'
import { pictureField } from './pictures.js'
import { t } from './words.js'

const MAX_PICTURES = 4

/** One complaint as a conversation. */
export function chat(screen, { complaintId }) {
  const summary = h('section', { class: 'summary' })
  const log = h('div', { class: 'log', role: 'log', 'aria-label': t('conversation'), tabindex: '0' })
  const problem = h('p', { role: 'alert', class: 'problem' })
  const completed = h('p', { class: 'completed' }, t('completedHint'))
  const text = h('textarea', { rows: 1, maxlength: 300, 'aria-label': t('message'), placeholder: t('messageHint') })
  const pictures = pictureField(MAX_PICTURES, (words) => {
    problem.textContent = words
  })
  const button = h('button', { type: 'submit', class: 'send' }, t('send'))
  const line = h('div', { class: 'composer-line' }, text, button)
  const form = h(
    'form',
    {
      class: 'composer',
      onsubmit: (event) => {
        event.preventDefault()
        send().catch((error) => {
          problem.textContent = t('failed', { reason: error.message })
        })
      },
    },
    problem,
    completed,
    line,
    pictures.element,
  )
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault()
      form.requestSubmit()
    }
  })
  fill(screen, summary, log, form)

  let shown
  async function refresh() {
    let view
    try {
      view = await get(`/phone/api/complaints/${encodeURIComponent(complaintId)}`)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      fill(screen, h('div', { class: 'empty' }, h('h2', {}, t('notFound'))))
      return
    }
    draw(view)
  }

  function draw(view) {
    const grown = shown === undefined || view.entries.length > shown.entries.length
    const known = shown === undefined ? 0 : shown.entries.length
    shown = view
    fill(
      summary,
      h('div', { class: 'summary-line' }, h('strong', {}, view.merchantName), stateMark(view.state)),
      h(
        'div',
        { class: 'summary-line hint' },
        h('span', {}, `${t(view.problemType)} · ${money(view.amount)}`),
        h('span', {}, view.transactionId.slice(-8)),
      ),
    )
    const done = view.state === 'PROCESSED'
    completed.hidden = !done
    line.classList.toggle('done', done)
    button.textContent = done ? t('continueComplaint') : t('send')
    text.placeholder = done ? t('continueText') : t('messageHint')
    log.append(...view.entries.slice(known).map((entry) => bubble(entry)))
    // Last: what the composer now shows decides how much of the conversation is visible.
    if (grown) log.scrollTop = log.scrollHeight
  }

  async function send() {
    problem.textContent = ''
    const continues = shown?.state === 'PROCESSED'
    const content = text.value.trim() || (continues ? t('continueText') : '')
    if (content === '') {
      problem.textContent = t('needMessage')
      text.focus()
      return
    }
    button.disabled = true
    try {
      const path = `/_sim/complaints/${encodeURIComponent(complaintId)}/${continues ? 'continue' : 'messages'}`
      await post(path, { content, images: await pictures.value() })
      text.value = ''
      pictures.clear()
      await refresh()
    } catch (error) {
      problem.textContent = error instanceof Refusal ? t('failed', { reason: error.message }) : t('offline')
    } finally {
      button.disabled = false
      text.focus()
    }
  }

  return { title: t('conversation'), back: true, refresh }
}
