import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { build } from 'vite'

/** Where Debian puts it; another place by `CHROMIUM_PATH`. */
export const chromiumPath = process.env['REDRESS_CHROMIUM'] ?? '/usr/bin/chromium'

/** Builds the page into a folder of its own, so that tests never read a stale `dist`. */
export async function buildConsole(): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'redress-console-'))
  const environment = process.env['NODE_ENV']
  // Vite takes a value that is already set; the test run's own would put the development build of React into the page.
  process.env['NODE_ENV'] = 'production'
  try {
    await build({
      root: fileURLToPath(new URL('../..', import.meta.url)),
      logLevel: 'error',
      build: { outDir: folder, emptyOutDir: true, manifest: true },
    })
  } finally {
    process.env['NODE_ENV'] = environment
  }
  return { folder, remove: async () => await rm(folder, { recursive: true, force: true }) }
}

export interface OpenBrowser extends AsyncDisposable {
  readonly context: BrowserContext
  readonly page: Page
}

export async function openBrowser(
  width: number,
  height: number,
  language: 'zh-CN' | 'en' = 'zh-CN',
): Promise<OpenBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'redress-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    headless: true,
    viewport: { width, height },
    locale: language,
    timezoneId: 'Asia/Shanghai',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  await context.addInitScript((chosen) => localStorage.setItem('redress.language', chosen), language)
  return {
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    [Symbol.asyncDispose]: async () => {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}
