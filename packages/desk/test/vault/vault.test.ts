import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { folderStore } from '../../src/vault/folder.ts'
import { inspectPicture } from '../../src/vault/inspect.ts'
import { fitForPlatform, PLATFORM_MAX_BYTES } from '../../src/vault/shrink.ts'
import { createVault } from '../../src/vault/vault.ts'
import { setupDatabase } from '../support/database.ts'

const noise = async (side: number, format: 'png' | 'webp' | 'jpeg' = 'png'): Promise<Buffer> =>
  await sharp({
    create: {
      width: side,
      height: side,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .toFormat(format)
    .toBuffer()

/** A 2 x 3 pixel bitmap, made by hand: sharp writes none. */
function bitmap(): Buffer {
  const bytes = Buffer.alloc(54 + 24)
  bytes.write('BM')
  bytes.writeUInt32LE(bytes.length, 2)
  bytes.writeUInt32LE(54, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(2, 18)
  bytes.writeInt32LE(-3, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(24, 28)
  return bytes
}

async function setupVault() {
  const folder = await mkdtemp(join(tmpdir(), 'redress-vault-'))
  const database = await setupDatabase()
  const vault = createVault({ db: database.kysely, blobs: folderStore(folder), clock: () => new Date() })
  const files = async () =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const dispose = async () => {
    await database.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { vault, files, [Symbol.asyncDispose]: dispose }
}

describe('the vault', () => {
  it('keeps the same bytes once and gives them back unchanged', async () => {
    await using set = await setupVault()
    const picture = await noise(400)
    const [first, second] = await Promise.all([set.vault.store(picture), set.vault.store(picture)])
    expect(first).toEqual(second)
    expect(first).toMatchObject({ content_type: 'image/png', size: picture.length, width: 400, height: 400 })
    expect((await set.files()).map((entry) => entry.name)).toEqual([first.media_key])
    expect((await set.vault.original(first.media_key))?.bytes).toEqual(picture)
    const thumbnail = await set.vault.thumbnail(first.media_key)
    expect((await sharp(thumbnail?.bytes).metadata()).width).toBe(320)
    expect((await set.vault.thumbnail(first.media_key))?.bytes).toEqual(thumbnail?.bytes)
  })

  it('shows a bitmap as it is, since nothing here scales one', async () => {
    await using set = await setupVault()
    const { media_key: key } = await set.vault.store(bitmap())
    expect(await set.vault.thumbnail(key)).toEqual({ contentType: 'image/bmp', bytes: bitmap() })
  })

  it('has nothing under a key nobody stored', async () => {
    await using set = await setupVault()
    expect(await set.vault.original('0'.repeat(64))).toBeUndefined()
    expect(await set.vault.thumbnail('0'.repeat(64))).toBeUndefined()
  })
})

describe('looking at a picture', () => {
  it('reads type and size from the bytes', async () => {
    expect(await inspectPicture(await noise(20, 'webp'))).toEqual({ contentType: 'image/webp', width: 20, height: 20 })
    expect(await inspectPicture(bitmap())).toEqual({ contentType: 'image/bmp', width: 2, height: 3 })
  })
  it.each([
    ['text', Buffer.from('hello')],
    ['a script in a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a document', Buffer.from('%PDF-1.7\n')],
    ['nothing', Buffer.alloc(0)],
    ['a bitmap cut short', bitmap().subarray(0, 20)],
  ])('refuses %s', async (_, bytes) => {
    await expect(inspectPicture(bytes)).rejects.toMatchObject({ code: 'PICTURE_TYPE' })
  })
})

describe('a picture for the platform', () => {
  const fit = async (contentType: string, bytes: Uint8Array, maxBytes?: number) =>
    await fitForPlatform({ mediaKey: 'ab'.repeat(32), contentType, bytes }, maxBytes)

  it('goes as it is when it fits', async () => {
    const small = await noise(50)
    expect(await fit('image/png', small)).toEqual({ fileName: `${'ab'.repeat(16)}.png`, bytes: small })
  })
  it('becomes a smaller jpg when it is too large or of another type', async () => {
    const large = await noise(1_400)
    expect(large.length).toBeGreaterThan(PLATFORM_MAX_BYTES)
    const sent = await fit('image/png', large)
    expect(sent.fileName).toMatch(/\.jpg$/)
    expect(sent.bytes.length).toBeLessThanOrEqual(PLATFORM_MAX_BYTES)
    expect((await sharp(sent.bytes).metadata()).format).toBe('jpeg')
    expect((await fit('image/webp', await noise(50, 'webp'))).fileName).toMatch(/\.jpg$/)
  })
  it('is refused when nothing makes it small enough', async () => {
    await expect(fit('image/png', await noise(700), 100)).rejects.toMatchObject({ code: 'PICTURE_TOO_LARGE' })
    await expect(fit('image/bmp', Buffer.concat([bitmap(), Buffer.alloc(3_000_000)]))).rejects.toMatchObject({
      code: 'PICTURE_TOO_LARGE',
    })
  })
})
