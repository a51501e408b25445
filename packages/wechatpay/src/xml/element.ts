import { ProtocolError } from '../errors.ts'

/**
 * One element of a small XML document. Children are a list, not a record keyed by name: names come from outside and must
 * not be able to touch a prototype.
 */
export interface XmlElement {
  readonly name: string
  /** Character data with references resolved, not trimmed. Empty for an element with children. */
  readonly text: string
  readonly children: readonly XmlElement[]
}

/**
 * The only child of this name.
 * @throws {ProtocolError} `BODY_INVALID` when there are two: nobody could say which one was signed or meant
 */
export function onlyChild(parent: XmlElement, name: string): XmlElement | undefined {
  const found = parent.children.filter((child) => child.name === name)
  if (found.length > 1)
    throw new ProtocolError('BODY_INVALID', `${name}: expected one element, got ${found.length}`, {
      field: name,
      remedy: 'Do not use the message: the platform writes each element once.',
    })
  return found[0]
}

/** Trimmed text of the only child of this name; undefined when it is absent or blank. */
export function childText(parent: XmlElement, name: string): string | undefined {
  const text = onlyChild(parent, name)?.text.trim()
  return text === '' ? undefined : text
}

/** @throws {ProtocolError} `BODY_INVALID` when absent or blank */
export function requireChildText(parent: XmlElement, name: string): string {
  const text = childText(parent, name)
  if (text === undefined)
    throw new ProtocolError('BODY_INVALID', `${name}: expected text, got nothing`, {
      field: name,
      remedy: 'Do not use the message: it lacks an element that the platform always writes.',
    })
  return text
}
