import { createHash } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import type { VaultSettings } from '../../src/config/vault-settings.ts'
import { pictureCutoffs } from '../../src/domain/retention.ts'
import { requirePictures } from '../../src/outbox/queue.ts'
import { forgetPicture } from '../../src/store/picture-retention.ts'
import { folderStore } from '../../src/vault/folder.ts'
import { openBlobStore } from '../../src/vault/open-blob-store.ts'
import { createVault } from '../../src/vault/vault.ts'
import { createPictureRemoval } from '../../src/watch/picture-removal.ts'
import { setupBucket } from '../support/s3.ts'
import { setupChat } from './chat.ts'
import { type DeskOptions, png, setupDesk, type TestDesk, until, waitsForLock } from './support.ts'

const DAY_MS = 24 * 3_600_000
const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS)
const keyOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const setup = async (options: DeskOptions = {}): Promise<TestDesk> =>
  await setupDesk({ workers: false, pictureDays: 30, ...options })

const merchantOf = (desk: TestDesk): string => desk.registry.bySlugOrMchid('shop')?.id ?? ''

const read = async (desk: TestDesk, platformId: string): Promise<void> => {
  await desk.application.applier.refresh({ merchantId: merchantOf(desk), channel: 'complaints-v2', platformId })
  while ((await desk.application.fetcher.fetchNext()) === true) continue
}

/** A complaint with a picture, which the desk has fetched. */
async function fileWith(desk: TestDesk, bytes: Uint8Array) {
  const complaint = await desk.file({ images: [Buffer.from(bytes).toString('base64')] })
  await read(desk, complaint.platformId)
  return complaint
}

const complete = async (desk: TestDesk, platformId: string): Promise<void> => {
  await desk.application.channels(merchantOf(desk)).complete(platformId, {
    mchid: desk.mchid,
    actionId: 'by-hand',
    actor: 'lin',
    earlierAttemptAt: null,
    settledAsAgreed: false,
  })
  await read(desk, platformId)
}

/** As if nothing had been changed or handed in for so many days. */
async function age(desk: TestDesk, days: number): Promise<void> {
  await desk.database.kysely
    .updateTable('complaints')
    .set({ updated_at: ago(days) })
    .execute()
  await desk.database.kysely
    .updateTable('media')
    .set({ created_at: ago(days) })
    .execute()
}

const picturesOf = async (desk: TestDesk, id: string): Promise<{ state: string; reason: string | null }[]> =>
  (await desk.complaint(id)).timeline.flatMap((entry: { images: unknown[] }) => entry.images)

const status = async (desk: TestDesk, key: string): Promise<number> =>
  (await desk.call('GET', `/api/v1/images/${key}`)).status

const files = async (desk: TestDesk): Promise<string[]> =>
  (await readdir(join(desk.dataDir, 'vault'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)

const mediaKeys = async (desk: TestDesk): Promise<string[]> =>
  (await desk.database.kysely.selectFrom('media').select('media_key').execute()).map((row) => row.media_key)

async function tidy(desk: TestDesk): Promise<void> {
  while (await desk.application.housekeeper.tidy()) continue
}

const drivers: [string, () => Promise<{ settings: VaultSettings } & AsyncDisposable>][] = [
  [
    'a folder',
    async () =>
      await Promise.resolve({
        settings: { kind: 'folder' },
        [Symbol.asyncDispose]: async () => await Promise.resolve(),
      }),
  ],
  ['a bucket', setupBucket],
]

describe.each(drivers)('a picture in %s', (_kind, setupVault) => {
  it('goes when its complaint was processed long ago, and comes back when the payer opens that again', async () => {
    await using place = await setupVault()
    await using desk = await setup({ vault: place.settings })
    const bytes = await png(400)
    const { id, platformId } = await fileWith(desk, bytes)
    const key = keyOf(bytes)
    const blobs = openBlobStore({ vault: place.settings, dataDir: desk.dataDir })
    const stored = async () =>
      [await blobs.get(key), await blobs.get(`${key}.thumb`)].map((found) => found !== undefined)
    expect((await desk.call('GET', `/api/v1/images/${key}?size=thumb`)).status).toBe(200)
    expect(await stored()).toEqual([true, true])

    await age(desk, 31)
    await tidy(desk)
    expect(await picturesOf(desk, id)).toMatchObject([{ state: 'stored' }])

    await complete(desk, platformId)
    await age(desk, 29)
    await tidy(desk)
    expect(await picturesOf(desk, id)).toMatchObject([{ state: 'stored' }])

    await age(desk, 31)
    await tidy(desk)
    const gone = {
      state: 'missing',
      reason: 'PICTURE_EXPIRED',
      mediaKey: null,
      url: null,
      thumbnailUrl: null,
      contentType: null,
    }
    expect(await picturesOf(desk, id)).toEqual([gone])
    expect(await stored()).toEqual([false, false])
    expect([await status(desk, key), await mediaKeys(desk)]).toEqual([404, []])
    expect((await desk.call('GET', `/api/v1/images/${key}?size=thumb`)).status).toBe(404)

    // A reading that gives the picture another link is not a reason to have it again.
    await desk.database.kysely.updateTable('pictures').set({ url: 'http://127.0.0.1:9/older' }).execute()
    await read(desk, platformId)
    await tidy(desk)
    expect(await picturesOf(desk, id)).toEqual([gone])

    await desk.simulator.continueComplaint(platformId, { content: '又坏了' })
    await read(desk, platformId)
    expect(await picturesOf(desk, id)).toMatchObject([{ state: 'stored', mediaKey: key }])
    expect((await blobs.get(key))?.equals(bytes)).toBe(true)
    await tidy(desk)
    expect(await status(desk, key)).toBe(200)
  })
})

describe('a picture whose time is over', () => {
  it('stays while another complaint shows it', async () => {
    await using desk = await setup()
    const bytes = await png()
    const [first, second] = [await fileWith(desk, bytes), await fileWith(desk, bytes)]
    await complete(desk, first.platformId)
    await age(desk, 31)
    await tidy(desk)
    expect(await picturesOf(desk, first.id)).toMatchObject([{ state: 'stored' }])
    expect(await status(desk, keyOf(bytes))).toBe(200)
    await complete(desk, second.platformId)
    await age(desk, 31)
    await tidy(desk)
    for (const { id } of [first, second]) expect(await picturesOf(desk, id)).toMatchObject([{ state: 'missing' }])
    expect(await files(desk)).toEqual([])
  })

  it('is kept for good with 0 days', async () => {
    await using desk = await setup({ pictureDays: 0 })
    const { id, platformId } = await fileWith(desk, await png())
    await complete(desk, platformId)
    await age(desk, 4_000)
    await tidy(desk)
    expect(await picturesOf(desk, id)).toMatchObject([{ state: 'stored' }])
  })

  it('is told once, though the platform named it twice', async () => {
    await using desk = await setup()
    const { id, platformId } = await fileWith(desk, await png())
    const row = await desk.database.kysely.selectFrom('pictures').selectAll().executeTakeFirstOrThrow()
    await desk.database.kysely
      .insertInto('pictures')
      .values({ ...row, position: 1, url: `${row.url}?again` })
      .execute()
    expect(await picturesOf(desk, id)).toHaveLength(1)
    await complete(desk, platformId)
    await age(desk, 31)
    await tidy(desk)
    expect(await picturesOf(desk, id)).toMatchObject([{ state: 'missing', reason: 'PICTURE_EXPIRED' }])
  })

  it('loses nothing while the vault does not work, and goes once it does', async () => {
    await using desk = await setup()
    const bytes = await png()
    const { id, platformId } = await fileWith(desk, bytes)
    await complete(desk, platformId)
    await age(desk, 31)
    const key = keyOf(bytes)
    // What cannot be deleted as a file.
    const obstacle = join(desk.dataDir, 'vault', key.slice(0, 2), `${key}.thumb`)
    await mkdir(obstacle)
    await tidy(desk)
    expect(await picturesOf(desk, id)).toMatchObject([{ state: 'stored', mediaKey: key }])
    expect([await status(desk, key), await mediaKeys(desk)]).toEqual([200, [key]])
    expect(desk.log.some((line) => line.includes('could not be removed'))).toBe(true)
    await rm(obstacle, { recursive: true })
    await tidy(desk)
    expect(await picturesOf(desk, id)).toMatchObject([{ state: 'missing' }])
  })

  it('loses nothing while the bucket cannot be reached', async () => {
    await using bucket = await setupBucket()
    await using desk = await setup({ vault: bucket.settings })
    const { id, platformId } = await fileWith(desk, await png())
    await complete(desk, platformId)
    await age(desk, 31)
    await bucket.close()
    await tidy(desk)
    expect(await picturesOf(desk, id)).toMatchObject([{ state: 'stored' }])
    expect(await mediaKeys(desk)).toHaveLength(1)
    expect(desk.log.some((line) => line.includes('VAULT_UNREACHABLE'))).toBe(true)
  })
})

describe('an uploaded picture', () => {
  const upload = async (desk: TestDesk, colour: string): Promise<string> =>
    (await desk.upload(await png(32, colour))).body.mediaKey

  it('goes after seven days when no reply uses it, and not before', async () => {
    await using desk = await setup({ pictureDays: 0 })
    const key = await upload(desk, '#111111')
    await age(desk, 6.9)
    await tidy(desk)
    expect(await status(desk, key)).toBe(200)
    await age(desk, 7.1)
    await tidy(desk)
    expect([await status(desk, key), await files(desk)]).toEqual([404, []])
  })

  it('counts from its last upload', async () => {
    await using desk = await setup()
    const key = await upload(desk, '#111111')
    await age(desk, 8)
    expect(await upload(desk, '#111111')).toBe(key)
    await tidy(desk)
    expect(await status(desk, key)).toBe(200)
  })

  it('stays with the reply it belongs to: queued, parked or sent; not with a cancelled one', async () => {
    await using desk = await setup()
    const { id, platformId } = await desk.file()
    const keys = await Promise.all(['#111111', '#222222', '#333333'].map(async (colour) => await upload(desk, colour)))
    const [sent = '', cancelled = '', parked = ''] = keys
    const reply = async (key: string): Promise<string> =>
      (await desk.call('POST', `/api/v1/complaints/${id}/replies`, { content: '您好', images: [key] })).body.actionId
    const sentAction = await reply(sent)
    await until(async () => {
      await desk.application.sender.sendNext()
      return (await desk.call('GET', `/api/v1/actions/${sentAction}`)).body.state === 'verified'
    })
    await desk.call('POST', `/api/v1/actions/${await reply(cancelled)}/cancellation`)
    await desk.call('POST', `/api/v1/actions/${await reply(parked)}/parking`)
    const shown = async () => await Promise.all([sent, cancelled, parked].map(async (key) => await status(desk, key)))

    await age(desk, 100)
    await tidy(desk)
    expect(await shown()).toEqual([200, 404, 200])
    await complete(desk, platformId)
    await age(desk, 100)
    await tidy(desk)
    expect(await shown()).toEqual([404, 404, 200])
  })
})

describe('a picture of a message to the payer of a rights ticket', () => {
  it('stays with the message while the ticket is open', async () => {
    await using desk = await setupChat({ pictureDays: 30 })
    const { mediaKey } = (await desk.uploadMedia('image', await png(40, '#123456'))).body
    expect((await desk.send({ type: 'image', mediaKey })).state).toBe('verified')
    await age(desk, 100)
    await tidy(desk)
    expect(await status(desk, mediaKey)).toBe(200)
  })
})

describe('a removal and others at the same moment', () => {
  const cutoffs = pictureCutoffs(new Date(), 30)
  const oldUpload = async (desk: TestDesk): Promise<{ key: string; bytes: Buffer }> => {
    const bytes = await png()
    await desk.upload(bytes)
    await age(desk, 100)
    return { key: keyOf(bytes), bytes }
  }

  it('do the work once with several processes, in batches', async () => {
    await using desk = await setup()
    const names = Array.from({ length: 120 }, (_, n) => keyOf(Buffer.from(String(n))))
    const row = { content_type: 'image/png', size: 1, width: 1, height: 1, created_at: ago(100) }
    await desk.database.kysely
      .insertInto('media')
      .values(names.map((media_key) => ({ ...row, media_key })))
      .execute()
    const erased: string[] = []
    const removal = () =>
      createPictureRemoval({
        db: desk.database.kysely,
        erase: async (key) => void (await Promise.resolve(erased.push(key))),
        pictureDays: 30,
        clock: () => new Date(),
        log: pino({ level: 'silent' }),
      })
    const pass = async (process: ReturnType<typeof removal>): Promise<number> => {
      let batches = 1
      while (await process.removeSome()) batches += 1
      return batches
    }
    const batches = await Promise.all([pass(removal()), pass(removal())])
    expect(erased.sort()).toEqual(names.sort())
    expect(Math.max(...batches)).toBeGreaterThan(1)
    expect(await mediaKeys(desk)).toEqual([])
  })

  it('a reply that names the picture waits, and is refused once it is gone', async () => {
    await using desk = await setup()
    const { id } = await desk.file()
    const { key } = await oldUpload(desk)
    let queueing: ReturnType<TestDesk['call']> | undefined
    await desk.database.kysely.transaction().execute(async (trx) => {
      expect(await forgetPicture(trx, key, cutoffs)).toBe(true)
      queueing = desk.call('POST', `/api/v1/complaints/${id}/replies`, { content: '您好', images: [key] })
      await waitsForLock(desk)
      await desk.application.vault.erase(key)
    })
    expect((await queueing)?.body).toMatchObject({ code: 'PICTURE_UNKNOWN', field: 'images.0' })
  })

  it('a reply that is being queued keeps its picture', async () => {
    await using desk = await setup()
    const { key } = await oldUpload(desk)
    const forget = async () =>
      await desk.database.kysely.transaction().execute(async (trx) => await forgetPicture(trx, key, cutoffs))
    await desk.database.kysely.transaction().execute(async (trx) => {
      await requirePictures(trx, [key])
      expect(await forget()).toBe(false)
    })
    expect(await forget()).toBe(true)
  })

  it('an upload of the same bytes waits, and stores them anew', async () => {
    await using desk = await setup()
    const { key, bytes } = await oldUpload(desk)
    let uploading: ReturnType<TestDesk['upload']> | undefined
    await desk.database.kysely.transaction().execute(async (trx) => {
      expect(await forgetPicture(trx, key, cutoffs)).toBe(true)
      uploading = desk.upload(bytes)
      await waitsForLock(desk)
      await desk.application.vault.erase(key)
    })
    expect((await uploading)?.body.mediaKey).toBe(key)
    expect((await desk.call('GET', `/api/v1/images/${key}`)).body.equals(bytes)).toBe(true)
  })

  it('a thumbnail that is just being made leaves nothing behind', async () => {
    await using desk = await setup()
    const { key } = await oldUpload(desk)
    const blobs = folderStore(join(desk.dataDir, 'vault'))
    const removedMeanwhile = async (name: string) => {
      const bytes = await blobs.get(name)
      if (name === key) await tidy(desk)
      return bytes
    }
    const vault = createVault({
      db: desk.database.kysely,
      blobs: { ...blobs, get: removedMeanwhile },
      clock: () => new Date(),
    })
    expect(await vault.thumbnail(key)).toBeUndefined()
    expect(await files(desk)).toEqual([])
  })
})
