/** One element as the platform writes it: text in CDATA, numbers plain. */
export const element = (name: string, value: string | number): string =>
  typeof value === 'number'
    ? `<${name}>${value}</${name}>`
    : `<${name}><![CDATA[${value.split(']]>').join(']]]]><![CDATA[>')}]]></${name}>`

/** A document with its elements in the given order; undefined ones are left out. */
export const document = (elements: readonly (string | undefined)[]): string =>
  `<xml>${elements.filter((item) => item !== undefined).join('')}</xml>`

/** The text of an element in a reply of the merchant, for show; undefined when there is none. */
export function textOf(xml: string, name: string): string | undefined {
  const [, content] = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml) ?? []
  return content?.replaceAll(/<!\[CDATA\[|\]\]>/g, '').trim()
}
