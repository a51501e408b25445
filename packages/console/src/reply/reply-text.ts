/** Most characters of a reply, counted in code points. */
export const REPLY_LIMIT = 500
/** Older pages of the platform still name 200: longer texts are allowed, with a word of warning. */
export const REPLY_ADVISED = 200
export const MAX_PICTURES = 4

export interface ReplyText {
  /** Code points, as the platform counts; a surrogate pair is one. */
  readonly length: number
  readonly over: boolean
  readonly long: boolean
  readonly blank: boolean
  /** Characters the platform refuses (outside the basic plane: emoji, rare Han), each once, in order. */
  readonly refused: readonly string[]
}

/** Judges a reply before it is sent. Same rules as the desk; the desk remains the judge. */
export function judgeReply(text: string, limit: number = REPLY_LIMIT): ReplyText {
  const characters = Array.from(text)
  const refused = new Set(characters.filter((character) => (character.codePointAt(0) ?? 0) > 0xffff))
  return {
    length: characters.length,
    over: characters.length > limit,
    long: characters.length > REPLY_ADVISED,
    blank: text.trim() === '',
    refused: [...refused],
  }
}

/** `😀 (U+1F600)`: a refused character by name, since on some systems it shows as an empty box. */
export const characterName = (character: string): string =>
  `${character} (U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()})`

/** The text without what the platform refuses, for the "remove them" button. Leftover joiners and selectors go too. */
export const withoutRefused = (text: string): string =>
  Array.from(text)
    .filter((character) => (character.codePointAt(0) ?? 0) <= 0xffff)
    .join('')
    .replace(/\u200D|\uFE0F/g, '')
