import { fireEvent, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import {
  action,
  complaint,
  entry,
  expiredImage,
  hours,
  longComplaint,
  missingImage,
  onlyRights,
  refundApplicable,
} from '../support/complaints.ts'
import { holdAnswer, json, problem } from '../support/fake-desk.ts'
import { setupConsole } from '../support/setup-console.tsx'

const path = '/complaints/complaint-1'

describe('a complaint', () => {
  it('shows order, deadlines and payer', async () => {
    const { screen } = setupConsole({ path, complaints: [longComplaint()] })
    const facts = within(await screen.findByRole('complementary', { name: '投诉信息' }))
    expect(facts.getByText('4200000404201909069117582501')).toBeDefined()
    expect(facts.getByText('138****1234')).toBeDefined()
    expect(facts.getByText('还剩 3 小时 12 分')).toBeDefined()
    expect(facts.getAllByText(/已按时完成/)).toHaveLength(2)
    expect(facts.getByRole('button', { name: '复制微信支付订单号' })).toBeDefined()
  })

  it('shows one timeline with its episodes, and says which pictures are missing', async () => {
    const { screen } = setupConsole({ path, complaints: [longComplaint()] })
    const thread = within(await screen.findByRole('region', { name: '协商历史' }))
    expect(thread.getByText('图片未交付')).toBeDefined()
    expect(thread.getByText('图片下载中')).toBeDefined()
    expect(thread.getByText(/^第 2 次投诉/)).toBeDefined()
    expect(thread.getByText('平台催办')).toBeDefined()
    expect(thread.getByText('平台新增的类型 USER_SENDS_STICKER')).toBeDefined()
  })

  it('says of a picture that its time was over, apart from one that never came', async () => {
    const timeline = [entry('1', { images: [expiredImage] }), entry('2', { images: [missingImage] })]
    const { screen } = setupConsole({ path, complaints: [complaint({ timeline })] })
    const expired = await screen.findByText('已过保存期，已删除')
    expect(expired.closest('[title]')?.getAttribute('title')).toMatch(/再次投诉时会重新下载/)
    expect(screen.getByText('图片未交付')).toBeDefined()
  })

  it('says so when a thumbnail cannot be shown', async () => {
    const { screen } = setupConsole({ path, complaints: [longComplaint()] })
    const thumbnail = await screen.findByRole('button', { name: '查看图片 1 / 2' })
    const picture = thumbnail.querySelector('img')
    if (picture !== null) fireEvent.error(picture)
    expect(await screen.findByText('打不开，请刷新')).toBeDefined()
  })

  it('opens pictures, walks through them by arrow key, and gives the focus back', async () => {
    const { screen, user } = setupConsole({ path, complaints: [longComplaint()] })
    const thumbnail = await screen.findByRole('button', { name: '查看图片 1 / 2' })
    await user.click(thumbnail)
    expect(await screen.findByRole('dialog', { name: '图片 1 / 2' })).toBeDefined()
    await user.keyboard('{ArrowRight}')
    expect(await screen.findByRole('dialog', { name: '图片 2 / 2' })).toBeDefined()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await waitFor(() => expect(document.activeElement).toBe(thumbnail))
  })

  it('keeps intent apart from fact, with problem, remedy, retry and cancel', async () => {
    const { screen, user, desk } = setupConsole({ path, complaints: [longComplaint()] })
    const intents = within(await screen.findByRole('list', { name: '尚未到达平台的操作' }))
    expect(intents.getAllByRole('listitem').map((item) => item.dataset['intent'])).toContain('parked')
    expect(intents.getByText('此商户号暂不支持发送外部链接')).toBeDefined()
    expect(intents.getByText(/^下一步：去掉链接/)).toBeDefined()
    await user.click(intents.getByRole('button', { name: '重试' }))
    await waitFor(() => expect(intents.queryByText('已搁置，需要处理')).toBeNull())
    expect(desk.requests).toContain('POST /api/v1/actions/action-parked/retry')
    const [first] = intents.getAllByRole('button', { name: '取消发送' })
    if (first !== undefined) await user.click(first)
    await waitFor(() => expect(desk.complaints[0]?.actions.some((item) => item.state === 'cancelled')).toBe(true))
  })

  it('holds what is queued until somebody decides', async () => {
    const { screen, user } = setupConsole({ path, complaints: [complaint({ actions: [action()] })] })
    await user.click(await screen.findByRole('button', { name: '暂缓' }))
    expect(await screen.findByText('已搁置，需要处理')).toBeDefined()
  })

  it('does not offer to cancel what is being sent', async () => {
    const { screen } = setupConsole({ path, complaints: [complaint({ actions: [action({ state: 'sending' })] })] })
    const intents = within(await screen.findByRole('list', { name: '尚未到达平台的操作' }))
    expect(intents.getByText('发送中')).toBeDefined()
    expect(intents.queryByRole('button')).toBeNull()
  })

  it('shows the phone number only after a reason', async () => {
    const { screen, user, desk } = setupConsole({ path, complaints: [complaint()] })
    await user.click(await screen.findByRole('button', { name: '查看完整号码' }))
    const dialog = within(await screen.findByRole('dialog', { name: '查看投诉人电话' }))
    await user.click(dialog.getByRole('button', { name: '查看' }))
    expect(await dialog.findByText('请填写查看原因')).toBeDefined()
    expect(desk.requests.some((request) => request.includes('phone-reveals'))).toBe(false)
    await user.type(dialog.getByRole('textbox', { name: '查看原因' }), '核对到账')
    await user.click(dialog.getByRole('button', { name: '查看' }))
    expect(await screen.findByText('13800001234')).toBeDefined()
    expect(desk.bodies.get(`POST /api/v1${path}/phone-reveals`)).toEqual({ reason: '核对到账' })
  })

  it('is read again on request, and says when that is done', async () => {
    const { screen, user } = setupConsole({ path, complaints: [complaint({ readAt: hours(-1) })] })
    expect(await screen.findByText('1 小时前从平台读取')).toBeDefined()
    await user.click(screen.getByRole('button', { name: '从平台重新读取' }))
    expect(await screen.findByText('刚刚从平台读取')).toBeDefined()
    expect(await screen.findByText('已从平台读取最新数据。')).toBeDefined()
  })

  it('keeps notes among colleagues', async () => {
    const { screen, user } = setupConsole({ path, complaints: [complaint()] })
    await user.type(await screen.findByRole('textbox', { name: '备注内容' }), '已联系仓库核实{Enter}')
    expect(await screen.findByText('已联系仓库核实')).toBeDefined()
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: '备注内容' }).value).toBe('')
  })

  it('adds a note once however often Enter is pressed, and keeps what is typed meanwhile', async () => {
    const { desk, screen, user } = setupConsole({ path, complaints: [complaint()] })
    const notes = 'POST /api/v1/complaints/complaint-1/notes'
    const answer = holdAnswer(desk, notes)
    const note = await screen.findByRole<HTMLInputElement>('textbox', { name: '备注内容' })
    await user.type(note, '已电话联系{Enter}')
    await waitFor(() => expect(desk.requests).toContain(notes))
    await user.type(note, '{Enter}，无人接听')
    answer(json(201, {}))
    await screen.findByText('备注已添加')
    expect(desk.requests.filter((request) => request === notes)).toHaveLength(1)
    expect(note.value).toBe('已电话联系，无人接听')
  })

  it('keeps a note in the making while one reads another complaint', async () => {
    const { screen, user } = setupConsole({ path, complaints: [complaint(), complaint({ number: 2 })] })
    const note = async () => await screen.findByRole<HTMLInputElement>('textbox', { name: '备注内容' })
    await user.type(await note(), '明天再打')
    await user.click(screen.getByRole('link', { name: /会员充值/ }))
    await waitFor(async () => expect((await note()).value).toBe(''))
    await user.click(screen.getByRole('link', { name: /买的车厘子/ }))
    await waitFor(async () => expect((await note()).value).toBe('明天再打'))
  })

  it('says that a complaint does not exist', async () => {
    const { screen } = setupConsole({ path: '/complaints/none' })
    expect(await screen.findByText('找不到这条投诉')).toBeDefined()
  })

  it('follows what the desk tells', async () => {
    const { screen, desk } = setupConsole({ path, complaints: [complaint()] })
    await screen.findByRole('heading', { name: /待处理/ })
    Object.assign(desk.complaints[0] ?? {}, { state: 'PROCESSING' })
    desk.emit('complaint.changed', { id: 'complaint-1' })
    expect(await screen.findByRole('heading', { name: /处理中/ })).toBeDefined()
  })
})

describe('completing', () => {
  it('asks, then hands the intent to the desk', async () => {
    const calm = complaint({
      applicable: {
        reply: { allowed: true },
        ...onlyRights,
        refundDecision: refundApplicable(true, 8800),
        complete: { allowed: true, guards: [] },
      },
    })
    const { screen, user, desk } = setupConsole({ path, complaints: [calm] })
    await user.click(await screen.findByRole('button', { name: '完成处理' }))
    await user.click(await screen.findByRole('button', { name: '确认完成' }))
    expect(await screen.findByText('排队中')).toBeDefined()
    expect(desk.bodies.get(`POST /api/v1${path}/completion`)).toEqual({})
  })

  it('shows what speaks against it and takes a reason', async () => {
    const { screen, user, desk } = setupConsole({ path, complaints: [complaint()] })
    await user.click(await screen.findByRole('button', { name: '完成处理' }))
    const dialog = within(await screen.findByRole('dialog', { name: '完成处理' }))
    expect(dialog.getByText(/还没有回复过/)).toBeDefined()
    await user.click(dialog.getByRole('button', { name: '仍然完成' }))
    expect(await dialog.findByText('请填写仍要完成的原因')).toBeDefined()
    await user.type(dialog.getByRole('textbox', { name: '仍要完成的原因' }), '电话确认')
    await user.click(dialog.getByRole('button', { name: '仍然完成' }))
    await waitFor(() =>
      expect(desk.bodies.get(`POST /api/v1${path}/completion`)).toEqual({ overrideReason: '电话确认' }),
    )
  })

  it('shows the reasons the desk learned meanwhile', async () => {
    const calm = complaint({
      applicable: {
        reply: { allowed: true },
        ...onlyRights,
        refundDecision: refundApplicable(true, 8800),
        complete: { allowed: true, guards: [] },
      },
    })
    const { screen, user, desk } = setupConsole({ path, complaints: [calm] })
    desk.overrides.set(`POST /api/v1${path}/completion`, () =>
      problem(409, 'COMPLETION_GUARD', 'Wait.', {
        reasons: [{ code: 'UNANSWERED_PAYER_MESSAGE', message: 'The payer wrote.' }],
      }),
    )
    await user.click(await screen.findByRole('button', { name: '完成处理' }))
    await user.click(await screen.findByRole('button', { name: '确认完成' }))
    expect(await screen.findByText('用户最后一条留言还没有回复。')).toBeDefined()
    expect(await screen.findByRole('textbox', { name: '仍要完成的原因' })).toBeDefined()
  })

  it('stays visible when it is not possible, and says why', async () => {
    const processed = complaint({
      state: 'PROCESSED',
      applicable: {
        reply: { allowed: true },
        ...onlyRights,
        refundDecision: refundApplicable(true, 8800),
        complete: { allowed: false, code: 'ALREADY_PROCESSED', reason: 'The complaint is processed.', guards: [] },
      },
    })
    const { screen, user } = setupConsole({ path, complaints: [processed] })
    const button = await screen.findByRole('button', { name: /完成处理/ })
    expect(button.getAttribute('aria-disabled')).toBe('true')
    expect(button.textContent).toContain('已经完结')
    await user.click(button)
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})
