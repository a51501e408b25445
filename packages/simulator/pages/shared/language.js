const KEY = 'redress-simulator-language'

/** Chinese first; English when asked for. */
export const language = () => (localStorage.getItem(KEY) === 'en' ? 'en' : 'zh')

export function switchLanguage() {
  localStorage.setItem(KEY, language() === 'en' ? 'zh' : 'en')
  location.reload()
}

/** Looks words up in the present language; `{name}` is filled in. */
export const translator =
  (words) =>
  (key, values = {}) => {
    const pair = words[key]
    if (pair === undefined) return key
    const text = language() === 'en' ? pair[1] : pair[0]
    return text.replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''))
  }
