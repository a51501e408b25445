import { h } from '../shared/dom.js'
import { t } from './words.js'

/** `11-22 21:17`, read off the text: the platform's own offset, whatever the browser's. */
export const shortTime = (text) => `${text.slice(5, 10)} ${text.slice(11, 16)}`

export const money = (fen) => `¥${(fen / 100).toFixed(2)}`

export const stateMark = (state) => h('span', { class: `state state-${state.toLowerCase()}` }, t(state))
