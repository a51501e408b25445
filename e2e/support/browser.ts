import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../scripts/setup/system.mjs'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const viewports = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const

/** A Chromium of its own with an empty profile. Everything it logs as an error is collected in `problems`. */
export async function openBrowser(viewport: { width: number; height: number } = viewports.desktop) {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('No Chromium: apt-get install -y chromium fonts-noto-cjk')
  const profile = mkdtempSync(join(tmpdir(), 'redress-browser-'))
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: flags,
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
  const problems: string[] = []
  const watch = (page: Page) => {
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`))
    page.on('console', (message) => {
      // Asking who is signed in is answered 401 before anybody is; the browser logs that by itself.
      const isSessionQuestion = message.location().url.endsWith('/api/v1/session')
      // A courtesy that the platform may refuse, and nobody is told then: the payer has not written yet.
      const isTypingSign = message.location().url.endsWith('/typing')
      if (message.type() === 'error' && !isSessionQuestion && !isTypingSign)
        problems.push(`${page.url()}: ${message.text()}`)
    })
  }
  context.on('page', watch)
  return {
    context,
    problems,
    newPage: () => context.newPage(),
    async [Symbol.asyncDispose]() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

/** Keeps a screenshot below e2e/output, where a person can look at it after the run. */
export async function keepScreenshot(page: Page, name: string): Promise<string> {
  const folder = new URL('../output/', import.meta.url).pathname
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.png`)
  await page.screenshot({ path })
  return path
}
