import { choice, type Field, flag, list, object, optional, text } from '../fields/fields.ts'
import { FieldIssue, type Place } from '../fields/issue.ts'

/** RFC 3339 text. */
const instant: Field<string> = {
  read(value, place: Place) {
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(value)) return value
    throw new FieldIssue('format', place, 'expected an instant such as 2026-02-01T00:00:00+08:00', { value })
  },
}

const action = object({
  action_type: optional(choice(['ACTION_TYPE_SEND_MESSAGE', 'ACTION_TYPE_JUMP_URL', 'ACTION_TYPE_JUMP_MINI_PROGRAM'])),
  jump_url: optional(text()),
  mini_program_jump_info: optional(object({ appid: optional(text()), path: optional(text()), text: optional(text()) })),
  message_info: optional(object({ content: text(), custom_data: optional(text()) })),
  action_id: optional(text({ max: 4096 })),
})

const invalidInfo = object({ expired_time: optional(instant), multi_clickable: optional(flag()) })

const buttonShape = { text: optional(text()), action: optional(action), invalid_info: optional(invalidInfo) }

const block = object({
  type: optional(choice(['TEXT', 'IMAGE', 'LINK', 'FAQ_LIST', 'BUTTON', 'BUTTON_GROUP'])),
  text: optional(
    object({
      text: optional(text()),
      color: optional(choice(['DEFAULT', 'SECONDARY'])),
      is_bold: optional(flag()),
    }),
  ),
  image: optional(
    object({
      media_id: optional(text({ max: 512 })),
      image_style_type: optional(choice(['IMAGE_STYLE_TYPE_NARROW', 'IMAGE_STYLE_TYPE_WIDE'])),
    }),
  ),
  link: optional(object(buttonShape)),
  faq_list: optional(
    object({
      faqs: optional(list(object({ faq_id: optional(text()), faq_title: optional(text()), action: optional(action) }))),
    }),
  ),
  button: optional(object(buttonShape)),
  button_group: optional(
    object({
      buttons: optional(list(object(buttonShape))),
      button_layout: optional(choice(['LAYOUT_UNKNOWN', 'LAYOUT_HORIZONTAL', 'LAYOUT_VERTICAL'])),
      invalid_info: optional(invalidInfo),
    }),
  ),
})

/** 3.9 The block message. Nothing in it is published as required but the words of a message to send. */
export const normalMessage = object(
  {
    blocks: optional(list(block)),
    sender_identity: optional(choice(['UNKNOWN', 'MANUAL', 'MACHINE'])),
    custom_data: optional(text({ max: 4096 })),
  },
  '普通消息',
)

/** Ids of the pictures that the blocks show, with their places. */
export function picturesOf(message: {
  readonly blocks?: readonly { readonly image?: { readonly media_id?: string } }[]
}): {
  readonly id: string
  readonly index: number
}[] {
  return (message.blocks ?? []).flatMap((each, index) => {
    const id = each.image?.media_id
    return id === undefined ? [] : [{ id, index }]
  })
}
