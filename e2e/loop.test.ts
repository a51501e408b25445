import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { keepScreenshot, openBrowser, viewports } from './support/browser.ts'
import { picture } from './support/files.ts'
import { type House, merchant, setupHouse, signInToConsole } from './support/house.ts'
import { eventually } from './support/process.ts'
import { root } from './support/tree.ts'

const complaintText = '下单三天还没有发货，联系客服没有回应，请尽快处理'
const replyText = '非常抱歉，已为您催促仓库，今天内发出，快递单号稍后奉上。'
const payerText = '收到了，但是包装破损，请看图。'
const secondReply = '已为您补发一件，破损的不用寄回。'

/** A shop's complaint list is never as empty as a test's: a few more, of different ages and kinds. */
async function fillShelves(house: House): Promise<void> {
  const hours = (count: number) => new Date(Date.now() - count * 3_600_000)
  const samples = [
    {
      detail: '重复扣款两次，请退还其中一笔',
      problemType: 'REFUND',
      amount: 12_900,
      applyRefundAmount: 12_900,
      at: hours(21),
    },
    { detail: '会员权益没有到账，充值后一直显示未开通', problemType: 'SERVICE_NOT_WORK', amount: 3000, at: hours(13) },
    {
      detail: '商品与描述不符，颜色发错了',
      problemType: 'REFUND',
      amount: 8850,
      applyRefundAmount: 8850,
      at: hours(5),
      userTags: ['TRUSTED'],
    },
    { detail: '客服态度差，问题一直没有解决', problemType: 'OTHERS', amount: 5600, at: hours(30) },
    {
      detail: '优惠券抵扣失败，按原价扣款',
      problemType: 'OTHERS',
      amount: 4200,
      at: hours(2),
      needImmediateService: true,
    },
  ] as const
  for (const sample of samples) {
    await house.simulator.fileComplaint({
      mchid: merchant.mchid,
      payerPhone: '13800001234',
      ...sample,
      userTags: [...('userTags' in sample ? sample.userTags : [])],
    })
  }
}

async function fileOnPhone(phone: Page, house: House): Promise<void> {
  await phone.goto(`${house.simulator.url}/phone`)
  await phone.getByRole('link', { name: '我要投诉' }).click()
  await phone.getByLabel('投诉内容').fill(complaintText)
  await phone.getByLabel('添加图片').setInputFiles(await picture('parcel', '#c0392b'))
  await phone.getByRole('img', { name: 'parcel.png' }).waitFor()
  await phone.getByRole('button', { name: '提交投诉' }).click()
  await phone.getByRole('log').getByText(complaintText).waitFor()
}

async function openInConsole(page: Page): Promise<void> {
  await page.getByRole('link', { name: new RegExp(complaintText.slice(0, 8)) }).click()
  const timeline = page.getByRole('region', { name: '协商历史' })
  await timeline.getByText(complaintText).first().waitFor()
  await timeline
    .getByRole('button', { name: /查看图片/ })
    .first()
    .waitFor()
}

async function reply(page: Page, text: string, withPicture: boolean): Promise<void> {
  await page.getByRole('textbox', { name: '回复内容' }).fill(text)
  if (withPicture) {
    await page.locator('input[type=file]').setInputFiles(await picture('label', '#2e86c1'))
    await page
      .getByRole('button', { name: '移除图片 label.png' })
      .waitFor({ timeout: 5000 })
      .catch(async (e) => {
        await keepScreenshot(page, 'debug')
        throw e
      })
  }
  await page.getByRole('button', { name: '发送回复' }).click()
}

async function complete(page: Page): Promise<void> {
  await page.getByRole('button', { name: '完成处理' }).first().click()
  const dialog = page.getByRole('dialog', { name: '完成处理' })
  await dialog.getByRole('button', { name: '确认完成' }).click()
  await dialog.waitFor({ state: 'hidden' })
}

describe.each([
  ['desktop', viewports.desktop],
  ['phone-sized', viewports.phone],
] as const)('the loop in a %s window', (size, viewport) => {
  it('goes from the payer to the operator and back, is completed, and opens again', async () => {
    await using house = await setupHouse()
    await using browser = await openBrowser(viewport)
    await fillShelves(house)
    const operatorPage = await browser.newPage()
    await signInToConsole(operatorPage, house)
    await operatorPage.getByRole('link', { name: /重复扣款/ }).waitFor()

    const phone = await browser.newPage()
    await fileOnPhone(phone, house)
    const filedAt = performance.now()
    await operatorPage.getByRole('link', { name: new RegExp(complaintText.slice(0, 8)) }).waitFor({ timeout: 10_000 })
    console.log(`${size}: visible in the console after ${Math.round(performance.now() - filedAt)} ms`)
    await keepScreenshot(operatorPage, `${size}-list`)

    await openInConsole(operatorPage)
    await reply(operatorPage, replyText, true)
    await phone.getByRole('log').getByText(replyText).waitFor()
    await phone.getByRole('log').getByRole('img', { name: '图片' }).nth(1).waitFor()
    const timeline = operatorPage.getByRole('region', { name: '协商历史' })
    await timeline.getByText(replyText).waitFor()

    await phone.getByRole('textbox', { name: '留言' }).fill(payerText)
    await phone.getByLabel('添加图片').setInputFiles(await picture('broken', '#7d3c98'))
    await phone.getByRole('img', { name: 'broken.png' }).waitFor()
    await phone.getByRole('button', { name: '发送' }).click()
    await timeline.getByText(payerText).waitFor()
    await reply(operatorPage, secondReply, false)
    await phone.getByRole('log').getByText(secondReply).waitFor()
    await timeline.getByText(secondReply).waitFor()
    // The action has become a fact, and the announcement has gone.
    await operatorPage.getByRole('list', { name: '尚未到达平台的操作' }).waitFor({ state: 'hidden' })
    await operatorPage.getByText('回复已提交，正在发送。').waitFor({ state: 'hidden' })
    await keepScreenshot(operatorPage, `${size}-detail`)
    await keepScreenshot(phone, `${size}-chat`)
    if (size === 'desktop' && process.env['REDRESS_UPDATE_SCREENSHOTS'] === '1') {
      mkdirSync(join(root, 'docs/images'), { recursive: true })
      copyFileSync(join(root, 'e2e/output/desktop-detail.png'), join(root, 'docs/images/console.png'))
    }

    await complete(operatorPage)
    await phone.getByText('商户已反馈处理完成', { exact: true }).waitFor()
    const [complaint] = house.simulator.complaints().filter(({ detail }) => detail === complaintText)
    if (complaint === undefined) throw new Error('the complaint is not on the platform')
    expect(complaint).toMatchObject({ state: 'PROCESSED', userComplaintTimes: 1 })
    await eventually('the desk says it is done', async () =>
      (await house.redress(['complaints', 'show', complaint.complaintId, '--json'])).includes('"PROCESSED"'),
    )

    await phone.getByRole('button', { name: '继续投诉' }).click()
    await timeline.getByText('第 2 次投诉').first().waitFor()
    expect(house.simulator.complaint(complaint.complaintId)).toMatchObject({ state: 'PENDING', userComplaintTimes: 2 })
    const shown: unknown = JSON.parse(await house.redress(['complaints', 'show', complaint.complaintId, '--json']))
    expect(shown).toMatchObject({ state: 'PENDING', episodes: [{ number: 1 }, { number: 2, closedAt: null }] })
    await keepScreenshot(operatorPage, `${size}-second-episode`)

    expect(browser.problems).toEqual([])
  })
})
