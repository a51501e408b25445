/** Text as CDATA; a section cannot hold its own end, so that is split over two. */
export const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

/** One element with text, as the platform's own samples write it. */
export const xmlElement = (name: string, text: string): string => `<${name}>${cdata(text)}</${name}>`
