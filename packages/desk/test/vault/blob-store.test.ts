import { createHash, randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BlobStore } from '../../src/vault/blob-store.ts'
import { folderStore } from '../../src/vault/folder.ts'
import { openBlobStore } from '../../src/vault/open-blob-store.ts'
import { s3Store } from '../../src/vault/s3.ts'
import { setupFolder } from '../support/folder.ts'
import { setupBucket } from '../support/s3.ts'

interface TestStore extends AsyncDisposable {
  readonly store: BlobStore
}

const nameOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What every store promises. */
function blobStoreSuite(kind: string, setup: () => Promise<TestStore>): void {
  describe(`a store in ${kind}`, () => {
    it('gives back what was put, byte by byte, large and empty ones too', async () => {
      await using set = await setup()
      for (const bytes of [randomBytes(3_000_000), Buffer.from([0, 255, 10, 13]), Buffer.alloc(0)]) {
        await set.store.put(nameOf(bytes), bytes)
        expect((await set.store.get(nameOf(bytes)))?.equals(bytes)).toBe(true)
      }
    })

    it('keeps a view of a larger buffer as what it shows', async () => {
      await using set = await setup()
      const view = randomBytes(64).subarray(8, 24)
      await set.store.put(nameOf(view), view)
      expect((await set.store.get(nameOf(view)))?.equals(view)).toBe(true)
    })

    it('has nothing under a name nobody put', async () => {
      await using set = await setup()
      expect(await set.store.get('0'.repeat(64))).toBeUndefined()
    })

    it('keeps names with a suffix apart', async () => {
      await using set = await setup()
      await set.store.put('ab12', Buffer.from('whole'))
      await set.store.put('ab12.thumb', Buffer.from('small'))
      expect(String(await set.store.get('ab12'))).toBe('whole')
      expect(String(await set.store.get('ab12.thumb'))).toBe('small')
    })

    it('takes the same name again and from several at once', async () => {
      await using set = await setup()
      const bytes = randomBytes(100_000)
      await Promise.all(Array.from({ length: 5 }, async () => await set.store.put(nameOf(bytes), bytes)))
      await set.store.put(nameOf(bytes), bytes)
      expect((await set.store.get(nameOf(bytes)))?.equals(bytes)).toBe(true)
    })

    it('forgets what is deleted, and deletes what is not there', async () => {
      await using set = await setup()
      await set.store.put('cd34', Buffer.from('x'))
      await set.store.delete('cd34')
      expect(await set.store.get('cd34')).toBeUndefined()
      await set.store.delete('cd34')
    })
  })
}

blobStoreSuite('a folder', async () => {
  const folder = await setupFolder()
  return { store: folderStore(join(folder.path, 'vault')), [Symbol.asyncDispose]: folder[Symbol.asyncDispose] }
})

blobStoreSuite('a bucket', async () => {
  const bucket = await setupBucket()
  return { store: s3Store(bucket.settings), [Symbol.asyncDispose]: bucket[Symbol.asyncDispose] }
})

describe('the settings', () => {
  it('choose the store; the folder lies in the data folder and is its owner’s alone', async () => {
    await using folder = await setupFolder()
    await openBlobStore({ vault: { kind: 'folder' }, dataDir: folder.path }).put('ab12', Buffer.from('x'))
    expect((await stat(join(folder.path, 'vault/ab/ab12'))).mode & 0o777).toBe(0o600)
    await using bucket = await setupBucket()
    const inBucket = openBlobStore({ vault: bucket.settings, dataDir: folder.path })
    expect(await inBucket.get('ab12')).toBeUndefined()
  })
})

describe('a bucket that does not work', () => {
  const quick = { attempts: 2, retryBaseMs: 1, timeoutMs: 500 }

  it('is told from an absent picture when the bucket does not exist', async () => {
    await using bucket = await setupBucket()
    const store = s3Store({ ...bucket.settings, bucket: 'elsewhere' }, quick)
    await expect(store.get('ab12')).rejects.toMatchObject({ code: 'VAULT_BUCKET_MISSING' })
    await expect(store.put('ab12', Buffer.from('x'))).rejects.toMatchObject({ code: 'VAULT_BUCKET_MISSING' })
    await expect(store.delete('ab12')).rejects.toMatchObject({ code: 'VAULT_BUCKET_MISSING' })
  })

  it('is refused with the reason when the secret is wrong, and the secret is not repeated', async () => {
    await using bucket = await setupBucket()
    const store = s3Store({ ...bucket.settings, secretAccessKey: 'not-the-secret' }, quick)
    const refused = await store.put('ab12', Buffer.from('x')).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'VAULT_REFUSED', message: expect.stringContaining('SignatureDoesNotMatch') })
    expect(JSON.stringify(refused)).not.toContain('not-the-secret')
  })

  it('is unreachable when nobody listens', async () => {
    await using bucket = await setupBucket()
    await bucket.close()
    await expect(s3Store(bucket.settings, quick).get('ab12')).rejects.toMatchObject({ code: 'VAULT_UNREACHABLE' })
  })

  async function setupServer(answer: RequestListener) {
    const seen: string[] = []
    const server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`)
      request.resume().on('end', () => answer(request, response))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const settings = { kind: 's3', prefix: '', region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 'b' } as const
    const close = async (): Promise<void> => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
    return { seen, port, settings, [Symbol.asyncDispose]: close }
  }

  it('is tried again while it is busy, and then given up', async () => {
    let answers = [503, 200]
    await using server = await setupServer((_request, response) => response.writeHead(answers.shift() ?? 500).end())
    const store = s3Store({ ...server.settings, bucket: 'b', endpoint: `http://127.0.0.1:${server.port}` }, quick)
    await store.put('ab12', Buffer.from('x'))
    expect(server.seen).toEqual(['PUT /b/ab/ab12', 'PUT /b/ab/ab12'])
    answers = [429, 500]
    await expect(store.get('ab12')).rejects.toMatchObject({ code: 'VAULT_UNREACHABLE' })
  })

  it('is given up when it does not answer in time', async () => {
    await using server = await setupServer(() => undefined)
    const endpoint = `http://127.0.0.1:${server.port}`
    const store = s3Store({ ...server.settings, bucket: 'b', endpoint }, { attempts: 1, timeoutMs: 50 })
    await expect(store.get('ab12')).rejects.toMatchObject({ code: 'VAULT_UNREACHABLE' })
  })

  it('may name the bucket in the host instead of the path', async () => {
    await using server = await setupServer((_request, response) => response.writeHead(200).end())
    const endpoint = `http://{bucket}:${server.port}/`
    await s3Store({ ...server.settings, bucket: '127.0.0.1', endpoint }, quick).delete('ab12')
    expect(server.seen).toEqual(['DELETE /ab/ab12'])
  })
})
