import type Crypto from 'node:crypto'
import { createPrivateKey, sign } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { chooseBoundary, encodeMultipart } from '../../src/images/multipart.ts'
import { answerMessage, createKeyring, platformPublicKey, signRequest, verifySignature } from '../../src/index.ts'
import { PLATFORM_KEY_ID, testingIdentity, testingKeyring } from '../fixtures/merchant.ts'
import { TESTING_PRIVATE_KEY, TESTING_PUBLIC_KEY } from '../fixtures/vectors.ts'

const counted = vi.hoisted(() => ({ parsed: 0 }))
vi.mock('node:crypto', async (importOriginal) => {
  const crypto = await importOriginal<typeof Crypto>()
  const counting =
    <Args extends readonly unknown[], Result>(work: (...args: Args) => Result) =>
    (...args: Args): Result => {
      counted.parsed += 1
      return work(...args)
    }
  return {
    ...crypto,
    createPublicKey: counting(crypto.createPublicKey),
    createPrivateKey: counting(crypto.createPrivateKey),
  }
})

const platformPrivateKey = createPrivateKey(TESTING_PRIVATE_KEY)
const token = fc.stringMatching(/^[A-Za-z0-9]{1,40}$/)

const proved = (timestamp: number, nonce: string, body: Uint8Array) => ({
  timestamp: String(timestamp),
  nonce,
  serial: PLATFORM_KEY_ID,
  type: undefined,
  signature: sign('sha256', answerMessage(String(timestamp), nonce, body), platformPrivateKey).toString('base64'),
})

describe('what is signed verifies, and nothing that differs in one place', () => {
  it('for answers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000_000_000, max: 2_000_000_000 }),
        token,
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.constantFrom('body', 'nonce', 'timestamp', 'signature'),
        (timestamp, nonce, body, position, place) => {
          const headers = proved(timestamp, nonce, body)
          expect(verifySignature(headers, body, testingKeyring(), timestamp).serial).toBe(PLATFORM_KEY_ID)
          const altered = Uint8Array.from(body)
          if (place === 'body')
            altered[position % body.length] = (altered[position % body.length] ?? 0) ^ (1 << (position & 7))
          const signature = Buffer.from(headers.signature, 'base64')
          if (place === 'signature')
            signature[position % signature.length] =
              (signature[position % signature.length] ?? 0) ^ (1 << (position & 7))
          const changed = {
            ...headers,
            signature: signature.toString('base64'),
            nonce: place === 'nonce' ? `${nonce}x` : nonce,
            timestamp: place === 'timestamp' ? String(timestamp + 1) : headers.timestamp,
          }
          expect(() => verifySignature(changed, altered, testingKeyring(), timestamp)).toThrow(
            expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  it('for requests, checked with the public key as the platform does', async () => {
    const key = platformPublicKey(PLATFORM_KEY_ID, TESTING_PUBLIC_KEY)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
        fc.webPath(),
        fc.string({ unit: 'grapheme' }),
        token,
        async (method, path, body, nonce) => {
          const stamp = { timestamp: 1_554_208_460, nonce }
          const signature = Buffer.from(await signRequest(testingIdentity(), { method, path, body }, stamp), 'base64')
          const message = `${method}\n${path}\n1554208460\n${nonce}\n${body}\n`
          expect(key.verify(Buffer.from(message), signature)).toBe(true)
          for (const other of [
            message.slice(0, -1),
            `${message}\n`,
            message.replace(nonce, `${nonce}1`),
            message.replace(method, 'PATCH'),
          ]) {
            expect(key.verify(Buffer.from(other), signature)).toBe(false)
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})

it('parses a key once, not for each message', () => {
  const keyring = createKeyring([platformPublicKey(PLATFORM_KEY_ID, TESTING_PUBLIC_KEY)])
  const body = Buffer.from('x')
  const headers = proved(1_554_208_460, 'n', body)
  const before = counted.parsed
  expect(before).toBeGreaterThan(0)
  for (let count = 0; count < 50; count += 1) verifySignature(headers, body, keyring, 1_554_208_460)
  expect(counted.parsed).toBe(before)
})

it('writes uploads that another parser takes apart to the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.stringMatching(/^[A-Za-z0-9._-]{1,30}$/),
      fc.jsonValue(),
      async (bytes, fileName, value) => {
        const meta = JSON.stringify({ filename: fileName, value })
        const boundary = chooseBoundary(bytes, () => Buffer.from('0123456789abcdef'))
        const encoded = encodeMultipart({ meta, fileName, contentType: 'image/png', bytes, boundary })
        const form = await new Response(encoded, {
          headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        }).formData()
        expect(form.get('meta')).toBe(meta)
        expect(form.get('file')).toMatchObject({ name: fileName, type: 'image/png' })
        expect(Buffer.from(await new Response(form.get('file')).arrayBuffer()).equals(Buffer.from(bytes))).toBe(true)
      },
    ),
  )
})
