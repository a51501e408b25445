import { describe, expect, it } from 'vitest'
import { en } from '../src/i18n/en.ts'
import { languageFrom } from '../src/i18n/language.ts'
import { zhCN } from '../src/i18n/zh-CN.ts'

interface Texts {
  readonly [key: string]: string | Texts
}

/** Every text by its path: `inbox.more` -> `加载更多`. */
function flatten(texts: Texts, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') found.set(prefix + key, value)
    else for (const [path, text] of flatten(value, `${prefix}${key}.`)) found.set(path, text)
  }
  return found
}

const chinese = flatten(zhCN)
const english = flatten(en)
const variables = (text: string | undefined) =>
  [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').toSorted()

describe('texts', () => {
  it('exist in both languages', () => {
    expect([...english.keys()].toSorted()).toEqual([...chinese.keys()].toSorted())
  })

  it('fill in the same values in both languages', () => {
    const differing = [...chinese].filter(
      ([key, text]) => variables(text).join() !== variables(english.get(key)).join(),
    )
    expect(differing).toEqual([])
  })

  it('are Chinese in Chinese and not in English', () => {
    const han = /\p{Script=Han}/u
    expect([...english].filter(([, text]) => han.test(text))).toEqual([])
    expect([...chinese].filter(([, text]) => /[a-z]{4,} [a-z]{4,}/i.test(text) && !han.test(text))).toEqual([])
  })

  it('are Chinese unless English was chosen', () => {
    expect(['en', 'zh-CN', 'fr', null].map(languageFrom)).toEqual(['en', 'zh-CN', 'zh-CN', 'zh-CN'])
  })
})
