import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { findChromium } from '../../scripts/setup/system.mjs'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A Chromium of its own with an empty profile, and so with a cold cache. */
export async function openBrowser() {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('No Chromium: apt-get install -y chromium fonts-noto-cjk')
  const profile = mkdtempSync(join(tmpdir(), 'redress-bench-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: FLAGS,
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
  return {
    context,
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

const watchShift = `window.shift = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value
}).observe({ type: 'layout-shift', buffered: true })`

/**
 * Opens the list in a fresh browser as a user who is signed in.
 * @returns milliseconds until its rows are there, bytes of pages, scripts and styles as sent and unpacked, and how much moved
 */
export async function loadList(url, cookie) {
  const browser = await openBrowser()
  try {
    const { context } = browser
    await context.addCookies([{ ...cookie, url }])
    await context.addInitScript(watchShift)
    const page = context.pages()[0] ?? (await context.newPage())
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    const types = new Map()
    const bytes = { sent: 0, unpacked: 0 }
    session.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type))
    session.on('Network.dataReceived', ({ requestId, dataLength }) => {
      if (isOfPage(types.get(requestId))) bytes.unpacked += dataLength
    })
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (isOfPage(types.get(requestId))) bytes.sent += encodedDataLength
    })
    const started = performance.now()
    await page.goto(`${url}/complaints`)
    await page.locator('a.complaint-row').first().waitFor()
    const ms = performance.now() - started
    // What is loaded lazily comes after the rows; a first visit is all of it.
    await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined)
    return { ms, ...bytes, shift: await page.evaluate('window.shift') }
  } finally {
    await browser.close()
  }
}

const isOfPage = (type) => ['Document', 'Script', 'Stylesheet', 'Font'].includes(type)
