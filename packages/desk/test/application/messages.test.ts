import type { FaultKind } from '@redress/simulator'
import { describe, expect, it } from 'vitest'
import { amr, mp4, noisyPicture } from '../support/media.ts'
import { SIMULATED_APP_ID } from '../support/official-account.ts'
import { setupChat, type TestChat } from './chat.ts'

const SEND = '/cgi-bin/message/custom/send'
const hello = { type: 'text', content: '您好，请问哪里坏了？' }
const [musicUrl, hqMusicUrl] = ['https://music.test/a.mp3', 'https://music.test/b.mp3']

describe('a message to the payer of a rights ticket', () => {
  it('arrives in each of the six types, and stands in the timeline in its parts', async () => {
    await using chat = await setupChat()
    const upload = async (kind: string, bytes: Buffer): Promise<string> =>
      (await chat.uploadMedia(kind, bytes)).body.mediaKey
    const image = await upload('image', await noisyPicture(40, 'png'))
    const voice = await upload('voice', amr())
    const video = await upload('video', mp4())
    const thumb = await upload('thumb', await noisyPicture(500, 'png'))
    const messages = [
      hello,
      { type: 'image', mediaKey: image },
      { type: 'voice', mediaKey: voice },
      { type: 'video', mediaKey: video, thumbMediaKey: thumb },
      { type: 'music', musicUrl, hqMusicUrl, thumbMediaKey: thumb, title: '铃声' },
      { type: 'news', articles: [{ title: '退货指南', url: 'https://shop.test/returns' }, { title: '运费' }] },
    ]
    for (const message of messages) expect(await chat.send(message)).toMatchObject({ state: 'verified', message })
    expect(chat.received().map(({ type }) => type)).toEqual(['text', 'image', 'voice', 'video', 'music', 'news'])
    const { timeline } = await chat.complaint(chat.ticket.id)
    const own = timeline.filter((entry: { action: string }) => entry.action === 'MERCHANT_RESPONSE')
    expect(own.map((entry: { message: unknown }) => entry.message)).toEqual(messages)
    expect(own[0]).toMatchObject({ side: 'merchant', operator: 'lin', content: hello.content })
    const files = (index: number) =>
      own[index].images.map(({ mediaKey, contentType }: { mediaKey: string; contentType: string }) => [
        mediaKey,
        contentType,
      ])
    expect(files(2)).toEqual([[voice, 'audio/amr']])
    expect(files(3)).toEqual([
      [video, 'video/mp4'],
      [thumb, 'image/png'],
    ])
    expect([files(0), files(5)]).toEqual([[], []])
  })

  it('is carried out once for one Idempotency-Key', async () => {
    await using chat = await setupChat()
    const headers = { 'idempotency-key': 'k1' }
    const [first, second] = [await chat.write(hello, headers), await chat.write(hello, headers)]
    expect(second.body).toEqual(first.body)
    await chat.actionWhere(first.body.actionId, ({ state }) => state === 'verified')
    expect(chat.received()).toHaveLength(1)
  })

  it('may be written after the payer confirmed, and changes nothing then', async () => {
    await using chat = await setupChat()
    chat.simulator.rights.confirm(chat.ticket.platformId)
    await chat.complaintWhere(chat.ticket.id, ({ channelState }) => channelState === 'CLOSED')
    expect(await chat.send(hello)).toMatchObject({ state: 'verified' })
    const { timeline, channelState } = await chat.complaint(chat.ticket.id)
    expect([timeline.at(-1).message, channelState]).toEqual([hello, 'CLOSED'])
  })

  it('takes the ticket up and answers the guard that asks for a reply', async () => {
    await using chat = await setupChat()
    await chat.send(hello)
    expect(await chat.complaint(chat.ticket.id)).toMatchObject({ channelState: 'PROCESSING' })
  })
})

describe('what the platform would refuse', () => {
  const refused: Readonly<Record<'v16' | 'current', readonly (readonly [string, unknown, number])[]>> = {
    v16: [
      [
        'more articles than the document allows',
        { type: 'news', articles: Array.from({ length: 11 }, () => ({ title: 'x' })) },
        400,
      ],
      ['an empty article', { type: 'news', articles: [{}] }, 422],
      ['more than 2048 bytes', { type: 'text', content: '很'.repeat(683) }, 422],
      ['nothing but blanks', { type: 'text', content: '  ' }, 422],
      ['a picture nobody uploaded', { type: 'image', mediaKey: 'f'.repeat(64) }, 422],
      ['a type nobody knows', { type: 'hologram' }, 400],
    ],
    current: [['a second article', { type: 'news', articles: [{ title: 'a' }, { title: 'b' }] }, 422]],
  }
  it.each(['v16', 'current'] as const)('is refused before it is queued, in profile %s', async (profile) => {
    await using chat = await setupChat({ workers: false }, profile)
    for (const [name, message, status] of refused[profile]) {
      expect([name, (await chat.write(message)).status]).toEqual([name, status])
    }
    expect(await chat.complaint(chat.ticket.id)).toMatchObject({ actions: [] })
  })

  it('is a title of a video in the oldest profile, and files of another kind', async () => {
    await using chat = await setupChat({ workers: false })
    const { mediaKey: video } = (await chat.uploadMedia('video', mp4())).body
    const { mediaKey: thumb } = (await chat.uploadMedia('thumb', await noisyPicture(40))).body
    const titled = { type: 'video', mediaKey: video, thumbMediaKey: thumb, title: 'T' }
    expect((await chat.write(titled)).body).toMatchObject({ code: 'MESSAGE_INVALID', field: 'message.title' })
    const swapped = { type: 'video', mediaKey: thumb, thumbMediaKey: thumb }
    expect((await chat.write(swapped)).body).toMatchObject({ code: 'MEDIA_KIND', field: 'message.mediaKey' })
    const film = { type: 'voice', mediaKey: video }
    expect((await chat.write(film)).body).toMatchObject({ code: 'MEDIA_KIND' })
  })

  it('is a message to the payer of another channel', async () => {
    await using chat = await setupChat()
    const { id } = await chat.file()
    const answer = await chat.call('POST', `/api/v1/complaints/${id}/messages`, { message: hello })
    expect([answer.status, answer.body.code]).toEqual([409, 'ONLY_RIGHTS_V16'])
    expect((await chat.call('POST', `/api/v1/complaints/${id}/typing`, { shown: true })).status).toBe(409)
  })

  it('is a file above the limit of its kind', async () => {
    await using chat = await setupChat({ workers: false })
    const large = await chat.uploadMedia('voice', amr(2 * 1024 * 1024 + 1))
    expect([large.status, large.body.code]).toEqual([413, 'MEDIA_TOO_LARGE'])
    const page = await chat.uploadMedia('image', Buffer.from('<html></html>'))
    expect([page.status, page.body.code]).toEqual([415, 'MEDIA_TYPE'])
    expect((await chat.uploadMedia('hologram', amr())).status).toBe(400)
  })
})

describe('the reply window', () => {
  /** As if the ticket had been filed so much earlier. */
  const age = async (chat: TestChat, hours: number): Promise<void> => {
    await chat.database.pool.query(`update rights_facts set at = at - make_interval(hours => $1)`, [hours])
    await chat.simulator.advance(`${hours}h`)
  }
  const force = async (chat: TestChat): Promise<void> =>
    await chat.application
      .officialAccountClients(chat.accountId)
      .client.messages.send(chat.openId, { type: 'text', content: '还在吗' })

  it('is open for a day after the complaint; then the message is refused here, and there when it is forced', async () => {
    await using chat = await setupChat()
    await age(chat, 25)
    const answer = await chat.write(hello)
    expect([answer.status, answer.body.code]).toEqual([409, 'REPLY_WINDOW_CLOSED'])
    expect(answer.body.detail).toContain('45015')
    expect(chat.calls(SEND)).toBe(0)
    await expect(force(chat)).rejects.toMatchObject({ code: 'REPLY_WINDOW_CLOSED', detail: { errcode: 45015 } })
    expect(await chat.complaint(chat.ticket.id)).toMatchObject({
      applicable: { message: { allowed: false, code: 'REPLY_WINDOW_CLOSED' } },
      rights: { replyWindow: { open: false, reason: 'expired' } },
    })
  })

  it('is looked at again right before the message goes out', async () => {
    await using chat = await setupChat({ workers: false })
    const { body } = await chat.write(hello)
    await age(chat, 25)
    await chat.application.sender.sendNext()
    const action = (await chat.call('GET', `/api/v1/actions/${body.actionId}`)).body
    expect(action).toMatchObject({ state: 'parked', problem: { code: 'REPLY_WINDOW_CLOSED' } })
    expect([chat.calls(SEND), chat.received()]).toEqual([0, []])
  })

  it('is opened again by what the payer writes', async () => {
    await using chat = await setupChat()
    await age(chat, 25)
    chat.simulator.officialAccounts.send(SIMULATED_APP_ID, { openId: chat.openId, text: '在吗' })
    await chat.complaintWhere(chat.ticket.id, ({ rights }) => rights.replyWindow.open === true)
    expect(await chat.send(hello)).toMatchObject({ state: 'verified' })
  })

  it('lets five messages through today, and no sixth, neither here nor there', async () => {
    await using chat = await setupChat({}, 'current')
    expect((await chat.write(hello)).body.code).toBe('REPLY_WINDOW_CLOSED')
    chat.simulator.officialAccounts.send(SIMULATED_APP_ID, { openId: chat.openId, text: '在吗' })
    await chat.complaintWhere(chat.ticket.id, ({ rights }) => rights.replyWindow.open === true)
    await chat.stopWorkers()
    const queued = []
    for (let n = 1; n <= 5; n += 1) queued.push((await chat.write({ type: 'text', content: `第${n}条` })).body.actionId)
    // What waits counts already.
    expect((await chat.write(hello)).body).toMatchObject({ status: 409, code: 'REPLY_COUNT_USED_UP' })
    await chat.startWorkers()
    for (const id of queued) await chat.actionWhere(id, ({ state }) => state === 'verified')
    expect((await chat.write(hello)).body.detail).toContain('45047')
    await expect(force(chat)).rejects.toMatchObject({ code: 'REPLY_COUNT_USED_UP', detail: { errcode: 45047 } })
    expect(chat.received()).toHaveLength(5)
  })

  it('is judged by the platform in the end: its refusal is shown and nothing is repeated', async () => {
    await using chat = await setupChat()
    await chat.simulator.advance('25h')
    expect(await chat.send(hello)).toMatchObject({ state: 'parked', problem: { code: 'REPLY_WINDOW_CLOSED' } })
    expect(chat.calls(SEND)).toBe(1)
  })
})

describe('the access token', () => {
  it('that was revoked meanwhile costs no message', async () => {
    await using chat = await setupChat()
    await chat.send(hello)
    chat.simulator.officialAccounts.revokeTokens(SIMULATED_APP_ID)
    expect(await chat.send({ type: 'text', content: '二' })).toMatchObject({ state: 'verified', attempts: 1 })
    expect(chat.received()).toHaveLength(2)
  })

  it('that ended at the platform before its time costs no message', async () => {
    await using chat = await setupChat()
    await chat.send(hello)
    await chat.simulator.advance('3h')
    expect(await chat.send({ type: 'text', content: '二' })).toMatchObject({ state: 'verified', attempts: 1 })
    expect(chat.received()).toHaveLength(2)
  })

  it('that cannot be had holds the message up and does not leave its outcome open', async () => {
    await using chat = await setupChat()
    chat.simulator.addFault({ kind: 'http-500', call: 'token', count: 2 })
    expect(await chat.send(hello)).toMatchObject({ state: 'verified' })
    expect(chat.received()).toHaveLength(1)
  })
})

describe('a message whose sending goes wrong', () => {
  it.each([
    ['http-429', 1],
    ['system-busy', 1],
    ['token-revoked', 1],
  ] as [FaultKind, number][])('without effect is sent again by itself: %s', async (kind, count) => {
    await using chat = await setupChat()
    chat.simulator.addFault({ kind, call: 'message', count })
    expect(await chat.send(hello)).toMatchObject({ state: 'verified', problem: null })
    expect(chat.received()).toHaveLength(1)
    expect(chat.simulator.faults().map(({ hits }) => hits)).toEqual([count])
  })

  it.each([
    ['drop-answer-after-commit', 1],
    ['reset', 0],
    ['http-500', 0],
    ['hang', 0],
  ] as [FaultKind, number][])(
    'with an open outcome is held and never repeated by itself: %s',
    async (kind, arrived) => {
      await using chat = await setupChat()
      chat.simulator.addFault({ kind, call: 'message', count: 1 })
      const action = await chat.send(hello)
      expect(action).toMatchObject({ state: 'parked', problem: { code: 'OUTCOME_UNKNOWN' } })
      expect([chat.calls(SEND) <= 1, chat.received()]).toEqual([true, Array(arrived).fill(expect.anything())])
      const refused = await chat.call('POST', `/api/v1/actions/${action.id}/cancellation`)
      expect([refused.status, refused.body.code]).toEqual([409, 'ACTION_OUTCOME_UNKNOWN'])
    },
  )

  const settle = async (chat: TestChat, id: string, outcome: string) =>
    await chat.call('POST', `/api/v1/actions/${id}/settlement`, { outcome })

  it('is settled as sent by a person who saw it in the chat', async () => {
    await using chat = await setupChat()
    chat.simulator.addFault({ kind: 'drop-answer-after-commit', call: 'message', count: 1 })
    const { id } = await chat.send(hello)
    expect((await settle(chat, id, 'sent')).body.state).toBe('sent')
    await chat.actionWhere(id, ({ state }) => state === 'verified')
    const { timeline } = await chat.complaint(chat.ticket.id)
    expect(timeline.at(-1)).toMatchObject({ action: 'MERCHANT_RESPONSE', message: hello })
    expect((await settle(chat, id, 'sent')).body).toMatchObject({ status: 409, code: 'ACTION_OUTCOME_KNOWN' })
    expect(chat.received()).toHaveLength(1)
  })

  it('is sent again by a person who saw that it did not arrive', async () => {
    await using chat = await setupChat()
    chat.simulator.addFault({ kind: 'reset', call: 'message', count: 1 })
    const { id } = await chat.send(hello)
    await chat.call('POST', `/api/v1/actions/${id}/retry`)
    await chat.actionWhere(id, ({ state }) => state === 'verified')
    expect(chat.received()).toHaveLength(1)
  })

  it('is given up by a person who no longer wants it', async () => {
    await using chat = await setupChat()
    chat.simulator.addFault({ kind: 'reset', call: 'message', count: 1 })
    const { id } = await chat.send(hello)
    expect((await settle(chat, id, 'not-sent')).body.state).toBe('cancelled')
    expect(chat.received()).toEqual([])
  })

  it('counts against the window while its outcome is open', async () => {
    await using chat = await setupChat({}, 'current')
    chat.simulator.officialAccounts.send(SIMULATED_APP_ID, { openId: chat.openId, text: '在吗' })
    await chat.complaintWhere(chat.ticket.id, ({ rights }) => rights.replyWindow.remaining === 5)
    chat.simulator.addFault({ kind: 'drop-answer-after-commit', call: 'message', count: 1 })
    await chat.send(hello)
    expect((await chat.complaint(chat.ticket.id)).rights.replyWindow.remaining).toBe(4)
  })
})

const isVideo = ({ contentType }: { contentType: string }): boolean => contentType === 'video/mp4'

describe('what a payer sends', () => {
  it('comes home with its pictures, voices and videos, served as what they are and never as a page', async () => {
    await using chat = await setupChat()
    const { openId } = chat
    const { officialAccounts } = chat.simulator
    const picture = (await noisyPicture(40, 'png')).toString('base64')
    officialAccounts.send(SIMULATED_APP_ID, { openId, text: '坏了 13800001234' })
    officialAccounts.send(SIMULATED_APP_ID, { openId, image: picture })
    officialAccounts.send(SIMULATED_APP_ID, { openId, voice: amr().toString('base64') })
    officialAccounts.send(SIMULATED_APP_ID, { openId, video: mp4().toString('base64') })
    const { timeline } = await chat.complaintWhere(chat.ticket.id, ({ timeline: entries }) => {
      const images = entries.flatMap((entry: { images: { state: string }[] }) => entry.images)
      return images.length === 3 && images.every((image: { state: string }) => image.state === 'stored')
    })
    const wrote = timeline.filter((entry: { action: string }) => entry.action === 'USER_RESPONSE')
    expect(wrote.map((entry: { wireAction: string }) => entry.wireAction).toSorted()).toEqual([
      'image',
      'text',
      'video',
      'voice',
    ])
    expect(JSON.stringify(timeline)).not.toContain('13800001234')
    const served = new Map<string, string | null>()
    for (const { images } of wrote) {
      for (const { url, contentType, thumbnailUrl } of images) {
        const answer = await chat.call('GET', url)
        expect(answer.headers.get('content-type')).toBe(contentType)
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
        expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
        served.set(contentType, thumbnailUrl)
      }
    }
    const video = wrote.flatMap(({ images }: { images: unknown[] }) => images).find(isVideo)
    const part = await chat.call('GET', video.url, undefined, { range: 'bytes=0-3' })
    expect([part.status, part.headers.get('content-range'), part.body.length]).toEqual([206, 'bytes 0-3/1000', 4])
    expect([...served.keys()].toSorted()).toEqual(['audio/amr', 'image/png', 'video/mp4'])
    expect([served.get('audio/amr'), served.get('video/mp4')]).toEqual([null, null])
  })

  it('asks for an answer, and "is typing" shows while somebody writes one', async () => {
    await using chat = await setupChat()
    chat.simulator.officialAccounts.send(SIMULATED_APP_ID, { openId: chat.openId, text: '在吗' })
    await chat.complaintWhere(chat.ticket.id, ({ timeline }) => timeline.length === 2)
    const typing = async (shown: boolean) =>
      await chat.call('POST', `/api/v1/complaints/${chat.ticket.id}/typing`, { shown })
    const shownToPayer = (): boolean => chat.simulator.officialAccounts.chat(SIMULATED_APP_ID, chat.openId).typing
    expect([(await typing(true)).status, shownToPayer()]).toEqual([204, true])
    expect([(await typing(true)).status, shownToPayer()]).toEqual([204, true])
    expect([(await typing(false)).status, shownToPayer()]).toEqual([204, false])
  })
})
