import { describe, expect, it } from 'vitest'
import { png, setupDesk, until } from '../application/support.ts'

describe('who may use the API', () => {
  it('answers 401 with problem details to everybody else, whatever the path', async () => {
    await using desk = await setupDesk({ workers: false })
    const stranger = { cookie: 'redress_session=made-up' }
    const paths = [
      '/session',
      '/complaints',
      '/complaints/x',
      '/actions/x',
      '/merchants',
      '/inbox',
      '/events',
      '/status',
      `/images/${'0'.repeat(64)}`,
    ]
    for (const path of paths) {
      const answer = await desk.call('GET', `/api/v1${path}`, undefined, stranger)
      expect([path, answer.status, answer.body.code]).toEqual([path, 401, 'NOT_SIGNED_IN'])
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
    }
    const bearer = { cookie: '', authorization: 'Bearer rdr_made-up' }
    expect((await desk.call('GET', '/api/v1/status', undefined, bearer)).status).toBe(401)
  })

  it('gives a cookie that scripts and other sites cannot use, and forgets it at sign-out', async () => {
    await using desk = await setupDesk({ workers: false, publicUrl: 'https://desk.example.com' })
    const wrong = await desk.call('POST', '/api/v1/session', { username: 'lin', password: 'guess' }, { cookie: '' })
    expect([wrong.status, wrong.body.code]).toEqual([401, 'SIGN_IN_REFUSED'])
    const unknown = await desk.call(
      'POST',
      '/api/v1/session',
      { username: 'nobody', password: 'guess' },
      { cookie: '' },
    )
    expect(unknown.body).toEqual(wrong.body)
    const right = await desk.call(
      'POST',
      '/api/v1/session',
      { username: 'lin', password: 'correct horse' },
      { cookie: '' },
    )
    expect(right.headers.get('set-cookie')).toMatch(
      /redress_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict/,
    )
    expect((await desk.call('GET', '/api/v1/session')).body).toMatchObject({
      user: { username: 'lin', displayName: '林', role: 'owner' },
    })
    const stored = await desk.database.kysely.selectFrom('sessions').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain(right.headers.get('set-cookie')?.slice(16, 59))
    expect((await desk.call('DELETE', '/api/v1/session')).status).toBe(204)
    expect((await desk.call('GET', '/api/v1/session')).status).toBe(401)
  })

  it('limits the attempts to sign in', async () => {
    await using desk = await setupDesk({ workers: false })
    const attempts = Array.from(
      { length: 25 },
      async () => await desk.call('POST', '/api/v1/session', { username: 'wang', password: 'guess' }, { cookie: '' }),
    )
    const statuses = (await Promise.all(attempts)).map((answer) => answer.status)
    expect(statuses).toContain(429)
    expect(
      (await desk.call('POST', '/api/v1/session', { username: 'lin', password: 'correct horse' }, { cookie: '' }))
        .status,
    ).toBe(200)
  })

  it('refuses a change asked for by another site', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const ask = async (origin: string) =>
      await desk.call('POST', `/api/v1/complaints/${id}/refresh`, undefined, { origin })
    expect(await ask('https://evil.example')).toMatchObject({ status: 403, body: { code: 'ORIGIN_REFUSED' } })
    expect((await ask('null')).status).toBe(403)
    expect((await ask(desk.url)).status).toBe(202)
  })
})

describe('lists', () => {
  it('page through every complaint once, in each order', async () => {
    await using desk = await setupDesk({ workers: false })
    for (let n = 0; n < 7; n += 1) {
      await desk.file({ detail: `第${n}单`, at: new Date(Date.now() - n * 3_600_000) })
    }
    for (const sort of ['due', 'complainedAt', '-complainedAt', 'updatedAt', '-updatedAt']) {
      const seen: string[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const { body } = await desk.call(
          'GET',
          `/api/v1/complaints?sort=${sort}&limit=3${cursor && `&cursor=${cursor}`}`,
        )
        seen.push(...body.items.map((item: { detail: string }) => item.detail))
        cursor = body.nextCursor
      }
      expect(new Set(seen).size).toBe(7)
      expect(seen).toHaveLength(7)
      if (sort !== 'updatedAt' && sort !== '-complainedAt') continue
      expect(seen[0]).toBe('第0单')
    }
    const { body } = await desk.call('GET', '/api/v1/complaints?limit=3')
    expect(body.items[0].detail).toBe('第6单')
    expect(await desk.call('GET', '/api/v1/complaints?cursor=made-up')).toMatchObject({
      status: 400,
      body: { code: 'CURSOR_INVALID' },
    })
    expect(await desk.call('GET', '/api/v1/complaints?limit=0')).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', field: 'limit' },
    })
    const page = await desk.call('GET', '/api/v1/inbox?limit=5')
    const rest = await desk.call('GET', `/api/v1/inbox?limit=5&cursor=${page.body.nextCursor}`)
    expect([page.body.items.length, rest.body.items.length, rest.body.nextCursor]).toEqual([5, 2, null])
    expect((await desk.call('GET', `/api/v1/inbox/${rest.body.items[0].id}`)).body).toEqual(rest.body.items[0])
  })

  it('find words, ids and order numbers, and count by state', async () => {
    await using desk = await setupDesk({ workers: false })
    const coffee = await desk.file({ detail: '咖啡没有送到 100%', payerPhone: '13812349876' })
    await desk.file({ detail: '衣服破了' })
    const found = async (query: string) => (await desk.call('GET', `/api/v1/complaints?${query}`)).body
    for (const q of [
      '没有',
      '咖啡 送到',
      coffee.platformId,
      coffee.order.transactionId,
      coffee.order.outTradeNo.slice(3),
      '100%',
      '9876',
    ]) {
      expect((await found(`q=${encodeURIComponent(q)}`)).items.map((item: { id: string }) => item.id)).toEqual([
        coffee.id,
      ])
    }
    expect((await found(`q=${encodeURIComponent('没%到')}`)).items).toEqual([])
    expect((await found('state=PROCESSED')).items).toEqual([])
    expect((await found('state=PROCESSED')).counts).toEqual({
      PENDING: 2,
      PROCESSING: 0,
      PROCESSED: 0,
      all: 2,
      capped: false,
    })
    expect((await found('merchant=shop')).items).toHaveLength(2)
    expect((await found('merchant=nobody')).items).toEqual([])
  })
})

describe('writes', () => {
  it('are carried out once for one Idempotency-Key and refused for another request under it', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const path = `/api/v1/complaints/${id}/replies`
    const headers = { 'Idempotency-Key': 'k-1' }
    const answers = await Promise.all(
      [1, 2, 3].map(async () => await desk.call('POST', path, { content: '您好' }, headers)),
    )
    expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202])
    expect(new Set(answers.map((answer) => answer.body.actionId)).size).toBe(1)
    expect((await desk.complaint(id)).actions).toHaveLength(1)
    expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true')).toHaveLength(2)
    expect(await desk.call('POST', path, { content: '别的' }, headers)).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    })
    expect((await desk.call('POST', path, { content: '您好' })).body.actionId).not.toBe(answers[0]?.body.actionId)
  })

  it('are refused before they are queued when the platform would refuse them', async () => {
    await using desk = await setupDesk({ workers: false })
    const { id } = await desk.file()
    const reply = async (body: object) => {
      const answer = await desk.call('POST', `/api/v1/complaints/${id}/replies`, body)
      return [answer.status, answer.body.code, answer.body.field]
    }
    expect(await reply({ content: '谢谢\u{1F600}' })).toEqual([422, 'REPLY_UNSUPPORTED_CHARACTER', 'content'])
    expect(await reply({ content: '   ' })).toEqual([422, 'REPLY_EMPTY', 'content'])
    expect(await reply({ content: '款'.repeat(501) })).toEqual([400, 'INVALID_INPUT', 'content'])
    expect(await reply({ content: 'ok', images: ['0'.repeat(64)] })).toEqual([422, 'PICTURE_UNKNOWN', 'images.0'])
    expect(await reply({ content: 'ok', images: Array(5).fill('x') })).toEqual([400, 'INVALID_INPUT', 'images'])
    expect((await desk.call('POST', '/api/v1/complaints/nothing/replies', { content: 'x' })).body.code).toBe(
      'COMPLAINT_UNKNOWN',
    )
    expect(
      (await desk.call('POST', `/api/v1/complaints/${id}/replies`, undefined, { 'content-type': 'application/json' }))
        .body.code,
    ).toBe('BODY_NOT_JSON')
    expect((await desk.complaint(id)).actions).toEqual([])
  })
})

describe('pictures over HTTP', () => {
  it('are taken by what they are, not by what they are called', async () => {
    await using desk = await setupDesk({ workers: false })
    const script = await desk.upload(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'))
    expect([script.status, script.body.code]).toEqual([415, 'PICTURE_TYPE'])
    const huge = await desk.upload(Buffer.alloc(16 * 1024 * 1024))
    expect([huge.status, huge.body.code]).toEqual([413, 'PICTURE_TOO_LARGE'])
    const uploaded = await desk.upload(await png(48))
    expect(uploaded).toMatchObject({ status: 201, body: { contentType: 'image/png', width: 48, height: 48 } })
    expect((await desk.call('POST', '/api/v1/images', {})).status).toBe(415)
    expect((await desk.call('GET', `/api/v1/images/${'0'.repeat(64)}`)).body.code).toBe('IMAGE_UNKNOWN')
    expect((await desk.call('GET', '/api/v1/images/..%2f..%2fmaster.key')).status).toBe(400)
  })
})

describe('events', () => {
  it('say hello, then tell of every change', async () => {
    await using desk = await setupDesk()
    const cookie = await signIn(desk.url)
    const abort = new AbortController()
    const response = await fetch(`${desk.url}/api/v1/events`, {
      headers: { cookie, 'last-event-id': '12' },
      signal: abort.signal,
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    let text = ''
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString()
    })().catch(() => undefined)
    await until(async () => text.includes('event: hello'))
    const { id } = await desk.file()
    await until(async () =>
      text.includes(`event: complaint.changed\ndata: {"id":"${id}","merchant":"shop","state":"PENDING"`),
    )
    await desk.call('POST', `/api/v1/complaints/${id}/replies`, { content: '您好' })
    await until(async () => text.includes('"state":"verified"'))
    abort.abort()
    await reading
  })
})

async function signIn(url: string): Promise<string> {
  const body = JSON.stringify({ username: 'lin', password: 'correct horse' })
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

describe('the contract', () => {
  it('is served for programs and people, without a session', async () => {
    await using desk = await setupDesk({ workers: false })
    const { body } = await desk.call('GET', '/api/v1/openapi.json', undefined, { cookie: '' })
    expect(body.openapi).toBe('3.1.0')
    const page = (await desk.call('GET', '/api/docs', undefined, { cookie: '' })).body.toString()
    expect(page).toContain('POST /api/v1/complaints/{id}/replies')
    expect(page).not.toContain('<script')
    expect((await desk.call('GET', '/api/v1/nothing')).body.code).toBe('NOT_FOUND')
    expect((await desk.call('GET', '/api/v1/merchants')).body.items).toMatchObject([
      { slug: 'shop', mchid: desk.mchid, keyMode: 'certificate', callbackPath: '/callbacks/wechatpay/shop' },
    ])
  })
})
