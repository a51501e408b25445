import { createPrivateKey, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { refreshNeed } from '../../src/certificates/schedule.ts'
import { answerMessage, createKeyring, parseApiV3Key, platformCertificate, sealAead } from '../../src/index.ts'
import { type Behaviour, fakePlatform, type Reply } from '../fixtures/fake-platform.ts'
import { NOW, testingPlatformKey } from '../fixtures/merchant.ts'
import { type MadeCertificate, makeCertificate } from '../fixtures/pki.ts'
import { NONCE, TESTING_API_V3_KEY, TIMESTAMP } from '../fixtures/vectors.ts'

const FIRST = makeCertificate('Tenpay', '1A')
const SECOND = makeCertificate('Tenpay', '1B')
const key = parseApiV3Key(TESTING_API_V3_KEY)
const WINDOW = { beginDate: '2026-01-01', endDate: '2026-01-30' }

const signedBy = (made: MadeCertificate, json: unknown): Reply => {
  const text = JSON.stringify(json)
  const signature = sign(
    'sha256',
    answerMessage(String(TIMESTAMP), NONCE, Buffer.from(text)),
    createPrivateKey(made.privateKey),
  ).toString('base64')
  return {
    text,
    headers: {
      'wechatpay-serial': made.serial,
      'wechatpay-signature': signature,
      'wechatpay-timestamp': String(TIMESTAMP),
      'wechatpay-nonce': NONCE,
    },
  }
}
const download = (signer: MadeCertificate, certificates: readonly MadeCertificate[]): Reply =>
  signedBy(signer, {
    data: certificates.map((made) => {
      const sealed = sealAead(key, Buffer.from(made.certificate), {
        nonce: '14b16c03dc1b',
        associatedData: 'certificate',
      })
      return {
        serial_no: made.serial,
        effective_time: '2023-09-19T23:15:58+08:00',
        expire_time: '2028-09-17T23:15:58+08:00',
        encrypt_certificate: {
          algorithm: sealed.algorithm,
          nonce: sealed.nonce,
          associated_data: 'certificate',
          ciphertext: sealed.ciphertext,
        },
      }
    }),
  })
const page = (signer: MadeCertificate): Reply => signedBy(signer, { data: [], limit: 10, offset: 0 })
const NO_CERTIFICATES: Reply = { status: 404, json: { code: 'RESOURCE_NOT_EXISTS', message: '' }, signed: false }

/** Answers certificate downloads and other calls from two scripts. */
const router = (certificates: () => Reply, others: (count: number) => Reply): Behaviour => {
  let count = 0
  return (request) => (request.url.pathname === '/v3/certificates' ? certificates() : others((count += 1)))
}
const downloads = (requests: readonly { readonly url: URL }[]) =>
  requests.filter((request) => request.url.pathname === '/v3/certificates').length

describe('certificates without being asked', () => {
  it('are fetched once before the first answer has to be proved, however many calls start', async () => {
    const { client, requests } = fakePlatform(
      [
        router(
          () => download(FIRST, [FIRST]),
          () => page(FIRST),
        ),
      ],
      { keyring: createKeyring() },
    )
    await Promise.all(Array.from({ length: 8 }, () => client.complaints.list(WINDOW)))
    expect(downloads(requests)).toBe(1)
    expect(client.keyring.list().map((one) => one.serial)).toEqual(['1A'])
  })

  it('are fetched when an answer names a serial nobody knows', async () => {
    const keyring = createKeyring([platformCertificate(FIRST.certificate)])
    const { client, requests, events } = fakePlatform(
      [
        router(
          () => download(SECOND, [FIRST, SECOND]),
          () => page(SECOND),
        ),
      ],
      { keyring },
    )
    await client.complaints.list(WINDOW)
    expect(downloads(requests)).toBe(1)
    expect(client.keyring.find('1B')?.kind).toBe('certificate')
    expect(events).toContainEqual({ type: 'keys-refreshed', serials: ['1A', '1B'] })
  })

  it('are not fetched again and again for forged serials', async () => {
    let time = NOW.getTime()
    const keyring = createKeyring([platformCertificate(FIRST.certificate)])
    const forged = (count: number): Reply => ({
      ...page(FIRST),
      headers: { ...page(FIRST).headers, 'wechatpay-serial': `FF${count}` },
    })
    const { client, requests } = fakePlatform([router(() => download(FIRST, [FIRST]), forged)], {
      keyring,
      now: () => new Date(time),
    })
    for (let call = 0; call < 50; call += 1)
      await expect(client.complaints.list(WINDOW)).rejects.toMatchObject({ code: 'PLATFORM_KEY_UNKNOWN' })
    expect(downloads(requests)).toBe(1)
    time += 299_000
    await expect(client.complaints.list(WINDOW)).rejects.toMatchObject({ name: 'ProtocolError' })
    expect(downloads(requests)).toBe(1)
    time += 1_000
    await expect(client.complaints.list(WINDOW)).rejects.toMatchObject({ name: 'ProtocolError' })
    expect(downloads(requests)).toBe(2)
  })

  it('are never fetched in public-key mode, not even for a serial nobody knows', async () => {
    const { client, requests } = fakePlatform([{ json: {}, headers: { 'wechatpay-serial': '1A' } }])
    await expect(client.complaints.list(WINDOW)).rejects.toMatchObject({ code: 'PLATFORM_KEY_UNKNOWN' })
    expect(downloads(requests)).toBe(0)
  })

  it('are fetched in mixed mode for a certificate serial only', async () => {
    const keyring = createKeyring([testingPlatformKey(), platformCertificate(FIRST.certificate)])
    const { client, requests } = fakePlatform(
      [
        router(
          () => download(SECOND, [FIRST, SECOND]),
          (count) => (count === 1 ? { json: {}, headers: { 'wechatpay-serial': 'PUB_KEY_ID_7' } } : page(SECOND)),
        ),
      ],
      { keyring },
    )
    await expect(client.complaints.list(WINDOW)).rejects.toMatchObject({ code: 'PLATFORM_KEY_UNKNOWN' })
    expect(downloads(requests)).toBe(0)
    await client.complaints.list(WINDOW)
    expect(downloads(requests)).toBe(1)
  })

  it('are not fetched at all in manual mode', async () => {
    const { client, requests } = fakePlatform([page(FIRST)], { keyring: createKeyring(), certificates: 'manual' })
    await expect(client.complaints.list(WINDOW)).rejects.toMatchObject({ code: 'PLATFORM_KEY_UNKNOWN' })
    expect(downloads(requests)).toBe(0)
  })
})

describe('a download of certificates', () => {
  it('whose signature does not fit is not taken', async () => {
    const forged = {
      ...download(FIRST, [FIRST]),
      headers: { ...download(FIRST, [FIRST]).headers, 'wechatpay-nonce': 'other' },
    }
    const { client } = fakePlatform([forged], { keyring: createKeyring() })
    await expect(client.certificates.refresh()).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' })
    expect(client.keyring.list()).toEqual([])
  })

  it('signed by a certificate that it does not contain is not taken', async () => {
    const { client } = fakePlatform([download(SECOND, [FIRST])], { keyring: createKeyring() })
    await expect(client.certificates.refresh()).rejects.toMatchObject({ code: 'PLATFORM_KEY_UNKNOWN' })
    expect(client.keyring.list()).toEqual([])
  })

  it('that the platform refuses to a public-key merchant explains itself', async () => {
    const { client } = fakePlatform([NO_CERTIFICATES], { keyring: createKeyring() })
    await expect(client.complaints.list(WINDOW)).rejects.toMatchObject({
      code: 'RESOURCE_NOT_EXISTS',
      remedy: expect.stringContaining('public key'),
    })
  })

  it('that fails while there are keys is told to the hook and does not fail the call', async () => {
    let time = NOW.getTime()
    const keyring = createKeyring([platformCertificate(FIRST.certificate)])
    const { client, events } = fakePlatform(
      [
        router(
          () => NO_CERTIFICATES,
          () => page(FIRST),
        ),
      ],
      { keyring, now: () => new Date(time), certificates: 'automatic' },
    )
    time += 240_000
    await client.complaints.list(WINDOW)
    expect(events.filter((event) => event.type === 'keys-refresh-failed')).toEqual([])
    await expect(client.certificates.refresh()).rejects.toMatchObject({ code: 'RESOURCE_NOT_EXISTS' })
    expect(events.at(-1)).toMatchObject({ type: 'keys-refresh-failed' })
  })
})

describe('a download that failed', () => {
  const BROKEN: Reply = { status: 502, text: '<html>', signed: false }
  const setup = (certificates: () => Reply, others: (count: number) => Reply, keyring = createKeyring()) => {
    const clock = { time: NOW.getTime() }
    const platform = fakePlatform([router(certificates, others)], {
      keyring,
      now: () => new Date(clock.time),
      certificates: 'automatic',
      retry: { attempts: 1 },
    })
    return { ...platform, clock, list: () => platform.client.complaints.list(WINDOW) }
  }

  it('holds calls up for seconds, and they say why', async () => {
    let answer = BROKEN
    const { list, requests, clock } = setup(
      () => answer,
      () => page(FIRST),
    )
    await expect(list()).rejects.toMatchObject({ code: 'HTTP_502' })
    answer = download(FIRST, [FIRST])
    clock.time += 4_999
    await expect(list()).rejects.toMatchObject({ code: 'HTTP_502' })
    expect(downloads(requests)).toBe(1)
    clock.time += 1
    expect((await list()).items).toEqual([])
    expect(downloads(requests)).toBe(2)
  })

  it('is waited for by all who call meanwhile, and repeated by none of them', async () => {
    const { list, requests } = setup(
      () => BROKEN,
      () => page(FIRST),
    )
    const calls = await Promise.allSettled(Array.from({ length: 20 }, list))
    expect(new Set(calls.map((call) => call.status))).toEqual(new Set(['rejected']))
    await expect(list()).rejects.toMatchObject({ code: 'HTTP_502' })
    expect(downloads(requests)).toBe(1)
  })

  it('counts its seconds from its end, however long it took', async () => {
    const { list, requests, clock } = setup(
      () => {
        clock.time += 30_000
        return BROKEN
      },
      () => page(FIRST),
    )
    await expect(list()).rejects.toMatchObject({ code: 'HTTP_502' })
    await expect(list()).rejects.toMatchObject({ code: 'HTTP_502' })
    expect(downloads(requests)).toBe(1)
  })

  it('does not let forged serials cause a flood', async () => {
    const forged = (count: number): Reply => ({
      ...page(FIRST),
      headers: { ...page(FIRST).headers, 'wechatpay-serial': `FF${count}` },
    })
    const keyring = createKeyring([platformCertificate(FIRST.certificate)])
    const { list, requests, clock } = setup(() => BROKEN, forged, keyring)
    for (let call = 0; call < 50; call += 1) {
      await expect(list()).rejects.toMatchObject({ code: 'PLATFORM_KEY_UNKNOWN' })
      clock.time += 99
    }
    expect(downloads(requests)).toBe(1)
  })

  it('is asked for again soon for a serial nobody knows, which may be genuine', async () => {
    let answer = BROKEN
    const keyring = createKeyring([platformCertificate(FIRST.certificate)])
    const { list, clock } = setup(
      () => answer,
      () => page(SECOND),
      keyring,
    )
    await expect(list()).rejects.toMatchObject({ code: 'PLATFORM_KEY_UNKNOWN' })
    answer = download(SECOND, [FIRST, SECOND])
    clock.time += 5_000
    expect((await list()).items).toEqual([])
  })

  it.each([
    ['an empty list', () => download(FIRST, [])],
    ['none for this merchant', () => NO_CERTIFICATES],
  ])('is something else than an answer of %s: that holds for five minutes', async (_, answer) => {
    const { list, requests, clock } = setup(answer, () => page(FIRST))
    await expect(list()).rejects.toMatchObject({ name: expect.stringMatching(/^(Platform|Protocol)Error$/) })
    await expect(list()).rejects.toMatchObject({ code: 'PLATFORM_KEY_UNKNOWN' })
    clock.time += 299_999
    await expect(list()).rejects.toMatchObject({ code: 'PLATFORM_KEY_UNKNOWN' })
    expect(downloads(requests)).toBe(1)
    clock.time += 1
    await expect(list()).rejects.toMatchObject({ name: expect.stringMatching(/^(Platform|Protocol)Error$/) })
    expect(downloads(requests)).toBe(2)
  })
})

describe('when certificates are renewed', () => {
  const certificate = platformCertificate(FIRST.certificate)
  const at = (time: number, everAttempted: boolean, lastAttemptAt: number) =>
    refreshNeed('certificate', [certificate], { everAttempted, lastAttemptAt }, time)
  const start = Date.now()
  const hour = 3_600_000

  it.each([
    ['not within the first hour', at(start + hour - 1, true, start), 'none'],
    ['beside the call after an hour', at(start + hour, true, start), 'soon'],
    [
      'at once when the last one ends within ten days',
      at(certificate.expiresAt.getTime() - 10 * 24 * hour + 1, false, certificate.expiresAt.getTime() - 10 * 24 * hour),
      'soon',
    ],
    [
      'never with a public key alone',
      refreshNeed('public-key', [testingPlatformKey()], { everAttempted: false, lastAttemptAt: 0 }, start),
      'none',
    ],
    [
      'before the first call with no key at all',
      refreshNeed('empty', [], { everAttempted: false, lastAttemptAt: start }, start),
      'now',
    ],
    [
      'not in a hurry after that has failed',
      refreshNeed('empty', [], { everAttempted: true, lastAttemptAt: start }, start + 1000),
      'none',
    ],
  ])('%s', (_, need, expected) => {
    expect(need).toBe(expected)
  })
})
