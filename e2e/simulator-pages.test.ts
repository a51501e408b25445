import { createPrivateKey, sign } from 'node:crypto'
import { createSimulator, type Simulator } from '@redress/simulator'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { keepScreenshot, openBrowser, viewports } from './support/browser.ts'

// The two pages of the simulator, as people use them: by role and name, in both languages and at both widths.

const SHOP = '1900000001'
const PICTURE = {
  name: 'cup.bmp',
  mimeType: 'image/bmp',
  buffer: Buffer.from(
    '424d3a0000000000000036000000280000000100000001000000010018000000000004000000130b0000130b000000000000000000000000ff00',
    'hex',
  ),
}

const WORDS = {
  zh: {
    empty: '还没有投诉',
    file: '我要投诉',
    detail: '投诉内容',
    pictures: '添加图片',
    submit: '提交投诉',
    needDetail: '请先写下遇到的问题。',
    message: '留言',
    goOn: '继续投诉',
    send: '发送',
    askPlatform: '申请平台协助',
    takeBack: '取消平台协助',
    stars: '4 星',
    rated: '评价：4 星',
    back: '返回',
    onlyFailed: '只看失败的',
    redeliver: '重新投递',
    setFault: '设置故障',
    noFaults: '没有故障，平台一切正常。',
    removeAll: '移除全部',
  },
  en: {
    empty: 'No complaints yet',
    file: 'File a complaint',
    detail: 'What happened',
    pictures: 'Add pictures',
    submit: 'Submit complaint',
    needDetail: 'Please say what happened first.',
    message: 'Message',
    goOn: 'Continue the complaint',
    send: 'Send',
    askPlatform: 'Ask the platform for help',
    takeBack: 'Take back the call for help',
    stars: '4 of 5',
    rated: 'Rated 4 of 5',
    back: 'Back',
    onlyFailed: 'Failed ones only',
    redeliver: 'Deliver again',
    setFault: 'Set the fault',
    noFaults: 'No faults: the platform works as it should.',
    removeAll: 'Remove all',
  },
} as const

/** Calls as the merchant's software would. */
async function call(simulator: Simulator, method: string, path: string, body = '', sentBody = body): Promise<Response> {
  const { privateKey, serialNo } = simulator.credentials(SHOP)
  const timestamp = Math.floor(Date.now() / 1000)
  const nonce = '593BEC0C930BF1AFEB40B4A08C8FB242'
  const message = `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`
  const signature = sign('sha256', Buffer.from(message), createPrivateKey(privateKey)).toString('base64')
  return fetch(`${simulator.url}${path}`, {
    method,
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'User-Agent': 'simulator-pages-test',
      Authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${SHOP}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serialNo}"`,
    },
    ...(sentBody === '' ? {} : { body: sentBody }),
  })
}

const COMPLAINTS = '/v3/merchant-service/complaints-v2'
const reply = (simulator: Simulator, id: string, text: string) =>
  call(
    simulator,
    'POST',
    `${COMPLAINTS}/${id}/response`,
    JSON.stringify({ complainted_mchid: SHOP, response_content: text }),
  )
const complete = (simulator: Simulator, id: string) =>
  call(simulator, 'POST', `${COMPLAINTS}/${id}/complete`, JSON.stringify({ complainted_mchid: SHOP }))

async function openIn(page: Page, url: string, language: 'zh' | 'en'): Promise<void> {
  await page.goto(url)
  if (language === 'en') await page.getByRole('button', { name: 'English' }).click()
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

describe.each([
  ['desktop', 'zh'],
  ['desktop', 'en'],
  ['phone', 'zh'],
  ['phone', 'en'],
] as const)('at %s width, in %s', (width, language) => {
  const words = WORDS[language]

  it('the phone: complain with a picture, read, write, continue, ask for help, rate', async () => {
    await using simulator = await createSimulator({ merchants: [{ mchid: SHOP, name: '云边咖啡' }] })
    await using browser = await openBrowser(viewports[width])
    const page = await browser.newPage()
    await openIn(page, `${simulator.url}/phone`, language)
    await page.getByRole('heading', { name: words.empty }).waitFor()
    await page.getByRole('link', { name: words.file }).click()
    await page.getByRole('button', { name: words.submit }).click()
    await page.getByRole('alert').filter({ hasText: words.needDetail }).waitFor()
    await page.getByLabel(words.detail).fill('点了两杯，只收到一杯')
    await page.getByLabel(words.pictures).setInputFiles(PICTURE)
    await page.getByRole('img', { name: PICTURE.name }).waitFor()
    await page.getByRole('button', { name: words.submit }).click()
    const log = page.getByRole('log')
    await log.getByText('点了两杯，只收到一杯').waitFor()

    const id = simulator.complaints()[0]?.complaintId ?? ''
    expect(simulator.complaint(id).images).toHaveLength(1)
    await reply(simulator, id, '马上为您补送一杯')
    await log.getByText('马上为您补送一杯').waitFor()
    await page.getByRole('textbox', { name: words.message }).fill('收到，谢谢')
    await page.keyboard.press('Enter')
    await log.getByText('收到，谢谢').waitFor()
    await page.getByRole('button', { name: words.askPlatform }).click()
    await page.getByRole('button', { name: words.takeBack }).waitFor()
    await complete(simulator, id)
    await page.getByRole('button', { name: words.stars }).click()
    await log.getByText(words.rated).waitFor()
    await page.getByRole('button', { name: words.goOn }).click()
    await page.getByRole('button', { name: words.send, exact: true }).waitFor()
    expect(simulator.complaint(id)).toMatchObject({ state: 'PENDING', userComplaintTimes: 2 })
    await keepScreenshot(page, `simulator-phone-${width}-${language}`)
    await page.getByRole('link', { name: words.back }).click()
    await page.getByRole('link', { name: /云边咖啡/ }).waitFor()
    expect(await overflow(page)).toBe(0)
    expect(browser.problems).toEqual([])
  })

  it('the inspector: a refused request with its signed text, a redelivery, key files, a fault, the clock', async () => {
    await using simulator = await createSimulator({ merchants: [{ mchid: SHOP, name: '云边咖啡' }] })
    // Port 9 discards; nothing listens there.
    const address = JSON.stringify({ url: 'http://127.0.0.1:9/notify' })
    await call(simulator, 'POST', '/v3/merchant-service/complaint-notifications', address)
    await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
    await simulator.settled()
    await call(simulator, 'PUT', '/v3/merchant-service/complaint-notifications', address, `${address} `)

    await using browser = await openBrowser(viewports[width])
    const page = await browser.newPage()
    await openIn(page, `${simulator.url}/inspector`, language)
    await page.getByLabel(words.onlyFailed).check()
    await page.getByText('PUT', { exact: true }).click()
    await page.getByText(String.raw`PUT\n`).waitFor()
    await page.getByText('SIGN_ERROR').waitFor()
    await keepScreenshot(page, `simulator-inspector-${width}-${language}`)
    await page.goto(`${simulator.url}/inspector#/deliveries`)
    await page.getByText('CREATE_COMPLAINT').click()
    await page.getByRole('button', { name: words.redeliver }).click()
    await expect.poll(() => simulator.deliveries()[0]?.attempts.length).toBe(2)
    await page.goto(`${simulator.url}/inspector#/merchants`)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'apiclient_key.pem' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('apiclient_key.pem')
    await page.goto(`${simulator.url}/inspector#/faults`)
    await page.getByText(words.noFaults).waitFor()
    await page.getByRole('button', { name: words.setFault }).click()
    await page.getByRole('button', { name: words.removeAll }).click()
    await page.getByText(words.noFaults).waitFor()
    await page.goto(`${simulator.url}/inspector#/clock`)
    const before = simulator.now().getTime()
    await page.getByRole('button', { name: '+20h' }).click()
    await expect.poll(() => simulator.now().getTime() - before).toBeGreaterThanOrEqual(20 * 3_600_000)
    expect(await overflow(page)).toBe(0)
    expect(browser.problems).toEqual([])
  })
})
