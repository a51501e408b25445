/** Limits of the calls that carry words to the payer. */
export const REPLY_MAX_CHARACTERS = 500
export const REJECTION_MAX_CHARACTERS = 200
export const REPLY_MAX_IMAGES = 4

export interface ReplyProblem {
  readonly code: 'REPLY_EMPTY' | 'REPLY_TOO_LONG' | 'REPLY_UNSUPPORTED_CHARACTER' | 'REPLY_TOO_MANY_IMAGES'
  readonly field: 'content' | 'reason' | 'images'
  readonly message: string
}

/** Characters above U+FFFF, emoji above all, are four bytes in UTF-8; the platform stores three at most. */
const beyondThreeBytes = /[\u{10000}-\u{10FFFF}]/u

/** What the platform would refuse in a reply, found before it is queued; undefined when it is fine. */
export const replyProblem = (content: string, images: number): ReplyProblem | undefined =>
  wordsProblem(content, images, { what: 'A reply', field: 'content', max: REPLY_MAX_CHARACTERS })

/** The same of the reason why a refund is refused, which the payer reads as well. */
export const rejectionProblem = (reason: string, images: number): ReplyProblem | undefined =>
  wordsProblem(reason, images, { what: 'A rejection', field: 'reason', max: REJECTION_MAX_CHARACTERS })

function wordsProblem(
  text: string,
  images: number,
  { what, field, max }: { readonly what: string; readonly field: 'content' | 'reason'; readonly max: number },
): ReplyProblem | undefined {
  if (text.trim() === '') return { code: 'REPLY_EMPTY', field, message: `${what} needs text.` }
  if ([...text].length > max) {
    const message = `${what} has at most ${max} characters; this one has ${[...text].length}.`
    return { code: 'REPLY_TOO_LONG', field, message }
  }
  if (beyondThreeBytes.test(text)) {
    return {
      code: 'REPLY_UNSUPPORTED_CHARACTER',
      field,
      message: 'The platform does not take emoji and other characters beyond the basic plane.',
    }
  }
  if (images > REPLY_MAX_IMAGES) {
    return {
      code: 'REPLY_TOO_MANY_IMAGES',
      field: 'images',
      message: `${what} has at most ${REPLY_MAX_IMAGES} pictures.`,
    }
  }
  return undefined
}
