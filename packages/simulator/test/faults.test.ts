import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSimulator, type FaultInput, type FaultKind, type Simulator } from '../src/index.ts'
import { type Caller, createCaller } from './support/caller.ts'
import { PIXEL } from './vectors.ts'

const SHOP = '1900000001'
const OTHER = '1900000002'
const LIST = '/v3/merchant-service/complaints-v2?begin_date=2026-01-01&end_date=2026-01-20'
const COMPLAINTS = '/v3/merchant-service/complaints-v2'

let simulator: Simulator
let shop: Caller
beforeAll(async () => {
  simulator = await createSimulator({
    seed: 'faults',
    clock: 'manual',
    now: new Date('2026-01-20T04:00:00Z'),
    merchants: [{ mchid: SHOP }, { mchid: OTHER }],
  })
  shop = createCaller(simulator, SHOP)
})
beforeEach(() => simulator.reset())
afterAll(() => simulator.close())

const file = async (): Promise<string> =>
  (await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })).complaintId
const once = (kind: FaultKind, more: Partial<FaultInput> = {}) => simulator.addFault({ kind, count: 1, ...more })
const replyTo = (id: string) =>
  shop.post(`${COMPLAINTS}/${id}/response`, { complainted_mchid: SHOP, response_content: '您好' })

describe('a fault of the answer', () => {
  it.each([
    ['http-500', 500, 'SYSTEM_ERROR'],
    ['http-429', 429, 'FREQUENCY_LIMITED'],
    ['result-too-large', 400, 'INVALID_REQUEST'],
  ] as const)('%s answers %i %s, once', async (kind, status, code) => {
    once(kind)
    expect(await shop.get(LIST)).toMatchObject({ status, json: { code } })
    expect((await shop.get(LIST)).status).toBe(200)
  })

  it('http-502-html is an unsigned page of the gateway', async () => {
    once('http-502-html')
    const answer = await shop.get(LIST)
    expect(answer.status).toBe(502)
    expect(answer.text).toContain('<html>')
    expect(answer.headers.get('Wechatpay-Signature')).toBeNull()
  })

  it('result-too-large strikes pages only', async () => {
    once('result-too-large')
    expect((await shop.get('/v3/certificates')).status).toBe(200)
  })

  it('a refused write has not happened', async () => {
    const id = await file()
    once('http-500', { call: 'reply' })
    expect((await replyTo(id)).status).toBe(500)
    expect(simulator.complaint(id).state).toBe('PENDING')
  })

  it('drop-answer-after-commit loses the answer, not the write', async () => {
    const id = await file()
    once('drop-answer-after-commit', { call: 'reply' })
    await expect(replyTo(id)).rejects.toThrow(/fetch failed/)
    expect(simulator.complaint(id).history.filter((entry) => entry.operateType === 'MERCHANT_RESPONSE')).toHaveLength(1)
    expect(simulator.requests().at(-1)).toMatchObject({ status: null, fault: 'drop-answer-after-commit' })
  })

  it('drop-answer-after-commit leaves an answer that is a refusal alone', async () => {
    once('drop-answer-after-commit')
    expect((await shop.get(`${COMPLAINTS}/none`)).status).toBe(400)
    expect(simulator.faults()[0]?.hits).toBe(0)
  })

  it('latency makes it slow', async () => {
    once('latency', { delayMs: 120 })
    const started = performance.now()
    expect((await shop.get(LIST)).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThan(115)
  })

  it('unknown-enum brings words and fields that no document knows', async () => {
    const id = await file()
    once('unknown-enum', { call: 'detail' })
    expect((await shop.get(`${COMPLAINTS}/${id}`)).json).toMatchObject({
      complaint_id: id,
      complaint_state: 'SIMULATED_NEW_STATE',
      simulated_new_field: { since: 'today' },
    })
    expect((await shop.get(`${COMPLAINTS}/${id}`)).json.complaint_state).toBe('PENDING')
  })
})

describe('a fault of a page', () => {
  it('pages-shifting shows the last of the page before once more', async () => {
    const ids = [await file(), await file(), await file()].reverse()
    const page = async (offset: number) =>
      (await shop.get(`${LIST}&limit=1&offset=${offset}`)).json.data.map(
        (each: { complaint_id: string }) => each.complaint_id,
      )
    expect([...(await page(0)), ...(await page(1)), ...(await page(2))]).toEqual(ids)
    once('pages-shifting')
    expect(await page(1)).toEqual([ids[0]])
  })

  it('object-or-array turns the media list round, in the detail and in the history', async () => {
    const { complaintId } = await simulator.fileComplaint({ mchid: SHOP, detail: '图', images: [PIXEL] })
    once('object-or-array', { call: 'detail' })
    once('object-or-array', { call: 'history' })
    const detail = () => shop.get(`${COMPLAINTS}/${complaintId}`)
    const history = () => shop.get(`${COMPLAINTS}/${complaintId}/negotiation-historys`)
    const odd = [(await detail()).json.complaint_media_list, (await history()).json.data[1].complaint_media_list]
    const usual = [(await detail()).json.complaint_media_list, (await history()).json.data[1].complaint_media_list]
    expect(usual.map(Array.isArray)).toEqual([true, false])
    expect(odd).toEqual([usual[0][0], [usual[1]]])
  })
})

describe('a fault of the connection', () => {
  it('reset ends it without an answer', async () => {
    once('reset')
    await expect(shop.get(LIST)).rejects.toThrow(/fetch failed/)
    expect((await shop.get(LIST)).status).toBe(200)
  })

  it('truncated-body ends it in the middle of the answer', async () => {
    once('truncated-body')
    await expect(shop.get(LIST)).rejects.toThrow(/terminated/)
  })

  it.each(['hang', 'half-open'] as const)('%s keeps it open and silent', async (kind) => {
    once(kind)
    const heard = await listenFor(300)
    expect(heard.closed).toBe(false)
    expect(heard.text.includes('HTTP/1.1')).toBe(kind === 'half-open')
  })

  /** Asks over a bare socket and reports what came within so many milliseconds. */
  function listenFor(milliseconds: number): Promise<{ text: string; closed: boolean }> {
    const { hostname, port } = new URL(simulator.url)
    return new Promise((resolve, reject) => {
      let text = ''
      let closed = false
      const socket = connect(Number(port), hostname, () =>
        socket.write('GET /v3/certificates HTTP/1.1\r\nHost: a\r\n\r\n'),
      )
      socket.on('data', (chunk) => {
        text += chunk.toString()
      })
      socket.on('end', () => {
        closed = true
      })
      socket.on('error', reject)
      setTimeout(() => {
        socket.destroy()
        resolve({ text, closed })
      }, milliseconds)
    })
  }
})

describe('the scope of a fault', () => {
  it('is a call, a merchant and a number of times', async () => {
    simulator.addFault({ kind: 'http-500', call: 'list', mchid: SHOP, count: 2 })
    const other = createCaller(simulator, OTHER)
    expect((await other.get(LIST)).status).toBe(200)
    expect((await shop.get('/v3/certificates')).status).toBe(200)
    expect([(await shop.get(LIST)).status, (await shop.get(LIST)).status, (await shop.get(LIST)).status]).toEqual([
      500, 500, 200,
    ])
    expect(simulator.faults()[0]?.hits).toBe(2)
  })

  it('is a probability', async () => {
    simulator.addFault({ kind: 'http-500', probability: 0.5 })
    const statuses = new Set<number>()
    for (let count = 0; count < 40; count += 1) statuses.add((await shop.get('/v3/certificates')).status)
    expect(statuses).toEqual(new Set([200, 500]))
  })

  it('without a count strikes until it is removed', async () => {
    const { id } = simulator.addFault({ kind: 'http-500' })
    expect([(await shop.get(LIST)).status, (await shop.get(LIST)).status]).toEqual([500, 500])
    simulator.removeFault(id)
    expect((await shop.get(LIST)).status).toBe(200)
  })
})
