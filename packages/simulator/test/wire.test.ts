import { createHash, createPrivateKey, sign } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSimulator, type Simulator } from '../src/index.ts'
import { createCaller } from './support/caller.ts'
import { PIXEL } from './vectors.ts'

// How the official libraries of other languages put their requests on the wire, byte by byte.

const SHOP = '1900000001'
const NONCE = '593BEC0C930BF1AFEB40B4A08C8FB242'
let simulator: Simulator
beforeAll(async () => {
  simulator = await createSimulator({ seed: 'wire', clock: 'manual', now: new Date('2026-01-20T04:00:00Z') })
})
afterAll(() => simulator.close())

function authorization(method: string, target: string, signed: string, order: readonly string[]): string {
  const { privateKey, serialNo } = simulator.credentials(SHOP)
  const timestamp = String(simulator.now().getTime() / 1000)
  const message = `${method}\n${target}\n${timestamp}\n${NONCE}\n${signed}\n`
  const values: Record<string, string> = {
    mchid: SHOP,
    nonce_str: NONCE,
    timestamp,
    serial_no: serialNo,
    signature: sign('sha256', Buffer.from(message), createPrivateKey(privateKey)).toString('base64'),
  }
  return `WECHATPAY2-SHA256-RSA2048 ${order.map((name) => `${name}="${values[name]}"`).join(',')}`
}

const JAVA = ['mchid', 'nonce_str', 'timestamp', 'serial_no', 'signature']
const GO = ['mchid', 'nonce_str', 'signature', 'timestamp', 'serial_no']
const PHP = ['mchid', 'serial_no', 'timestamp', 'nonce_str', 'signature']

/** Writes bytes on one connection and reads until so many answers have come. */
function speak(pieces: readonly (string | Uint8Array)[], answers: number): Promise<string[]> {
  const { hostname, port } = new URL(simulator.url)
  return new Promise((resolve, reject) => {
    let heard = ''
    const socket = connect(Number(port), hostname, () => {
      for (const piece of pieces) socket.write(piece)
    })
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
      const found = heard.split(/(?=HTTP\/1\.1 \d{3} )/).filter((part) => part.startsWith('HTTP/1.1'))
      const final = found.filter((part) => !part.startsWith('HTTP/1.1 100'))
      if (final.length < answers || !final.every(isWhole)) return
      socket.destroy()
      resolve(found.map((part) => part.slice(9, 12)))
    })
    socket.on('error', reject)
  })
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n')
  const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? 0)
  return end >= 0 && answer.length >= end + 4 + length
}

const CERTIFICATES = '/v3/certificates'
const get = (order: readonly string[], headers: readonly string[]): string =>
  [
    `GET ${CERTIFICATES} HTTP/1.1`,
    'Host: api.mch.weixin.qq.com',
    `Authorization: ${authorization('GET', CERTIFICATES, '', order)}`,
    ...headers,
    '',
    '',
  ].join('\r\n')

describe('the wire', () => {
  it.each([
    ['Java', JAVA, ['Accept: application/json', 'User-Agent: WechatPay-Java/0.2.17', 'Content-Type: application/json']],
    [
      'Go',
      GO,
      ['Accept: */*', 'User-Agent: WechatPay-Go/0.2.20', 'Content-Type: application/json', 'Accept-Encoding: gzip'],
    ],
    [
      'PHP',
      PHP,
      [
        'accept: application/json, text/plain, application/x-gzip',
        'user-agent: wechatpay-php/1.4',
        'content-type: application/json; charset=utf-8',
      ],
    ],
  ] as const)('takes what %s sends: its order of values, its case of headers', async (_language, order, headers) => {
    expect(await speak([get(order, headers)], 1)).toEqual(['200'])
  })

  it('answers with the key that Wechatpay-Serial names, as Java sends it on every request', async () => {
    const serial = simulator.credentials(SHOP).platform.certificates[0]?.serialNo
    expect(await speak([get(JAVA, ['Accept: */*', 'User-Agent: Java', `Wechatpay-Serial: ${serial}`])], 1)).toEqual([
      '200',
    ])
    expect(
      await speak([get(JAVA, ['Accept: */*', 'User-Agent: Java', `Wechatpay-Serial: ${'0'.repeat(40)}`])], 1),
    ).toEqual(['400'])
  })

  it('keeps a connection open for several requests, one right behind the other', async () => {
    const request = get(GO, ['Accept: */*', 'User-Agent: Go-http-client/1.1'])
    expect(await speak([request, request, request], 3)).toEqual(['200', '200', '200'])
  })

  it('takes a chunked body, and one that waits to be asked for', async () => {
    const { complaintId } = await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
    const target = `/v3/merchant-service/complaints-v2/${complaintId}/response`
    const body = JSON.stringify({ complainted_mchid: SHOP, response_content: '已与用户沟通解决' })
    const head = [
      `POST ${target} HTTP/1.1`,
      'Host: a',
      'Accept: */*',
      'User-Agent: x',
      'Content-Type: application/json',
      `Authorization: ${authorization('POST', target, body, GO)}`,
    ]
    const bytes = Buffer.from(body)
    const chunk = (part: Buffer) => [`${part.length.toString(16)}\r\n`, part, '\r\n']
    const chunked = [
      [...head, 'Transfer-Encoding: chunked', '', ''].join('\r\n'),
      ...chunk(bytes.subarray(0, 20)),
      ...chunk(bytes.subarray(20)),
      '0\r\n\r\n',
    ]
    expect(await speak(chunked, 1)).toEqual(['204'])
    const expecting = [[...head, 'Expect: 100-continue', `Content-Length: ${bytes.length}`, '', ''].join('\r\n'), bytes]
    expect(await speak(expecting, 1)).toEqual(['100', '204'])
  })

  it.each([
    ['a quoted boundary', '"----=_Part 1"', '----=_Part 1', ''],
    ['a preamble', 'B1', 'B1', 'This is a form.\r\n'],
    ['a bare boundary', '----------------------------26bytes', '----------------------------26bytes', ''],
  ])('takes an upload with %s', async (_what, named, boundary, preamble) => {
    const target = '/v3/merchant-service/images/upload'
    const meta = JSON.stringify({ filename: 'pixel.bmp', sha256: createHash('sha256').update(PIXEL).digest('hex') })
    const form = Buffer.concat([
      Buffer.from(
        `${preamble}--${boundary}\r\nContent-Disposition: form-data; name="meta";\r\nContent-Type: application/json\r\n\r\n${meta}\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="pixel.bmp";\r\nContent-Type: image/bmp\r\n\r\n`,
      ),
      PIXEL,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ])
    const head = [
      `POST ${target} HTTP/1.1`,
      'Host: a',
      'Accept: */*',
      'User-Agent: x',
      `Content-Type: multipart/form-data; boundary=${named}`,
      `Content-Length: ${form.length}`,
      `Authorization: ${authorization('POST', target, meta, JAVA)}`,
      '',
      '',
    ].join('\r\n')
    expect(await speak([head, form], 1)).toEqual(['200'])
  })
})

describe('the words of a refusal', () => {
  const path = async (): Promise<string> =>
    `/v3/merchant-service/complaints-v2/${(await simulator.fileComplaint({ mchid: SHOP, detail: 'x' })).complaintId}/response`

  it.each<[string, object, RegExp]>([
    [
      'a missing field: source, label and rule',
      { complainted_mchid: SHOP },
      /\/body\/response_content.*回复内容.*必填/,
    ],
    [
      'a length: source, label, count and limit',
      { complainted_mchid: SHOP, response_content: '字'.repeat(501) },
      /\/body\/response_content.*回复内容.*501.*500/,
    ],
    [
      'a type: source and what is needed',
      { complainted_mchid: 1, response_content: 'x' },
      /\/body\/complainted_mchid.*被诉商户号/,
    ],
  ])('names for %s', async (_what, body, words) => {
    const answer = await createCaller(simulator, SHOP).post(await path(), body, { language: 'zh-CN' })
    expect(answer.status).toBe(400)
    expect(answer.json.message).toMatch(words)
  })

  it('have the same code, and English words, for who reads English', async () => {
    const answer = await createCaller(simulator, SHOP).post(
      await path(),
      { complainted_mchid: SHOP },
      { language: 'en' },
    )
    expect(answer.json).toMatchObject({ code: 'PARAM_ERROR', message: '/body/response_content: is required' })
    expect(answer.headers.get('Content-Language')).toBe('en')
  })
})
