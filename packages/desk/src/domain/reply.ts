/** Limits of the reply call. */
export const REPLY_MAX_CHARACTERS = 500
export const REPLY_MAX_IMAGES = 4

export interface ReplyProblem {
  readonly code: 'REPLY_EMPTY' | 'REPLY_TOO_LONG' | 'REPLY_UNSUPPORTED_CHARACTER' | 'REPLY_TOO_MANY_IMAGES'
  readonly field: 'content' | 'images'
  readonly message: string
}

/** Characters above U+FFFF, emoji above all, are four bytes in UTF-8; the platform stores three at most. */
const beyondThreeBytes = /[\u{10000}-\u{10FFFF}]/u

/** What the platform would refuse in a reply, found before it is queued; undefined when it is fine. */
export function replyProblem(content: string, images: number): ReplyProblem | undefined {
  if (content.trim() === '') return { code: 'REPLY_EMPTY', field: 'content', message: 'A reply needs text.' }
  if ([...content].length > REPLY_MAX_CHARACTERS) {
    return {
      code: 'REPLY_TOO_LONG',
      field: 'content',
      message: `A reply has at most ${REPLY_MAX_CHARACTERS} characters; this one has ${[...content].length}.`,
    }
  }
  if (beyondThreeBytes.test(content)) {
    return {
      code: 'REPLY_UNSUPPORTED_CHARACTER',
      field: 'content',
      message: 'The platform does not take emoji and other characters beyond the basic plane.',
    }
  }
  if (images > REPLY_MAX_IMAGES) {
    return {
      code: 'REPLY_TOO_MANY_IMAGES',
      field: 'images',
      message: `A reply has at most ${REPLY_MAX_IMAGES} pictures.`,
    }
  }
  return undefined
}
