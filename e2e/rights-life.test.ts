import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { rightsXml } from '../packages/desk/test/support/rights-notice.ts'
import { keepScreenshot, openBrowser, viewports } from './support/browser.ts'
import { amrVoice, type ChosenFile, mp3Voice, picture, recordedFilm } from './support/files.ts'
import { type House, merchant, setupHouse, signInToConsole } from './support/house.ts'
import { account, connectAccount } from './support/official-account.ts'
import { eventually } from './support/process.ts'

const HOUR = 3_600_000
/** For one step to show, however busy the machine is. */
const PATIENCE_MS = 90_000
const LIMIT_MS = 900_000
/** Physical goods of which nobody has said that they were delivered: the strict branch. */
const SETTLEMENT = 48 * HOUR
const reason = '质量问题'
const wish = '换货'
const remark = '杯口有一道裂纹，热水倒进去会渗'
const phoneNumber = '13812345678'

/** Fills in the form of the payer's phone as a person would. */
async function fileOnPhone(phone: Page, house: House): Promise<void> {
  await phone.goto(`${house.simulator.url}/phone/official-account/`)
  await phone.getByRole('link', { name: account.name }).click()
  await phone.getByRole('link', { name: '交易维权' }).click()
  await phone.getByRole('link', { name: '发起维权' }).click()
  await phone.getByLabel(reason, { exact: true }).check()
  await phone.getByLabel(wish, { exact: true }).check()
  await phone.getByLabel('备注').fill(remark)
  await phone.getByLabel('联系电话').fill(phoneNumber)
  const shots = [await picture('crack', '#c0392b'), await picture('leak', '#7d3c98')]
  await phone.locator('input[type=file]').setInputFiles(shots)
  await phone.getByRole('img', { name: 'leak.png' }).waitFor()
  await phone.getByRole('button', { name: '提交维权' }).click()
  await phone.getByText('等待商户处理', { exact: true }).waitFor()
}

const openOnPhone = async (phone: Page, house: House, what: 'chat' | 'rights'): Promise<void> =>
  void (await phone.goto(`${house.simulator.url}/phone/official-account/#/${what}/${account.appId}`))

interface Shown {
  readonly channelState: string
  readonly episodes: readonly { readonly number: number }[]
  readonly deadlines: readonly {
    readonly kind: string
    readonly startsAt: string
    readonly dueAt: string
    readonly state: string
  }[]
  readonly timeline: readonly { readonly action: string; readonly at: string }[]
}

const show = async (house: House, id: string): Promise<Shown> =>
  JSON.parse(await house.redress(['complaints', 'show', id, '--json'])) as Shown

/** The console of one ticket, by what a person sees of it. */
function ticketPage(page: Page) {
  const timeline = page.getByRole('region', { name: '协商历史' })
  const form = page.getByRole('form', { name: '给用户发消息' })
  const dialog = page.getByRole('dialog', { name: '确认处理完毕（销单）' })
  const state = (words: string): Locator => page.locator('.detail-header .detail-state', { hasText: words })
  const choose = async (what: string, file: ChosenFile): Promise<void> => {
    await form.getByLabel(`选择${what}`).setInputFiles(file)
    await form.getByRole('button', { name: `移除${what}` }).waitFor()
  }
  return {
    timeline,
    form,
    dialog,
    state,
    choose,
    type: async (name: string) => await form.getByRole('radio', { name, exact: true }).check({ force: true }),
    field: (name: string) => form.getByRole('textbox', { name }),
    send: async () => await form.getByRole('button', { name: '发送消息' }).click(),
    say: async (text: string) => {
      await form.getByRole('radio', { name: '文字', exact: true }).check({ force: true })
      await form.getByRole('textbox', { name: '消息内容' }).fill(text)
      await form.getByRole('button', { name: '发送消息' }).click()
      await timeline.getByText(text, { exact: true }).waitFor()
    },
    /** Nothing is on its way any more: every message has become a fact. */
    settled: async () =>
      await page.getByRole('list', { name: '尚未到达平台的操作' }).waitFor({ state: 'hidden', timeout: PATIENCE_MS }),
    confirmClosing: async () => {
      await page.locator('.detail-header').getByRole('button', { name: '确认', exact: true }).click()
      await dialog.getByRole('checkbox').first().waitFor()
      for (const item of await dialog.getByRole('checkbox').all()) await item.check()
      await dialog.getByRole('button', { name: /确\s*认/ }).click()
      await dialog.waitFor({ state: 'hidden' })
    },
  }
}

/** Every kind of message, and how each looks on the phone. */
async function sendEachType(page: Page, phone: Page): Promise<void> {
  const ticket = ticketPage(page)
  const log = phone.getByRole('log')
  await ticket.say('您好，非常抱歉！请问裂纹在杯口哪一侧？')
  await log.getByText('请问裂纹在杯口哪一侧').waitFor()

  await ticket.type('图片')
  await ticket.choose('图片', await picture('sample', '#2e86c1'))
  await ticket.send()
  await log.locator('.entry-merchant').getByRole('img', { name: '图片' }).waitFor()

  await ticket.type('语音')
  await ticket.choose('语音', amrVoice)
  await ticket.send()
  await log.getByRole('link', { name: '语音' }).waitFor()
  await ticket.type('语音')
  await ticket.choose('语音', mp3Voice)
  await ticket.send()
  await log.getByRole('link', { name: '语音' }).nth(1).waitFor()

  await ticket.type('视频')
  await ticket.choose('视频', await recordedFilm(page))
  await ticket.choose('封面图', await picture('still', '#117a65'))
  await ticket.send()
  await log.getByRole('link', { name: '视频' }).waitFor()

  await ticket.type('音乐')
  await ticket.field('音乐链接').fill('https://music.test/song.mp3')
  await ticket.field('高品质链接').fill('https://music.test/song-hq.mp3')
  await ticket.choose('封面图', await picture('cover', '#b9770e'))
  await ticket.field('标题').fill('致歉之歌')
  await ticket.send()
  await log.getByRole('link', { name: '音乐 · 致歉之歌' }).waitFor()

  await ticket.type('图文')
  await ticket.field('标题').fill('换货指南')
  await ticket.field('描述').fill('三步完成换货，运费由我们承担')
  await ticket.field('点击后打开的链接').fill('https://shop.test/exchange')
  await ticket.send()
  await log.getByRole('link', { name: /换货指南/ }).waitFor()

  await ticket.settled()
  const { timeline } = ticket
  await timeline.getByText('换货指南').waitFor()
  await timeline.getByText('致歉之歌').waitFor()
  await timeline.getByRole('link', { name: '下载' }).waitFor()
  await timeline.locator('audio[aria-label=语音]').waitFor()
  await timeline.locator('video[aria-label=视频]').waitFor()
}

/** The settlement clock of the newest episode. */
const clockOf = ({ deadlines }: Shown) => deadlines.filter(({ kind }) => kind === 'settlement').at(-1)

/** Keeps a picture of a page that has come to rest, and says when it is wider than its window. */
async function keepLook(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    () =>
      document.getAnimations().every(({ playState }) => playState !== 'running') &&
      [...document.images].every(({ complete }) => complete),
  )
  const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth
  // What hangs on a button, such as the reason why it is blocked, moves a moment after its words have changed.
  await expect.poll(async () => await page.evaluate(overflow), { timeout: 20_000 }).toBe(0)
  await keepScreenshot(page, name)
}

describe('the whole life of a rights ticket', () => {
  it(
    'in a desktop window: filed, talked over in every kind of message, closed, refused, closed again, confirmed; another one late',
    async () => {
      await using house = await setupHouse()
      await using browser = await openBrowser(viewports.desktop)
      browser.context.setDefaultTimeout(PATIENCE_MS)
      await connectAccount(house)
      await house.simulator.fileComplaint({ mchid: merchant.mchid, detail: '重复扣款两次，请退还其中一笔' })
      const page = await browser.newPage()
      await signInToConsole(page, house)
      await page.getByRole('link', { name: /重复扣款/ }).waitFor()

      const phone = await browser.newPage()
      await phone.setViewportSize(viewports.phone)
      await fileOnPhone(phone, house)
      await page.getByRole('link', { name: new RegExp(reason) }).waitFor()
      await keepLook(page, 'rights-desktop-list')
      const [filed] = house.simulator.rights.list()
      const id = filed?.feedbackId ?? ''

      await page.getByRole('link', { name: new RegExp(reason) }).click()
      const ticket = ticketPage(page)
      await ticket.state('待处理').waitFor()
      await ticket.timeline.getByText(remark).waitFor()
      await ticket.timeline
        .getByRole('button', { name: /查看图片/ })
        .nth(1)
        .waitFor()
      expect(await page.locator('body').innerText()).not.toContain(phoneNumber)
      await keepLook(page, 'rights-desktop-filed')
      const first = await show(house, id)
      const filing = clockOf(first)
      expect(Date.parse(filing?.dueAt ?? '') - Date.parse(filing?.startsAt ?? '')).toBe(SETTLEMENT)

      await openOnPhone(phone, house, 'chat')
      await sendEachType(page, phone)
      await keepLook(page, 'rights-desktop-chat')
      await phone.getByRole('textbox', { name: '消息' }).fill('在手柄这一侧，照片发您')
      await phone.getByRole('button', { name: '发送', exact: true }).click()
      await ticket.timeline.getByText('在手柄这一侧，照片发您').waitFor()
      const before = await ticket.timeline.getByRole('button', { name: /查看图片/ }).count()
      await phone.getByLabel('发送图片').setInputFiles(await picture('handle', '#6c3483'))
      await ticket.timeline
        .getByRole('button', { name: /查看图片/ })
        .nth(before)
        .waitFor()
      await ticket.say('换的新杯子已经发出，旧杯不用寄回。')
      await phone.getByRole('log').getByText('换的新杯子已经发出').waitFor()
      await keepLook(phone, 'rights-phone-chat')
      await ticket.settled()
      await keepLook(page, 'rights-desktop-answered')

      await page.locator('.detail-header').getByRole('button', { name: '确认', exact: true }).click()
      await ticket.dialog.getByRole('button', { name: /确\s*认/ }).click()
      await ticket.dialog.getByText('三项都核对后才能确认').waitFor()
      await keepLook(page, 'rights-desktop-closing')
      await page.keyboard.press('Escape')
      await ticket.dialog.waitFor({ state: 'hidden' })
      expect(house.simulator.rights.get(id).state).toBe('PENDING')
      await ticket.confirmClosing()
      await ticket.state('待用户确认').waitFor()

      await openOnPhone(phone, house, 'rights')
      await phone.getByText('商户已处理，请确认').waitFor()
      await phone.getByRole('button', { name: '不认可' }).click()
      await ticket.state('用户拒绝').waitFor()
      await ticket.timeline.getByText('拒绝处理结果').waitFor()
      await page.getByText('用户对处理结果不满意（拒绝）').waitFor()
      await keepLook(page, 'rights-desktop-refused')
      const second = await show(house, id)
      expect(second).toMatchObject({ channelState: 'REJECTED', episodes: [{ number: 1 }, { number: 2 }] })
      const again = clockOf(second)
      const refusedAt = second.timeline.find(({ action }) => action === 'RIGHTS_REJECTED')?.at
      expect(again).toMatchObject({ startsAt: refusedAt, state: 'open' })
      expect(Date.parse(again?.dueAt ?? '') - Date.parse(refusedAt ?? '')).toBe(SETTLEMENT)

      await page.getByRole('button', { name: '开始处理' }).click()
      await ticket.state('处理中').waitFor()
      await ticket.say('再为您补发一只，今天发顺丰。')
      await ticket.settled()
      await ticket.confirmClosing()
      await ticket.state('待用户确认').waitFor()
      await phone.getByText('商户已处理，请确认').waitFor()
      await phone.getByRole('button', { name: '确认已解决' }).click()
      await phone.getByText('已解决', { exact: true }).waitFor()
      await ticket.state('已消除').waitFor()
      await ticket.timeline.getByText('确认问题已解决').waitFor()
      await keepLook(page, 'rights-desktop-closed')
      const events = house.simulator.rights.get(id).history.map(({ event }) => event)
      expect(events).toEqual(['filed', 'marked', 'rejected', 'marked', 'confirmed'])
      const last = await show(house, id)
      expect(last.channelState).toBe('CLOSED')
      expect(last.deadlines.filter(({ state }) => state === 'open')).toEqual([])

      await seeLateTicket(page, house)
      expect(browser.problems).toEqual([])
    },
    LIMIT_MS,
  )

  it(
    'in a window of 390 px: read, answered, closed and confirmed',
    async () => {
      await using house = await setupHouse()
      await using browser = await openBrowser(viewports.phone)
      browser.context.setDefaultTimeout(PATIENCE_MS)
      await connectAccount(house)
      const page = await browser.newPage()
      await signInToConsole(page, house)
      const phone = await browser.newPage()
      await fileOnPhone(phone, house)
      await page.getByRole('link', { name: new RegExp(reason) }).click()
      const ticket = ticketPage(page)
      await ticket.timeline.getByText(remark).waitFor()
      await keepLook(page, 'rights-phone-sized-detail')
      await openOnPhone(phone, house, 'chat')
      await ticket.say('新杯子已经发出。')
      await phone.getByRole('log').getByText('新杯子已经发出').waitFor()
      await ticket.type('图文')
      await ticket.field('标题').waitFor()
      await keepLook(page, 'rights-phone-sized-articles')
      await ticket.settled()
      await page.locator('.detail-header').getByRole('button', { name: '确认', exact: true }).click()
      await ticket.dialog.getByRole('checkbox').first().waitFor()
      await keepLook(page, 'rights-phone-sized-closing')
      await page.keyboard.press('Escape')
      await ticket.confirmClosing()
      await openOnPhone(phone, house, 'rights')
      await phone.getByRole('button', { name: '确认已解决' }).click()
      await ticket.state('已消除').waitFor()
      await page.goto(`${house.url}/rights`)
      await page.getByText('已消除').first().waitFor()
      await keepLook(page, 'rights-phone-sized-tickets')
      expect(browser.problems).toEqual([])
    },
    LIMIT_MS,
  )
})

/** A ticket that was filed 30 hours ago: in time while it counts as physical goods, late once they are virtual. */
async function seeLateTicket(page: Page, house: House): Promise<void> {
  const { paySignKey, partnerId } = house.simulator.officialAccounts.credentials(account.appId)
  const timestamp = Math.floor((Date.now() - 30 * HOUR) / 1000)
  const transactionId = `${partnerId}201411260000000001`
  const answer = await fetch(`${house.url}/callbacks/rights/${account.slug}`, {
    method: 'POST',
    body: rightsXml({ appId: account.appId, paySignKey, timestamp, transactionId, reason: '没有收到货品' }),
  })
  expect(await answer.text()).toBe('success')

  await page.goto(`${house.url}/complaints`)
  await page.getByRole('link', { name: /没有收到货品/ }).click()
  await page.getByText('用户现在还不能申请仲裁').waitFor()
  await page.getByRole('button', { name: '修改订单信息' }).click()
  const dialog = page.getByRole('dialog', { name: '修改订单信息' })
  await dialog.getByRole('radio', { name: '虚拟物品' }).check()
  await dialog.getByRole('button', { name: /保\s*存/ }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText('用户现在有权申请仲裁').waitFor()
  await page.getByText('超过处理时限仍未确认处理完毕').waitFor()
  await keepLook(page, 'rights-desktop-late')
  await page.getByRole('link', { name: '维权单', exact: true }).click()
  await page.locator('.ticket-reason', { hasText: '没有收到货品' }).waitFor()
  await keepLook(page, 'rights-desktop-tickets')
  await eventually('the list says late', async () => (await page.getByRole('table').innerText()).includes('超'))
}
