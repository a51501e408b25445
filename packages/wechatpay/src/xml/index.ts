export { childText, onlyChild, requireChildText, type XmlElement } from './element.ts'
export { readXml, type XmlLimits } from './read-xml.ts'
export { cdata, xmlElement } from './write-xml.ts'
