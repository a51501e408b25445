import { createCipheriv, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A merchant's keys as the platform and the desk know them. */
export function createKeys() {
  const platform = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    platform,
    apiV3Key: randomBytes(16).toString('hex'),
    publicKeyId: 'PUB_KEY_ID_0100000000000000000000000000000001',
    publicKeyPem: platform.publicKey.export({ type: 'spki', format: 'pem' }),
    privateKeyPem: merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  }
}

/** Whole HTTP requests, signed and sealed with bare node:crypto, ready to be written to a socket. */
export function createRequests(keys, count, path) {
  return Array.from({ length: count }, (_, number) => {
    const nonce = randomBytes(6).toString('hex')
    const cipher = createCipheriv('aes-256-gcm', keys.apiV3Key, nonce).setAAD(Buffer.from('complaint'))
    const plain = JSON.stringify({
      complaint_id: `2002018202002010800${10_000_000 + number}`,
      action_type: 'CREATE_COMPLAINT',
    })
    const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    const body = Buffer.from(
      JSON.stringify({
        id: `EV-${number}`,
        create_time: new Date().toISOString(),
        resource_type: 'encrypt-resource',
        event_type: 'COMPLAINT.CREATE',
        summary: '产生新投诉',
        resource: {
          original_type: 'complaint',
          algorithm: 'AEAD_AES_256_GCM',
          ciphertext: sealed.toString('base64'),
          associated_data: 'complaint',
          nonce,
        },
      }),
    )
    return asRequest(keys, body, path)
  })
}

function asRequest({ platform, publicKeyId }, body, path) {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomBytes(16).toString('hex')
  const message = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')])
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: desk',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    `Wechatpay-Timestamp: ${timestamp}`,
    `Wechatpay-Nonce: ${nonce}`,
    `Wechatpay-Signature: ${sign('sha256', message, platform.privateKey).toString('base64')}`,
    `Wechatpay-Serial: ${publicKeyId}`,
    'Wechatpay-Signature-Type: WECHATPAY2-SHA256-RSA2048',
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}
