import { type KnownNames, knownNames } from '../open-enum.ts'
import type { RecordReader } from '../reading/record-reader.ts'
import {
  BUTTON_LAYOUTS,
  type Expiry,
  IMAGE_STYLES,
  type ImmediateMessage,
  type MessageAction,
  type MessageBlock,
  type MessageButton,
  SENDER_IDENTITIES,
  TEXT_COLORS,
} from './message.ts'

/** For a value already known to be new: reading it reports it. */
const NO_NAMES: KnownNames<never> = knownNames({})

/** Reads a message of the immediate service. Nothing in it is certain to be there. */
export function readMessage(reader: RecordReader): ImmediateMessage {
  const message = {
    blocks: reader.records('blocks', readBlock),
    sender: reader.optionalEnum('sender_identity', SENDER_IDENTITIES),
    customData: reader.optionalText('custom_data'),
  }
  reader.finish()
  return message
}

const BLOCK_READERS: Readonly<Record<string, readonly [field: string, read: (reader: RecordReader) => MessageBlock]>> =
  {
    TEXT: [
      'text',
      (text) => ({
        type: 'TEXT',
        text: text.text('text'),
        color: text.optionalEnum('color', TEXT_COLORS),
        bold: text.optionalBoolean('is_bold') ?? false,
      }),
    ],
    IMAGE: [
      'image',
      (image) => ({
        type: 'IMAGE',
        mediaId: image.text('media_id'),
        style: image.optionalEnum('image_style_type', IMAGE_STYLES),
      }),
    ],
    LINK: ['link', (link) => ({ type: 'LINK', ...readButton(link) })],
    FAQ_LIST: ['faq_list', (list) => ({ type: 'FAQ_LIST', faqs: list.records('faqs', readFaq) })],
    BUTTON: ['button', (button) => ({ type: 'BUTTON', button: readButton(button) })],
    BUTTON_GROUP: [
      'button_group',
      (group) => ({
        type: 'BUTTON_GROUP',
        buttons: group.records('buttons', readWholeButton),
        layout: group.optionalEnum('button_layout', BUTTON_LAYOUTS),
        expiry: readExpiry(group),
      }),
    ],
  }

function readBlock(reader: RecordReader): MessageBlock {
  const wireType = reader.text('type')
  const known = Object.hasOwn(BLOCK_READERS, wireType) ? BLOCK_READERS[wireType] : undefined
  if (known === undefined) {
    reader.enum('type', NO_NAMES)
    return { type: 'UNKNOWN', wireType, raw: reader.source }
  }
  const [field, read] = known
  const block = reader.record(field, (inner) => {
    const content = read(inner)
    inner.finish()
    return content
  })
  reader.finish()
  return block ?? { type: 'UNKNOWN', wireType, raw: reader.source }
}

const readButton = (reader: RecordReader): MessageButton => ({
  text: reader.text('text'),
  action: reader.record('action', readAction),
  expiry: readExpiry(reader),
})

function readWholeButton(reader: RecordReader): MessageButton {
  const button = readButton(reader)
  reader.finish()
  return button
}

function readFaq(reader: RecordReader) {
  const faq = {
    id: reader.text('faq_id'),
    title: reader.text('faq_title'),
    action: reader.record('action', readAction),
  }
  reader.finish()
  return faq
}

const readExpiry = (reader: RecordReader): Expiry | undefined =>
  reader.record('invalid_info', (info) => {
    const expiry = {
      expiresAt: info.optionalInstant('expired_time'),
      multiClickable: info.optionalBoolean('multi_clickable'),
    }
    info.finish()
    return expiry
  })

function readAction(reader: RecordReader): MessageAction {
  const actionId = reader.optionalText('action_id')
  const wireType = reader.text('action_type')
  const action = readTarget(reader, wireType, actionId)
  reader.finish()
  return action
}

function readTarget(reader: RecordReader, wireType: string, actionId: string | undefined): MessageAction {
  if (wireType === 'ACTION_TYPE_JUMP_URL') return { kind: 'open-url', actionId, url: reader.text('jump_url') }
  if (wireType === 'ACTION_TYPE_JUMP_MINI_PROGRAM') {
    const link = reader.record('mini_program_jump_info', (target) => ({
      appId: target.optionalText('appid'),
      path: target.optionalText('path'),
      text: target.optionalText('text'),
    }))
    return {
      kind: 'open-mini-program',
      actionId,
      miniProgram: link ?? { appId: undefined, path: undefined, text: undefined },
    }
  }
  if (wireType === 'ACTION_TYPE_SEND_MESSAGE') {
    const message = reader.record('message_info', (info) => ({
      content: info.text('content'),
      customData: info.optionalText('custom_data'),
    }))
    return { kind: 'send-message', actionId, content: message?.content ?? '', customData: message?.customData }
  }
  reader.enum('action_type', NO_NAMES)
  return { kind: 'unknown', actionId, wireType }
}
