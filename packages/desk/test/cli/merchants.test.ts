import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSimulator } from '@redress/simulator'
import { describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { setupDatabase } from '../support/database.ts'
import { setupFolder } from '../support/folder.ts'

/** The command line beside a simulated platform with one merchant in each key mode, whose key files lie at hand. */
async function setupCli(env: NodeJS.ProcessEnv = {}) {
  const database = await setupDatabase()
  const folder = await setupFolder()
  const simulator = await createSimulator({
    merchants: [
      { mchid: '1900000001', name: 'A', keyMode: 'certificate' },
      { mchid: '1900000002', name: 'B', keyMode: 'public-key' },
    ],
  })
  const write = async (name: string, text: string): Promise<void> => await writeFile(join(folder.path, name), text)
  for (const { mchid } of simulator.merchants()) {
    const { privateKey, certificate, apiV3Key, platform } = simulator.credentials(mchid)
    await write(`${mchid}.key`, privateKey)
    await write(`${mchid}.crt`, certificate)
    await write(`${mchid}.v3`, apiV3Key)
    if (platform.publicKey) await write(`${mchid}.pub`, platform.publicKey.pem)
  }
  const base = {
    DATABASE_URL: database.databaseUrl,
    REDRESS_MASTER_KEY: randomBytes(32).toString('base64'),
    REDRESS_PLATFORM_URL: simulator.url,
    ...env,
  }
  const run = async (...args: string[]) => {
    let [stdout, stderr] = ['', '']
    const code = await main(args, {
      env: base,
      cwd: folder.path,
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
    })
    return { code, stdout, stderr, json: /^[[{]/.test(stdout) ? JSON.parse(stdout) : undefined }
  }
  const publicKeyId = simulator.credentials('1900000002').platform.publicKey?.id
  const list = (changes = '') => `
merchants:
  - { slug: a-shop, mchid: 1900000001, privateKey: 1900000001.key, certificate: 1900000001.crt, apiv3KeyFile: 1900000001.v3 }
  - slug: b-shop
    mchid: '1900000002'
    privateKey: 1900000002.key
    certificate: 1900000002.crt
    apiv3KeyFile: 1900000002.v3
    platformPublicKey: 1900000002.pub
    platformPublicKeyId: ${publicKeyId}
    ${changes}
`
  const apply = async (...options: string[]) => {
    await write('merchants.yaml', list())
    return await run('merchant', 'apply', 'merchants.yaml', ...options)
  }
  return {
    database,
    simulator,
    write,
    run,
    list,
    apply,
    [Symbol.asyncDispose]: async () => {
      await simulator.close()
      await database.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('redress merchant apply', () => {
  it('says what it changes, changes it, and has nothing to do the second time', async () => {
    await using cli = await setupCli()
    expect(await cli.apply('--dry-run')).toMatchObject({
      code: 0,
      stdout: '+ a-shop (1900000001)\n+ b-shop (1900000002)\nNothing was changed.\n',
    })
    expect((await cli.run('merchant', 'list', '--json')).json).toEqual([])
    expect((await cli.apply('--json')).json).toMatchObject({ added: ['a-shop', 'b-shop'] })
    expect((await cli.apply('--json')).json).toMatchObject({ added: [], changed: [], unchanged: ['a-shop', 'b-shop'] })
    await cli.write('merchants.yaml', cli.list('labels: [brand:North]'))
    expect((await cli.run('merchant', 'apply', 'merchants.yaml')).stdout).toContain('~ b-shop (1900000002): labels')
    expect((await cli.run('merchant', 'show', 'b-shop', '--json')).json).toMatchObject({ labels: ['brand:North'] })
  })

  it('removes whom the file does not list only with --prune', async () => {
    await using cli = await setupCli()
    await cli.apply()
    await cli.write('merchants.yaml', 'merchants: []')
    const kept = await cli.run('merchant', 'apply', 'merchants.yaml')
    expect(kept.stdout).toContain('? a-shop (1900000001) is not listed; --prune removes it')
    expect((await cli.run('merchant', 'list', '--json')).json).toHaveLength(2)
    const pruned = await cli.run('merchant', 'apply', 'merchants.yaml', '--prune')
    expect(pruned.stdout).toContain('- a-shop (1900000001), complaints kept')
    expect((await cli.run('merchant', 'list', '--json')).json).toEqual([])
  })

  it.each([
    ['is not YAML', 'merchants: ['],
    ['has a word nobody knows', 'merchants: []\ncolour: red'],
    ['lacks a key', 'merchants: [{ slug: a, mchid: "1900000001" }]'],
  ])('refuses a file that %s', async (_name, text) => {
    await using cli = await setupCli()
    await cli.write('merchants.yaml', text)
    const refused = await cli.run('merchant', 'apply', 'merchants.yaml')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^MERCHANTS_FILE_INVALID/) })
  })

  it('refuses a list that names a merchant twice', async () => {
    await using cli = await setupCli()
    const entry = '{ slug: a, mchid: "1900000001", privateKey: k, apiv3KeyFile: v }'
    await cli.write('merchants.yaml', `merchants: [${entry}, ${entry}]`)
    expect((await cli.run('merchant', 'apply', 'merchants.yaml')).stderr).toContain(
      'merchants.1.mchid: is listed twice',
    )
  })
})

describe('redress merchant check', () => {
  it('proves the keys by asking the platform, in both key modes', async () => {
    await using cli = await setupCli()
    await cli.apply()
    const { code, json } = await cli.run('merchant', 'check', '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject([
      { merchant: 'a-shop', ok: true, findings: [{ about: 'signed-read', state: 'good' }, { state: 'good' }] },
      { merchant: 'b-shop', ok: true, findings: [{ about: 'signed-read', state: 'good' }, { state: 'not-proven' }] },
    ])
  })

  it.each([
    ['1900000001.v3', 'k'.repeat(32), 'a-shop', 'DECRYPT_FAILED', 'The APIv3 key is not the one'],
    ['1900000002.pub', undefined, 'b-shop', 'SIGNATURE_INVALID', 'does not verify with the platform key'],
    ['serial', undefined, 'b-shop', 'SIGN_ERROR', 'refuses the signature'],
  ])('says in one line what is wrong with %s', async (what, text, slug, code, line) => {
    await using cli = await setupCli()
    if (what === 'serial') {
      await cli.write('merchants.yaml', cli.list().replace('certificate: 1900000002.crt', 'serialNo: ABCDEF01'))
    } else {
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      await cli.write(what, text ?? String(publicKey.export({ type: 'spki', format: 'pem' })))
      await cli.write('merchants.yaml', cli.list())
    }
    expect((await cli.run('merchant', 'apply', 'merchants.yaml')).code).toBe(0)
    const checked = await cli.run('merchant', 'check', slug, '--json')
    expect(checked).toMatchObject({ code: 1, json: { merchant: slug, ok: false } })
    expect(checked.json.findings).toMatchObject([
      { state: 'bad', code, message: expect.stringContaining(line), remedy: expect.stringMatching(/./) },
    ])
    expect((await cli.run('merchant', 'check', slug)).stdout).toContain(line)
  })

  it('says when the platform delivers to somebody else', async () => {
    await using cli = await setupCli({ REDRESS_PUBLIC_URL: 'https://desk.example.com' })
    await cli.apply()
    const missing = await cli.run('merchant', 'check', 'a-shop', '--json')
    expect(missing.json.findings.at(-1)).toMatchObject({ state: 'bad', code: 'CALLBACK_URL_MISSING' })
    await cli.run('callback-url', 'ensure', 'a-shop')
    expect((await cli.run('merchant', 'check', 'a-shop', '--json')).json).toMatchObject({ ok: true })
  })

  it('says when nobody answers', async () => {
    await using cli = await setupCli({ REDRESS_PLATFORM_URL: 'http://127.0.0.1:9' })
    await cli.apply()
    expect((await cli.run('merchant', 'check', 'b-shop')).stdout).toContain('The platform cannot be reached from here')
  })
})

describe('redress merchant rotate', () => {
  it('stores keys that the platform accepts, and none that it refuses', async () => {
    await using cli = await setupCli()
    await cli.apply()
    await cli.write('wrong.v3', 'k'.repeat(32))
    const refused = await cli.run('merchant', 'rotate', 'a-shop', '--apiv3-key-file', 'wrong.v3')
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^ROTATION_NOT_PROVEN: Nothing was changed/),
    })
    expect(refused.stderr).not.toContain('kkk')
    expect((await cli.run('merchant', 'check', 'a-shop')).code).toBe(0)
    const forced = await cli.run('merchant', 'rotate', 'a-shop', '--apiv3-key-file', 'wrong.v3', '--no-check')
    expect(forced.code).toBe(0)
    expect((await cli.run('merchant', 'check', 'a-shop')).code).toBe(1)
    const mended = await cli.run('merchant', 'rotate', 'a-shop', '--apiv3-key-file', '1900000001.v3', '--json')
    expect(mended.json).toMatchObject({ slug: 'a-shop', rotated: ['apiV3Key'], checked: true })
    expect((await cli.run('merchant', 'check', 'a-shop')).code).toBe(0)
  })

  it('wants something to rotate', async () => {
    await using cli = await setupCli()
    await cli.apply()
    expect((await cli.run('merchant', 'rotate', 'a-shop')).stderr).toMatch(/^NOTHING_TO_ROTATE/)
  })
})

describe('redress merchant remove', () => {
  it('asks for --yes, and then the merchant is gone from the list', async () => {
    await using cli = await setupCli()
    await cli.apply()
    const asked = await cli.run('merchant', 'remove', 'a-shop')
    expect(asked).toMatchObject({ code: 3, stderr: expect.stringMatching(/^CONFIRMATION_MISSING/) })
    expect((await cli.run('merchant', 'remove', 'a-shop', '--yes', '--json')).json).toMatchObject({ removed: true })
    expect((await cli.run('merchant', 'list', '--json')).json).toMatchObject([{ slug: 'b-shop' }])
    expect((await cli.run('merchant', 'remove', 'a-shop', '--yes')).stderr).toMatch(/^MERCHANT_UNKNOWN/)
    const audit = await cli.database.kysely.selectFrom('audit').select('action').orderBy('id').execute()
    expect(audit.map(({ action }) => action)).toEqual(['merchants.applied', 'merchant.removed'])
  })
})
