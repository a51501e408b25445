import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

// A busy machine may need a while to render; and a failure should name what is missing, not print the whole page.
configure({ asyncUtilTimeout: 20_000, getElementError: (message) => new Error(message ?? 'not found') })

// What a browser has and jsdom lacks. Tests of the built page run in Node and need none of it.
if (typeof window !== 'undefined') {
  window.matchMedia ??= (media: string) =>
    Object.assign(new EventTarget(), {
      // A desktop: nothing that asks for a narrow screen matches.
      matches: media.includes('min-width'),
      media,
      onchange: null,
      addListener: () => undefined,
      removeListener: () => undefined,
    })
  window.ResizeObserver ??= class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  }
  window.scrollTo = () => undefined
  // Resolving Ant Design's style sheet for every role query takes jsdom seconds; whether a thing is
  // hidden by a rule is the business of the tests in a real browser.
  window.getComputedStyle = (element) => (element instanceof HTMLElement ? element.style : document.body.style)
  Object.assign(URL, { createObjectURL: () => 'blob:preview', revokeObjectURL: () => undefined })
  afterEach(() => {
    cleanup()
    sessionStorage.clear()
    localStorage.clear()
  })
}
