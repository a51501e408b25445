type Json = Readonly<Record<string, unknown>>

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? { ...value } : {})
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A shape in a few words: a link for a named one, else its type. */
function shape(schema: unknown): string {
  const { $ref: reference, type, items, anyOf, enum: values } = record(schema)
  if (typeof reference === 'string') {
    const name = escape(reference.split('/').at(-1) ?? '')
    return `<a href="#${name}">${name}</a>`
  }
  if (Array.isArray(values)) return values.map((value) => escape(JSON.stringify(value))).join(' | ')
  if (Array.isArray(anyOf)) return anyOf.map(shape).join(' | ')
  if (type === 'array') return `${shape(items)}[]`
  return escape(Array.isArray(type) ? type.join(' | ') : text(type) || 'object')
}

function fields(schema: unknown): string {
  const { properties, required } = record(schema)
  const needed: readonly unknown[] = Array.isArray(required) ? required : []
  const rows = Object.entries(record(properties)).map(([name, value]) => {
    const description = escape(text(record(value)['description']))
    return `<tr><td><code>${escape(name)}${needed.includes(name) ? '' : '?'}</code></td><td>${shape(value)}</td><td>${description}</td></tr>`
  })
  return rows.length === 0 ? '' : `<table>${rows.join('')}</table>`
}

const firstSchema = (content: unknown): unknown => record(Object.values(record(content))[0])['schema']

function operationSection(path: string, method: string, operation: Json): string {
  const { parameters } = operation
  const list: readonly unknown[] = Array.isArray(parameters) ? parameters : []
  const rows = list.map((entry) => {
    const { name, in: place, schema } = record(entry)
    return `<tr><td><code>${escape(text(name))}</code></td><td>${escape(text(place))}</td><td>${shape(schema)}</td></tr>`
  })
  const body = firstSchema(record(operation['requestBody'])['content'])
  const answers = Object.entries(record(operation['responses'])).map(([status, answer]) => {
    const schema = firstSchema(record(answer)['content'])
    return `<li><code>${escape(status)}</code> ${schema === undefined ? '' : shape(schema)}</li>`
  })
  return `<section><h3><code>${method.toUpperCase()} ${escape(path)}</code></h3>
<p>${escape(text(operation['summary']))}</p>
${rows.length > 0 ? `<table>${rows.join('')}</table>` : ''}
${body === undefined ? '' : `<p>Body: ${shape(body)}</p>${fields(body)}`}
<ul>${answers.join('')}</ul></section>`
}

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328}
code{background:#f2f3f5;padding:.1em .3em;border-radius:3px}td{padding:.15rem .8rem .15rem 0;vertical-align:top}
h3{margin-top:2rem}section{border-bottom:1px solid #e5e6eb;padding-bottom:1rem}`

/** The OpenAPI document for people: one page, no script, nothing from elsewhere. */
export function docsPage(document: Json): string {
  const { title, version, description } = record(document['info'])
  const operations = Object.entries(record(document['paths'])).flatMap(([path, methods]) =>
    Object.entries(record(methods)).map(([method, operation]) => operationSection(path, method, record(operation))),
  )
  const shapes = Object.entries(record(record(document['components'])['schemas'])).map(
    ([name, schema]) =>
      `<section id="${escape(name)}"><h3>${escape(name)}</h3><p>${escape(text(record(schema)['description']))}</p>${fields(schema)}</section>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(text(title))} API</title><style>${style}</style></head><body>
<h1>${escape(text(title))} API ${escape(text(version))}</h1><p>${escape(text(description))}</p>
<p><a href="/api/v1/openapi.json">openapi.json</a></p>
<h2>Paths</h2>${operations.join('\n')}<h2>Shapes</h2>${shapes.join('\n')}</body></html>`
}
