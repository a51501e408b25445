import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ClientOptions,
  createClient,
  createKeyring,
  loadMerchantIdentity,
  parseApiV3Key,
  platformCertificate,
  restoreComplaintMediaId,
  type TransportEvent,
  type WechatPayClient,
} from '../../src/index.ts'
import { type KeyReaders, keysOf } from '../fixtures/simulator-client.ts'
import { MERCHANT, OTHER, PIXEL, type Setup, SUITES, setup } from './setup.ts'

const PATH = '/v3/merchant-service/complaints-v2'
const WINDOW = { beginDate: '2026-02-01', endDate: '2026-02-10' }

interface Scene {
  readonly simulator: Setup['simulator']
  readonly client: WechatPayClient
  readonly clientFor: (mchid: string, options?: Partial<ClientOptions>) => WechatPayClient
  readonly complaintId: string
  readonly events: readonly TransportEvent[]
}

/** A fresh start of one simulator, with one complaint. */
const sceneOn = async ({ simulator, clientFor: plainClientFor }: Setup): Promise<Scene> => {
  await simulator.reset()
  simulator.setSwitches({ externalLinks: true })
  const { complaintId } = await simulator.fileComplaint({ mchid: MERCHANT, detail: 'x' })
  const events: TransportEvent[] = []
  const clientFor = (mchid: string, options: Partial<ClientOptions> = {}): WechatPayClient =>
    plainClientFor(mchid, { observe: (event) => events.push(event), ...options })
  return { simulator, client: clientFor(MERCHANT), clientFor, complaintId, events }
}
const completion = { complaintedMerchantId: MERCHANT }
/** Sends what the typed calls would refuse before sending. */
const raw = (client: WechatPayClient, method: 'GET' | 'POST' | 'PUT', path: string, body?: Record<string, unknown>) =>
  client.request({ method, path, body }, { attempts: 1 })

const REFUSALS: readonly (readonly [string, number, string, (scene: Scene) => Promise<unknown>])[] = [
  ['a list without dates', 400, 'PARAM_ERROR', ({ client }) => raw(client, 'GET', PATH)],
  [
    'a list over 31 days',
    400,
    'PARAM_ERROR',
    ({ client }) => raw(client, 'GET', `${PATH}?begin_date=2026-01-01&end_date=2026-02-01`),
  ],
  [
    'a list with limit 51',
    400,
    'PARAM_ERROR',
    ({ client }) => raw(client, 'GET', `${PATH}?begin_date=2026-02-01&end_date=2026-02-02&limit=51`),
  ],
  [
    'a list of a merchant of somebody else',
    403,
    'NO_AUTH',
    ({ client }) => client.complaints.list({ ...WINDOW, complaintedMerchantId: OTHER }),
  ],
  [
    'a detail that does not exist',
    400,
    'INVALID_REQUEST',
    ({ client }) => client.complaints.get('200000020260210000000000000'),
  ],
  [
    'a detail of somebody else',
    403,
    'NO_AUTH',
    ({ clientFor, complaintId }) => clientFor(OTHER).complaints.get(complaintId),
  ],
  [
    'a history with limit 301',
    400,
    'PARAM_ERROR',
    ({ client, complaintId }) => raw(client, 'GET', `${PATH}/${complaintId}/negotiation-historys?limit=301`),
  ],
  [
    'a reply for the wrong merchant',
    403,
    'NO_AUTH',
    ({ client, complaintId }) => client.complaints.reply(complaintId, { complaintedMerchantId: OTHER, content: 'x' }),
  ],
  [
    'a reply with a link that is not allowed',
    403,
    'NO_AUTH',
    ({ client, complaintId, simulator }) => {
      simulator.setSwitches({ externalLinks: false })
      return client.complaints.reply(complaintId, {
        ...completion,
        content: 'x',
        jumpUrl: 'https://x.example',
        jumpUrlText: 'x',
      })
    },
  ],
  [
    'a reply of 501 characters',
    400,
    'PARAM_ERROR',
    ({ client, complaintId }) =>
      raw(client, 'POST', `${PATH}/${complaintId}/response`, {
        complainted_mchid: MERCHANT,
        response_content: 'x'.repeat(501),
      }),
  ],
  [
    'a reply that repeats the complaint id',
    400,
    'PARAM_ERROR',
    ({ client, complaintId }) =>
      raw(client, 'POST', `${PATH}/${complaintId}/response`, {
        complaint_id: complaintId,
        complainted_mchid: MERCHANT,
        response_content: 'x',
      }),
  ],
  [
    'a reply with the merchant as a number',
    400,
    'PARAM_ERROR',
    ({ client, complaintId }) =>
      raw(client, 'POST', `${PATH}/${complaintId}/response`, {
        complainted_mchid: Number(MERCHANT),
        response_content: 'x',
      }),
  ],
  [
    'a reply with null',
    400,
    'PARAM_ERROR',
    ({ client, complaintId }) =>
      raw(client, 'POST', `${PATH}/${complaintId}/response`, {
        complainted_mchid: MERCHANT,
        response_content: 'x',
        response_images: null,
      }),
  ],
  [
    'a reply with an emoji',
    400,
    'INVALID_REQUEST',
    ({ client, complaintId }) =>
      raw(client, 'POST', `${PATH}/${complaintId}/response`, { complainted_mchid: MERCHANT, response_content: '🙏' }),
  ],
  [
    'a second completion',
    400,
    'INVALID_REQUEST',
    async ({ client, complaintId }) => {
      await client.complaints.complete(complaintId, completion)
      await client.complaints.complete(complaintId, completion)
    },
  ],
  [
    'a live reply to somebody who does not wait',
    400,
    'INVALID_REQUEST',
    ({ client, complaintId }) =>
      raw(client, 'POST', `${PATH}/${complaintId}/response-immediate-service`, {
        complainted_mchid: MERCHANT,
        idempotent_id: 'a',
        message: { blocks: [{ type: 'TEXT', text: { text: 'x' } }] },
      }),
  ],
  [
    'a refund decision on something else',
    400,
    'PARAM_ERROR',
    ({ client, complaintId }) =>
      client.complaints.decideRefund(complaintId, { decision: 'approve', launchRefundDay: 0 }),
  ],
  [
    'a second refund decision',
    400,
    'INVALID_REQUEST',
    async ({ client, simulator }) => {
      const { complaintId } = await simulator.fileComplaint({
        mchid: MERCHANT,
        detail: 'x',
        problemType: 'REFUND',
        userTags: ['TRUSTED'],
      })
      await client.complaints.decideRefund(complaintId, { decision: 'approve', launchRefundDay: 0 })
      await client.complaints.decideRefund(complaintId, { decision: 'approve', launchRefundDay: 0 })
    },
  ],
  [
    'an unknown action',
    400,
    'PARAM_ERROR',
    async ({ client, simulator }) => {
      const { complaintId } = await simulator.fileComplaint({
        mchid: MERCHANT,
        detail: 'x',
        problemType: 'REFUND',
        userTags: ['TRUSTED'],
      })
      await raw(client, 'POST', `${PATH}/${complaintId}/update-refund-progress`, { action: 'MAYBE' })
    },
  ],
  [
    'a second notification address',
    400,
    'INVALID_REQUEST',
    async ({ client }) => {
      await client.notificationUrl.create('http://127.0.0.1:9/a')
      await client.notificationUrl.create('http://127.0.0.1:9/a')
    },
  ],
  [
    'a notification address to change that is not there',
    400,
    'RESOURCE_NOT_EXISTS',
    ({ client }) => client.notificationUrl.update('http://127.0.0.1:9/a'),
  ],
  [
    'a notification address with a query',
    400,
    'PARAM_ERROR',
    ({ client }) =>
      raw(client, 'POST', '/v3/merchant-service/complaint-notifications', { url: 'https://x.example/a?b' }),
  ],
  [
    'a picture nobody knows',
    400,
    'PARAM_ERROR',
    ({ client, simulator }) => client.images.download(`${simulator.url}/v3/merchant-service/images/AAAA`),
  ],
  [
    'a picture one has uploaded',
    400,
    'PARAM_ERROR',
    async ({ client, simulator }) =>
      client.images.download(
        `${simulator.url}/v3/merchant-service/images/${await client.images.upload({ fileName: 'a.bmp', bytes: PIXEL })}`,
      ),
  ],
  ['a path that does not exist', 404, 'NOT_FOUND', ({ client }) => raw(client, 'GET', '/v3/merchant-service/nothing')],
  [
    'a wrong Wechatpay-Serial',
    400,
    'PARAM_ERROR',
    ({ client }) =>
      client.request({
        method: 'GET',
        path: `${PATH}?begin_date=2026-02-01&end_date=2026-02-02`,
        platformSerial: 'PUB_KEY_ID_404',
      }),
  ],
  [
    'a refund larger than the order',
    400,
    'INVALID_REQUEST',
    async ({ client, simulator }) => {
      const { transactionId } = await simulator.fileComplaint({ mchid: MERCHANT, detail: 'x', amount: 100 })
      await client.refunds.create({ transactionId, outRefundNo: 'a', amount: 100, orderAmount: 100 })
      await client.refunds.create({ transactionId, outRefundNo: 'b', amount: 100, orderAmount: 100 })
    },
  ],
  ['a refund nobody made', 404, 'RESOURCE_NOT_EXISTS', ({ client }) => client.refunds.get('nothing')],
]

describe.each(SUITES)('over keys: %s', (mode) => {
  let platform: Setup
  let readers: KeyReaders
  beforeAll(async () => {
    platform = await setup(mode)
    readers = platform.readers ?? { loadMerchantIdentity, parseApiV3Key, platformCertificate }
  })
  afterAll(() => platform[Symbol.asyncDispose]())
  const scene = () => sceneOn(platform)

  describe('the platform refuses', () => {
    it.each(REFUSALS)('%s with %i %s, and the error says what is needed', async (_, status, code, act) => {
      const at = await scene()
      await expect(act(at)).rejects.toMatchObject({
        name: 'PlatformError',
        status,
        code,
        platformMessage: expect.stringMatching(/\S/),
        requestId: expect.stringMatching(/^[0-9A-F]+-\d{9}$/),
        request: { host: new URL(at.simulator.url).host },
        remedy: expect.stringMatching(/\S/),
      })
    })

    it.each([
      ['with the key of somebody else', { privateKey: OTHER }],
      ['with the serial of somebody else', { certificate: OTHER }],
      ['as somebody else', { merchantId: OTHER }],
    ])('a merchant who signs %s: 401 SIGN_ERROR', async (_, change) => {
      const at = await scene()
      const of = (mchid: string) => at.simulator.credentials(mchid)
      const part = { merchantId: MERCHANT, privateKey: MERCHANT, certificate: MERCHANT, ...change }
      const client = createClient({
        identity: readers.loadMerchantIdentity({
          merchantId: part.merchantId,
          privateKey: of(part.privateKey).privateKey,
          serialNumber: of(part.certificate).serialNo,
        }),
        apiV3Key: readers.parseApiV3Key(of(MERCHANT).apiV3Key),
        keyring: createKeyring(keysOf(of(MERCHANT), readers)),
        baseUrl: at.simulator.url,
        now: () => at.simulator.now(),
      })
      await expect(client.complaints.list(WINDOW)).rejects.toMatchObject({ status: 401, code: 'SIGN_ERROR' })
    })

    it('a merchant whose clock is five minutes off: 401 SIGN_ERROR', async () => {
      const at = await scene()
      const client = at.clientFor(MERCHANT, { now: () => new Date(at.simulator.now().getTime() + 301_000) })
      await expect(client.complaints.list(WINDOW)).rejects.toMatchObject({
        status: 401,
        code: 'SIGN_ERROR',
        remedy: expect.stringContaining('clock'),
      })
    })
  })

  describe('when the platform or the line fails', () => {
    it.each(['http-500', 'http-502-html', 'http-429', 'reset', 'signtest', 'truncated-body'] as const)(
      'a read survives one %s',
      async (kind) => {
        const at = await scene()
        at.simulator.addFault({ kind, call: 'list', count: 1 })
        expect((await at.client.complaints.list(WINDOW)).items).toHaveLength(1)
        expect(at.events.filter((event) => event.type === 'repeat')).toHaveLength(1)
      },
    )

    it.each([
      ['wrong-signature', 'SIGNATURE_INVALID'],
      ['unknown-serial', 'PLATFORM_KEY_UNKNOWN'],
      ['stale-clock', 'TIMESTAMP_OUT_OF_RANGE'],
    ] as const)('a read is not believed with %s', async (kind, code) => {
      const at = await scene()
      at.simulator.addFault({ kind, call: 'list' })
      await expect(at.client.complaints.list(WINDOW)).rejects.toMatchObject({ name: 'ProtocolError', code })
    })

    it.each(['drop-answer-after-commit', 'signtest', 'wrong-signature'] as const)(
      'a reply lost to %s is left open and was made once',
      async (kind) => {
        const at = await scene()
        at.simulator.addFault({ kind, call: 'reply' })
        await expect(
          at.client.complaints.reply(at.complaintId, { ...completion, content: 'once' }),
        ).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
        const { items } = await at.client.complaints.history(at.complaintId)
        expect(items.filter((entry) => entry.details === 'once')).toHaveLength(1)
      },
    )

    it('a live reply whose answer is lost is repeated and made once', async () => {
      const at = await scene()
      const { complaintId } = await at.simulator.fileComplaint({
        mchid: MERCHANT,
        detail: 'x',
        needImmediateService: true,
      })
      at.simulator.addFault({ kind: 'drop-answer-after-commit', call: 'reply-immediate', count: 1 })
      const { logId } = await at.client.complaints.replyImmediately(complaintId, {
        ...completion,
        message: { blocks: [{ type: 'TEXT', wire: { type: 'TEXT', text: { text: 'x' } } }] },
      })
      const { items } = await at.client.complaints.history(complaintId)
      expect(items.filter((entry) => entry.action === 'MERCHANT_RESPONSE').map((entry) => entry.logId)).toEqual([logId])
    })

    it('an answer that never comes ends in time', async () => {
      const at = await scene()
      at.simulator.addFault({ kind: 'hang', call: 'list' })
      await expect(at.client.complaints.list(WINDOW, { timeoutMs: 30, attempts: 1 })).rejects.toMatchObject({
        code: 'TIMEOUT',
      })
      const controller = new AbortController()
      const waiting = at.client.complaints.list(WINDOW, { signal: controller.signal })
      controller.abort()
      await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' })
    })

    it('the media list of a history is read in whichever shape it comes', async () => {
      const at = await scene()
      const { complaintId } = await at.simulator.fileComplaint({ mchid: MERCHANT, detail: 'y', images: [PIXEL] })
      const read = async (): Promise<number> =>
        (await at.client.complaints.history(complaintId)).items.flatMap((entry) => entry.media).length
      const before = await read()
      at.simulator.addFault({ kind: 'object-or-array', call: 'history' })
      expect(before).toBeGreaterThan(0)
      expect(await read()).toBe(before)
    })

    it('a new value of an enumeration is read and reported', async () => {
      const at = await scene()
      const drift: string[] = []
      const client = at.clientFor(MERCHANT, { onDrift: (one) => drift.push(one.kind) })
      at.simulator.addFault({ kind: 'unknown-enum', call: 'list' })
      expect((await client.complaints.list(WINDOW)).items).toHaveLength(1)
      expect(drift).toContain('unknown-value')
    })
  })

  it('a media id of another upload does not pass the types; one restored from storage does', async () => {
    const at = await scene()
    const mediaId = await at.client.images.upload({ fileName: 'a.bmp', bytes: PIXEL })
    const stored: string = mediaId
    await at.client.complaints.reply(at.complaintId, {
      ...completion,
      content: 'x',
      images: [restoreComplaintMediaId(stored)],
    })
    expect((await at.client.complaints.get(at.complaintId)).state).toBe('PROCESSING')
  })
})
