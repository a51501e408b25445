import { within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { expiryStage } from '../../src/merchants/expiry.ts'
import { backfillShare, completenessOf } from '../../src/merchants/sync.ts'
import { hours, merchantSync, merchants, NOW } from '../support/complaints.ts'
import { owner, problem } from '../support/fake-desk.ts'
import { setupConsole } from '../support/setup-console.tsx'
import { accounts } from '../support/tickets.ts'

const now = Date.parse(NOW)
const card = async (screen: ReturnType<typeof setupConsole>['screen'], name: string) => {
  const heading = await screen.findByRole('heading', { name })
  const item = heading.closest('li')
  if (item === null) throw new Error('the heading stands in no card')
  return within(item)
}

describe('the merchants page', () => {
  it('shows keys with their end, the callback path and how complete the data are', async () => {
    const { screen } = setupConsole({ path: '/merchants' })
    const page = await card(screen, '青禾鲜果旗舰店')
    expect(page.getByText('/callbacks/wechatpay/qinghe')).toBeDefined()
    expect(page.getByText('2026-12-04 到期，即将到期')).toBeDefined()
    expect(page.getByText('长期有效')).toBeDefined()
    expect(page.getByText(/^完整至/).textContent).toContain('3 分钟前')
    expect(page.getByText('已登记到微信支付')).toBeDefined()
  })

  it('says why data are old, and reconciles on request', async () => {
    const { screen, user, desk } = setupConsole({ path: '/merchants' })
    const page = await card(screen, '星辰共享充电宝（华南运营中心）')
    expect(page.getByText(/CONNECTION_FAILED/)).toBeDefined()
    await user.click(page.getByRole('button', { name: '立即对账' }))
    expect(await page.findByText(/刚刚/)).toBeDefined()
    expect(desk.requests).toContain('POST /api/v1/merchants/xingchen/sync')
  })

  it('repairs a notification address that somebody changed', async () => {
    const { screen, user } = setupConsole({ path: '/merchants' })
    const page = await card(screen, '星辰共享充电宝（华南运营中心）')
    expect(page.getByText('https://elsewhere.example/notify')).toBeDefined()
    await user.click(page.getByRole('button', { name: '登记为本工作台' }))
    expect(await page.findByText('已登记到微信支付')).toBeDefined()
  })

  it('shows how far the history has been read', async () => {
    const { screen } = setupConsole({ path: '/merchants' })
    const page = await card(screen, '悦听课堂')
    expect(page.getByText('尚未完成首次对账')).toBeDefined()
    expect(page.getByRole('progressbar').getAttribute('value')).toMatch(/^0\.[45]/)
  })

  it('shows the limits of refunds, which an owner may change and an operator may not', async () => {
    const { screen } = setupConsole({ path: '/merchants' })
    const page = await card(screen, '青禾鲜果旗舰店')
    expect(await page.findByText('每日最多 ¥10,000.00，超过 ¥1,000.00 需第二人批准')).toBeDefined()
    expect(page.queryByRole('button', { name: '修改' })).toBeNull()
  })

  it('says that the limits could not be read, and reads them again on request', async () => {
    const { screen, user, desk } = setupConsole({ path: '/merchants' })
    desk.overrides.set('GET /api/v1/merchants/qinghe/refund-rules', () => problem(500, 'INTERNAL', 'Out of order.'))
    const page = await card(screen, '青禾鲜果旗舰店')
    const alert = await page.findByRole('alert')
    expect(alert.textContent).toContain('退款规则没有加载出来')
    desk.overrides.clear()
    await user.click(within(alert).getByRole('button', { name: /^重\s*试$/ }))
    expect(await page.findByText(/^每日最多 ¥10,000.00/)).toBeDefined()
  })

  it('saves changed limits', async () => {
    const { screen, user, desk } = setupConsole({ path: '/merchants', user: owner })
    const page = await card(screen, '青禾鲜果旗舰店')
    await user.click(await page.findByRole('button', { name: '修改' }))
    const dialog = within(await screen.findByRole('dialog', { name: '退款规则' }))
    const daily = dialog.getByRole('textbox', { name: '每日退款总额上限（元）' })
    await user.clear(daily)
    await user.type(daily, 'lots')
    await user.click(dialog.getByRole('button', { name: '保存' }))
    expect(await dialog.findByText('请输入金额，例如 88.50')).toBeDefined()
    await user.clear(daily)
    await user.type(daily, '500')
    await user.click(dialog.getByRole('button', { name: '保存' }))
    expect(await page.findByText('每日最多 ¥500.00，超过 ¥1,000.00 需第二人批准')).toBeDefined()
    expect(desk.bodies.get('PUT /api/v1/merchants/qinghe/refund-rules')).toEqual({
      trustedOnly: false,
      dailyAmount: 50_000,
      fourEyesAbove: 100_000,
    })
  })

  it('shows labels, which an owner may change and an operator may not', async () => {
    const { screen } = setupConsole({ path: '/merchants' })
    const page = await card(screen, '青禾鲜果旗舰店')
    expect(page.getByText('门店:西湖店')).toBeDefined()
    expect(page.queryByRole('button', { name: '编辑标签' })).toBeNull()
    expect((await card(screen, '悦听课堂')).getByText('没有标签')).toBeDefined()
  })

  it('saves changed labels, typed by hand, each once', async () => {
    const { screen, user, desk } = setupConsole({ path: '/merchants', user: owner })
    const page = await card(screen, '悦听课堂')
    await user.click(await page.findByRole('button', { name: '编辑标签' }))
    const dialog = within(await screen.findByRole('dialog', { name: '标签 · 悦听课堂' }))
    await user.type(dialog.getByRole('combobox', { name: '标签' }), '品牌:悦听，门店:线上，品牌:悦听')
    await user.click(dialog.getByRole('button', { name: '保存' }))
    expect(await page.findByText('品牌:悦听')).toBeDefined()
    expect(page.getByText('门店:线上')).toBeDefined()
    expect(desk.bodies.get('PUT /api/v1/merchants/yueting/labels')).toEqual({ labels: ['品牌:悦听', '门店:线上'] })
  })

  it('shows what the desk refuses, and keeps what was typed', async () => {
    const { screen, user, desk } = setupConsole({ path: '/merchants', user: owner })
    desk.overrides.set('PUT /api/v1/merchants/yueting/labels', () => problem(422, 'LABEL_INVALID', 'No.'))
    const page = await card(screen, '悦听课堂')
    await user.click(await page.findByRole('button', { name: '编辑标签' }))
    const dialog = within(await screen.findByRole('dialog', { name: '标签 · 悦听课堂' }))
    await user.type(dialog.getByRole('combobox', { name: '标签' }), '门店:线上{Enter}')
    await user.click(dialog.getByRole('button', { name: '保存' }))
    expect((await dialog.findByRole('alert')).textContent).toContain('标签不符合要求')
    expect(dialog.getByTitle('门店:线上')).toBeDefined()
  })

  it('shows the official accounts with the addresses that belong to them', async () => {
    const { screen } = setupConsole({ path: '/merchants', accounts })
    const page = await card(screen, '茶语小铺')
    expect(page.getByText('/callbacks/rights/chayu')).toBeDefined()
    expect(page.getByText('/callbacks/official-account/chayu')).toBeDefined()
    expect(page.getByText('V1.6：24 小时内条数不限')).toBeDefined()
    expect(page.getByRole('link', { name: '查看维权单' }).getAttribute('href')).toBe('/rights?account=chayu')
  })

  it('warns of an account that no message reaches', async () => {
    const { screen } = setupConsole({
      path: '/merchants',
      accounts: accounts.map((account) => ({ ...account, pushMode: 'off' as const })),
    })
    const page = await card(screen, '茶语小铺')
    expect(page.getByText(/没有配置消息推送/)).toBeDefined()
    expect(page.queryByText('/callbacks/official-account/chayu')).toBeNull()
  })

  it('speaks of no official accounts where there are none', async () => {
    const { screen } = setupConsole({ path: '/merchants' })
    await card(screen, '青禾鲜果旗舰店')
    expect(screen.queryByRole('heading', { name: '公众号' })).toBeNull()
  })

  it('teaches how to add the first one', async () => {
    const { screen } = setupConsole({ path: '/merchants', merchants: [] })
    expect(await screen.findByText(/redress merchant add/)).toBeDefined()
  })
})

describe('the inbox', () => {
  it('warns where complaints may be missing, and only there', async () => {
    const { screen } = setupConsole({ merchants: merchants.slice(0, 2) })
    expect(await screen.findByText(/星辰共享充电宝（华南运营中心） 的数据不是最新的/)).toBeDefined()
  })

  it('does not warn while everything is up to date', async () => {
    const { screen } = setupConsole({ merchants: merchants.slice(0, 1) })
    await screen.findByText('没有待处理的投诉')
    expect(screen.queryByText(/数据不是最新的/)).toBeNull()
  })
})

describe('how complete data are', () => {
  it.each([
    [hours(-1.5), null, 'fresh'],
    [hours(-1.51), null, 'aged'],
    [hours(-0.1), hours(-0.1), 'fresh'],
    [hours(-0.2), hours(-0.2), 'aged'],
    [null, null, 'unknown'],
  ] as const)('known up to %s, failing since %s: %s', (completeUpTo, problemSince, expected) => {
    expect(completenessOf({ completeUpTo, problemSince }, now)).toBe(expected)
  })

  it('a merchant of a desk that does not reconcile is unknown', () => {
    expect(completenessOf(null, now)).toBe('unknown')
  })

  it.each([
    [{ from: '2025-11-22', coveredFrom: '2026-11-22', found: 0, doneAt: null }, 0],
    [{ from: '2025-11-22', coveredFrom: '2025-11-22', found: 9, doneAt: null }, 1],
    [{ from: '2025-11-22', coveredFrom: '2026-05-24', found: 5, doneAt: null }, 0.5],
    [{ ...merchantSync().backfill, doneAt: NOW }, 1],
  ])('backfill %j is done to about %s', (backfill, share) => {
    expect(backfillShare(backfill, now)).toBeCloseTo(share, 1)
  })
})

it.each([
  [hours(-1), 'expired'],
  [hours(0), 'expired'],
  [hours(24 * 30), 'expiresSoon'],
  [hours(24 * 30 + 1), 'expires'],
])('a key until %s: %s', (expiresAt, stage) => {
  expect(expiryStage(Date.parse(expiresAt), now)).toBe(stage)
})
