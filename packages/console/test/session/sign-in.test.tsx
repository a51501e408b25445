import { describe, expect, it } from 'vitest'
import { complaint } from '../support/complaints.ts'
import { PASSWORD, problem } from '../support/fake-desk.ts'
import { setupConsole } from '../support/setup-console.tsx'

const signIn = async ({ user, screen }: ReturnType<typeof setupConsole>, password = PASSWORD) => {
  await user.type(await screen.findByRole('textbox', { name: '用户名' }), 'wang')
  await user.type(screen.getByLabelText('密码'), password)
  await user.click(screen.getByRole('button', { name: '登录' }))
}

describe('signing in', () => {
  it('leads to where one was going', async () => {
    const page = setupConsole({ user: null, path: '/complaints/complaint-1?state=all', complaints: [complaint()] })
    await signIn(page)
    expect(await page.screen.findByRole('heading', { name: /申请退款/ })).toBeDefined()
    expect(page.router.state.location.href).toBe('/complaints/complaint-1?state=all')
  })

  it('says plainly that the password is wrong', async () => {
    const page = setupConsole({ user: null })
    await signIn(page, 'nope')
    expect((await page.screen.findByRole('alert')).textContent).toContain('用户名或密码不对')
  })

  it('says how long to wait after too many attempts', async () => {
    const page = setupConsole({ user: null })
    page.desk.overrides.set('POST /api/v1/session', () =>
      problem(429, 'TOO_MANY_ATTEMPTS', 'Slow down.', {}, { 'retry-after': '45' }),
    )
    await signIn(page)
    expect((await page.screen.findByRole('alert')).textContent).toContain('45 秒')
  })

  it('asks for what is missing before it asks the desk', async () => {
    const page = setupConsole({ user: null })
    await page.user.click(await page.screen.findByRole('button', { name: '登录' }))
    expect(await page.screen.findByText('请输入用户名')).toBeDefined()
    expect(page.desk.requests).not.toContain('POST /api/v1/session')
  })

  it('comes back when the session ends, and keeps the draft', async () => {
    const page = setupConsole({ path: '/complaints/complaint-1', complaints: [complaint()] })
    await page.user.type(await page.screen.findByRole('textbox', { name: '回复内容' }), '退款中')
    page.desk.user = null
    await page.user.click(page.screen.getByRole('button', { name: '发送回复' }))
    expect(await page.screen.findByText(/登录已过期/)).toBeDefined()
    await signIn(page)
    const reply = await page.screen.findByRole<HTMLTextAreaElement>('textbox', { name: '回复内容' })
    expect(reply.value).toBe('退款中')
  })

  it('is asked for by any press that finds the session over', async () => {
    const page = setupConsole({ path: '/complaints/complaint-1', complaints: [complaint()] })
    const refresh = await page.screen.findByRole('button', { name: '从平台重新读取' })
    page.desk.user = null
    await page.user.click(refresh)
    expect(await page.screen.findByText(/登录已过期/)).toBeDefined()
  })

  it('is asked for when the desk refuses the line because the session is over', async () => {
    const page = setupConsole({ complaints: [complaint()] })
    await page.screen.findByRole('link', { name: /买的车厘子/ })
    page.desk.user = null
    page.desk.emit('complaint.changed', { id: 'complaint-1' })
    expect(await page.screen.findByText(/登录已过期/)).toBeDefined()
  })

  it('ends with a sign-out', async () => {
    const page = setupConsole()
    await page.user.click(await page.screen.findByRole('button', { name: '账号：王小敏' }))
    await page.user.click(await page.screen.findByRole('menuitem', { name: '退出登录' }))
    expect(await page.screen.findByRole('heading', { name: '登录投诉工作台' })).toBeDefined()
    expect(page.desk.user).toBeNull()
  })
})
