import { h } from '../shared/dom.js'
import { t } from './words.js'

/**
 * A block message of the immediate service. Elements that send words call `onclick(actionId)`; links open.
 * @param clicked Action ids of this message that the payer has clicked.
 */
export const blocks = (message, clicked, onclick) =>
  h(
    'div',
    { class: 'blocks' },
    (message.blocks ?? []).map((block) => blockOf(block, clicked, onclick)),
  )

function blockOf(block, clicked, onclick) {
  switch (block.type) {
    case 'TEXT':
      return h('p', { class: textClass(block.text ?? {}) }, block.text?.text ?? '')
    case 'IMAGE':
      return h('img', {
        class: block.image?.image_style_type === 'IMAGE_STYLE_TYPE_WIDE' ? 'block-image wide' : 'block-image',
        src: `/phone/api/pictures/${encodeURIComponent(block.image?.media_id ?? '')}`,
        alt: t('picture'),
      })
    case 'LINK':
      return element(block.link ?? {}, 'block-link', clicked, onclick)
    case 'FAQ_LIST':
      return h(
        'ul',
        { class: 'faqs' },
        (block.faq_list?.faqs ?? []).map((faq) =>
          h('li', {}, element({ text: faq.faq_title, action: faq.action }, 'block-link', clicked, onclick)),
        ),
      )
    case 'BUTTON':
      return element(block.button ?? {}, 'block-button', clicked, onclick)
    case 'BUTTON_GROUP':
      return h(
        'div',
        { class: block.button_group?.button_layout === 'LAYOUT_VERTICAL' ? 'buttons vertical' : 'buttons' },
        (block.button_group?.buttons ?? []).map((button) =>
          element({ invalid_info: block.button_group.invalid_info, ...button }, 'block-button', clicked, onclick),
        ),
      )
    default:
      return null
  }
}

const textClass = (text) =>
  ['block-text', text.color === 'SECONDARY' ? 'secondary' : '', text.is_bold ? 'bold' : ''].filter(Boolean).join(' ')

function element({ text, action = {}, invalid_info: invalid = {} }, look, clicked, onclick) {
  if (action.action_type === 'ACTION_TYPE_JUMP_URL' && /^https?:\/\//.test(action.jump_url ?? '')) {
    return h('a', { class: look, href: action.jump_url, target: '_blank', rel: 'noreferrer' }, text ?? '')
  }
  if (action.action_type === 'ACTION_TYPE_JUMP_MINI_PROGRAM') {
    return h('p', { class: look }, `${t('miniProgram')} · ${text ?? ''}`)
  }
  const used = invalid.multi_clickable === false && clicked.has(action.action_id)
  const button = h(
    'button',
    { type: 'button', class: look, disabled: used, onclick: () => onclick(action.action_id) },
    text ?? '',
  )
  return button
}
