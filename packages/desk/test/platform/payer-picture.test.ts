import { createServer, type RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import { downloadPayerPicture, type Lookup } from '../../src/platform/payer-picture.ts'
import { isPublicAddress } from '../../src/platform/public-address.ts'

const LIMIT = { maxBytes: 1_000 }
const PICTURE = 'http://mmbiz.qpic.cn/mmbiz/EXAMPLE0001/0'

async function serving(handler: RequestListener) {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () =>
      await new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** The name leads to these addresses. */
const leadingTo =
  (...addresses: readonly string[]): Lookup =>
  (_name, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

describe('a picture that a notification names', () => {
  it.each([
    'http://127.0.0.1/mmbiz/x/0',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/mmbiz/x/0',
    'http://mmbiz.qpic.cn.attacker.example/mmbiz/x/0',
    'http://mmbiz.qpic.cn@attacker.example/mmbiz/x/0',
    'http://mmbiz.qpic.cn:8080/mmbiz/x/0',
    'file:///etc/passwd',
    'gopher://mmbiz.qpic.cn/x',
    'wechat-media',
    '',
  ])('is not fetched from %s', async (address) => {
    const fetched = downloadPayerPicture(address, { ...LIMIT, platformUrl: undefined, lookup: leadingTo('1.1.1.1') })
    await expect(fetched).rejects.toMatchObject({ code: 'PICTURE_LINK_REFUSED' })
  })

  it.each([
    [['127.0.0.1']],
    [['10.1.2.3']],
    [['169.254.169.254']],
    [['192.168.0.1']],
    [['0.0.0.0']],
    [['::1']],
    [['::ffff:10.0.0.1']],
    [['fd00::1']],
    [['fe80::1']],
    // One good address does not make up for a bad one.
    [['1.1.1.1', '127.0.0.1']],
    [[]],
  ])('is not fetched when its name leads to %s', async (addresses) => {
    const fetched = downloadPayerPicture(PICTURE, { ...LIMIT, platformUrl: undefined, lookup: leadingTo(...addresses) })
    await expect(fetched).rejects.toMatchObject({ code: 'PICTURE_LINK_REFUSED' })
  })

  it('is tried again when the name cannot be looked up', async () => {
    const lookup: Lookup = (_name, done) => done(new Error('SERVFAIL'), [])
    const fetched = downloadPayerPicture(PICTURE, { ...LIMIT, platformUrl: undefined, lookup })
    await expect(fetched).rejects.toMatchObject({ code: 'PICTURE_UNREACHABLE' })
  })

  it('is fetched from a platform on this machine when the account is connected to that one', async () => {
    await using server = await serving((_request, response) => response.end('picture'))
    const { bytes } = await downloadPayerPicture(`${server.url}/mmbiz/x/0`, { ...LIMIT, platformUrl: server.url })
    expect(Buffer.from(bytes).toString()).toBe('picture')
  })

  it('is not fetched from this machine for an account of another platform', async () => {
    await using server = await serving((_request, response) => response.end('secret'))
    for (const platformUrl of [undefined, 'https://api.weixin.qq.com', 'http://127.0.0.1:1']) {
      const fetched = downloadPayerPicture(`${server.url}/mmbiz/x/0`, { ...LIMIT, platformUrl })
      await expect(fetched).rejects.toMatchObject({ code: 'PICTURE_LINK_REFUSED' })
    }
  })

  it('is not looked for where a redirect leads', async () => {
    let followed = 0
    await using target = await serving((_request, response) => {
      followed += 1
      response.end('secret')
    })
    await using server = await serving((_request, response) => {
      response.writeHead(302, { location: `${target.url}/secret` }).end()
    })
    const fetched = downloadPayerPicture(`${server.url}/mmbiz/x/0`, { ...LIMIT, platformUrl: server.url })
    await expect(fetched).rejects.toMatchObject({ code: 'PICTURE_GONE' })
    expect(followed).toBe(0)
  })

  it('is given up once it is larger than allowed, however long it goes on', async () => {
    await using server = await serving((_request, response) => {
      const more = () => response.write('x'.repeat(500), () => void setImmediate(more))
      response.on('error', () => undefined)
      more()
    })
    const fetched = downloadPayerPicture(`${server.url}/mmbiz/x/0`, { ...LIMIT, platformUrl: server.url })
    await expect(fetched).rejects.toMatchObject({ code: 'PICTURE_TOO_LARGE' })
  })

  it.each([
    [500, 'PICTURE_UNREACHABLE'],
    [404, 'PICTURE_GONE'],
  ])('answers %i with %s', async (status, code) => {
    await using server = await serving((_request, response) => response.writeHead(status).end())
    const fetched = downloadPayerPicture(`${server.url}/mmbiz/x/0`, { ...LIMIT, platformUrl: server.url })
    await expect(fetched).rejects.toMatchObject({ code })
  })
})

describe('an address on the public internet', () => {
  it.each(['1.1.1.1', '203.205.254.1', '172.15.0.1', '172.32.0.1', '2409:8c54::1', '2606:4700::1111'])(
    '%s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  it.each([
    '0.0.0.0',
    '10.255.255.255',
    '100.64.0.1',
    '127.9.9.9',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    'fc00::1',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    '2002:a00:1::1',
    'localhost',
    '',
  ])('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})
