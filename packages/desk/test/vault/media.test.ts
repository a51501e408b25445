import { MEDIA_RULES, type MediaKind } from '@redress/wechatpay'
import { describe, expect, it } from 'vitest'
import { folderStore } from '../../src/vault/folder.ts'
import { filesForPlatform } from '../../src/vault/shrink.ts'
import { createVault } from '../../src/vault/vault.ts'
import { setupDatabase } from '../support/database.ts'
import { setupFolder } from '../support/folder.ts'
import { amr, mp3, mp4, noisyPicture } from '../support/media.ts'

async function setupVault() {
  const folder = await setupFolder()
  const database = await setupDatabase()
  const vault = createVault({ db: database.kysely, blobs: folderStore(folder.path), clock: () => new Date() })
  return {
    vault,
    forPlatform: filesForPlatform(vault),
    [Symbol.asyncDispose]: async () => {
      await database.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

const bytesOver = (kind: MediaKind): number => MEDIA_RULES[kind].maxBytes + 1

describe('files of messages', () => {
  it('are kept with the type that their bytes say, and go to the platform as they are', async () => {
    await using set = await setupVault()
    const files: [MediaKind, Buffer, string][] = [
      ['image', await noisyPicture(40, 'png'), 'image/png'],
      ['image', await noisyPicture(40, 'gif'), 'image/gif'],
      ['voice', amr(MEDIA_RULES.voice.maxBytes), 'audio/amr'],
      ['voice', mp3(), 'audio/mpeg'],
      ['video', mp4(MEDIA_RULES.video.maxBytes), 'video/mp4'],
      ['thumb', await noisyPicture(40), 'image/jpeg'],
    ]
    for (const [kind, bytes, contentType] of files) {
      const media = await set.vault.storeMedia(kind, bytes)
      expect(media).toMatchObject({ content_type: contentType, size: bytes.length })
      // Compared by hand: the matcher walks through millions of bytes one by one.
      expect(bytes.equals((await set.forPlatform(kind, media.media_key))?.bytes ?? Buffer.alloc(0))).toBe(true)
    }
    expect(await set.forPlatform('image', 'unknown')).toBeUndefined()
  })

  it('become a jpg of at most 64 KB as the small picture of a video, whatever picture they were', async () => {
    await using set = await setupVault()
    for (const format of ['png', 'webp', 'jpeg'] as const) {
      const { media_key: key } = await set.vault.storeMedia('thumb', await noisyPicture(900, format))
      const thumb = await set.forPlatform('thumb', key)
      expect(thumb?.bytes.byteLength).toBeLessThanOrEqual(65_536)
      expect([...(thumb?.bytes.subarray(0, 3) ?? [])]).toEqual([0xff, 0xd8, 0xff])
    }
  })

  it.each([
    ['a voice above 2 MB', 'voice', async () => amr(bytesOver('voice')), 'MEDIA_TOO_LARGE'],
    ['a video above 10 MB', 'video', async () => mp4(bytesOver('video')), 'MEDIA_TOO_LARGE'],
    ['a picture above 10 MB', 'image', async () => Buffer.alloc(bytesOver('image'), 1), 'MEDIA_TOO_LARGE'],
    ['a film as a voice', 'voice', async () => mp4(), 'MEDIA_TYPE'],
    ['a voice as a film', 'video', async () => mp3(), 'MEDIA_TYPE'],
    ['a webp picture', 'image', async () => await noisyPicture(20, 'webp'), 'MEDIA_TYPE'],
    ['a picture that is cut off', 'image', async () => (await noisyPicture(20, 'png')).subarray(0, 20), 'PICTURE_TYPE'],
    [
      'a page as the small picture',
      'thumb',
      async () => Buffer.from('<html><script>1</script></html>'),
      'PICTURE_TYPE',
    ],
    ['nothing', 'voice', async () => Buffer.alloc(0), 'MEDIA_TYPE'],
  ] as const)('are refused: %s', async (_name, kind, make, code) => {
    await using set = await setupVault()
    await expect(set.vault.storeMedia(kind, await make())).rejects.toMatchObject({ code })
  })

  it('are refused as another kind at the last moment, too', async () => {
    await using set = await setupVault()
    const { media_key: key } = await set.vault.storeMedia('voice', mp3())
    await expect(set.forPlatform('thumb', key)).rejects.toMatchObject({ code: 'MEDIA_TYPE' })
  })
})

describe('what a payer sent', () => {
  it('is kept when it is a picture, a voice or a video, and refused when it could be a page', async () => {
    await using set = await setupVault()
    expect((await set.vault.storeAttachment(amr())).content_type).toBe('audio/amr')
    expect((await set.vault.storeAttachment(mp4())).content_type).toBe('video/mp4')
    expect((await set.vault.storeAttachment(await noisyPicture(20))).content_type).toBe('image/jpeg')
    const page = Buffer.from('<html><script>1</script></html>')
    await expect(set.vault.storeAttachment(page)).rejects.toMatchObject({ code: 'PICTURE_TYPE' })
  })

  it('has no small picture when it is a voice or a video', async () => {
    await using set = await setupVault()
    const { media_key: key } = await set.vault.storeAttachment(mp4())
    expect(await set.vault.thumbnail(key)).toBeUndefined()
  })
})
