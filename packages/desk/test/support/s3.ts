import { createServer } from 'node:http'
import S3rver from 's3rver'
import type { S3VaultSettings } from '../../src/config/vault-settings.ts'
import { setupFolder } from './folder.ts'
import { isSignedWith } from './sigv4.ts'

export interface TestBucket {
  readonly settings: S3VaultSettings
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const SECRET = 'S3RVER'
const MISMATCH = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SignatureDoesNotMatch</Code></Error>'

/** A server of the S3 protocol with one bucket. The package does not check version 4 signatures, so it is done here. */
export async function setupBucket(): Promise<TestBucket> {
  const folder = await setupFolder()
  const s3 = new S3rver({ silent: true, directory: folder.path, configureBuckets: [{ name: 'pictures' }] })
  await s3.configureBuckets()
  const handle = s3.callback()
  const server = createServer((request, response) => {
    if (isSignedWith(SECRET, request)) return handle(request, response)
    request.resume().on('end', () => response.writeHead(403, { 'content-type': 'application/xml' }).end(MISMATCH))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  let open = true
  const close = async (): Promise<void> => {
    if (!open) return
    open = false
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    s3.logger.exceptions.unhandle()
    s3.logger.close()
  }
  return {
    settings: {
      kind: 's3',
      bucket: 'pictures',
      prefix: 'desk/',
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      accessKeyId: 'S3RVER',
      secretAccessKey: SECRET,
    },
    close,
    [Symbol.asyncDispose]: async () => {
      await close()
      await folder[Symbol.asyncDispose]()
    },
  }
}
