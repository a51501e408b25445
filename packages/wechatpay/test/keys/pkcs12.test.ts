import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { loadMerchantIdentity, readPkcs12 } from '../../src/index.ts'
import { inFolder, makeCertificate, openssl } from '../fixtures/pki.ts'

const MADE = makeCertificate('1900012181', '5F1C72E2A8931B72A2E13AF8DEE92471EB397115')
const PASSWORD = '1900012181'

const pkcs12 = (options: readonly string[]): Buffer =>
  inFolder((folder) => {
    const [key, certificate, out] = [join(folder, 'k'), join(folder, 'c'), join(folder, 'o')]
    writeFileSync(key, MADE.privateKey)
    writeFileSync(certificate, MADE.certificate)
    openssl([
      'pkcs12',
      '-export',
      '-inkey',
      key,
      '-in',
      certificate,
      '-out',
      out,
      '-passout',
      `pass:${PASSWORD}`,
      ...options,
    ])
    return readFileSync(out)
  })

describe('apiclient_cert.p12', () => {
  it.each([
    ['as the platform issues it (RC2 and 3DES)', ['-legacy']],
    ['with 3DES alone', ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['with AES', ['-macalg', 'sha256']],
  ])('%s gives key and certificate', async (_, options) => {
    const pair = await readPkcs12(pkcs12(options), PASSWORD)
    expect(loadMerchantIdentity({ merchantId: '1900012181', ...pair }).serialNumber).toBe(MADE.serial)
  })

  it('is refused with a wrong password, damaged, or when it is something else, without quoting anything', async () => {
    const file = pkcs12([])
    const damaged = Buffer.from(file)
    damaged[200] = (damaged[200] ?? 0) ^ 1
    for (const [bytes, password] of [
      [file, 'wrong'],
      [damaged, PASSWORD],
      [Buffer.from(MADE.privateKey), PASSWORD],
      [Buffer.alloc(0), PASSWORD],
    ] as const) {
      const error: unknown = await readPkcs12(bytes, password).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ name: 'ProtocolError', code: 'PKCS12_INVALID', field: 'pkcs12' })
      expect(inspect(error, { depth: 5, showHidden: true })).not.toContain(MADE.privateKey.split('\n')[2])
    }
  })
})
