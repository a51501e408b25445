import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { amr, mp4 } from '../support/media.ts'
import { setupChat } from './chat.ts'
import { setupShell } from './shell.ts'
import { png, setupDesk } from './support.ts'

describe('redress complaints', () => {
  it('lists, shows, answers, notes and completes, and ends with 3 when a guard refuses', async () => {
    await using desk = await setupDesk()
    await using shell = await setupShell(desk)
    const { id, platformId } = await desk.file()

    const list = await shell.run('complaints', 'list', '--json')
    expect(list.json).toMatchObject([{ id, platformId, state: 'PENDING' }])
    expect((await shell.run('complaints', 'list', '--state', 'PROCESSED', '--json')).json).toEqual([])
    expect((await shell.run('complaints', 'list')).text).toContain('first-reply')
    expect((await shell.run('complaints', 'show', platformId, '--json')).json).toMatchObject({
      id,
      applicable: { complete: { allowed: true, guards: [{ code: 'NO_REPLY' }] } },
    })

    const refused = await shell.run('complaints', 'complete', id, '--json')
    expect(refused.code).toBe(3)
    expect(JSON.parse(refused.error)).toMatchObject({
      error: { code: 'COMPLETION_GUARD', reasons: [{ code: 'NO_REPLY' }] },
    })

    await writeFile(join(shell.cwd, 'proof.png'), await png())
    const image = join(shell.cwd, 'proof.png')
    const reply = await shell.run('complaints', 'reply', id, '--content', '已退款', '--image', image, '--json')
    await desk.actionWhere(reply.json.actionId, (action) => action.state === 'verified')
    expect(desk.simulator.complaint(platformId).history.at(-1)).toMatchObject({ content: '已退款' })

    expect((await shell.run('complaints', 'note', id, '--content', 'called the courier')).code).toBe(0)
    expect(await desk.complaint(id)).toMatchObject({ notes: [{ author: 'cli:lin', content: 'called the courier' }] })
    const done = await shell.run('complaints', 'complete', id, '--json')
    await desk.actionWhere(done.json.actionId, (action) => action.state === 'verified')
    expect(desk.simulator.complaint(platformId).state).toBe('PROCESSED')
  })

  it('ends with 1 for a complaint nobody knows and with 2 for misuse', async () => {
    await using desk = await setupDesk({ workers: false })
    await using shell = await setupShell(desk)
    const unknown = await shell.run('complaints', 'show', 'nothing')
    expect([unknown.code, unknown.error.split(':')[0]]).toEqual([1, 'COMPLAINT_UNKNOWN'])
    expect((await shell.run('complaints', 'reply', 'nothing')).code).toBe(2)
  })
})

describe('redress user and token', () => {
  it('lets people and programs in, and locks them out at once', async () => {
    await using desk = await setupDesk({ workers: false })
    await using shell = await setupShell(desk)
    const added = await shell.run('user', 'add', 'Wang', '--role', 'operator', '--json')
    expect(added.json).toMatchObject({ username: 'wang', role: 'operator' })
    const signIn = async (password: string) =>
      (await desk.call('POST', '/api/v1/session', { username: 'wang', password }, { cookie: '' })).status
    expect(await signIn(added.json.password)).toBe(200)
    const reset = await shell.run('user', 'reset', 'wang', '--json')
    expect([await signIn(added.json.password), await signIn(reset.json.password)]).toEqual([401, 200])
    await shell.run('user', 'disable', 'wang')
    expect(await signIn(reset.json.password)).toBe(401)
    expect((await shell.run('user', 'list', '--json')).json).toMatchObject([{ username: 'lin' }, { username: 'wang' }])
    expect((await shell.run('user', 'add', 'wang')).error).toMatch(/^USER_EXISTS/)

    const { json: token } = await shell.run('token', 'create', '--name', 'erp', '--json')
    const status = async () =>
      (await desk.call('GET', '/api/v1/status', undefined, { cookie: '', authorization: `Bearer ${token.token}` }))
        .status
    expect(await status()).toBe(200)
    expect((await shell.run('token', 'list', '--json')).text).not.toContain(token.token)
    await shell.run('token', 'revoke', 'erp')
    expect(await status()).toBe(401)
    expect((await shell.run('token', 'revoke', 'erp')).error).toMatch(/^TOKEN_UNKNOWN/)
  })
})

describe('redress sync and backfill', () => {
  it('reconcile beside a desk that stands still, and say up to when they are complete', async () => {
    await using desk = await setupDesk({ workers: false })
    await using shell = await setupShell(desk)
    desk.simulator.addFault({ kind: 'notification-lost' })
    const { complaintId } = await desk.simulator.fileComplaint({ mchid: desk.mchid, detail: '没有通知' })
    const old = new Date(Date.now() - 50 * 86_400_000)
    await desk.simulator.fileComplaint({ mchid: desk.mchid, detail: '很久以前', at: old })
    const started = Date.now()
    const { code, json } = await shell.run('backfill', 'shop', '--days', '60', '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject([{ merchant: 'shop', backfill: { found: 1 }, problemCode: null }])
    expect(Date.parse(json[0].completeUpTo)).toBeGreaterThanOrEqual(started)
    expect((await shell.run('complaints', 'show', complaintId, '--json')).json).toMatchObject({ detail: '没有通知' })
    expect((await shell.run('sync', 'nobody')).error).toMatch(/^MERCHANT_UNKNOWN/)
    expect((await shell.run('sync', '--since', 'yesterday')).code).toBe(2)
  })
})

describe('redress complaints refund', () => {
  it('approves within the limits, and ends with 3 where they or the complaint refuse', async () => {
    await using desk = await setupDesk()
    await using shell = await setupShell(desk)
    const asked = await desk.file({ problemType: 'REFUND', amount: 2_600 })
    const other = await desk.file({ problemType: 'OTHERS' })
    expect((await shell.run('complaints', 'refund', 'approve', other.id)).code).toBe(3)
    expect((await shell.run('complaints', 'refund', 'approve', asked.id, '--amount', '2601')).code).toBe(3)
    expect((await shell.run('complaints', 'refund', 'approve', asked.id, '--amount', 'all')).code).toBe(2)
    const approved = await shell.run('complaints', 'refund', 'approve', asked.platformId, '--amount', '100', '--json')
    await desk.actionWhere(approved.json.actionId, (action) => action.state === 'verified')
    await desk.complaintWhere(asked.id, (complaint) =>
      complaint.actions.some(
        (action: { kind: string; state: string }) => action.kind === 'refund' && action.state === 'sent',
      ),
    )
    expect(desk.simulator.complaint(asked.platformId).refundedAmount).toBe(100)
  })
})

describe('redress outbox and inbox', () => {
  it('hold, retry and cancel what is to go out, and apply again what came in', async () => {
    await using desk = await setupDesk({ workers: false })
    await using shell = await setupShell(desk)
    const { id } = await desk.file()
    const { json: reply } = await shell.run('complaints', 'reply', id, '--content', '您好', '--json')
    expect((await shell.run('outbox', 'list', '--json')).json).toMatchObject([{ id: reply.actionId, state: 'queued' }])
    expect((await shell.run('outbox', 'retry', reply.actionId)).error).toMatch(/^ACTION_NOT_PARKED/)
    const edited = await shell.run('outbox', 'edit', reply.actionId, '--content', '您好，', '--json')
    expect(edited.json).toMatchObject({ state: 'queued', content: '您好，' })
    await writeFile(join(shell.cwd, 'text.txt'), '您好！\n')
    const fromFile = await shell.run('outbox', 'edit', reply.actionId, '--content-file', 'text.txt', '--json')
    expect(fromFile.json).toMatchObject({ content: '您好！' })
    expect((await shell.run('outbox', 'edit', reply.actionId)).code).toBe(2)
    expect((await shell.run('outbox', 'edit', reply.actionId, '--content', ' ')).error).toMatch(/^REPLY_EMPTY/)
    expect((await shell.run('outbox', 'edit', reply.actionId, '--content-file', 'none')).error).toMatch(
      /^FILE_UNREADABLE/,
    )
    expect((await shell.run('outbox', 'park', reply.actionId, '--json')).json).toMatchObject({
      state: 'parked',
      problem: { code: 'PARKED_BY_HAND' },
    })
    expect(await desk.application.sender.sendNext()).toBe(false)
    expect((await shell.run('outbox', 'retry', reply.actionId, '--json')).json).toMatchObject({ state: 'queued' })
    expect((await shell.run('outbox', 'cancel', reply.actionId, '--json')).json).toMatchObject({ state: 'cancelled' })
    expect((await shell.run('outbox', 'park', reply.actionId)).error).toMatch(/^ACTION_NOT_QUEUED/)
    expect((await shell.run('outbox', 'list', '--json')).json).toEqual([])
    expect((await shell.run('outbox', 'list', '--state', 'cancelled', '--json')).json).toHaveLength(1)

    const budget = await shell.run('outbox', 'budget', 'reply', '30', '--json')
    expect(budget.json).toEqual([{ call: 'reply', default: 60, set: 30 }])
    expect((await shell.run('outbox', 'budget', 'reply', 'default', '--json')).json).toMatchObject([{ set: null }])
    expect((await shell.run('outbox', 'budget', 'reply', 'none')).code).toBe(2)
    expect((await shell.run('outbox', 'budget', 'everything', '30')).code).toBe(2)

    const [notice] = (await shell.run('inbox', 'list', '--json')).json
    expect(notice.state).toBe('applied')
    expect((await shell.run('inbox', 'replay', notice.id)).code).toBe(0)
    expect((await shell.run('inbox', 'show', notice.id, '--json')).json).toMatchObject({ state: 'pending' })
    expect(await desk.application.applier.applyNext()).toBe(true)
    expect((await shell.run('inbox', 'show', notice.id, '--json')).json).toMatchObject({ state: 'applied' })
    expect((await shell.run('inbox', 'replay', 'nothing')).error).toMatch(/^NOTIFICATION_UNKNOWN/)
  })
})

describe('redress complaints message', () => {
  it('writes to the payer in each type, says what is wrong with a message, and ends with 3 outside the window', async () => {
    await using chat = await setupChat()
    await using shell = await setupShell(chat)
    const { platformId } = chat.ticket
    const file = async (name: string, bytes: Uint8Array | string): Promise<string> => {
      const path = join(shell.cwd, name)
      await writeFile(path, bytes)
      return path
    }
    const thumb = await file('thumb.png', await png())
    const articles = await file('news.json', JSON.stringify([{ title: '退货指南', url: 'https://shop.test/returns' }]))
    const messages = [
      ['--text', '您好'],
      ['--image', thumb],
      ['--voice', await file('a.amr', amr())],
      ['--video', await file('a.mp4', mp4()), '--thumb', thumb],
      ['--music', 'https://music.test/a.mp3', '--thumb', thumb, '--title', '铃声'],
      ['--news', articles],
    ]
    for (const options of messages) {
      const { json } = await shell.run('complaints', 'message', platformId, ...options, '--json')
      await chat.actionWhere(json.actionId, ({ state }) => state === 'verified')
    }
    expect(chat.received().map(({ type }) => type)).toEqual(['text', 'image', 'voice', 'video', 'music', 'news'])

    const message = async (...options: string[]) => await shell.run('complaints', 'message', platformId, ...options)
    expect((await message('--text', 'a', '--news', articles)).code).toBe(2)
    expect((await message()).code).toBe(2)
    expect(await message('--video', thumb)).toMatchObject({ code: 1, error: expect.stringContaining('--thumb FILE') })
    expect((await message('--video', thumb, '--thumb', thumb)).error).toContain('MEDIA_TYPE')
    expect((await message('--news', thumb)).error).toContain('is not JSON')
    expect((await message('--news', await file('odd.json', '[{"title":1}]'))).error).toContain('MESSAGE_INVALID')

    await chat.database.pool.query(`update rights_facts set at = at - interval '25 hours'`)
    expect(await message('--text', '在吗')).toMatchObject({
      code: 3,
      error: expect.stringContaining('REPLY_WINDOW_CLOSED'),
    })
  })

  it('is settled by "outbox settle" when nobody knows whether it arrived', async () => {
    await using chat = await setupChat()
    await using shell = await setupShell(chat)
    const hold = async (): Promise<string> => {
      chat.simulator.addFault({ kind: 'drop-answer-after-commit', call: 'message', count: 1 })
      const { id } = await chat.send({ type: 'text', content: '您好' })
      return id
    }
    const [sent, other] = [await hold(), await hold()]
    expect((await shell.run('outbox', 'list', '--state', 'parked')).text).toContain('OUTCOME_UNKNOWN')
    expect((await shell.run('outbox', 'settle', sent)).text).toBe(`message ${sent} is sent.\n`)
    await chat.actionWhere(sent, ({ state }) => state === 'verified')
    expect((await shell.run('outbox', 'settle', other, '--not-sent', '--json')).json).toMatchObject({
      state: 'cancelled',
    })
    expect(await shell.run('outbox', 'settle', sent)).toMatchObject({ code: 1 })
  })
})
