import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import {
  answerMessage,
  authorizationHeader,
  createKeyring,
  loadMerchantIdentity,
  parseApiV3Key,
  platformPublicKey,
  receiveNotification,
  sealAead,
} from '../../packages/wechatpay/dist/index.js'

const require = createRequire(import.meta.url)
const { Formatter, Rsa, Aes } = require('wechatpay-axios-plugin')
const NodeV3 = require('wechatpay-node-v3')

const signAsync = promisify(sign)
const SERIAL = 'PUB_KEY_ID_0000000000000024101100397200000006'
const API_V3_KEY = randomBytes(16).toString('hex')
const TIMESTAMP = 1_770_000_000
const NONCE = 'ABCDEF0123456789ABCDEF0123456789'

/** A merchant's pair and a platform's pair, made for this run. */
function makeKeys() {
  const pem = {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }
  return {
    merchant: generateKeyPairSync('rsa', { modulusLength: 2048, ...pem }),
    platform: generateKeyPairSync('rsa', { modulusLength: 2048, ...pem }),
  }
}

/** A complaint notification as the platform sends it. */
function makeNotification(platform) {
  const payload = JSON.stringify({ complaint_id: '200201820200101080076610000', action_type: 'CREATE_COMPLAINT' })
  const sealed = sealAead(parseApiV3Key(API_V3_KEY), Buffer.from(payload), {
    nonce: 'fdasfjihihih',
    associatedData: 'complaint',
  })
  const body = Buffer.from(
    JSON.stringify({
      id: '1f5b9cd1-7205-58fe-827e-ee8b12bc8169',
      create_time: '2026-02-02T10:40:00+08:00',
      resource_type: 'encrypt-resource',
      event_type: 'COMPLAINT.CREATE',
      summary: '产生新投诉',
      resource: {
        original_type: 'complaint',
        algorithm: sealed.algorithm,
        ciphertext: sealed.ciphertext,
        associated_data: sealed.associatedData,
        nonce: sealed.nonce,
      },
    }),
  )
  const signature = sign('sha256', answerMessage(String(TIMESTAMP), NONCE, body), createPrivateKey(platform.privateKey))
  const headers = {
    'wechatpay-timestamp': String(TIMESTAMP),
    'wechatpay-nonce': NONCE,
    'wechatpay-serial': SERIAL,
    'wechatpay-signature': signature.toString('base64'),
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  }
  return { headers, body }
}

/**
 * Two groups of cases that do the same work with different hands. Each case is an async function that does it once and
 * fails when the result is wrong.
 */
export function sdkCases() {
  const { merchant, platform } = makeKeys()
  return [signing(merchant), receiving(platform)]
}

function signing(merchant) {
  const method = 'POST'
  const path = '/v3/merchant-service/complaints-v2/200201820200101080076610000/response'
  const body = '{"complainted_mchid":"1900012181","response_content":"已与用户沟通解决"}'
  const serialNumber = '5F1C72E2A8931B72A2E13AF8DEE92471EB397115'
  const identity = loadMerchantIdentity({ merchantId: '1900012181', privateKey: merchant.privateKey, serialNumber })
  const keyObject = createPrivateKey(merchant.privateKey)
  const nodeV3 = new NodeV3({
    appid: 'wx0',
    mchid: '1900012181',
    serial_no: serialNumber,
    publicKey: Buffer.from(merchant.publicKey),
    privateKey: Buffer.from(merchant.privateKey),
  })
  const message = () => `${method}\n${path}\n${TIMESTAMP}\n${NONCE}\n${body}\n`
  const header = (signature) =>
    `WECHATPAY2-SHA256-RSA2048 mchid="1900012181",nonce_str="${NONCE}",signature="${signature}",timestamp="${TIMESTAMP}",serial_no="${serialNumber}"`
  return {
    name: 'sign a request',
    unit: 'Authorization headers',
    inFlight: 4,
    batch: 32,
    clock: 'wall',
    // The order of the values is free.
    comparable: (header) =>
      [...header.matchAll(/\w+="[^"]*"/g)]
        .map(([pair]) => pair)
        .toSorted((a, b) => a.localeCompare(b))
        .join(),
    cases: {
      // A server signs for several complaints at once, and asynchronous signing then uses more than one core.
      sdk: () => authorizationHeader(identity, { method, path, body }, { timestamp: TIMESTAMP, nonce: NONCE }),
      bare: async () => header((await signAsync('sha256', Buffer.from(message()), keyObject)).toString('base64')),
      axiosPlugin: async () =>
        Formatter.authorization(
          '1900012181',
          NONCE,
          Rsa.sign(Formatter.request(method, path, TIMESTAMP, NONCE, body), keyObject),
          TIMESTAMP,
          serialNumber,
        ),
      nodeV3: async () =>
        nodeV3.getAuthorization(
          NONCE,
          String(TIMESTAMP),
          nodeV3.getSignature(method, NONCE, String(TIMESTAMP), path, JSON.parse(body)),
        ),
    },
  }
}

/** Every receiver has to do this; the other hands leave it to their user. */
function checkClock(headers) {
  if (Math.abs(TIMESTAMP - Number(headers['wechatpay-timestamp'])) >= 300) throw new Error('stale')
}

function receiving(platform) {
  const { headers, body } = makeNotification(platform)
  const keyring = createKeyring([platformPublicKey(SERIAL, platform.publicKey)])
  const apiV3Key = parseApiV3Key(API_V3_KEY)
  const keys = new Map([[SERIAL, createPublicKey(platform.publicKey)]])
  const secret = createSecretKey(Buffer.from(API_V3_KEY))
  const now = new Date(TIMESTAMP * 1000)
  const nodeV3 = new NodeV3({
    appid: 'wx0',
    mchid: '1900012181',
    serial_no: 'x',
    publicKey: Buffer.from('x'),
    privateKey: Buffer.from('x'),
    key: API_V3_KEY,
  })
  NodeV3.certificates = { [SERIAL]: platform.publicKey }
  return {
    name: 'verify and open a notification',
    unit: 'notifications',
    inFlight: 1,
    batch: 400,
    // All of these work on one thread: time on the processor leaves out what else the machine does.
    clock: 'processor',
    comparable: (complaintId) => complaintId,
    cases: {
      sdk: async () => receiveNotification({ headers, body, keyring, apiV3Key, now }).complaintId,
      bare: async () => {
        checkClock(headers)
        const publicKey = keys.get(headers['wechatpay-serial'])
        const message = Buffer.concat([
          Buffer.from(`${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n`),
          body,
          Buffer.from('\n'),
        ])
        if (!verify('sha256', message, publicKey, Buffer.from(headers['wechatpay-signature'], 'base64')))
          throw new Error('refused')
        const { resource } = JSON.parse(body.toString('utf8'))
        const sealed = Buffer.from(resource.ciphertext, 'base64')
        const decipher = createDecipheriv('aes-256-gcm', secret, Buffer.from(resource.nonce))
        decipher.setAAD(Buffer.from(resource.associated_data)).setAuthTag(sealed.subarray(-16))
        const opened = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
        return JSON.parse(opened.toString('utf8')).complaint_id
      },
      axiosPlugin: async () => {
        checkClock(headers)
        const publicKey = keys.get(headers['wechatpay-serial'])
        const text = body.toString('utf8')
        const message = Formatter.response(headers['wechatpay-timestamp'], headers['wechatpay-nonce'], text)
        if (!Rsa.verify(message, headers['wechatpay-signature'], publicKey)) throw new Error('refused')
        const { resource } = JSON.parse(text)
        return JSON.parse(Aes.AesGcm.decrypt(resource.ciphertext, secret, resource.nonce, resource.associated_data))
          .complaint_id
      },
      nodeV3: async () => {
        checkClock(headers)
        const text = body.toString('utf8')
        const fits = await nodeV3.verifySign({
          timestamp: headers['wechatpay-timestamp'],
          nonce: headers['wechatpay-nonce'],
          body: text,
          serial: headers['wechatpay-serial'],
          signature: headers['wechatpay-signature'],
        })
        if (!fits) throw new Error('refused')
        const { resource } = JSON.parse(text)
        return nodeV3.decipher_gcm(resource.ciphertext, resource.associated_data, resource.nonce).complaint_id
      },
    },
  }
}
