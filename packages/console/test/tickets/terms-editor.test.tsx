import { fireEvent, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { holdAnswer, json, operator, owner, problem } from '../support/fake-desk.ts'
import '../support/lazy-parts.ts'
import { setupConsole } from '../support/setup-console.tsx'
import { accounts } from '../support/tickets.ts'

const put = 'PUT /api/v1/official-accounts/chayu/terms'
const open = (user = owner) => {
  const page = setupConsole({ path: '/rights?view=terms', accounts, user })
  page.desk.terms.set('chayu', { reasons: ['茶叶受潮', '少发赠品'], solutions: ['补发赠品'] })
  return page
}
type Page = ReturnType<typeof setupConsole>
const reasonsOf = async ({ screen }: Page) => within(await screen.findByRole('region', { name: '维权原因' }))
const values = (list: Awaited<ReturnType<typeof reasonsOf>>) =>
  list.getAllByRole<HTMLInputElement>('textbox').map((input) => input.value)
const save = async (page: Page) => await page.user.click(page.screen.getByRole('button', { name: /^保存/ }))

describe('own reasons and solutions', () => {
  it('say that the list at WeChat is kept by hand', async () => {
    const { screen } = open()
    expect(await screen.findByText(/没有修改这些选项的接口/)).toBeDefined()
  })

  it('are added, edited, ordered, deleted and saved together', async () => {
    const page = open()
    const reasons = await reasonsOf(page)
    await page.user.click(reasons.getByRole('button', { name: '添加维权原因' }))
    expect(document.activeElement).toBe(reasons.getByRole('textbox', { name: '维权原因 3' }))
    await page.user.keyboard('𠮷祥物破损')
    expect(reasons.getByText('5 / 15')).toBeDefined()
    await page.user.click(reasons.getByRole('button', { name: '上移：维权原因 3' }))
    expect(values(reasons)).toEqual(['茶叶受潮', '𠮷祥物破损', '少发赠品'])
    expect(document.activeElement).toBe(reasons.getByRole('button', { name: '上移：维权原因 2' }))
    await page.user.keyboard('{Enter}')
    expect(values(reasons)).toEqual(['𠮷祥物破损', '茶叶受潮', '少发赠品'])
    await page.user.click(reasons.getByRole('button', { name: '删除：维权原因 3' }))
    expect(page.screen.getByText('有未保存的修改')).toBeDefined()
    expect(page.desk.bodies.has(put)).toBe(false)
    await save(page)
    await waitFor(() =>
      expect(page.desk.bodies.get(put)).toEqual({ reasons: ['𠮷祥物破损', '茶叶受潮'], solutions: ['补发赠品'] }),
    )
    expect(await page.screen.findByText(/请同步到公众平台/)).toBeDefined()
    expect(sessionStorage).toHaveLength(0)
  })

  it('keep what is typed while they are saved', async () => {
    const page = open()
    const answer = holdAnswer(page.desk, put)
    const reasons = await reasonsOf(page)
    const first = reasons.getByRole('textbox', { name: '维权原因 1' })
    fireEvent.change(first, { target: { value: '茶叶发霉' } })
    await save(page)
    const saved = { reasons: ['茶叶发霉', '少发赠品'], solutions: ['补发赠品'] }
    await waitFor(() => expect(page.desk.bodies.get(put)).toEqual(saved))
    fireEvent.change(first, { target: { value: '茶叶发霉有虫' } })
    answer(json(200, saved))
    expect(await page.screen.findByText(/请同步到公众平台/)).toBeDefined()
    expect(values(reasons)).toEqual(['茶叶发霉有虫', '少发赠品'])
    expect(page.screen.getByText('有未保存的修改')).toBeDefined()
  })

  it('are three at most, and the ends say so', async () => {
    const page = open()
    const reasons = await reasonsOf(page)
    await page.user.click(reasons.getByRole('button', { name: '添加维权原因' }))
    const add = reasons.getByRole('button', { name: /^添加维权原因/ })
    expect(add.getAttribute('aria-disabled')).toBe('true')
    expect(add.textContent).toContain('最多 3 条')
    await page.user.click(add)
    expect(reasons.getAllByRole('textbox')).toHaveLength(3)
    const up = reasons.getByRole('button', { name: /^上移：维权原因 1/ })
    expect(up.getAttribute('aria-disabled')).toBe('true')
  })

  it('are not saved with what is wrong, which is named', async () => {
    const page = open()
    const reasons = await reasonsOf(page)
    const [first, second] = reasons.getAllByRole('textbox')
    if (first === undefined || second === undefined) throw new Error('two reasons were there')
    fireEvent.change(first, { target: { value: '十五个字的维权原因恰好不会超出了' } })
    expect(await reasons.findByText('超出 1 字，最多 15 字')).toBeDefined()
    expect(first.getAttribute('aria-invalid')).toBe('true')
    await save(page)
    fireEvent.change(first, { target: { value: '少发赠品' } })
    expect(await reasons.findByText('与上面的内容重复')).toBeDefined()
    await save(page)
    fireEvent.change(second, { target: { value: ' ' } })
    expect(await reasons.findByText('请填写内容，或删除这一条')).toBeDefined()
    await save(page)
    expect(page.desk.bodies.has(put)).toBe(false)
  })

  it('go back to what was saved', async () => {
    const page = open()
    const reasons = await reasonsOf(page)
    await page.user.click(reasons.getByRole('button', { name: '删除：维权原因 1' }))
    expect(values(reasons)).toEqual(['少发赠品'])
    expect(document.activeElement).toBe(reasons.getByRole('textbox', { name: '维权原因 1' }))
    await page.user.click(page.screen.getByRole('button', { name: '放弃修改' }))
    expect(values(reasons)).toEqual(['茶叶受潮', '少发赠品'])
  })

  it('are still there after a look at the list', async () => {
    const page = open()
    await page.user.click((await reasonsOf(page)).getByRole('button', { name: '删除：维权原因 1' }))
    const views = within(page.screen.getByRole('navigation', { name: '维权页面' }))
    await page.user.click(views.getByRole('link', { name: '维权单列表' }))
    await page.screen.findByText('还没有收到维权单')
    await page.user.click(views.getByRole('link', { name: '自定义维权原因&解决方案' }))
    expect(values(await reasonsOf(page))).toEqual(['少发赠品'])
  })

  it('show what the desk refused', async () => {
    const page = open()
    page.desk.overrides.set(put, () => problem(422, 'TERMS_INVALID', 'reasons.0: has a line break.'))
    await page.user.click((await reasonsOf(page)).getByRole('button', { name: '删除：维权原因 1' }))
    await save(page)
    expect((await page.screen.findByText('有内容平台不会接受。')).closest('[role=alert]')).not.toBeNull()
  })

  it('are only read by operators, who are told why', async () => {
    const page = open(operator)
    const reasons = await reasonsOf(page)
    expect(values(reasons)).toEqual(['茶叶受潮', '少发赠品'])
    expect(reasons.getAllByRole<HTMLInputElement>('textbox').every((input) => input.readOnly)).toBe(true)
    expect(reasons.queryByRole('button')).toBeNull()
    expect(page.screen.getAllByText('只有管理员可以修改').length).toBeGreaterThan(0)
    await save(page)
    expect(page.desk.bodies.has(put)).toBe(false)
  })
})
