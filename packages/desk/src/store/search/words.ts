/** The words of a search, in lower case. All of them must be found, in any order. */
export const wordsOf = (q: string | undefined): string[] =>
  (q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')

/** Whether an index knows anything of one of the words: a pair of characters, or the end of a number. */
export const isIndexed = (q: string | undefined): boolean => /[^\s0-9]{2}|[0-9]{4}/u.test(q ?? '')

/**
 * What the text must match for a word that ends with four digits or more; null for any other, which is found anywhere.
 * People read out the end of a phone number or an order number, and paste whole ids.
 */
export const endingPattern = (word: string): string | null =>
  /[0-9]{4}$/.test(word) ? `${word.replaceAll(/[^\p{L}\p{N}]/gu, '\\$&')}(?![0-9])` : null
