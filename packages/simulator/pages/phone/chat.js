import { fill, h } from '../shared/dom.js'
import { get, post, Refusal } from '../shared/http.js'
import { after } from './after.js'
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
  const aside = after(
    complaintId,
    () => refresh(),
    (words) => {
      problem.textContent = words
    },
  )
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
    h('div', { class: 'composer-extra' }, pictures.element, aside.element),
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
    aside.draw(view)
    redraw(view, known)
    // Last: what the composer now shows decides how much of the conversation is visible.
    if (grown) log.scrollTop = log.scrollHeight
  }

  // Entries never change, but a click can use up the buttons of a message above it; then all are drawn again.
  function redraw(view, known) {
    const fresh = view.entries.slice(known)
    const all = known > 0 && fresh.some((entry) => entry.clickedLogId !== null)
    const clickedOn = (logId) =>
      new Set(view.entries.filter((entry) => entry.clickedLogId === logId).map((entry) => entry.clickedActionId))
    const drawn = (all ? view.entries : fresh).map((entry) =>
      bubble(entry, clickedOn(entry.logId), (actionId) => click(entry.logId, actionId)),
    )
    if (all) log.replaceChildren(...drawn)
    else log.append(...drawn)
  }

  async function click(logId, actionId) {
    try {
      await post(`/_sim/complaints/${encodeURIComponent(complaintId)}/click`, { logId, actionId })
      await refresh()
    } catch (error) {
      problem.textContent = t('failed', { reason: error.message })
    }
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
