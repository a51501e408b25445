import { createServer } from 'node:http'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient, parseApiV3Key } from '../../src/index.ts'
import { fakePlatform } from '../fixtures/fake-platform.ts'
import { testingIdentity, testingKeyring } from '../fixtures/merchant.ts'
import { TESTING_API_V3_KEY } from '../fixtures/vectors.ts'

/** Takes the signature apart on the other side of a real socket, from the bytes of the request line. */
let origin = ''
const lines: string[] = []
const server = createServer((request, response) => {
  lines.push(request.url ?? '')
  response.writeHead(200, { 'content-type': 'image/png' }).end('x')
})
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const trickyId = fc
  .string({
    unit: fc.constantFrom(
      'a',
      '9',
      '%',
      '+',
      '~',
      '=',
      '/',
      '-',
      '_',
      '.',
      '商',
      'é',
      ' ',
      '?',
      '#',
      '&',
      ':',
      '@',
      "'",
      '(',
      '*',
      '\\',
    ),
    minLength: 1,
    maxLength: 20,
  })
  .filter((id) => id !== '.' && id !== '..')

describe('the signed path equals the sent path', () => {
  it('for any complaint id, which stays one segment', async () => {
    await fc.assert(
      fc.asyncProperty(trickyId, async (id) => {
        const { client, requests } = fakePlatform([{ json: { data: [], limit: 100, offset: 0 } }])
        await client.complaints.history(id)
        expect(requests[0]?.signatureFits).toBe(true)
        expect(requests[0]?.url.pathname.split('/').map(decodeURIComponent)).toEqual([
          '',
          'v3',
          'merchant-service',
          'complaints-v2',
          id,
          'negotiation-historys',
        ])
      }),
    )
  })

  it('for any media address, byte for byte on the request line of a real server', async () => {
    const signed: string[] = []
    const identity = testingIdentity()
    const client = createClient({
      identity: {
        ...identity,
        sign: (message) => (signed.push(Buffer.from(message).toString().split('\n')[1] ?? ''), identity.sign(message)),
      },
      apiV3Key: parseApiV3Key(TESTING_API_V3_KEY),
      keyring: testingKeyring(),
      baseUrl: origin,
    })
    await fc.assert(
      fc.asyncProperty(trickyId, fc.constantFrom('raw', 'encoded', 'twice'), async (id, spelling) => {
        const segment =
          spelling === 'raw'
            ? id.replace(/[?#\\/]|%(?![0-9a-f]{2})/gi, '')
            : spelling === 'encoded'
              ? encodeURIComponent(id)
              : encodeURIComponent(encodeURIComponent(id))
        await client.images.download(`${origin}/v3/merchant-service/images/m${segment}m`)
        expect(lines.at(-1)).toBe(signed.at(-1))
      }),
      { numRuns: 60 },
    )
  })

  it('with the percent signs of the address kept', async () => {
    const { client, requests } = fakePlatform([{ text: 'x', signed: false }])
    for (const id of ['AQ%3D%3D', 'AQ==', 'a%2Fb', 'a+b~c', 'a%2Bb%7Ec', '%25']) {
      await client.images.download(`https://api.mch.weixin.qq.com/v3/merchant-service/images/${id}`)
      expect(requests.at(-1)?.url.pathname).toBe(`/v3/merchant-service/images/${id}`)
      expect(requests.at(-1)?.signatureFits).toBe(true)
    }
  })
})
