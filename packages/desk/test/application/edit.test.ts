import { describe, expect, it } from 'vitest'
import { claimAction } from '../../src/store/actions.ts'
import { png, setupDesk, type TestDesk, until, waitsForLock } from './support.ts'

const repliesAtPlatform = (desk: TestDesk, platformId: string) =>
  desk.simulator
    .complaint(platformId)
    .history.filter((entry) => entry.operateType === 'MERCHANT_RESPONSE')
    .map((entry) => entry.content)

const queueReply = async (desk: TestDesk, id: string, content: string, images: string[] = []): Promise<string> =>
  (await desk.call('POST', `/api/v1/complaints/${id}/replies`, { content, images })).body.actionId

const edit = async (desk: TestDesk, actionId: string, body: object, headers = {}) =>
  await desk.call('PATCH', `/api/v1/actions/${actionId}`, body, headers)

const refusalOf = async (desk: TestDesk, actionId: string, body: object) => {
  const answer = await edit(desk, actionId, body)
  return [answer.status, answer.body.code, answer.body.field]
}

/** Runs work while another transaction holds the action's row. */
async function whileLocked(desk: TestDesk, id: string, work: () => Promise<unknown>): Promise<void> {
  await desk.database.kysely.transaction().execute(async (trx) => {
    await trx.selectFrom('actions').select('id').where('id', '=', id).forUpdate().execute()
    await work()
  })
}

describe('a queued reply', () => {
  it('is sent as it was last edited, in its old place', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    const first = await queueReply(desk, id, '您好，已退 10 元')
    await queueReply(desk, id, '还有什么可以帮您')
    const edited = await edit(desk, first, { content: '您好，已退 100 元' })
    expect(edited).toMatchObject({ status: 200, body: { id: first, state: 'queued', content: '您好，已退 100 元' } })
    while (await desk.application.sender.sendNext()) continue
    expect(repliesAtPlatform(desk, platformId)).toEqual(['您好，已退 100 元', '还有什么可以帮您'])
  })

  it('is audited by what was changed, never with the text, and announced', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const actionId = await queueReply(desk, id, '您好')
    const heard: string[] = []
    const stop = await desk.database.listen('redress_events', (event) => heard.push(event))
    await edit(desk, actionId, { content: '您好，林先生' })
    await until(async () => heard.some((event) => event.includes(actionId)))
    stop()
    await edit(desk, actionId, { content: '您好，林先生' })
    const rows = await desk.database.kysely
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'action.edited')
      .execute()
    expect(rows).toMatchObject([{ actor: 'lin', complaint_id: id, details: { actionId, fields: ['content'] } }])
    expect(JSON.stringify([rows, heard, desk.log])).not.toContain('林先生')
  })

  it('uploads only the pictures that are new to it', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const [kept, dropped, added] = await Promise.all(
      ['#111111', '#222222', '#333333'].map(async (colour) => (await desk.upload(await png(32, colour))).body.mediaKey),
    )
    const actionId = await queueReply(desk, id, '您好', [kept, dropped])
    desk.simulator.addFault({ kind: 'http-429', call: 'reply', count: 1 })
    await desk.application.sender.sendNext()
    expect((await edit(desk, actionId, { images: [kept, added] })).body.images).toHaveLength(2)
    const row = await desk.database.kysely.selectFrom('actions').selectAll().executeTakeFirstOrThrow()
    expect(Object.keys(row.uploads)).toEqual([kept])
    await until(async () => {
      await desk.application.sender.sendNext()
      return (await desk.call('GET', `/api/v1/actions/${actionId}`)).body.state === 'verified'
    })
    expect(desk.simulator.requests().filter((request) => request.call === 'upload')).toHaveLength(3)
  })

  it('is held to what queueing asks, and stays as it was when that refuses', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const actionId = await queueReply(desk, id, '您好')
    expect(await refusalOf(desk, actionId, { content: '  ' })).toEqual([422, 'REPLY_EMPTY', 'content'])
    expect(await refusalOf(desk, actionId, { content: '好\u{1F600}' })).toEqual([
      422,
      'REPLY_UNSUPPORTED_CHARACTER',
      'content',
    ])
    expect(await refusalOf(desk, actionId, { content: '款'.repeat(501) })).toEqual([400, 'INVALID_INPUT', 'content'])
    expect(await refusalOf(desk, actionId, { images: ['0'.repeat(64)] })).toEqual([422, 'PICTURE_UNKNOWN', 'images.0'])
    expect(await refusalOf(desk, actionId, { reason: '不退' })).toEqual([422, 'EDIT_MISMATCH', 'reason'])
    expect(await refusalOf(desk, 'nothing', { content: '好' })).toEqual([404, 'ACTION_UNKNOWN', 'id'])
    expect((await desk.call('GET', `/api/v1/actions/${actionId}`)).body).toMatchObject({ content: '您好', images: [] })
  })

  it('is edited once under one Idempotency-Key', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const actionId = await queueReply(desk, id, '一')
    const headers = { 'Idempotency-Key': 'edit-1' }
    await edit(desk, actionId, { content: '二' }, headers)
    await edit(desk, actionId, { content: '三' })
    const again = await edit(desk, actionId, { content: '二' }, headers)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
    expect((await desk.call('GET', `/api/v1/actions/${actionId}`)).body.content).toBe('三')
    expect((await edit(desk, actionId, { content: '四' }, headers)).body.code).toBe('IDEMPOTENCY_KEY_REUSED')
  })
})

describe('an edit and a worker at the same moment', () => {
  it('is refused when the worker has the action, and the old text is what goes out', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    const actionId = await queueReply(desk, id, '旧')
    let sending: Promise<unknown> | undefined
    await desk.database.kysely.transaction().execute(async (trx) => {
      // The worker reads the complaint before it writes, and has to wait here: it holds the action, nothing is sent yet.
      await trx.selectFrom('complaints').select('id').where('id', '=', id).forUpdate().execute()
      sending = desk.application.sender.sendNext()
      await desk.actionWhere(actionId, (action) => action.state === 'sending')
      expect(await refusalOf(desk, actionId, { content: '新' })).toEqual([409, 'ACTION_NOT_EDITABLE', undefined])
      expect(repliesAtPlatform(desk, platformId)).toEqual([])
    })
    await sending
    expect(repliesAtPlatform(desk, platformId)).toEqual(['旧'])
  })

  it('makes the edit wait for a claim that is not committed, and then refuses it', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const actionId = await queueReply(desk, id, '旧')
    let editing: ReturnType<typeof refusalOf> | undefined
    const claimed = await desk.database.kysely.transaction().execute(async (trx) => {
      const claim = { now: new Date(), leaseMs: 60_000, leaseToken: 'worker', except: [] }
      const action = await claimAction(trx, claim)
      editing = refusalOf(desk, actionId, { content: '新' })
      await waitsForLock(desk)
      return action
    })
    expect(claimed?.content).toBe('旧')
    expect(await editing).toEqual([409, 'ACTION_NOT_EDITABLE', undefined])
  })

  it('makes a worker pass the action by while it is edited, and send the new text then', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    const actionId = await queueReply(desk, id, '旧')
    let editing: ReturnType<typeof edit> | undefined
    await whileLocked(desk, actionId, async () => {
      editing = edit(desk, actionId, { content: '新' })
      await waitsForLock(desk)
      expect(await desk.application.sender.sendNext()).toBe(false)
    })
    expect((await editing)?.status).toBe(200)
    await desk.application.sender.sendNext()
    expect(repliesAtPlatform(desk, platformId)).toEqual(['新'])
  })

  it('never sends one text and shows another, whoever is first', async () => {
    await using desk = await setupDesk()
    const filed = await Promise.all(Array.from({ length: 12 }, async (_, n) => await desk.file({ detail: `第${n}单` })))
    const outcomes = await Promise.all(
      filed.map(async ({ id, platformId }) => {
        const actionId = await queueReply(desk, id, '旧')
        const { status } = await edit(desk, actionId, { content: '新' })
        const sent = await desk.actionWhere(actionId, (action) => action.state === 'verified')
        return { status, shown: sent.content, atPlatform: repliesAtPlatform(desk, platformId) }
      }),
    )
    for (const { status, shown, atPlatform } of outcomes) {
      expect(atPlatform).toEqual([status === 200 ? '新' : '旧'])
      expect(shown).toBe(atPlatform[0])
    }
  })
})

describe('what cannot be edited', () => {
  it('is an action whose outcome nobody knows', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const actionId = await queueReply(desk, id, '您好')
    await desk.database.kysely.updateTable('actions').set({ write_started_at: new Date() }).execute()
    expect(await refusalOf(desk, actionId, { content: '新' })).toEqual([409, 'ACTION_OUTCOME_UNKNOWN', undefined])
  })

  it('is one that was sent or cancelled, or has no words', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const sent = await queueReply(desk, id, '一')
    await desk.application.sender.sendNext()
    const cancelled = await queueReply(desk, id, '二')
    await desk.call('POST', `/api/v1/actions/${cancelled}/cancellation`)
    const { body } = await desk.call('POST', `/api/v1/complaints/${id}/completion`, {})
    for (const actionId of [sent, cancelled, body.actionId]) {
      expect(await refusalOf(desk, actionId, { content: '新' })).toEqual([409, 'ACTION_NOT_EDITABLE', undefined])
    }
  })
})

describe('a parked action', () => {
  it('stays parked with its new text until somebody retries it', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id, platformId } = await desk.file()
    const actionId = await queueReply(desk, id, '您好')
    await desk.call('POST', `/api/v1/actions/${actionId}/parking`)
    expect((await edit(desk, actionId, { content: '您好！' })).body).toMatchObject({
      state: 'parked',
      content: '您好！',
    })
    expect(await desk.application.sender.sendNext()).toBe(false)
    await desk.call('POST', `/api/v1/actions/${actionId}/retry`)
    await desk.application.sender.sendNext()
    expect(repliesAtPlatform(desk, platformId)).toEqual(['您好！'])
  })
})

describe('the rejection of a refund', () => {
  const request = { problemType: 'REFUND', amount: 2_600, userTags: ['TRUSTED'] } as const

  it('has its reason and evidence changed by an owner, and by nobody else', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file(request)
    const decide = async (body: object) => await desk.call('POST', `/api/v1/complaints/${id}/refund-decision`, body)
    expect((await decide({ decision: 'reject', reason: '不退\u{1F600}' })).body).toMatchObject({
      code: 'REPLY_UNSUPPORTED_CHARACTER',
      field: 'reason',
    })
    const { actionId } = (await decide({ decision: 'reject', reason: '商品已拆封' })).body
    const { mediaKey } = (await desk.upload(await png())).body
    expect(await refusalOf(desk, actionId, { content: '不退' })).toEqual([422, 'EDIT_MISMATCH', 'content'])
    expect(await refusalOf(desk, actionId, { reason: '款'.repeat(201) })).toEqual([400, 'INVALID_INPUT', 'reason'])
    const token = (await desk.application.tokens.create({ name: 'erp', role: 'operator' })).token
    const operator = { cookie: '', authorization: `Bearer ${token}` }
    expect((await edit(desk, actionId, { reason: '改' }, operator)).body.code).toBe('NOT_PERMITTED')
    const edited = await edit(desk, actionId, { reason: '商品已拆封使用', images: [mediaKey] })
    expect(edited.body).toMatchObject({ content: '商品已拆封使用', images: [{ mediaKey }] })
    await desk.application.sender.sendNext()
    const sent = desk.simulator.requests().find((entry) => entry.call === 'refund-decision')
    expect(sent?.status).toBe(204)
    expect((await desk.complaint(id)).state).toBe('PROCESSED')
  })

  it('is not an approval, whose sums are decided anew', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file(request)
    const { body } = await desk.call('POST', `/api/v1/complaints/${id}/refund-decision`, { decision: 'approve' })
    expect(await refusalOf(desk, body.actionId, { reason: '改' })).toEqual([409, 'ACTION_NOT_EDITABLE', undefined])
  })
})
