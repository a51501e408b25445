import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../../src/errors.ts'
import { childText, onlyChild, requireChildText, type XmlElement } from '../../src/xml/element.ts'
import { readXml } from '../../src/xml/read-xml.ts'
import { cdata, xmlElement } from '../../src/xml/write-xml.ts'
import { thrownBy } from '../thrown-by.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8')
const read = (text: string): XmlElement => readXml(bytes(text))
const refusal = (code: string) => expect.objectContaining({ name: 'ProtocolError', code })

describe('readXml reads what the platform writes', () => {
  it('takes plain text, CDATA, references, blanks, empty elements and a declaration', () => {
    const root = read(
      '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\r\n<xml> <A><![CDATA[a<b&]]></A>\n<B> 1 </B><C>&lt;&#x6c49;&#23383;&amp;</C><D/><E></E ></xml>\n',
    )
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ['A', 'a<b&'],
      ['B', ' 1 '],
      ['C', '<汉字&'],
      ['D', ''],
      ['E', ''],
    ])
  })

  it('joins text and several CDATA sections of one element', () => {
    expect(read('<xml><A>x<![CDATA[y]]>&#122;<![CDATA[]]></A></xml>').children[0]?.text).toBe('xyz')
  })

  it('keeps numbers as text, also above 2^63', () => {
    expect(childText(read('<xml><Id> 13275936403980775178 </Id></xml>'), 'Id')).toBe('13275936403980775178')
  })

  it('reads five levels, the deepest that the platform writes', () => {
    const root = read('<xml><a><b><c><d>deep</d></c></b></a></xml>')
    expect(root.children[0]?.children[0]?.children[0]?.children[0]?.text).toBe('deep')
  })
})

describe('readXml refuses attacks', () => {
  const external = '<!DOCTYPE xml [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
  const bomb = `<!DOCTYPE xml [<!ENTITY a "ha">${Array.from({ length: 20 }, (_, n) => `<!ENTITY b${n} "&a;&a;">`).join('')}]>`
  it.each([
    ['an external entity', `${external}<xml><A>&file;</A></xml>`, 'XML_FORBIDDEN'],
    ['an external entity behind a declaration', `<?xml version="1.0"?>${external}<xml/>`, 'XML_FORBIDDEN'],
    ['an entity bomb', `${bomb}<xml><A>&b19;</A></xml>`, 'XML_FORBIDDEN'],
    ['a bare document type', '<!DOCTYPE xml><xml/>', 'XML_FORBIDDEN'],
    ['a document type in lower case', '<!doctype xml><xml/>', 'XML_FORBIDDEN'],
    ['a document type inside the root', '<xml><!DOCTYPE x></xml>', 'XML_FORBIDDEN'],
    ['an undeclared entity', '<xml><A>&file;</A></xml>', 'XML_FORBIDDEN'],
    ['an entity named like an object member', '<xml><A>&toString;</A></xml>', 'XML_FORBIDDEN'],
    ['a processing instruction', '<xml><?php evil ?></xml>', 'XML_FORBIDDEN'],
    ['a second declaration', '<?xml version="1.0"?><?xml version="1.0"?><xml/>', 'XML_FORBIDDEN'],
    ['a comment', '<xml><!-- <A>1</A> --></xml>', 'XML_FORBIDDEN'],
    ['__proto__ as a tag', '<xml><__proto__><isAdmin>1</isAdmin></__proto__></xml>', 'XML_FORBIDDEN'],
    ['constructor as a tag', '<xml><constructor/></xml>', 'XML_FORBIDDEN'],
    ['prototype as a tag', '<xml><prototype/></xml>', 'XML_FORBIDDEN'],
    ['an attribute', '<xml a="1"/>', 'XML_FORBIDDEN'],
    ['a prefix', '<x:xml/>', 'XML_FORBIDDEN'],
    ['a very long name', `<xml><${'a'.repeat(65)}/></xml>`, 'XML_FORBIDDEN'],
    ['another declared encoding', '<?xml version="1.0" encoding="GBK"?><xml/>', 'XML_FORBIDDEN'],
    ['UTF-7 in the declaration', "<?xml version='1.0' encoding='utf-7'?><xml/>", 'XML_FORBIDDEN'],
    ['six levels', '<xml><a><b><c><d><e/></d></c></b></a></xml>', 'XML_TOO_LARGE'],
    ['ten thousand levels', '<a>'.repeat(10_000), 'XML_TOO_LARGE'],
    ['hundreds of elements', `<xml>${'<a/>'.repeat(300)}</xml>`, 'XML_TOO_LARGE'],
    ['a megabyte field', `<xml><A>${'x'.repeat(1_048_576)}</A></xml>`, 'XML_TOO_LARGE'],
    ['mismatched tags', '<xml><A>1</B></xml>', 'XML_INVALID'],
    ['crossed tags', '<xml><A><B></A></B></xml>', 'XML_INVALID'],
    ['tags that differ in case', '<xml><A>1</a></xml>', 'XML_INVALID'],
    ['an unclosed element', '<xml><A>1</A>', 'XML_INVALID'],
    ['an unclosed CDATA section', '<xml><A><![CDATA[1</A></xml>', 'XML_INVALID'],
    ['a closed CDATA mark in text', '<xml><A>1]]></A></xml>', 'XML_INVALID'],
    ['a broken end tag', '<xml></xml', 'XML_INVALID'],
    ['a lone end tag', '</xml>', 'XML_INVALID'],
    ['a broken tag', '<xml>< A/></xml>', 'XML_INVALID'],
    ['two roots', '<xml/><xml/>', 'XML_INVALID'],
    ['text before the root', 'x<xml/>', 'XML_INVALID'],
    ['text behind the root', '<xml/>x', 'XML_INVALID'],
    ['CDATA outside of the root', '<![CDATA[x]]><xml/>', 'XML_INVALID'],
    ['text beside elements', '<xml>x<A/></xml>', 'XML_INVALID'],
    ['a lone ampersand', '<xml><A>1 & 2</A></xml>', 'XML_INVALID'],
    ['a reference to NUL', '<xml><A>&#0;</A></xml>', 'XML_INVALID'],
    ['a reference to a surrogate', '<xml><A>&#xD800;</A></xml>', 'XML_INVALID'],
    ['a reference beyond Unicode', '<xml><A>&#x110000;</A></xml>', 'XML_INVALID'],
    ['a control character', '<xml><A>\u0001</A></xml>', 'XML_INVALID'],
    ['nothing', '', 'XML_INVALID'],
    ['blanks only', ' \n', 'XML_INVALID'],
    ['JSON', '{"xml":1}', 'XML_INVALID'],
  ])('%s', (_name, document, code) => {
    expect(() => read(document)).toThrow(refusal(code))
  })

  it('gives no object a new member', () => {
    expect(() => read('<xml><__proto__><polluted>1</polluted></__proto__></xml>')).toThrow(refusal('XML_FORBIDDEN'))
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it.each([
    ['UTF-16 with a byte order mark', Buffer.from('\uFEFF<xml/>', 'utf16le')],
    ['UTF-16 without one', Buffer.from('<xml/>', 'utf16le')],
    ['GBK text', Buffer.from([...Buffer.from('<xml><A>'), 0xd6, 0xd0, ...Buffer.from('</A></xml>')])],
    ['an overlong sequence', Buffer.from([...Buffer.from('<xml><A>'), 0xc0, 0xbc, ...Buffer.from('</A></xml>')])],
    ['a surrogate as bytes', Buffer.from([...Buffer.from('<xml><A>'), 0xed, 0xa0, 0x80, ...Buffer.from('</A></xml>')])],
  ])('%s', (_name, document) => {
    expect(() => readXml(document)).toThrow(refusal('XML_INVALID'))
  })

  it('stays fast on the worst document that fits', () => {
    const worst = [
      `<xml><A>${'&'.repeat(65_000)}</A></xml>`,
      `<xml><A>${'&lt;'.repeat(16_000)}</A></xml>`,
      `<xml>${'<'.repeat(65_000)}`,
      `<xml><A>${'<![CDATA[]]>'.repeat(5_400)}</A></xml>`,
      `<?xml version="1.0"${' '.repeat(65_000)}`,
      `<xml><A${' '.repeat(65_000)}`,
    ]
    const started = performance.now()
    for (const document of worst) {
      const error = thrownBy(() => read(document))
      expect(error === undefined || error instanceof ProtocolError).toBe(true)
    }
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  it('throws nothing but short errors of its own, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (document) => {
        const error = thrownBy(() => read(document))
        expect(error === undefined || error instanceof ProtocolError).toBe(true)
        expect(String(error).length).toBeLessThan(150)
      }),
    )
  })
})

/** Writes XML in every spelling the platform might choose; shares nothing with the reader. */
const plain = (text: string): string =>
  Array.from(text, (character) => (/[<>&\r]/.test(character) ? `&#${character.codePointAt(0)};` : character)).join('')
const hexadecimal = (text: string): string =>
  Array.from(text, (character) => `&#x${character.codePointAt(0)?.toString(16)};`).join('')
const section = (text: string): string => `<![CDATA[${text.split(']]>').join(']]]]><![CDATA[>')}]]>`

const character = fc
  .oneof(fc.integer({ min: 0x20, max: 0xd7ff }), fc.integer({ min: 0x10000, max: 0x1ffff }), fc.constantFrom(9, 10))
  .map((code) => String.fromCodePoint(code))
const value = fc.oneof(
  fc.string({ unit: character, maxLength: 40 }),
  fc.constantFrom(']]>', '<xml>', '&amp;', '<![CDATA[', ']]]]>'),
)
const name = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,12}$/)
  .filter((text) => !['constructor', 'prototype'].includes(text))
const spelling = fc.constantFrom(plain, hexadecimal, section)

describe('properties', () => {
  it('reads back what any writer wrote', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, value, spelling), { maxLength: 20 }),
        fc.constantFrom('', ' ', '\n  '),
        (items, gap) => {
          const document = `<xml>${gap}${items.map(([tag, text, write]) => `<${tag}>${write(text)}</${tag}>${gap}`).join('')}</xml>`
          expect(read(document).children.map((child) => [child.name, child.text])).toEqual(
            items.map(([tag, text]) => [tag, text]),
          )
        },
      ),
    )
  })

  it('reads back what its own writer wrote', () => {
    fc.assert(
      fc.property(name, value, (tag, text) => {
        expect(read(`<xml>${xmlElement(tag, text)}</xml>`).children).toEqual([{ name: tag, text, children: [] }])
      }),
    )
    expect(cdata('a]]>b')).toBe('<![CDATA[a]]]]><![CDATA[>b]]>')
  })
})

describe('reading single elements', () => {
  const root = read('<xml><A> x </A><B> </B><C>1</C><C>2</C></xml>')
  it('trims, and takes a blank element for an absent one', () => {
    expect(childText(root, 'A')).toBe('x')
    expect(childText(root, 'B')).toBeUndefined()
    expect(childText(root, 'Z')).toBeUndefined()
  })
  it('refuses an element that comes twice', () => {
    expect(() => onlyChild(root, 'C')).toThrow(refusal('BODY_INVALID'))
  })
  it('refuses a blank or absent element where one is needed', () => {
    expect(() => requireChildText(root, 'B')).toThrow(refusal('BODY_INVALID'))
    expect(() => requireChildText(root, 'Z')).toThrow(refusal('BODY_INVALID'))
  })
})
