import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../src/index.ts'
import { defaultSwitches } from '../src/switches.ts'
import { type Caller, createCaller } from './support/caller.ts'

const SHOP = '1900000001'
const COMPLAINTS = '/v3/merchant-service/complaints-v2'
let simulator: Simulator
let shop: Caller
beforeAll(async () => {
  simulator = await createSimulator({
    seed: 'switches',
    clock: 'manual',
    now: new Date('2026-01-20T04:00:00Z'),
    merchants: [{ mchid: SHOP, keyMode: 'public-key' }],
  })
  shop = createCaller(simulator, SHOP)
})
beforeEach(async () => {
  await simulator.reset()
  simulator.setSwitches(defaultSwitches())
})
afterAll(() => simulator.close())

const file = async (): Promise<string> =>
  (await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })).complaintId
const reply = async (more: object) =>
  shop.post(
    `${COMPLAINTS}/${await file()}/response`,
    { complainted_mchid: SHOP, response_content: '您好', ...more },
    { language: 'zh-CN' },
  )

it('externalLinks: without the white list a link is refused in the published words', async () => {
  const link = { jump_url: 'https://www.example.com/', jump_url_text: '查看' }
  expect((await reply(link)).status).toBe(204)
  simulator.setSwitches({ externalLinks: false })
  const refused = await reply(link)
  expect(refused).toMatchObject({ status: 403, json: { code: 'NO_AUTH' } })
  expect(refused.json.message).toMatch(/^此商户号暂不支持发送外部链接/)
  const program = { mini_program_jump_info: { appid: 'wx0123456789abcdef', path: 'pages/index', text: '打开' } }
  expect((await reply(program)).status).toBe(403)
  expect((await reply({})).status).toBe(204)
})

it('unknownFields, nulls, supplementary: what is refused by default can be let through', async () => {
  for (const [more, switches] of [
    [{ colour: 'red' }, { unknownFields: 'ignore' }],
    [{ jump_url: null }, { nulls: 'absent' }],
    [{ response_content: '好的😀' }, { supplementary: 'accept' }],
  ] as const) {
    simulator.setSwitches(defaultSwitches())
    expect((await reply(more)).status).toBe(400)
    simulator.setSwitches(switches)
    expect((await reply(more)).status).toBe(204)
  }
})

it('continuedState: a continued complaint is PENDING, or PROCESSING', async () => {
  const states: string[] = []
  for (const continuedState of ['PENDING', 'PROCESSING'] as const) {
    simulator.setSwitches({ continuedState })
    const id = await file()
    await shop.post(`${COMPLAINTS}/${id}/complete`, { complainted_mchid: SHOP })
    await simulator.continueComplaint(id)
    states.push(simulator.complaint(id).state)
  }
  expect(states).toEqual(['PENDING', 'PROCESSING'])
})

it('certificatesOfPublicKeyMode: 404, or an empty list', async () => {
  expect(await shop.get('/v3/certificates')).toMatchObject({ status: 404, json: { code: 'RESOURCE_NOT_EXISTS' } })
  simulator.setSwitches({ certificatesOfPublicKeyMode: 'empty-list' })
  expect(await shop.get('/v3/certificates')).toMatchObject({ status: 200, json: { data: [] } })
})

it('entrustedRefundAfter: never, when it is null', async () => {
  simulator.setSwitches({ entrustedRefundAfter: null })
  const id = await file()
  await simulator.advance('100h')
  expect(simulator.complaint(id).fullyRefunded).toBe(false)
})

it('not-repliable: the published refusal of a reply, on demand', async () => {
  simulator.addFault({ kind: 'not-repliable', count: 1 })
  const refused = await reply({})
  expect(refused).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } })
  expect(refused.json.message).toMatch(/^提交商户回复失败，请稍后重试/)
  expect((await reply({})).status).toBe(204)
})

it.each([
  [{ probeRate: 2 }, '/probeRate'],
  [{ continuedState: 'PROCESSED' }, '/continuedState'],
  [{ colour: 'red' }, '/colour'],
])('refuses %j by name', async (change, field) => {
  const answer = await fetch(`${simulator.url}/_sim/switches`, { method: 'POST', body: JSON.stringify(change) })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ code: 'INPUT_INVALID', field })
  expect(simulator.switches()).toEqual(defaultSwitches())
})
