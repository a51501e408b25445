import { createSecretKey } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { addMerchant } from '../../src/merchants/add-merchant.ts'
import { setupDesk, type TestDesk } from '../application/support.ts'
import { createFakePlatform } from '../support/platform.ts'

const label = async (desk: TestDesk, labels: unknown, slug = 'shop', headers = {}) =>
  await desk.call('PUT', `/api/v1/merchants/${slug}/labels`, { labels }, headers)

/** A second merchant, which nobody complains about. */
async function addOther(desk: TestDesk): Promise<void> {
  const masterKey = createSecretKey(Buffer.from(desk.masterKeyText, 'base64'))
  await addMerchant(desk.database.kysely, masterKey, createFakePlatform().merchant('other', '1900000777'))
  await desk.registry.reload()
}

const listed = async (desk: TestDesk, query: string) => {
  const { body } = await desk.call('GET', `/api/v1/complaints?${query}`)
  return [body.items.length, body.counts.all]
}

describe('labels of merchants', () => {
  it('are set by an owner, shown in the list at once, and audited', async () => {
    await using desk = await setupDesk({ workers: false })
    const set = await label(desk, ['品牌:青禾', '门店:西湖店', '品牌:青禾'])
    expect([set.status, set.body]).toEqual([200, { labels: ['品牌:青禾', '门店:西湖店'] }])
    const { items } = (await desk.call('GET', '/api/v1/merchants')).body
    expect(items).toMatchObject([{ slug: 'shop', labels: ['品牌:青禾', '门店:西湖店'] }])
    const audit = await desk.database.kysely
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'merchant.labelled')
      .execute()
    expect(audit).toMatchObject([{ actor: 'lin', details: { labels: ['品牌:青禾', '门店:西湖店'] } }])
    expect((await label(desk, [])).body).toEqual({ labels: [] })
  })

  it('are refused to others, for merchants nobody knows, and when they are none', async () => {
    await using desk = await setupDesk({ workers: false })
    const { token } = await desk.application.tokens.create({ name: 'erp', role: 'operator' })
    const operator = { cookie: '', authorization: `Bearer ${token}` }
    expect((await label(desk, ['a'], 'shop', operator)).body.code).toBe('NOT_PERMITTED')
    expect((await label(desk, ['a'], 'nobody')).body.code).toBe('MERCHANT_UNKNOWN')
    const many = Array.from({ length: 21 }, (_, n) => `l${n}`)
    for (const labels of [[''], [' a'], ['款'.repeat(65)], many, ['a\nb']]) {
      const answer = await label(desk, labels)
      expect([answer.status, answer.body.code, answer.body.field]).toEqual([422, 'LABEL_INVALID', 'labels'])
    }
    expect((await label(desk, 'a')).body.code).toBe('INVALID_INPUT')
    expect((await desk.call('GET', '/api/v1/merchants')).body.items[0].labels).toEqual([])
  })

  it('choose the complaints of every merchant that carries one, also beside other filters', async () => {
    await using desk = await setupDesk({ workers: false })
    await addOther(desk)
    await desk.file({ detail: '咖啡没有送到' })
    await desk.file({ detail: '衣服破了' })
    await label(desk, ['品牌:青禾'])
    await label(desk, ['品牌:星辰', '区域:华南'], 'other')
    const brand = `label=${encodeURIComponent('品牌:青禾')}`
    expect(await listed(desk, brand)).toEqual([2, 2])
    expect(await listed(desk, `${brand}&q=${encodeURIComponent('咖啡')}`)).toEqual([1, 1])
    expect(await listed(desk, `${brand}&merchant=shop`)).toEqual([2, 2])
    expect(await listed(desk, `${brand}&merchant=other`)).toEqual([0, 0])
    expect(await listed(desk, `label=${encodeURIComponent('品牌:星辰')}`)).toEqual([0, 0])
    expect(await listed(desk, 'label=nobody')).toEqual([0, 0])
    await label(desk, ['品牌:星辰', '品牌:青禾'], 'other')
    expect(await listed(desk, brand)).toEqual([2, 2])
  })

  it('choose on the command line as well', async () => {
    await using desk = await setupDesk({ workers: false })
    await desk.file()
    await label(desk, ['品牌:青禾'])
    const cwd = await mkdtemp(join(tmpdir(), 'redress-labels-'))
    const env = {
      DATABASE_URL: desk.database.databaseUrl,
      REDRESS_DATA_DIR: desk.dataDir,
      REDRESS_MASTER_KEY: desk.masterKeyText,
    }
    const list = async (name: string) => {
      const out: string[] = []
      const io = { env, cwd, stdout: { write: (text: string) => out.push(text) }, stderr: process.stderr }
      expect(await main(['complaints', 'list', '--label', name, '--json'], io)).toBe(0)
      return JSON.parse(out.join(''))
    }
    expect(await list('品牌:青禾')).toHaveLength(1)
    expect(await list('品牌:星辰')).toEqual([])
    await rm(cwd, { recursive: true, force: true })
  })
})
