import { fireEvent, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { action, complaint, hours } from '../support/complaints.ts'
import { holdAnswer, json, problem } from '../support/fake-desk.ts'
import '../support/lazy-parts.ts'
import { setupConsole } from '../support/setup-console.tsx'
import { accounts, longTicket, type TicketOptions, ticket } from '../support/tickets.ts'

const path = '/complaints/ticket-1'
const messages = `POST /api/v1${path}/messages`
const open = (options: TicketOptions = {}) => setupConsole({ path, accounts, complaints: [ticket(options)] })
type Page = ReturnType<typeof setupConsole>

const form = async ({ screen }: Page) => within(await screen.findByRole('form', { name: '给用户发消息' }))
const text = async (page: Page) =>
  await (await form(page)).findByRole<HTMLTextAreaElement>('textbox', { name: '消息内容' })
const choose = async (page: Page, type: string) =>
  await page.user.click((await form(page)).getByRole('radio', { name: type }))
const send = async (page: Page) => await page.user.click((await form(page)).getByRole('button', { name: '发送消息' }))
const upload = async (page: Page, label: string, file: File) =>
  await page.user.upload((await form(page)).getByLabelText(label, { selector: 'input' }), file)
const sent = async (page: Page) =>
  await waitFor(() => {
    const body = page.desk.bodies.get(messages)
    if (body === undefined) throw new Error('nothing was sent')
    return (body as { message: unknown }).message
  })

/** Fills in at once: a link typed letter by letter takes a busy machine half a minute. */
const fill = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } })

const file = (name: string, type: string) => new File(['x'], name, { type })

describe('a message to the payer', () => {
  it('is text, handed to the desk with Ctrl+Enter and shown as queued', async () => {
    const page = open()
    await page.user.type(await text(page), '您好😀，新茶已寄出{Control>}{Enter}{/Control}')
    expect(await page.screen.findByText('排队中')).toBeDefined()
    expect(await sent(page)).toEqual({ type: 'text', content: '您好😀，新茶已寄出' })
    await waitFor(async () => expect((await text(page)).value).toBe(''))
    expect(sessionStorage).toHaveLength(0)
  })

  it('is left with Esc, but not by one that only puts the candidates of an input method away', async () => {
    const field = await text(open())
    field.focus()
    fireEvent.keyDown(field, { key: 'Escape', isComposing: true })
    expect(document.activeElement).toBe(field)
    fireEvent.keyDown(field, { key: 'Escape' })
    expect(document.activeElement).not.toBe(field)
  })

  it('counts bytes as the platform does, and is not sent above the limit', async () => {
    const page = open()
    fireEvent.change(await text(page), { target: { value: '好'.repeat(683) } })
    expect(await page.screen.findByText('2049 / 2048 字节')).toBeDefined()
    await send(page)
    expect(await page.screen.findByText(/^超出 1 字节/)).toBeDefined()
    expect(page.desk.bodies.has(messages)).toBe(false)
  })

  it.each([
    ['图片', '选择图片', file('a.png', 'image/png'), { type: 'image', mediaKey: 'key-a.png' }],
    ['语音', '选择语音', file('a.mp3', 'audio/mpeg'), { type: 'voice', mediaKey: 'key-a.mp3' }],
  ] as const)('is %s once the file is there', async (type, label, chosen, message) => {
    const page = open()
    await choose(page, type)
    await send(page)
    expect(await page.screen.findByText(`请先${label}`)).toBeDefined()
    await upload(page, label, chosen)
    expect(await page.screen.findByRole('button', { name: `移除${type}` })).toBeDefined()
    await send(page)
    expect(await sent(page)).toEqual(message)
  })

  it('is video with its cover and words', async () => {
    const page = open()
    await choose(page, '视频')
    await upload(page, '选择视频', file('a.mp4', 'video/mp4'))
    await upload(page, '选择封面图', file('c.jpg', 'image/jpeg'))
    await page.user.type((await form(page)).getByRole('textbox', { name: /^标题/ }), '开箱检查')
    expect(await page.screen.findByRole('button', { name: '移除封面图' })).toBeDefined()
    await send(page)
    expect(await sent(page)).toEqual({
      type: 'video',
      mediaKey: 'key-a.mp4',
      thumbMediaKey: 'key-c.jpg',
      title: '开箱检查',
    })
  })

  it('is music with two links', async () => {
    const page = open()
    await choose(page, '音乐')
    const fields = await form(page)
    fill(fields.getByRole('textbox', { name: '音乐链接' }), 'shop.example/a.mp3')
    fill(fields.getByRole('textbox', { name: '高品质链接（Wi-Fi 下优先播放）' }), 'https://shop.example/b.mp3')
    await upload(page, '选择封面图', file('c.jpg', 'image/jpeg'))
    await send(page)
    expect(await page.screen.findByText('“音乐链接”要以 http:// 或 https:// 开头')).toBeDefined()
    fill(fields.getByRole('textbox', { name: '音乐链接' }), 'https://shop.example/a.mp3')
    await send(page)
    expect(await sent(page)).toEqual({
      type: 'music',
      musicUrl: 'https://shop.example/a.mp3',
      hqMusicUrl: 'https://shop.example/b.mp3',
      thumbMediaKey: 'key-c.jpg',
    })
  })

  it('is articles, as many as the account may send', async () => {
    const page = open({ rights: { maxArticles: 2 } })
    await choose(page, '图文')
    const fields = await form(page)
    await page.user.type(fields.getByRole('textbox', { name: /^标题/ }), '换货须知{Enter}')
    expect(page.desk.bodies.has(messages)).toBe(false)
    await page.user.click(fields.getByRole('button', { name: '添加一篇（最多 2 篇）' }))
    const second = within(fields.getByRole('group', { name: '第 2 篇' }))
    expect(fields.getByRole('button', { name: /添加一篇/ }).getAttribute('aria-disabled')).toBe('true')
    await send(page)
    expect(await page.screen.findByText('第 2 篇还没有内容')).toBeDefined()
    fill(second.getByRole('textbox', { name: /^点击后打开的链接/ }), 'https://shop.example/2')
    await send(page)
    expect(await sent(page)).toEqual({
      type: 'news',
      articles: [{ title: '换货须知' }, { url: 'https://shop.example/2' }],
    })
  })

  it('offers the kinds that the account can send, and no other', async () => {
    const page = open({ rights: { messageTypes: ['text', 'image'] } })
    const radios = (await form(page)).getAllByRole('radio')
    expect(radios.map((radio) => radio.getAttribute('value'))).toEqual(['text', 'image'])
  })

  it('refuses a file of another kind before it is uploaded', async () => {
    const page = open()
    await choose(page, '语音')
    const input = (await form(page)).getByLabelText('选择语音', { selector: 'input' })
    fireEvent.change(input, { target: { files: [file('a.wav', 'audio/wav')] } })
    expect(await page.screen.findByText(/“a.wav”不是可用的格式/)).toBeDefined()
    expect(page.desk.requests.some((request) => request.includes('/media'))).toBe(false)
  })

  it('is not sent while an upload has failed, which can be tried again', async () => {
    const page = open()
    page.desk.overrides.set('POST /api/v1/media?kind=image', () => problem(500, 'BROKEN', 'It broke.'))
    await choose(page, '图片')
    await upload(page, '选择图片', file('a.png', 'image/png'))
    expect((await page.screen.findByRole('alert')).textContent).toContain('“a.png”上传失败')
    await send(page)
    expect(await page.screen.findByText('请先处理上传失败的文件')).toBeDefined()
    page.desk.overrides.clear()
    await page.user.click(page.screen.getByRole('button', { name: '重新上传' }))
    expect(await page.screen.findByRole('button', { name: '移除图片' })).toBeDefined()
  })

  it('keeps the parts of each kind while another is tried', async () => {
    const page = open()
    await page.user.type(await text(page), '还没写完')
    await choose(page, '图片')
    await choose(page, '文字')
    expect((await text(page)).value).toBe('还没写完')
  })

  it('keeps the key of a lost answer over a look at another complaint', async () => {
    const page = setupConsole({ path, accounts, complaints: [ticket(), complaint()] })
    const keys: (string | null)[] = []
    const answer = page.desk.fetch
    Object.assign(page.desk, {
      fetch: async (request: Request) => {
        if (!request.url.endsWith('/messages')) return await answer(request)
        keys.push(request.headers.get('idempotency-key'))
        if (keys.length === 1) throw new TypeError('connection lost')
        return await answer(request)
      },
    })
    await page.user.type(await text(page), '新茶已寄出{Control>}{Enter}{/Control}')
    await page.screen.findByRole('alert')
    await page.router.navigate({ to: '/complaints/$complaintId', params: { complaintId: 'complaint-1' } })
    await page.screen.findByRole('textbox', { name: '回复内容' })
    await page.router.navigate({ to: '/complaints/$complaintId', params: { complaintId: 'ticket-1' } })
    await page.user.type(await text(page), '{Control>}{Enter}{/Control}')
    await waitFor(async () => expect((await text(page)).value).toBe(''))
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
    expect(sessionStorage).toHaveLength(0)
  })

  it('keeps what is typed in another kind while it is on its way', async () => {
    const page = open()
    const answer = holdAnswer(page.desk, messages)
    await page.user.type(await text(page), '新茶已寄出{Control>}{Enter}{/Control}')
    await sent(page)
    await choose(page, '视频')
    fill((await form(page)).getByRole('textbox', { name: /^标题/ }), '开箱')
    answer(json(202, { actionId: 'action-9' }))
    expect(await page.screen.findByText(/^消息已提交/)).toBeDefined()
    expect((await form(page)).getByRole<HTMLInputElement>('textbox', { name: /^标题/ }).value).toBe('开箱')
    await choose(page, '文字')
    expect((await text(page)).value).toBe('')
  })

  it('shows what the desk refused, and keeps the text', async () => {
    const page = open()
    page.desk.overrides.set(messages, () => problem(409, 'REPLY_WINDOW_CLOSED', 'Too late.'))
    await page.user.type(await text(page), '您好')
    await send(page)
    expect((await page.screen.findByRole('alert')).textContent).toContain('现在不能给用户发消息')
    expect((await text(page)).value).toBe('您好')
  })
})

describe('the reply window', () => {
  it('counts down', async () => {
    const page = open()
    expect((await form(page)).getByText(/还剩 5 小时 12 分，11-22 19:42 截止 · 条数不限/)).toBeDefined()
  })

  it('counts what may still be sent', async () => {
    const page = open({ rights: { replyWindow: { open: true, closesAt: hours(1), remaining: 4, reason: null } } })
    expect((await form(page)).getByText(/还可发 4 条/)).toBeDefined()
  })

  it.each([
    ['never-opened', /还没有在公众号里说过话/],
    ['expired', /回复时限已过/],
    ['count-used-up', /条数已用完/],
    ['unsubscribed', /已取消关注/],
  ] as const)('says why nothing can be sent: %s', async (reason, words) => {
    const page = open({ rights: { replyWindow: { open: false, closesAt: null, remaining: null, reason } } })
    const panel = await form(page)
    expect(panel.getByRole('status').textContent).toMatch(words)
    expect((await text(page)).disabled).toBe(true)
    const button = panel.getByRole('button', { name: /发送消息/ })
    expect(button.getAttribute('aria-disabled')).toBe('true')
    await page.user.click(button)
    expect(page.desk.bodies.has(messages)).toBe(false)
  })

  it('closes on the page when its time is over, whatever was read before', async () => {
    const page = open({ rights: { replyWindow: { open: true, closesAt: hours(-0.1), remaining: null, reason: null } } })
    expect((await form(page)).getByRole('status').textContent).toContain('回复时限已过')
  })
})

describe('the sign that somebody writes', () => {
  const typings = (page: Page) => page.desk.requests.filter((request) => request.endsWith('/typing'))

  it('is shown once while one writes, and hidden when the field is emptied', async () => {
    const page = open()
    await page.user.type(await text(page), '您好')
    expect(typings(page)).toHaveLength(1)
    expect(page.desk.bodies.get(`POST /api/v1${path}/typing`)).toEqual({ shown: true })
    await page.user.clear(await text(page))
    expect(typings(page)).toHaveLength(2)
    expect(page.desk.bodies.get(`POST /api/v1${path}/typing`)).toEqual({ shown: false })
  })

  it('is never spoken of when it fails', async () => {
    const page = open()
    page.desk.overrides.set(`POST /api/v1${path}/typing`, () => problem(409, 'NOPE', 'Nope.'))
    await page.user.type(await text(page), '您好')
    expect(page.screen.queryByRole('alert')).toBeNull()
  })
})

describe('the conversation', () => {
  it('plays voices and videos, offers what cannot be played, and shows sent messages in their parts', async () => {
    const { screen } = setupConsole({ path, accounts, complaints: [longTicket()] })
    const thread = within(await screen.findByRole('region', { name: '协商历史' }))
    expect(thread.getByText('非常抱歉！请问是哪一批次？方便发一段语音或视频吗？')).toBeDefined()
    expect(thread.getByText(/不能在网页里播放/)).toBeDefined()
    expect(thread.getByRole('link', { name: '下载' }).getAttribute('href')).toBe('/api/v1/images/voice-amr')
    expect(thread.getByLabelText('语音', { selector: 'audio' }).getAttribute('src')).toBe('/api/v1/images/voice-mp3')
    expect(thread.getByLabelText('视频', { selector: 'video' }).getAttribute('src')).toBe('/api/v1/images/video-1')
    expect(thread.getAllByRole('link', { name: '打开文章' })).toHaveLength(2)
    expect(thread.getByText('茶山小调')).toBeDefined()
    expect(thread.getByText('拒绝处理结果')).toBeDefined()
  })

  it('offers a voice for download when the browser cannot play it', async () => {
    const { screen } = setupConsole({ path, accounts, complaints: [longTicket()] })
    fireEvent.error(await screen.findByLabelText('语音', { selector: 'audio' }))
    expect(await screen.findAllByText(/不能在网页里播放/)).toHaveLength(2)
  })

  it.each([
    ['用户已收到，记为已发送', '记为已发送？', '记为已发送', 'settlement', { outcome: 'sent' }],
    ['没有收到，再发一次', '再发一次？', '再发一次', 'retry', undefined],
    ['没有收到，不再发送', '不再发送？', '不再发送', 'settlement', { outcome: 'not-sent' }],
  ])('leaves a message whose answer was lost to a person: %s', async (name, title, confirm, call, body) => {
    const page = setupConsole({ path, accounts, complaints: [longTicket()] })
    const intents = within(await page.screen.findByRole('list', { name: '尚未到达平台的操作' }))
    expect(intents.getByText(/用户可能已经收到/)).toBeDefined()
    for (const other of ['重试', '取消发送']) expect(intents.queryByRole('button', { name: other })).toBeNull()
    await page.user.click(intents.getByRole('button', { name }))
    const dialog = within(await page.screen.findByRole('dialog', { name: title }))
    expect(page.desk.requests.some((request) => request.includes('/actions/'))).toBe(false)
    await page.user.click(dialog.getByRole('button', { name: confirm }))
    const request = `POST /api/v1/actions/action-lost/${call}`
    await waitFor(() => expect(page.desk.requests).toContain(request))
    expect(page.desk.bodies.get(request)).toEqual(body)
  })

  it('offers to try a message again that was surely not sent', async () => {
    const parked = action({
      kind: 'message',
      state: 'parked',
      message: { type: 'voice', mediaKey: 'v' },
      images: [{ mediaKey: 'v', url: '/api/v1/images/v' }],
      problem: { code: 'REPLY_WINDOW_CLOSED', message: 'Closed.', remedy: 'Wait.' },
    })
    const { screen } = open({ actions: [parked] })
    const intents = within(await screen.findByRole('list', { name: '尚未到达平台的操作' }))
    expect(intents.getByText('语音消息')).toBeDefined()
    expect(intents.getByText(/发送前回复时限已过/)).toBeDefined()
    expect(intents.getByRole('button', { name: '重试' })).toBeDefined()
    expect(intents.queryByRole('button', { name: /记为已发送/ })).toBeNull()
  })
})
