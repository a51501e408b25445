import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { createKeyring, platformCertificate } from '@redress/wechatpay'
import forge from 'node-forge'
import { expect, it } from 'vitest'
import { createSimulator } from '../src/index.ts'

const SHOP = '1900000001'
const NOW = new Date('2026-01-20T04:00:00Z')

it('issues certificates that its own authority vouches for', async () => {
  await using simulator = await createSimulator({
    seed: 'certificates',
    merchants: [{ mchid: SHOP, keyMode: 'switching' }],
  })
  const authority = new X509Certificate(simulator.authority())
  const { certificate, serialNo, platform } = simulator.credentials(SHOP)
  for (const pem of [certificate, ...platform.certificates.map((each) => each.certificate), simulator.authority()]) {
    expect(new X509Certificate(pem).verify(authority.publicKey)).toBe(true)
  }
  expect(new X509Certificate(certificate).serialNumber).toBe(serialNo)
  expect(new X509Certificate(certificate).subject).toContain(`CN=${SHOP}`)
  expect(platform.publicKey?.id).toMatch(/^PUB_KEY_ID_\d{34}$/)
})

it('hands out the files of the platform, the p12 locked with the merchant number', async () => {
  await using simulator = await createSimulator({ seed: 'certificates', merchants: [{ mchid: SHOP }] })
  const file = async (name: string) => fetch(`${simulator.url}/_sim/merchants/${SHOP}/files/${name}`)
  expect(await (await file('apiclient_key.pem')).text()).toBe(simulator.credentials(SHOP).privateKey)
  expect(await (await file('apiclient_cert.pem')).text()).toBe(simulator.credentials(SHOP).certificate)
  expect((await file('pub_key.pem')).status).toBe(404)
  const answer = await file('apiclient_cert.p12')
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="apiclient_cert.p12"')
  const der = forge.util.createBuffer(Buffer.from(await answer.arrayBuffer()).toString('binary'))
  const asn1 = forge.asn1.fromDer(der)
  const opened = forge.pkcs12.pkcs12FromAsn1(asn1, SHOP)
  const [bag] = opened.getBags({ bagType: forge.pki.oids['certBag'] ?? '' })[forge.pki.oids['certBag'] ?? ''] ?? []
  expect(bag?.cert?.serialNumber.toUpperCase()).toBe(simulator.credentials(SHOP).serialNo)
  expect(() => forge.pkcs12.pkcs12FromAsn1(asn1, 'wrong')).toThrow(/password/i)
})

it('always lists a key to encrypt for: the certificate of a rotation takes force as the rotation starts', async () => {
  await using simulator = await createSimulator({ seed: 'rotation', clock: 'manual', now: NOW })
  const offered = () => simulator.credentials(SHOP).platform.certificates
  const preferred = () =>
    createKeyring(offered().map(({ certificate }) => platformCertificate(certificate))).preferred(simulator.now())
  expect(preferred()?.serial).toBe(offered()[0]?.serialNo)
  const { serialNo } = simulator.rotateCertificate()
  const seen: [number, string | undefined][] = []
  for (const days of [1, 10, 389]) {
    await simulator.advance(`${days}d`)
    seen.push([offered().length, preferred()?.serial])
  }
  expect(seen).toEqual([
    [2, serialNo],
    [1, serialNo],
    [1, serialNo],
  ])
  // Five years, from the start of the rotation.
  const { validFrom, validTo } = new X509Certificate(offered()[0]?.certificate ?? '')
  expect([Date.parse(validFrom), Date.parse(validTo)]).toEqual([NOW.getTime(), NOW.getTime() + 5 * 365 * 86_400_000])
  const { serialNo: next } = simulator.rotateCertificate()
  expect([offered().length, preferred()?.serial]).toEqual([2, next])
})

it('gives a rotated certificate again after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-rotation-'))
  const start = () =>
    createSimulator({ seed: 'rotation', clock: 'manual', now: NOW, stateFile: join(folder, 'simulator.json') })
  try {
    const first = await start()
    await first.advance('1d')
    first.rotateCertificate()
    const { certificates } = first.credentials(SHOP).platform
    await first.close()
    await using second = await start()
    expect(second.credentials(SHOP).platform.certificates).toEqual(certificates)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

it('serves https for the host names of the platform, for whoever trusts its authority', async () => {
  await using simulator = await createSimulator({ seed: 'tls', tls: true })
  expect(simulator.url).toMatch(/^https:/)
  const port = Number(new URL(simulator.url).port)
  const status = await new Promise<number | undefined>((resolve, reject) => {
    get(
      { host: '127.0.0.1', port, servername: 'api.mch.weixin.qq.com', path: '/_sim/state', ca: simulator.authority() },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      },
    ).on('error', reject)
  })
  expect(status).toBe(200)
  const refused = await new Promise<string>((resolve) => {
    connect({ host: '127.0.0.1', port, servername: 'www.example.com', ca: simulator.authority() }).on(
      'error',
      (error) => resolve(error.message),
    )
  })
  expect(refused).toMatch(/does not match/)
})
