import { maskPhone } from '../phone.ts'

/** A mobile number of China: 1 and ten digits, in one piece or in the usual groups, with or without the country's 86. */
const PHONE = /(?<!\d)(?:\+?86[ -]?)?(1\d{2}[ -]?\d{4}[ -]?\d{4})(?!\d)/g

const digitsOf = (text: string): string => text.replaceAll(/\D/g, '')

/** The first number in a text; undefined when there is none. Best effort: the text has no form. */
export function findPhone(text: string): string | undefined {
  const found = [...text.matchAll(PHONE)][0]?.[1]
  return found === undefined ? undefined : digitsOf(found)
}

/** The text with every number masked. */
export const maskPhones = (text: string): string =>
  text.replaceAll(PHONE, (_found, number: string) => maskPhone(digitsOf(number)))

export interface Remark {
  /** Without the number, which stands at its end as a rule; empty when there is nothing else. */
  readonly text: string
  readonly phone: string | undefined
}

/** Takes `ExtInfo` apart, which is a remark and a phone number in one text. Further numbers in it are masked. */
export function readRemark(extInfo: string | null): Remark {
  const text = (extInfo ?? '').trim()
  const phone = findPhone(text)
  if (phone === undefined) return { text, phone }
  const [first] = [...text.matchAll(PHONE)]
  const [start, length] = [first?.index ?? 0, first?.[0].length ?? 0]
  const rest = [text.slice(0, start), text.slice(start + length)]
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return { text: maskPhones(rest.join(' ')), phone }
}
