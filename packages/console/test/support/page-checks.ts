import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string }[]
}

/** Serious findings of axe on what is shown now, as `rule: first element`. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // Through the debugger rather than a script tag, which the page's own policy would rightly refuse.
  await page.evaluate(await readFile(axeSource, 'utf8'))
  const violations = await page.evaluate<Violation[]>('axe.run().then((result) => result.violations)')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

/** How far the page, or the part of it that scrolls, is wider than the screen. */
export const overflow = async (page: Page): Promise<number> =>
  await page.evaluate(
    "Math.max(...[document.documentElement, ...document.querySelectorAll('#main, .thread, .detail-fold, .chat-fields, .tickets-table')].map((e) => e.scrollWidth - e.clientWidth))",
  )

/** Runs in the page: waits for every animation that has an end. Written as text, since the page has its own globals. */
export const settledMotion = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))).then(() =>
  Promise.all(
    document.getAnimations()
      .filter((motion) => motion.effect?.getComputedTiming().iterations !== Infinity)
      .map((motion) => motion.finished.catch(() => undefined)),
  ),
).then(() => undefined)`

/** Collects what is wrong with a page while it is walked through. */
export function watchPage(page: Page): {
  readonly findings: string[]
  readonly check: (where: string) => Promise<void>
} {
  const findings: string[] = []
  page.on('pageerror', (error) => findings.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Warning:/.test(message.text())) findings.push(message.text())
  })
  return {
    findings,
    async check(where) {
      // Half-way through a fade every text has too little contrast.
      await page.evaluate(settledMotion)
      for (const violation of await seriousViolations(page)) findings.push(`${where}: ${violation}`)
      if ((await overflow(page)) > 0) findings.push(`${where}: wider than the screen`)
    },
  }
}
