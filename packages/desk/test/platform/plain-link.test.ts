import { createServer, type RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import { downloadPlainLink } from '../../src/platform/plain-link.ts'

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}/p.png`, [Symbol.asyncDispose]: close }
}

const limits = { maxBytes: 10 }

describe('a picture behind a plain link', () => {
  it('is read up to the limit', async () => {
    await using server = await serve((_, response) => response.end('0123456789'))
    expect(Buffer.from((await downloadPlainLink(server.url, limits)).bytes).toString()).toBe('0123456789')
  })
  it.each([
    ['is refused above the limit', 200, '0123456789a', 'PICTURE_TOO_LARGE'],
    ['is gone when the link has ended', 404, '', 'PICTURE_GONE'],
    ['is tried again when the server fails', 503, '', 'PICTURE_UNREACHABLE'],
  ])('%s', async (_, status, body, code) => {
    await using server = await serve((_request, response) => response.writeHead(status).end(body))
    await expect(downloadPlainLink(server.url, limits)).rejects.toMatchObject({ code })
  })
  it('is not followed to another address', async () => {
    await using server = await serve((_, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    )
    await expect(downloadPlainLink(server.url, limits)).rejects.toMatchObject({ code: 'PICTURE_UNREACHABLE' })
  })
  it.each(['http://example.com/p.png', 'file:///etc/passwd', 'http://169.254.169.254/'])(
    'is not looked for at %s',
    async (url) => {
      await expect(downloadPlainLink(url, limits)).rejects.toMatchObject({ code: 'PICTURE_LINK_REFUSED' })
    },
  )
})
