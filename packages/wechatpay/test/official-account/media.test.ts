import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkMedia, type MediaKind } from '../../src/index.ts'
import { fakeAccount, ok, refusalOf } from './fake-account.ts'

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const JPG = Buffer.from([0xff, 0xd8, 0xff, 0xe0])
const GIF = Buffer.from('GIF89a')
const AMR = Buffer.from('#!AMR\n')
const MP3_TAG = Buffer.from('ID3\u0003')
const MP3_FRAME = Buffer.from([0xff, 0xfb, 0x90, 0x00])
const MP4 = Buffer.from('\0\0\0\u0018ftypmp42')
const sized = (head: Buffer, size: number): Buffer => Buffer.concat([head, Buffer.alloc(size - head.length)])
const invalid = expect.objectContaining({ code: 'MEDIA_INVALID', field: 'bytes' })
const MIB = 1_048_576

describe('checkMedia', () => {
  it.each<[MediaKind, string, Buffer, string]>([
    ['image', 'png', PNG, 'image/png'],
    ['image', 'jpg', JPG, 'image/jpeg'],
    ['image', 'gif', GIF, 'image/gif'],
    ['voice', 'amr', AMR, 'audio/amr'],
    ['voice', 'mp3 with a tag', MP3_TAG, 'audio/mpeg'],
    ['voice', 'mp3 without', MP3_FRAME, 'audio/mpeg'],
    ['video', 'mp4', MP4, 'video/mp4'],
    ['thumb', 'jpg', JPG, 'image/jpeg'],
  ])('takes %s as %s', (kind, _format, bytes, contentType) => {
    expect(checkMedia(kind, bytes).contentType).toBe(contentType)
  })

  it.each<[MediaKind, Buffer, number]>([
    ['image', PNG, 10 * MIB],
    ['voice', AMR, 2 * MIB],
    ['video', MP4, 10 * MIB],
    ['thumb', JPG, 65_536],
  ])('takes %s up to its limit and not a byte more', (kind, head, limit) => {
    expect(checkMedia(kind, sized(head, limit))).toBeDefined()
    expect(() => checkMedia(kind, sized(head, limit + 1))).toThrow(invalid)
  })

  it.each<[MediaKind, string, Buffer]>([
    ['image', 'nothing', Buffer.alloc(0)],
    ['image', 'a page', Buffer.from('<html>')],
    ['image', 'a video', MP4],
    ['voice', 'a picture', PNG],
    ['voice', 'JPEG, which begins like a frame', JPG],
    ['video', 'a voice', AMR],
    ['thumb', 'PNG', PNG],
  ])('refuses as %s: %s', (kind, _name, bytes) => {
    expect(() => checkMedia(kind, bytes)).toThrow(invalid)
  })
})

describe('upload', () => {
  it('sends one part named media and reads the id with its end', async () => {
    const account = fakeAccount({ answers: () => ({ type: 'image', media_id: 'M1', created_at: 1_672_500_000 }) })
    expect(await account.client.media.upload({ kind: 'image', bytes: PNG })).toEqual({
      kind: 'image',
      mediaId: 'M1',
      createdAt: new Date(1_672_500_000_000),
      expiresAt: new Date(1_672_759_200_000),
    })
    const call = account.calls[0]
    expect(call).toMatchObject({ method: 'POST', path: '/cgi-bin/media/upload', query: { type: 'image' } })
    const form = await new Response(new Uint8Array(call?.body ?? []), {
      headers: { 'content-type': call?.headers['Content-Type'] ?? '' },
    }).formData()
    const file = form.get('media')
    expect([...form.keys()]).toEqual(['media'])
    expect(file).toMatchObject({ name: 'image.png', type: 'image/png' })
    expect(file instanceof File ? Buffer.from(await file.arrayBuffer()) : undefined).toEqual(PNG)
  })

  it('carries any bytes unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (tail) => {
        const account = fakeAccount({ answers: () => ({ media_id: 'M', created_at: 1 }) })
        const bytes = Buffer.concat([PNG, tail])
        await account.client.media.upload({ kind: 'image', bytes })
        const call = account.calls[0]
        const form = await new Response(new Uint8Array(call?.body ?? []), {
          headers: { 'content-type': call?.headers['Content-Type'] ?? '' },
        }).formData()
        const file = form.get('media')
        expect(file instanceof File ? Buffer.from(await file.arrayBuffer()) : undefined).toEqual(bytes)
      }),
    )
  })

  it('reads the other name of a thumb', async () => {
    const account = fakeAccount({ answers: () => ({ type: 'thumb', thumb_media_id: 'T1', created_at: 1 }) })
    expect((await account.client.media.upload({ kind: 'thumb', bytes: JPG })).mediaId).toBe('T1')
  })

  it.each([[ok], [{ media_id: 'M' }], [{ media_id: '', created_at: 1 }]])('refuses the answer %j', async (answer) => {
    const account = fakeAccount({ answers: () => answer })
    await expect(account.client.media.upload({ kind: 'image', bytes: PNG })).rejects.toThrow(
      expect.objectContaining({ code: 'ANSWER_INVALID' }),
    )
  })

  it('sends nothing that is too large', async () => {
    const account = fakeAccount()
    await expect(account.client.media.upload({ kind: 'thumb', bytes: sized(JPG, 65_537) })).rejects.toThrow(invalid)
    expect(account.calls).toHaveLength(0)
  })
})

describe('download', () => {
  it('gives the bytes', async () => {
    const account = fakeAccount({
      answers: () => new Response(new Uint8Array(PNG), { headers: { 'content-type': 'image/png' } }),
    })
    const media = await account.client.media.download('M1')
    expect(Buffer.from(media.bytes)).toEqual(PNG)
    expect(media.contentType).toBe('image/png')
    expect(account.calls[0]).toMatchObject({ path: '/cgi-bin/media/get', query: { media_id: 'M1' } })
  })

  it('reads a refusal in JSON, also when it comes as text', async () => {
    for (const answer of [
      () => refusalOf(40007, 'invalid media_id'),
      () => new Response('{"errcode":40007}', { headers: { 'content-type': 'text/plain' } }),
    ])
      await expect(fakeAccount({ answers: answer }).client.media.download('M1')).rejects.toThrow(
        expect.objectContaining({ code: 'MEDIA_ID_INVALID' }),
      )
  })

  it('refuses more than the limit, and a success without a file', async () => {
    const large = fakeAccount({
      answers: () => new Response(new Uint8Array(101), { headers: { 'content-type': 'image/png' } }),
    })
    await expect(large.client.media.download('M1', { maxBytes: 100 })).rejects.toThrow(
      expect.objectContaining({ code: 'ANSWER_TOO_LARGE' }),
    )
    await expect(fakeAccount().client.media.download('M1')).rejects.toThrow(
      expect.objectContaining({ code: 'ANSWER_INVALID' }),
    )
  })
})
