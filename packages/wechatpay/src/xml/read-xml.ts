import { ProtocolError, type ProtocolErrorCode } from '../errors.ts'
import type { XmlElement } from './element.ts'

export interface XmlLimits {
  /** Bytes of the document. Default 65 536. */
  readonly maxBytes?: number | undefined
  /** Levels of elements, the root being the first. Default 5, the deepest that the platform writes. */
  readonly maxDepth?: number | undefined
  /** Elements in all. Default 256. */
  readonly maxElements?: number | undefined
}

const DECLARATION =
  /^<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"1\.\d"|'1\.\d')(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"([\w.-]+)"|'([\w.-]+)'))?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"yes"|'yes'|"no"|'no'))?[ \t\n]*\?>/
const START_TAG = /<([A-Za-z_][\w.-]{0,63})[ \t\n]*(\/?)>/y
const END_TAG = /<\/([A-Za-z_][\w.-]{0,63})[ \t\n]*>/y
/** Characters that XML 1.0 does not allow (production 2). */
const FORBIDDEN_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u
const POISONOUS_NAMES = new Set(['__proto__', 'prototype', 'constructor'])
const BUILT_IN: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const CDATA_START = '<![CDATA['

/**
 * Reads the small XML that WeChat posts: elements without attributes, text, CDATA, the five built-in entities and
 * character references; UTF-8 only. Everything else of XML is refused, so there is nothing to expand, fetch or nest.
 * Time grows with the length of the document, which is capped before a character is read.
 * @param bytes The body as received, whatever its content type says.
 * @throws {ProtocolError} `XML_TOO_LARGE` | `XML_FORBIDDEN` (document types, entities, instructions, comments, attributes,
 * other encodings, names such as `__proto__`) | `XML_INVALID`
 * @see docs/decisions/0007-own-xml-reader.md (spec legacy-v16 9.1)
 */
export function readXml(bytes: Uint8Array, limits: XmlLimits = {}): XmlElement {
  const { maxBytes = 65_536, maxDepth = 5, maxElements = 256 } = limits
  if (bytes.length > maxBytes)
    throw refuse('XML_TOO_LARGE', `the document has ${bytes.length} bytes, at most ${maxBytes} are read`)
  return new Scanner(decode(bytes), maxDepth, maxElements).document()
}

function decode(bytes: Uint8Array): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refuse('XML_INVALID', 'the document is not UTF-8')
  }
  const wrong = FORBIDDEN_CHARACTER.exec(text)
  if (wrong !== null)
    throw refuse('XML_INVALID', `character U+${hex(wrong[0])} at ${wrong.index} is not allowed in XML`)
  return text.replace(/\r\n?/g, '\n')
}

interface OpenElement {
  readonly name: string
  readonly text: string[]
  readonly children: XmlElement[]
}

class Scanner {
  readonly #text: string
  readonly #maxDepth: number
  readonly #maxElements: number
  readonly #open: OpenElement[] = []
  #at = 0
  #elements = 0
  #root: XmlElement | undefined

  constructor(text: string, maxDepth: number, maxElements: number) {
    this.#text = text
    this.#maxDepth = maxDepth
    this.#maxElements = maxElements
  }

  document(): XmlElement {
    this.#declaration()
    while (this.#at < this.#text.length) {
      if (this.#text[this.#at] !== '<') this.#characters()
      else if (this.#text.startsWith(CDATA_START, this.#at)) this.#cdata()
      else if (this.#text.startsWith('</', this.#at)) this.#endTag()
      else this.#startTag()
    }
    const unclosed = this.#open.at(-1)
    if (unclosed !== undefined) throw refuse('XML_INVALID', `<${unclosed.name}> is not closed`)
    if (this.#root === undefined) throw refuse('XML_INVALID', 'the document has no element')
    return this.#root
  }

  #declaration(): void {
    const match = DECLARATION.exec(this.#text)
    if (match === null) return
    const encoding = match[1] ?? match[2] ?? 'utf-8'
    if (encoding.toLowerCase() !== 'utf-8')
      throw refuse('XML_FORBIDDEN', `encoding ${encoding.slice(0, 20)} is not read, only UTF-8`)
    this.#at = match[0].length
  }

  #startTag(): void {
    START_TAG.lastIndex = this.#at
    const match = START_TAG.exec(this.#text)
    if (match === null) throw this.#notAnElement()
    const [whole, name = '', slash] = match
    if (POISONOUS_NAMES.has(name)) throw refuse('XML_FORBIDDEN', `element name ${name} is not read`)
    if (this.#root !== undefined) throw refuse('XML_INVALID', `<${name}> stands behind the root element`)
    this.#elements += 1
    if (this.#elements > this.#maxElements)
      throw refuse('XML_TOO_LARGE', `more than ${this.#maxElements} elements are not read`)
    if (this.#open.length >= this.#maxDepth)
      throw refuse('XML_TOO_LARGE', `elements are nested deeper than ${this.#maxDepth}`)
    this.#open.push({ name, text: [], children: [] })
    this.#at += whole.length
    if (slash === '/') this.#close(name)
  }

  #endTag(): void {
    END_TAG.lastIndex = this.#at
    const match = END_TAG.exec(this.#text)
    if (match === null) throw refuse('XML_INVALID', `broken end tag at ${this.#at}`)
    this.#at += match[0].length
    this.#close(match[1] ?? '')
  }

  #close(name: string): void {
    const element = this.#open.pop()
    if (element?.name !== name) throw refuse('XML_INVALID', `</${name}> does not close <${element?.name ?? 'nothing'}>`)
    const text = element.text.join('')
    if (element.children.length > 0 && text.trim() !== '')
      throw refuse('XML_INVALID', `<${name}> mixes text and elements`)
    const closed: XmlElement = { name, text: element.children.length > 0 ? '' : text, children: element.children }
    const parent = this.#open.at(-1)
    if (parent === undefined) this.#root = closed
    else parent.children.push(closed)
  }

  #cdata(): void {
    const start = this.#at + CDATA_START.length
    const end = this.#text.indexOf(']]>', start)
    if (end < 0) throw refuse('XML_INVALID', 'a CDATA section is not closed')
    this.#append(this.#text.slice(start, end))
    this.#at = end + 3
  }

  #characters(): void {
    const next = this.#text.indexOf('<', this.#at)
    const end = next < 0 ? this.#text.length : next
    const raw = this.#text.slice(this.#at, end)
    this.#at = end
    if (this.#open.length === 0) {
      if (raw.trim() !== '') throw refuse('XML_INVALID', 'there is text outside of the root element')
      return
    }
    if (raw.includes(']]>')) throw refuse('XML_INVALID', 'text holds the end of a CDATA section')
    this.#append(resolveReferences(raw))
  }

  #append(text: string): void {
    const element = this.#open.at(-1)
    if (element === undefined) throw refuse('XML_INVALID', 'there is text outside of the root element')
    element.text.push(text)
  }

  #notAnElement(): ProtocolError {
    const rest = this.#text.slice(this.#at, this.#at + 12)
    if (rest.startsWith('<!--')) return refuse('XML_FORBIDDEN', 'comments are not read')
    if (rest.startsWith('<!')) return refuse('XML_FORBIDDEN', 'document types and entity declarations are not read')
    if (rest.startsWith('<?')) return refuse('XML_FORBIDDEN', 'processing instructions are not read')
    if (/^<[A-Za-z_]/.test(rest))
      return refuse('XML_FORBIDDEN', `the tag at ${this.#at} has attributes, a prefix or an unusual name`)
    return refuse('XML_INVALID', `broken tag at ${this.#at}`)
  }
}

function resolveReferences(raw: string): string {
  if (!raw.includes('&')) return raw
  return raw.replace(/&([^;&\s]{0,12};)?/g, (_whole, reference: string | undefined) => {
    if (reference === undefined) throw refuse('XML_INVALID', 'an ampersand stands for itself')
    const name = reference.slice(0, -1)
    const builtIn = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined
    if (builtIn !== undefined) return builtIn
    const digits = /^#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}))$/.exec(name)
    if (digits === null) throw refuse('XML_FORBIDDEN', 'entities other than the five built-in ones are not read')
    const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16)
    const character = code <= 0x10ffff ? String.fromCodePoint(code) : '\u0000'
    if (FORBIDDEN_CHARACTER.test(character))
      throw refuse('XML_INVALID', 'a character reference names a character that is not allowed in XML')
    return character
  })
}

const hex = (character: string): string => (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')

const refuse = (code: ProtocolErrorCode, message: string): ProtocolError =>
  new ProtocolError(code, message, { field: 'body' })
