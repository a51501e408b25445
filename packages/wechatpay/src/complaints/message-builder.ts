import type { ComplaintMediaId } from '../brands.ts'
import { checkHttpsUrl, checkText, refuseArgument } from '../checks/arguments.ts'
import type { ButtonLayout, ImageStyle, SenderIdentity, TextColor } from './message.ts'

/** JSON of one block, checked. Only the functions of {@link block} make one. */
export interface BlockDraft {
  readonly type: 'TEXT' | 'IMAGE' | 'LINK' | 'FAQ_LIST' | 'BUTTON' | 'BUTTON_GROUP'
  readonly wire: Readonly<Record<string, unknown>>
}

/** JSON of one action, checked. Only the functions of {@link action} make one. */
export interface ActionDraft {
  readonly kind: 'send-message' | 'open-url' | 'open-mini-program'
  readonly wire: Readonly<Record<string, unknown>>
}

export interface ExpiryDraft {
  /** After this moment the element no longer works. */
  readonly expiresAt?: Date | undefined
  /** May be clicked several times. */
  readonly multiClickable?: boolean | undefined
}

export interface ButtonDraft extends ExpiryDraft {
  readonly text: string
  readonly action: ActionDraft
}

export interface FaqDraft {
  readonly id: string
  readonly title: string
  readonly action: ActionDraft
}

export interface ImmediateMessageDraft {
  /** 1 to 50, shown in order. */
  readonly blocks: readonly BlockDraft[]
  /** Who writes: a person or a robot. */
  readonly sender?: SenderIdentity | undefined
  /** At most 4096 characters; comes back in the history. */
  readonly customData?: string | undefined
}

/** The platform names no limits inside a message; these keep obvious slips from travelling. */
const MAX_BLOCKS = 50
const MAX_ELEMENTS = 50
const MAX_TEXT = 1024

interface ActionOptions {
  /** At most 4096 characters; comes back when the payer clicks. */
  readonly actionId?: string | undefined
}

const actionId = (options: ActionOptions): Record<string, unknown> => ({
  action_id: options.actionId === undefined ? undefined : checkText(options.actionId, 'actionId', { max: 4096 }),
})

/** What a click does. */
export const action = {
  /** A click sends this text back as a message of the payer. */
  sendMessage: (
    content: string,
    options: ActionOptions & { readonly customData?: string | undefined } = {},
  ): ActionDraft => ({
    kind: 'send-message',
    wire: {
      action_type: 'ACTION_TYPE_SEND_MESSAGE',
      message_info: {
        content: checkText(content, 'content', { max: MAX_TEXT }),
        custom_data:
          options.customData === undefined
            ? undefined
            : checkText(options.customData, 'customData', { min: 0, max: 4096 }),
      },
      ...actionId(options),
    },
  }),
  /** A click opens an https address. */
  openUrl: (url: string, options: ActionOptions = {}): ActionDraft => ({
    kind: 'open-url',
    wire: { action_type: 'ACTION_TYPE_JUMP_URL', jump_url: checkHttpsUrl(url, 'url', 512), ...actionId(options) },
  }),
  /** A click opens a page of a mini-program. */
  openMiniProgram: (
    target: { readonly appId: string; readonly path: string },
    options: ActionOptions = {},
  ): ActionDraft => ({
    kind: 'open-mini-program',
    wire: {
      action_type: 'ACTION_TYPE_JUMP_MINI_PROGRAM',
      mini_program_jump_info: {
        appid: checkText(target.appId, 'appId', { max: 64 }),
        path: checkText(target.path, 'path', { max: 1024 }),
      },
      ...actionId(options),
    },
  }),
} as const

/** The six kinds of blocks a message of the immediate service is made of. Each is checked when it is made. */
export const block = {
  text: (
    text: string,
    style: { readonly color?: TextColor | undefined; readonly bold?: boolean | undefined } = {},
  ): BlockDraft => ({
    type: 'TEXT',
    wire: {
      type: 'TEXT',
      text: {
        text: checkText(text, 'text', { max: MAX_TEXT }),
        color: optionalName(style.color, 'color', ['DEFAULT', 'SECONDARY']),
        is_bold: style.bold,
      },
    },
  }),
  image: (mediaId: ComplaintMediaId, style?: ImageStyle): BlockDraft => ({
    type: 'IMAGE',
    wire: {
      type: 'IMAGE',
      image: {
        media_id: checkText(mediaId, 'mediaId', { max: 512 }),
        image_style_type:
          style === undefined ? undefined : `IMAGE_STYLE_TYPE_${optionalName(style, 'style', ['NARROW', 'WIDE'])}`,
      },
    },
  }),
  link: (link: ButtonDraft): BlockDraft => ({ type: 'LINK', wire: { type: 'LINK', link: button(link, 'link') } }),
  faqList: (faqs: readonly FaqDraft[]): BlockDraft => ({
    type: 'FAQ_LIST',
    wire: {
      type: 'FAQ_LIST',
      faq_list: {
        faqs: elements(faqs, 'faqs').map((faq, index) => ({
          faq_id: checkText(faq.id, `faqs[${index}].id`, { max: 128 }),
          faq_title: checkText(faq.title, `faqs[${index}].title`, { max: MAX_TEXT }),
          action: faq.action.wire,
        })),
      },
    },
  }),
  button: (draft: ButtonDraft): BlockDraft => ({
    type: 'BUTTON',
    wire: { type: 'BUTTON', button: button(draft, 'button') },
  }),
  buttonGroup: (
    buttons: readonly Omit<ButtonDraft, keyof ExpiryDraft>[],
    options: ExpiryDraft & { readonly layout?: ButtonLayout | undefined } = {},
  ): BlockDraft => ({
    type: 'BUTTON_GROUP',
    wire: {
      type: 'BUTTON_GROUP',
      button_group: {
        buttons: elements(buttons, 'buttons').map((draft, index) => button(draft, `buttons[${index}]`)),
        button_layout:
          options.layout === undefined
            ? undefined
            : `LAYOUT_${optionalName(options.layout, 'layout', ['UNKNOWN', 'HORIZONTAL', 'VERTICAL'])}`,
        invalid_info: expiry(options),
      },
    },
  }),
} as const

/** The wire form of a whole message. */
export function messageToWire(message: ImmediateMessageDraft): Readonly<Record<string, unknown>> {
  const blocks = elements(message.blocks, 'message.blocks', MAX_BLOCKS)
  return {
    blocks: blocks.map(({ wire }) => wire),
    sender_identity: optionalName(message.sender, 'message.sender', ['UNKNOWN', 'MANUAL', 'MACHINE']),
    custom_data:
      message.customData === undefined
        ? undefined
        : checkText(message.customData, 'message.customData', { min: 0, max: 4096 }),
  }
}

const button = (draft: ButtonDraft, field: string): Record<string, unknown> => ({
  text: checkText(draft.text, `${field}.text`, { max: MAX_TEXT }),
  action: draft.action.wire,
  invalid_info: expiry(draft),
})

function expiry(draft: ExpiryDraft): Record<string, unknown> | undefined {
  if (draft.expiresAt === undefined && draft.multiClickable === undefined) return undefined
  if (draft.expiresAt !== undefined && Number.isNaN(draft.expiresAt.getTime()))
    refuseArgument('expiresAt', 'is not a time')
  return {
    expired_time: draft.expiresAt === undefined ? undefined : beijingTime(draft.expiresAt),
    multi_clickable: draft.multiClickable,
  }
}

/** RFC 3339 in whole seconds with the offset of Beijing, as the platform writes times. */
export const beijingTime = (date: Date): string =>
  `${new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`

function elements<Item>(items: readonly Item[], field: string, max = MAX_ELEMENTS): readonly Item[] {
  if (!Array.isArray(items) || items.length === 0) return refuseArgument(field, 'must not be empty')
  if (items.length > max) return refuseArgument(field, `holds ${items.length} elements, at most ${max} are allowed`)
  return items
}

function optionalName<Name extends string>(
  value: Name | undefined,
  field: string,
  names: readonly Name[],
): Name | undefined {
  if (value === undefined || names.includes(value)) return value
  return refuseArgument(field, `must be one of ${names.join(', ')}`)
}
