import { fireEvent, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { complaint, onlyRights, refundApplicable } from '../support/complaints.ts'
import { problem } from '../support/fake-desk.ts'
import { setupConsole } from '../support/setup-console.tsx'

const path = '/complaints/complaint-1'
const replies = `POST /api/v1${path}/replies`
const open = (changes: Parameters<typeof complaint>[0] = {}) =>
  setupConsole({ path, complaints: [complaint(changes), complaint({ number: 2 })] })
const field = async ({ screen }: ReturnType<typeof setupConsole>) =>
  await screen.findByRole<HTMLTextAreaElement>('textbox', { name: '回复内容' })
const png = (name: string) => new File(['x'], name, { type: 'image/png' })

/** The keys that replies arrive with; of the first ones the answer is lost. */
function keysOf({ desk }: ReturnType<typeof setupConsole>, { lost }: { readonly lost: number }): (string | null)[] {
  const keys: (string | null)[] = []
  const answer = desk.fetch
  Object.assign(desk, {
    fetch: async (request: Request) => {
      if (!request.url.endsWith('/replies')) return await answer(request)
      keys.push(request.headers.get('idempotency-key'))
      if (keys.length <= lost) throw new TypeError('connection lost')
      return await answer(request)
    },
  })
  return keys
}

describe('a reply', () => {
  it('is handed to the desk with Ctrl+Enter and shown as queued', async () => {
    const page = open()
    await page.user.type(await field(page), '退款已提交{Control>}{Enter}{/Control}')
    expect(await page.screen.findByText('排队中')).toBeDefined()
    expect(page.desk.bodies.get(replies)).toEqual({ content: '退款已提交', images: [] })
    await waitFor(async () => expect((await field(page)).value).toBe(''))
    expect(sessionStorage).toHaveLength(0)
  })

  it('is reached with r', async () => {
    const page = open()
    const reply = await field(page)
    await page.user.keyboard('r')
    expect(document.activeElement).toBe(reply)
    expect(reply.value).toBe('')
  })

  it('is left with Esc, but not by one that only puts the candidates of an input method away', async () => {
    const page = open()
    const reply = await field(page)
    reply.focus()
    fireEvent.keyDown(reply, { key: 'Escape', isComposing: true })
    expect(document.activeElement).toBe(reply)
    fireEvent.keyDown(reply, { key: 'Escape' })
    expect(document.activeElement).not.toBe(reply)
  })

  it('is not sent empty, and says so', async () => {
    const page = open()
    await field(page)
    await page.user.click(page.screen.getByRole('button', { name: '发送回复' }))
    expect(await page.screen.findByText('请输入回复内容')).toBeDefined()
    expect(page.desk.bodies.has(replies)).toBe(false)
  })

  it('names characters the platform refuses and removes them on request', async () => {
    const page = open()
    const reply = await field(page)
    await page.user.type(reply, '好的😀')
    expect(await page.screen.findByText(/😀 \(U\+1F600\)/)).toBeDefined()
    await page.user.keyboard('{Control>}{Enter}{/Control}')
    expect(page.desk.bodies.has(replies)).toBe(false)
    await page.user.click(page.screen.getByRole('button', { name: '删除这些字符' }))
    expect(reply.value).toBe('好的')
  })

  it('warns above 200 characters and stops above 500', async () => {
    const page = open()
    const reply = await field(page)
    fireEvent.change(reply, { target: { value: '退'.repeat(201) } })
    expect(await page.screen.findByText('201 / 500 字')).toBeDefined()
    expect(page.screen.getByText(/^超过 200 字/)).toBeDefined()
    fireEvent.change(reply, { target: { value: '退'.repeat(503) } })
    expect(await page.screen.findByText(/^超出 3 字/)).toBeDefined()
    await page.user.click(page.screen.getByRole('button', { name: '发送回复' }))
    expect(page.desk.bodies.has(replies)).toBe(false)
  })

  it('takes pictures by choice and by paste, four at most, and lets one be removed', async () => {
    const page = open()
    const reply = await field(page)
    await page.user.upload(page.screen.getByLabelText('添加图片', { selector: 'input' }), [png('a.png'), png('b.png')])
    await page.user.click(reply)
    fireEvent.paste(reply, { clipboardData: { files: [png('c.png'), png('d.png'), png('e.png')] } })
    expect(await page.screen.findByText('最多 4 张图片，多出的没有添加。')).toBeDefined()
    expect(await page.screen.findAllByRole('button', { name: /^移除图片/ })).toHaveLength(4)
    await page.user.click(page.screen.getByRole('button', { name: '移除图片 1' }))
    await page.user.type(reply, '见图')
    await page.user.click(page.screen.getByRole('button', { name: '发送回复' }))
    await waitFor(() =>
      expect(page.desk.bodies.get(replies)).toEqual({
        content: '见图',
        images: ['key-b.png', 'key-c.png', 'key-d.png'],
      }),
    )
  })

  it('leaves out a file that is no picture', async () => {
    const page = open()
    const pdf = new File(['x'], '账单.pdf', { type: 'application/pdf' })
    fireEvent.paste(await field(page), { clipboardData: { files: [pdf] } })
    expect(await page.screen.findByText(/“账单.pdf”不是/)).toBeDefined()
  })

  it('is kept per complaint while one reads another', async () => {
    const page = open()
    await page.user.type(await field(page), '还没写完')
    await page.user.click(page.screen.getByRole('link', { name: /会员充值/ }))
    await waitFor(async () => expect((await field(page)).value).toBe(''))
    await page.user.click(page.screen.getByRole('link', { name: /买的车厘子/ }))
    await waitFor(async () => expect((await field(page)).value).toBe('还没写完'))
  })

  it('keeps the text and the key when the answer is lost, so that trying again cannot send it twice', async () => {
    const page = open()
    const keys = keysOf(page, { lost: 1 })
    const reply = await field(page)
    await page.user.type(reply, '退款已提交')
    await page.user.click(page.screen.getByRole('button', { name: '发送回复' }))
    expect((await page.screen.findByRole('alert')).textContent).toContain('连接不上工作台服务')
    expect(reply.value).toBe('退款已提交')
    await page.user.click(page.screen.getByRole('button', { name: '发送回复' }))
    expect(await page.screen.findByText('排队中')).toBeDefined()
    expect(keys).toHaveLength(2)
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(keys[1]).toBe(keys[0])
  })

  it('keeps the key of a lost answer over a look at another complaint, and over a letter typed and deleted', async () => {
    const page = open()
    const keys = keysOf(page, { lost: 2 })
    await page.user.type(await field(page), '退款已提交{Control>}{Enter}{/Control}')
    await page.screen.findByRole('alert')
    await page.user.type(await field(page), 'x{Backspace}{Control>}{Enter}{/Control}')
    await waitFor(() => expect(keys).toHaveLength(2))
    await page.screen.findByRole('alert')
    await page.user.click(page.screen.getByRole('link', { name: /会员充值/ }))
    await waitFor(async () => expect((await field(page)).value).toBe(''))
    await page.user.click(page.screen.getByRole('link', { name: /买的车厘子/ }))
    await waitFor(async () => expect((await field(page)).value).toBe('退款已提交'))
    await page.user.type(await field(page), '{Control>}{Enter}{/Control}')
    await waitFor(async () => expect((await field(page)).value).toBe(''))
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(sessionStorage).toHaveLength(0)
  })

  it('gets another key with other words, and when the same words are sent once more', async () => {
    const page = open()
    const keys = keysOf(page, { lost: 1 })
    await page.user.type(await field(page), '退款{Control>}{Enter}{/Control}')
    await page.screen.findByRole('alert')
    for (const count of [2, 3]) {
      await page.user.clear(await field(page))
      await page.user.type(await field(page), '已退款{Control>}{Enter}{/Control}')
      await waitFor(() => expect(keys).toHaveLength(count))
      await waitFor(async () => expect((await field(page)).value).toBe(''))
    }
    expect(new Set(keys).size).toBe(3)
  })

  it('cannot be written when it is not possible, and says why', async () => {
    const page = open({
      applicable: {
        reply: { allowed: false, code: 'CHANNEL_CLOSED', reason: '该渠道暂不支持回复' },
        ...onlyRights,
        complete: { allowed: true, guards: [] },
        refundDecision: refundApplicable(true, 8800),
      },
    })
    expect((await field(page)).disabled).toBe(true)
    expect(page.screen.getByRole('alert').textContent).toContain('该渠道暂不支持回复')
  })

  it('shows what the desk refused', async () => {
    const page = open()
    page.desk.overrides.set(replies, () => problem(422, 'WEIRD', '内容包含敏感词', { remedy: '请修改后再发送' }))
    await page.user.type(await field(page), '退款')
    await page.user.click(page.screen.getByRole('button', { name: '发送回复' }))
    const alert = await page.screen.findByRole('alert')
    expect(alert.textContent).toContain('内容包含敏感词')
    expect(alert.textContent).toContain('请修改后再发送')
  })
})
