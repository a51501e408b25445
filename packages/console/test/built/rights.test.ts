// @vitest-environment node
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildConsole, chromiumPath, openBrowser } from '../support/browser.ts'
import { manyComplaints, NOW } from '../support/complaints.ts'
import { createFakeDesk, owner } from '../support/fake-desk.ts'
import { watchPage } from '../support/page-checks.ts'
import { picturePng } from '../support/picture.ts'
import { serveFakeDesk } from '../support/serve-fake-desk.ts'
import { accounts, manyTickets } from '../support/tickets.ts'

const sizes = [
  ['a desktop', 1440, 900, 'zh-CN'],
  ['a desktop in English', 1440, 900, 'en'],
  ['a phone', 390, 844, 'zh-CN'],
  ['a phone in English', 390, 844, 'en'],
] as const

let built: Awaited<ReturnType<typeof buildConsole>>
beforeAll(async () => {
  built = await buildConsole()
})
afterAll(async () => await built.remove())

const setupDesk = () => {
  const desk = createFakeDesk({ user: owner, accounts, complaints: [...manyTickets(), ...manyComplaints()] })
  desk.terms.set('chayu', { reasons: ['茶叶受潮', '少发赠品'], solutions: ['补发赠品'] })
  return desk
}

describe.skipIf(!existsSync(chromiumPath))('rights tickets in Chromium', { timeout: 300_000 }, () => {
  it.each(sizes)(
    'are shown in the inbox, written to, decided and confirmed on %s',
    async (_, width, height, language) => {
      const desk = setupDesk()
      const served = await serveFakeDesk(desk, built.folder)
      const browser = await openBrowser(width, height, language)
      try {
        const { page } = browser
        const { findings, check } = watchPage(page)
        await page.clock.setFixedTime(new Date(NOW))
        await page.goto(`${served.url}/complaints?state=all&channel=rights-v16`)
        await page.locator('a.complaint-row').first().waitFor()
        await check('list')

        await page.goto(`${served.url}/complaints/ticket-1`)
        await page.locator('.chat .composer-text').fill('新茶已寄出')
        await check('ticket')
        await page.keyboard.press('Control+Enter')
        await page.locator('[data-intent=queued]').waitFor()
        expect(await page.locator('.composer-text').inputValue()).toBe('')

        await page.locator('.chat-type input[value=image]').focus()
        await page.keyboard.press('Space')
        await page.locator('.chat input[type=file]').setInputFiles({
          name: 'tea.png',
          mimeType: 'image/png',
          buffer: Buffer.from(picturePng(64, 'tea')),
        })
        await page.locator('.media-preview img').waitFor()
        await check('picture')
        for (const type of ['voice', 'video', 'music', 'news']) {
          await page.keyboard.press('ArrowRight')
          await page.locator(`.chat-type input[value=${type}]:checked`).waitFor({ state: 'attached' })
          await check(type)
        }

        if (width < 900) {
          await page.locator('.detail-fold summary').click()
          await check('facts')
        }
        await page.locator('.held-choices button').first().click()
        await page.getByRole('dialog').locator('input').waitFor()
        await check('held notice')
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'hidden' })
        await page.locator('.detail-actions button').last().click()
        const dialog = page.getByRole('dialog')
        await dialog.locator('input[type=checkbox]').first().waitFor()
        await check('confirmation')
        for (const point of await dialog.locator('input[type=checkbox]').all()) await point.check()
        await dialog.locator('button[type=submit]').click()
        await dialog.waitFor({ state: 'hidden' })
        await expect.poll(() => page.locator('[data-intent=queued]').count()).toBe(2)
        expect(findings).toEqual([])
      } finally {
        await browser[Symbol.asyncDispose]()
        await served.close()
      }
    },
  )

  it.each(sizes)('have a page of their own on %s', async (_, width, height, language) => {
    const desk = setupDesk()
    const served = await serveFakeDesk(desk, built.folder)
    const browser = await openBrowser(width, height, language)
    try {
      const { page } = browser
      const { findings, check } = watchPage(page)
      await page.clock.setFixedTime(new Date(NOW))
      await page.goto(`${served.url}/rights?sort=complainedAt`)
      await page.locator('.ticket-row').first().waitFor()
      await check('tickets')
      await page.locator('.tickets-sort').click()
      await page.waitForURL(`${served.url}/rights`)
      const before = await page.locator('.tickets-table th').first().boundingBox()
      await page
        .locator('.ticket-row td')
        .nth(0)
        .click({ position: { x: 4, y: 4 } })
      await page.locator('.ticket-facts').waitFor()
      expect(await page.locator('.tickets-table th').first().boundingBox()).toEqual(before)
      await check('details')
      await page.locator('.facts-choices button').first().click()
      await page.getByRole('dialog').locator('input[type=datetime-local]').waitFor()
      await check('order facts')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
      await page.locator('.ticket-row .ant-btn').first().click()
      await page.getByRole('dialog').locator('input[type=checkbox]').first().waitFor()
      await check('confirmation')

      await page.goto(`${served.url}/rights?view=terms`)
      await page.locator('.term').first().waitFor()
      await page.locator('.term-list').first().locator('button').last().click()
      await page.keyboard.type('十五个字的维权原因恰好不会超出了')
      await check('own reasons')
      await page.keyboard.press('Backspace')
      await page.locator('.terms-form button[type=submit]').click()
      await expect.poll(() => desk.terms.get('chayu')?.reasons).toHaveLength(3)
      expect(findings).toEqual([])
    } finally {
      await browser[Symbol.asyncDispose]()
      await served.close()
    }
  })

  it('keep the focus on the button of a line that moves', async () => {
    const served = await serveFakeDesk(setupDesk(), built.folder)
    const browser = await openBrowser(1440, 900)
    try {
      const { page } = browser
      await page.goto(`${served.url}/rights?view=terms`)
      await page.getByRole('button', { name: '下移：维权原因 1' }).focus()
      await page.keyboard.press('Enter')
      await expect
        .poll(() => page.evaluate('document.activeElement.getAttribute("aria-label")'))
        .toBe('下移：维权原因 2')
    } finally {
      await browser[Symbol.asyncDispose]()
      await served.close()
    }
  })

  it('load without moving anything', { retry: 3 }, async () => {
    const served = await serveFakeDesk(setupDesk(), built.folder)
    const browser = await openBrowser(1440, 900)
    try {
      const { page } = browser
      await page.addInitScript(
        `window.shift = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shift += entry.value }).observe({ type: 'layout-shift', buffered: true })`,
      )
      for (const [path, shown] of [
        ['/rights', '.ticket-row'],
        ['/rights?view=terms', '.term'],
        ['/complaints/ticket-2', '.chat'],
      ] as const) {
        await page.goto(served.url + path)
        await page.locator(shown).first().waitFor()
        expect([path, Number(await page.evaluate('window.shift'))]).toEqual([path, expect.closeTo(0, 1)])
      }
    } finally {
      await browser[Symbol.asyncDispose]()
      await served.close()
    }
  })
})
