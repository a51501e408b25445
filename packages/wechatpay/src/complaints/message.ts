import type { Instant } from '../brands.ts'
import { knownNames, type NameIn, type Open } from '../open-enum.ts'

export const SENDER_IDENTITIES = knownNames({ UNKNOWN: 'UNKNOWN', MANUAL: 'MANUAL', MACHINE: 'MACHINE' })
export type SenderIdentity = NameIn<typeof SENDER_IDENTITIES>
export const TEXT_COLORS = knownNames({ DEFAULT: 'DEFAULT', SECONDARY: 'SECONDARY' })
export type TextColor = NameIn<typeof TEXT_COLORS>
export const IMAGE_STYLES = knownNames({ IMAGE_STYLE_TYPE_NARROW: 'NARROW', IMAGE_STYLE_TYPE_WIDE: 'WIDE' })
export type ImageStyle = NameIn<typeof IMAGE_STYLES>
export const BUTTON_LAYOUTS = knownNames({
  LAYOUT_UNKNOWN: 'UNKNOWN',
  LAYOUT_HORIZONTAL: 'HORIZONTAL',
  LAYOUT_VERTICAL: 'VERTICAL',
})
export type ButtonLayout = NameIn<typeof BUTTON_LAYOUTS>

export interface MiniProgramLink {
  readonly appId: string | undefined
  readonly path: string | undefined
  readonly text: string | undefined
}

/** What a click on an element does. */
export type MessageAction =
  | {
      readonly kind: 'send-message'
      readonly actionId: string | undefined
      readonly content: string
      readonly customData: string | undefined
    }
  | { readonly kind: 'open-url'; readonly actionId: string | undefined; readonly url: string }
  | { readonly kind: 'open-mini-program'; readonly actionId: string | undefined; readonly miniProgram: MiniProgramLink }
  | { readonly kind: 'unknown'; readonly actionId: string | undefined; readonly wireType: string }

/** When an element stops working (失效配置). */
export interface Expiry {
  readonly expiresAt: Instant | undefined
  readonly multiClickable: boolean | undefined
}

export interface MessageButton {
  readonly text: string
  readonly action: MessageAction | undefined
  readonly expiry: Expiry | undefined
}

export type MessageBlock =
  | {
      readonly type: 'TEXT'
      readonly text: string
      readonly color: Open<TextColor> | undefined
      readonly bold: boolean
    }
  | { readonly type: 'IMAGE'; readonly mediaId: string; readonly style: Open<ImageStyle> | undefined }
  | {
      readonly type: 'LINK'
      readonly text: string
      readonly action: MessageAction | undefined
      readonly expiry: Expiry | undefined
    }
  | {
      readonly type: 'FAQ_LIST'
      readonly faqs: readonly {
        readonly id: string
        readonly title: string
        readonly action: MessageAction | undefined
      }[]
    }
  | { readonly type: 'BUTTON'; readonly button: MessageButton }
  | {
      readonly type: 'BUTTON_GROUP'
      readonly buttons: readonly MessageButton[]
      readonly layout: Open<ButtonLayout> | undefined
      readonly expiry: Expiry | undefined
    }
  | { readonly type: 'UNKNOWN'; readonly wireType: string; readonly raw: unknown }

/** A message of the immediate service as the history shows it (普通消息, spec 3.9). */
export interface ImmediateMessage {
  readonly blocks: readonly MessageBlock[]
  readonly sender: Open<SenderIdentity> | undefined
  readonly customData: string | undefined
}
