import { fill, h } from '../shared/dom.js'
import { post } from '../shared/http.js'
import { t } from './words.js'

const SCORES = [1, 2, 3, 4, 5]

/** What a payer can do beside writing: ask the platform for help, and rate a completed complaint. */
export function after(complaintId, onDone, onProblem) {
  const path = `/_sim/complaints/${encodeURIComponent(complaintId)}`
  const element = h('div', { class: 'after' })
  const run = (work) => work.then(onDone, (error) => onProblem(t('failed', { reason: error.message })))

  const platformButton = (view) =>
    h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        onclick: () => run(post(`${path}/platform-service`, { action: view.inPlatformService ? 'cancel' : 'apply' })),
      },
      t(view.inPlatformService ? 'cancelPlatform' : 'askPlatform'),
    )

  const survey = () =>
    h(
      'fieldset',
      { class: 'survey' },
      h('legend', {}, t('rate')),
      SCORES.map((score) =>
        h(
          'button',
          {
            type: 'button',
            'aria-label': t('score', { score }),
            onclick: () => run(post(`${path}/satisfaction`, { score })),
          },
          '★',
        ),
      ),
    )

  return {
    element,
    draw(view) {
      fill(element, view.state === 'PROCESSED' && !view.surveyed ? survey() : null, platformButton(view))
    },
  }
}
