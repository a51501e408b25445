import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NotCommitted } from '../../src/receiver/index.ts'
import { openNotice } from '../../src/store/rights-notice.ts'
import { someAccount } from '../support/official-account.ts'
import { rightsXml, setupRightsReceiver, type TestRightsReceiver, type XmlNotice } from '../support/rights-notice.ts'

const { appId, paySignKey } = someAccount
const xml = (changes: Partial<XmlNotice> = {}): string => rightsXml({ appId, paySignKey, ...changes })
const REMARK = '请尽快联系 13800001234'

const setup = async (overrides = {}): Promise<TestRightsReceiver> => await setupRightsReceiver(someAccount, overrides)

describe('a notification about a rights ticket', () => {
  it('is answered success in plain text once it is committed, by slug and by appId', async () => {
    await using receiver = await setup()
    expect(await receiver.post(xml())).toEqual({ status: 200, type: 'text/plain; charset=utf-8', body: 'success' })
    expect((await receiver.post(xml({ kind: 'confirm' }), { name: appId })).body).toBe('success')
    expect((await receiver.rows()).map(({ action }) => action)).toEqual(['REQUEST', 'CONFIRM'])
  })

  it('is answered success every time it is delivered, and kept once', async () => {
    await using receiver = await setup()
    const body = xml({ extInfo: REMARK })
    const answers = await Promise.all(Array.from({ length: 8 }, async () => await receiver.post(body)))
    expect(new Set(answers.map(({ body: word }) => word))).toEqual(new Set(['success']))
    expect(await receiver.rows()).toHaveLength(1)
  })

  it('is read whatever its content type says', async () => {
    await using receiver = await setup()
    for (const type of ['application/json', 'application/x-www-form-urlencoded', 'application/octet-stream'])
      expect((await receiver.post(xml(), { type })).body).toBe('success')
  })

  it('keeps the number of a ticket above 2^63 to the last digit', async () => {
    await using receiver = await setup()
    await receiver.post(xml({ feedbackId: '18446744073709551615' }))
    expect((await receiver.rows())[0]?.notification_id).toMatch(/^18446744073709551615:request:/)
    expect((await receiver.post(xml({ feedbackId: '18446744073709551616' }))).body).toBe('fail')
  })

  it('waits sealed, as it came: neither the number nor the words lie open in the inbox, and nothing is logged', async () => {
    await using receiver = await setup()
    const body = xml({ extInfo: REMARK })
    await receiver.post(body)
    const { rows } = await receiver.database.pool.query<{ id: string; raw_body: Buffer }>(
      'select id, raw_body from inbox',
    )
    const [row] = rows
    if (!row) throw new Error('nothing was kept')
    expect(row.raw_body.includes('13800001234')).toBe(false)
    const opened = openNotice(receiver.masterKey, row.id, row.raw_body)
    expect([Buffer.from(opened.body).toString(), opened.fact.remark]).toEqual([body, REMARK])
    expect(receiver.log.join('\n')).not.toContain('13800001234')
  })

  it('is asked for again when it cannot be committed', async () => {
    const commit = async () => await Promise.reject(new NotCommitted('the disk is full'))
    await using receiver = await setup({ commit })
    expect(await receiver.post(xml())).toMatchObject({ status: 503, body: 'fail' })
    expect(await receiver.refusals('NOT_COMMITTED')).toBe(1)
  })

  it('of one payer is not shadowed by a forged one of another with the same number and second', async () => {
    await using receiver = await setup()
    const timestamp = Math.floor(Date.now() / 1000)
    await receiver.post(xml({ timestamp, openId: 'oOtherPayer_0002-abcdefghijk' }))
    await receiver.post(xml({ timestamp }))
    expect(await receiver.rows()).toHaveLength(2)
  })
})

/** Each refused the same way: `fail`, no row, one count. */
const refused: readonly (readonly [string, string, () => string | Buffer])[] = [
  ['with a wrong signature', 'SIGNATURE_INVALID', () => xml({ signature: 'd60293982cc7c97a5a9d3383af761db763c07c86' })],
  ['signed with another key', 'SIGNATURE_INVALID', () => rightsXml({ appId, paySignKey: 'ANOTHER-KEY' })],
  ['for another account', 'ACCOUNT_MISMATCH', () => rightsXml({ appId: 'wx00000000000000bb', paySignKey })],
  ['older than 48 hours', 'TIMESTAMP_OUT_OF_RANGE', () => xml({ timestamp: Math.floor(Date.now() / 1000) - 172_900 })],
  ['from the future', 'TIMESTAMP_OUT_OF_RANGE', () => xml({ timestamp: Math.floor(Date.now() / 1000) + 400 })],
  ['without a number', 'BODY_INVALID', () => xml({ feedbackId: '' })],
  ['with a number that is none', 'BODY_INVALID', () => xml({ feedbackId: '-1' })],
  ['with a time that is none', 'BODY_INVALID', () => xml({ timestamp: '1e9' })],
  ['with a payer that is none', 'BODY_INVALID', () => xml({ openId: '../../etc/passwd' })],
  ['with a kind that is no word', 'BODY_INVALID', () => xml({ kind: 'confirm/../../x' })],
  ['with a kind of a kilobyte', 'BODY_INVALID', () => xml({ kind: 'k'.repeat(1_024) })],
  ['that is empty', 'XML_INVALID', () => ''],
  ['that is JSON', 'XML_INVALID', () => '{"MsgType":"confirm"}'],
  [
    'that names an external entity',
    'XML_FORBIDDEN',
    () =>
      `<!DOCTYPE xml [<!ENTITY file SYSTEM "file:///etc/passwd">]>${xml({ reason: 'x' }).replace('x]]>', ']]>&file;')}`,
  ],
  ['that fetches a DTD', 'XML_FORBIDDEN', () => `<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/evil.dtd">${xml()}`],
  [
    'that is an entity bomb',
    'XML_FORBIDDEN',
    () =>
      `<!DOCTYPE xml [<!ENTITY a0 "ha">${Array.from(
        { length: 12 },
        (_, index) => `<!ENTITY a${index + 1} "${`&a${index};`.repeat(10)}">`,
      ).join('')}]>${xml({ more: '<Bomb>&a12;</Bomb>' })}`,
  ],
  ['that names an entity nobody declared', 'XML_FORBIDDEN', () => xml({ more: '<Note>&boom;</Note>' })],
  ['nested too deeply', 'XML_TOO_LARGE', () => xml({ more: `${'<a>'.repeat(60)}${'</a>'.repeat(60)}` })],
  ['with tags that do not match', 'XML_INVALID', () => xml().replace('</Reason>', '</reason>')],
  ['with a root that is not closed', 'XML_INVALID', () => xml().replace('</xml>', '')],
  ['with two roots', 'XML_INVALID', () => `${xml()}<xml/>`],
  ['of bytes that are no UTF-8', 'XML_INVALID', () => Buffer.concat([Buffer.from(xml()), Buffer.of(0xc3, 0x28)])],
  ['in UTF-16', 'XML_INVALID', () => Buffer.from(`\ufeff${xml()}`, 'utf16le')],
  ['that says it is in another encoding', 'XML_FORBIDDEN', () => `<?xml version="1.0" encoding="GBK"?>${xml()}`],
  ['larger than 64 KiB', 'XML_TOO_LARGE', () => xml({ reason: 'a'.repeat(70_000) })],
  ['with a field of a megabyte', 'BODY_TOO_LARGE', () => xml({ reason: 'a'.repeat(1_048_576) })],
  [
    'whose elements are named like parts of objects',
    'XML_FORBIDDEN',
    () => xml({ more: '<__proto__><polluted>yes</polluted></__proto__><constructor>x</constructor>' }),
  ],
  ['with the same element twice', 'BODY_INVALID', () => xml({ more: '<FeedBackId>1</FeedBackId>' })],
]

describe('what is not a notification', () => {
  // One receiver for all: nothing of a refused notification stays anywhere.
  let receiver: TestRightsReceiver
  beforeAll(async () => {
    receiver = await setup()
  })
  afterAll(async () => {
    await receiver[Symbol.asyncDispose]()
  })

  it.each(refused)('%s is refused with %s and leaves no row', async (_name, reason, body) => {
    const counted = await receiver.refusals(reason)
    const startedAt = process.cpuUsage()
    const answer = await receiver.post(body())
    const { user, system } = process.cpuUsage(startedAt)
    expect([answer.body, answer.type]).toEqual(['fail', 'text/plain; charset=utf-8'])
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(await receiver.rows()).toEqual([])
    expect(await receiver.refusals(reason)).toBe(counted + 1)
    expect(receiver.log.at(-1)).toContain(reason)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    // Of the work of this process, not of the clock on the wall: an attack must not be expensive.
    expect((user + system) / 1_000).toBeLessThan(2_000)
  })

  it('is not taken from an account the desk does not have, nor counted under the name it gave', async () => {
    expect(await receiver.post(xml(), { name: 'nobody' })).toMatchObject({ status: 404, body: 'fail' })
    expect(receiver.log.join('')).not.toContain('nobody')
  })
})

describe('the list of allowed sources', () => {
  it('lets the addresses in that it names, and nobody else, before anything is read', async () => {
    const allowedSources = ['203.0.113.0/24', '2001:db8::7']
    await using receiver = await setupRightsReceiver({ ...someAccount, allowedSources })
    const answers: number[] = []
    for (const from of ['203.0.113.9', '::ffff:203.0.113.10', '2001:db8::7', '203.0.114.1', '2001:db8::8', '127.0.0.1'])
      answers.push((await receiver.post(xml({ feedbackId: String(answers.length) }), { from })).status)
    expect(answers).toEqual([200, 200, 200, 403, 403, 403])
    expect(await receiver.rows()).toHaveLength(3)
    expect(await receiver.refusals('SOURCE_REFUSED')).toBe(3)
  })
})
