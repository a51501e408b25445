import { receiveRightsNotice } from '@redress/wechatpay'
import { describe, expect, it } from 'vitest'
import { openBrowser, viewports } from '../../../../e2e/support/browser.ts'
import { findChromium } from '../../../../scripts/setup/system.mjs'
import { APP_ID, setupShop } from '../support/shop.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const JPG = Buffer.from('ffd8ffe000104a464946', 'hex')

describe.skipIf(findChromium() === undefined)('the payer on the official-account page (needs Chromium)', () => {
  it('files with pictures, chats both ways, does not accept, then confirms', async () => {
    await using shop = await setupShop()
    await using browser = await openBrowser(viewports.phone)
    const { simulator, client, rights } = shop
    await simulator.officialAccounts.change(APP_ID, { payfeedbackUrl: `${shop.url}/rights`, reasons: ['颜色不对'] })
    const page = await browser.newPage()
    await page.goto(`${simulator.url}/phone/official-account/`)
    await page.getByRole('link', { name: '云边咖啡' }).click()
    await page.getByRole('link', { name: '交易维权' }).click()
    await page.getByRole('link', { name: '发起维权' }).click()

    await page.getByText('颜色不对').click()
    await page.getByText('退款，并不退货').click()
    await page.getByLabel('备注').fill('请尽快联系')
    await page.getByLabel('联系电话').fill('13800000000')
    await page
      .getByLabel('添加图片')
      .setInputFiles([1, 2].map((n) => ({ name: `${n}.png`, mimeType: 'image/png', buffer: PNG })))
    await expect.poll(() => page.locator('.previews img').count()).toBe(2)
    await page.getByRole('button', { name: '提交维权' }).click()
    await page.getByText('等待商户处理').waitFor()

    await simulator.settled()
    const notice = receiveRightsNotice({
      body: shop.arrivals[0]?.body ?? Buffer.alloc(0),
      appId: APP_ID,
      paySignKey: shop.paySignKey,
      now: simulator.now(),
    })
    expect(notice).toMatchObject({ reason: '颜色不对', solution: '退款，并不退货', remark: '请尽快联系 13800000000' })
    expect(notice.pictureUrls).toHaveLength(2)
    const { feedbackId, openId } = notice

    await page.getByRole('link', { name: '返回' }).click()
    await page.getByLabel('消息').fill('什么时候处理？')
    await page.getByRole('button', { name: '发送', exact: true }).click()
    await page.locator('.entry-payer').getByText('什么时候处理？').waitFor()
    await client.messages.typing(openId, true)
    await page.getByText('对方正在输入').waitFor()

    const upload = async (kind: 'image' | 'voice' | 'video' | 'thumb', bytes: Buffer): Promise<string> =>
      (await client.media.upload({ kind, bytes })).mediaId
    const thumbMediaId = await upload('thumb', JPG)
    await client.messages.send(openId, { type: 'text', content: '马上 <b>处理</b>' })
    await client.messages.send(openId, { type: 'image', mediaId: await upload('image', PNG) })
    await client.messages.send(openId, { type: 'voice', mediaId: await upload('voice', Buffer.from('#!AMR\n')) })
    await client.messages.send(openId, {
      type: 'video',
      mediaId: await upload('video', Buffer.from('\0\0\0\u0018ftypmp42')),
      thumbMediaId,
    })
    await client.messages.send(openId, {
      type: 'music',
      title: '致歉歌',
      musicUrl: 'https://m.example/1',
      hqMusicUrl: 'https://m.example/2',
      thumbMediaId,
    })
    await client.messages.send(openId, {
      type: 'news',
      articles: [
        { title: '退款说明', url: 'https://shop.example/refund' },
        { title: '坏链接', url: 'http://a.example' },
      ],
    })
    const merchant = page.locator('.entry-merchant')
    await expect.poll(() => merchant.count()).toBe(6)
    expect(await merchant.nth(0).locator('.bubble').textContent()).toBe('马上 <b>处理</b>')
    await expect
      .poll(() =>
        merchant
          .nth(1)
          .locator('img')
          .evaluate((image: HTMLImageElement) => image.naturalWidth),
      )
      .toBe(1)
    expect(await merchant.nth(4).textContent()).toContain('致歉歌')
    expect(await merchant.getByRole('link', { name: '退款说明' }).getAttribute('href')).toBe(
      'https://shop.example/refund',
    )

    await page.getByRole('link', { name: '交易维权' }).click()
    expect(await rights.markHandled({ feedbackId, openId })).toBe('marked')
    await page.getByText('商户已处理，请确认').waitFor()
    await page.getByRole('button', { name: '不认可' }).click()
    await page.getByText('你没有认可').waitFor()
    expect(await rights.markHandled({ feedbackId, openId })).toBe('marked')
    await page.getByText('商户已处理，请确认').waitFor()
    await page.getByRole('button', { name: '确认已解决' }).click()
    await page.getByText('已解决', { exact: true }).waitFor()
    await simulator.settled()
    expect(shop.arrivals.map((arrival) => /<MsgType><!\[CDATA\[(\w+)/.exec(arrival.body.toString())?.[1])).toEqual([
      'request',
      'reject',
      'confirm',
    ])
    expect(browser.problems).toEqual([])
  })

  it('calls in the platform when the ticket is overdue, and sees why a wrong file is refused', async () => {
    await using shop = await setupShop()
    await using browser = await openBrowser(viewports.phone)
    const { feedbackId } = shop.simulator.rights.file({ appId: APP_ID, reason: '没有收到货品', goods: 'virtual' })
    const page = await browser.newPage()
    await page.goto(`${shop.simulator.url}/phone/official-account/#/rights/${APP_ID}`)
    await page.getByText('等待商户处理').waitFor()
    expect(await page.getByRole('button', { name: '申请微信介入' }).count()).toBe(0)
    await shop.simulator.advance('3d1s')
    await page.getByRole('button', { name: '申请微信介入' }).click()
    await page.getByText('微信介入仲裁').waitFor()
    expect(shop.simulator.rights.get(feedbackId).state).toBe('ARBITRATION')

    await page.goto(`${shop.simulator.url}/phone/official-account/#/chat/${APP_ID}`)
    await page
      .getByLabel('发送图片')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('<html>') })
    await page.getByRole('alert').getByText('invalid file type').waitFor()
  })
})
