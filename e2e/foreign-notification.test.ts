import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin'
import { type ProcessDatabase, setupProcessDatabase } from './support/database.ts'
import { eventually, freePort, type RunningProcess, runToEnd, start } from './support/process.ts'
import { root, temporaryFolder } from './support/tree.ts'

// Notifications made with nothing but the primitives of a client that others wrote, sent to a real desk process.

const platform = generateKeyPairSync('rsa', { modulusLength: 2048 })
const shop = generateKeyPairSync('rsa', { modulusLength: 2048 })
const publicKeyId = 'PUB_KEY_ID_0119000000012026112200000000000001'
const apiV3Key = 'f1e2d3c4b5a697887766554433221100'
const pem = { format: 'pem' } as const

const bin = join(root, 'packages/desk/bin/redress.js')
const folder = temporaryFolder('foreign')
let database: ProcessDatabase
let desk: RunningProcess
let url: string
let env: NodeJS.ProcessEnv

const redress = async (...args: string[]) => {
  const result = await runToEnd(process.execPath, [bin, ...args], { cwd: folder.path, env })
  if (result.code !== 0) throw new Error(`${args.join(' ')}: ${result.stderr}`)
  return result.stdout
}

beforeAll(async () => {
  database = await setupProcessDatabase()
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  env = {
    ...database.env,
    PATH: process.env['PATH'],
    REDRESS_PORT: String(port),
    REDRESS_DATA_DIR: join(folder.path, 'data'),
  }
  writeFileSync(join(folder.path, 'key.pem'), shop.privateKey.export({ type: 'pkcs8', ...pem }), { mode: 0o600 })
  writeFileSync(join(folder.path, 'apiv3.key'), apiV3Key, { mode: 0o600 })
  writeFileSync(join(folder.path, 'pub_key.pem'), platform.publicKey.export({ type: 'spki', ...pem }))
  const merchant = ['--slug=shop', '--mchid=1900000001', '--serial-no=5F1C72E2A8931B72A2E13AF8DEE92471EB397115']
  const keys = ['--private-key=key.pem', '--apiv3-key-file=apiv3.key']
  const platformKey = ['--platform-public-key=pub_key.pem', `--platform-public-key-id=${publicKeyId}`]
  await redress('merchant', 'add', ...merchant, ...keys, ...platformKey)
  desk = start(process.execPath, [bin, 'serve', '--role', 'web'], { cwd: folder.path, env })
  await eventually('the desk is ready', async () => (await fetch(`${url}/readyz`)).ok)
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const nonceOfCipher = 'fdasfjihihih'

function sealed(complaintId: string): string {
  const plaintext = JSON.stringify({ complaint_id: complaintId, action_type: 'CREATE_COMPLAINT' })
  return Aes.AesGcm.encrypt(plaintext, apiV3Key, nonceOfCipher, 'complaint')
}

const bodyWith = (id: string, ciphertext: string) =>
  JSON.stringify({
    id,
    create_time: '2026-11-22T12:00:00+08:00',
    resource_type: 'encrypt-resource',
    event_type: 'COMPLAINT.CREATE',
    summary: '产生新投诉',
    resource: {
      original_type: 'complaint',
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext,
      associated_data: 'complaint',
      nonce: nonceOfCipher,
    },
  })

interface Signed {
  readonly body: string
  readonly timestamp: string
  readonly nonce: string
  readonly signature: string
}

function sign(body: string): Signed {
  const [timestamp, nonce] = [String(Formatter.timestamp()), Formatter.nonce()]
  const signature = Rsa.sign(Formatter.joinedByLineFeed(timestamp, nonce, body), platform.privateKey)
  return { body, timestamp, nonce, signature }
}

async function deliver({ body, timestamp, nonce, signature }: Signed) {
  const answer = await fetch(`${url}/callbacks/wechatpay/shop`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-signature': signature,
      'wechatpay-serial': publicKeyId,
      'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
    },
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

const stored = async (): Promise<string[]> => {
  const rows: { notificationId: string }[] = JSON.parse(await redress('inbox', 'list', '--json'))
  return rows.map((row) => row.notificationId)
}

const flipBit = (bytes: Buffer, index: number) => {
  const copy = Buffer.from(bytes)
  copy[index] = (copy[index] ?? 0) ^ 1
  return copy
}
const flipBase64 = (text: string, fromEnd: number) => {
  const bytes = Buffer.from(text, 'base64')
  return flipBit(bytes, bytes.length - fromEnd).toString('base64')
}
const flipText = (text: string) => flipBit(Buffer.from(text), text.length - 1).toString()

describe('a notification made by a client of others', () => {
  it('is accepted and stored once, however often it comes', async () => {
    const id = randomUUID()
    const notification = sign(bodyWith(id, sealed('200201820200101080076610000')))
    expect(await deliver(notification)).toEqual({ status: 204, body: undefined })
    expect(await deliver(sign(notification.body))).toEqual({ status: 204, body: undefined })
    expect((await stored()).filter((known) => known === id)).toEqual([id])
  })

  it.each<[string, number, (body: string) => Signed]>([
    ['the body', 401, (body) => ({ ...sign(body), body: body.replace('12:00:00', '12:00:01') })],
    ['the signature', 401, (body) => ({ ...sign(body), signature: flipBase64(sign(body).signature, 1) })],
    ['the nonce', 401, (body) => ({ ...sign(body), nonce: flipText(sign(body).nonce) })],
    ['the timestamp', 401, (body) => ({ ...sign(body), timestamp: flipText(sign(body).timestamp) })],
    [
      'the tag, under a signature that fits',
      400,
      (body) =>
        sign(body.replace(/"ciphertext":"([^"]+)"/, (_, text: string) => `"ciphertext":"${flipBase64(text, 1)}"`)),
    ],
  ])('is refused when one bit of %s is another, and leaves no row', async (_part, status, tamper) => {
    const id = randomUUID()
    const answer = await deliver(tamper(bodyWith(id, sealed('200201820200101080076610000'))))
    expect(answer).toEqual({ status, body: { code: 'FAIL', message: expect.any(String) } })
    expect(await stored()).not.toContain(id)
  })
})
