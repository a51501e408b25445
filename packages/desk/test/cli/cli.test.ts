import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { exitCodeFor, explain } from '../../src/cli/exit.ts'
import { main } from '../../src/cli/main.ts'
import { ConfigError } from '../../src/config/config-error.ts'
import { DeskError, GuardRefusal } from '../../src/errors.ts'
import { insertNotices } from '../../src/inbox/index.ts'
import { setupDatabase } from '../support/database.ts'
import { setupFolder } from '../support/folder.ts'
import { createFakePlatform } from '../support/platform.ts'

const platform = createFakePlatform()

async function setupCli(env: NodeJS.ProcessEnv = {}) {
  const database = await setupDatabase()
  const folder = await setupFolder()
  const merchant = platform.merchant('main-shop', '1900000001')
  await writeFile(join(folder.path, 'key.pem'), merchant.privateKey)
  await writeFile(join(folder.path, 'apiv3.txt'), `${merchant.apiV3Key}\n`)
  await writeFile(join(folder.path, 'platform.pem'), platform.publicKeyPem)
  const base = {
    DATABASE_URL: database.databaseUrl,
    REDRESS_MASTER_KEY: randomBytes(32).toString('base64'),
    REDRESS_PLATFORM_URL: 'http://127.0.0.1:9',
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
    return { code, stdout, stderr }
  }
  const add = async (...more: string[]) =>
    await run(
      'merchant',
      'add',
      '--slug=main-shop',
      '--mchid=1900000001',
      `--serial-no=${merchant.serialNumber}`,
      '--private-key=key.pem',
      '--apiv3-key-file=apiv3.txt',
      '--platform-public-key=platform.pem',
      `--platform-public-key-id=${platform.publicKeyId}`,
      ...more,
    )
  return {
    database,
    folder,
    run,
    add,
    [Symbol.asyncDispose]: async () => {
      await database.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('redress merchant', () => {
  it('add takes keys from files, a line feed behind the APIv3 key included, and list shows the merchant', async () => {
    await using cli = await setupCli({ REDRESS_PUBLIC_URL: 'https://desk.example.com' })
    const added = await cli.add('--name=主店', '--json')
    expect(added).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(added.stdout)).toMatchObject({
      slug: 'main-shop',
      callbackUrl: 'https://desk.example.com/callbacks/wechatpay/main-shop',
    })
    const listed = await cli.run('merchant', 'list', '--json')
    expect(JSON.parse(listed.stdout)).toEqual([
      {
        slug: 'main-shop',
        name: '主店',
        mchid: '1900000001',
        labels: [],
        partnerMchid: null,
        keyMode: 'public-key',
        platformKeys: [{ serial: platform.publicKeyId, kind: 'public-key', expiresAt: null }],
        platformUrl: null,
        callbackPath: '/callbacks/wechatpay/main-shop',
      },
    ])
    const table = await cli.run('merchant', 'list')
    expect(table.stdout).toContain('主店')
  })

  it('add names an error by code, with what to do, on standard error, and never prints a key', async () => {
    await using cli = await setupCli()
    await writeFile(join(cli.folder.path, 'apiv3.txt'), 'k'.repeat(31))
    const refused = await cli.add()
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(/^API_V3_KEY_INVALID: the APIv3 key has 31 bytes instead of 32/)
    expect(refused.stderr).not.toContain('kkk')
  })

  it('add says which option’s file cannot be read', async () => {
    await using cli = await setupCli()
    const refused = await cli.add('--certificate=missing.pem')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--certificate') })
  })

  it('add wants the public key and its id together', async () => {
    await using cli = await setupCli()
    const args = [
      '--slug=a-b',
      '--mchid=1900000002',
      '--serial-no=01',
      '--private-key=key.pem',
      '--apiv3-key-file=apiv3.txt',
    ]
    const refused = await cli.run('merchant', 'add', ...args, '--platform-public-key=platform.pem')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('PLATFORM_KEY_INCOMPLETE') })
  })
})

describe('redress inbox', () => {
  it('list prints an array and show one notification', async () => {
    await using cli = await setupCli()
    await cli.add()
    const { id: merchantId } = await cli.database.kysely.selectFrom('merchants').select('id').executeTakeFirstOrThrow()
    await insertNotices(cli.database.pool, [
      {
        merchantId,
        id: '01a',
        channel: 'complaints-v2',
        notificationId: 'EV-1',
        eventType: 'COMPLAINT.CREATE',
        action: 'CREATE_COMPLAINT',
        complaintPlatformId: '200201820200101080076610000',
        platformSerial: platform.publicKeyId,
        rawBody: Buffer.from('{}'),
        receivedAt: new Date(),
      },
    ])
    const listed = await cli.run('inbox', 'list', '--state', 'pending', '--json')
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id: '01a', notificationId: 'EV-1', state: 'pending' }])
    const shown = await cli.run('inbox', 'show', 'EV-1', '--json')
    expect(JSON.parse(shown.stdout)).toMatchObject({ id: '01a' })
    expect(await cli.run('inbox', 'show', 'EV-2')).toMatchObject({ code: 1 })

    const park = async () => await cli.database.kysely.updateTable('inbox').set({ state: 'parked' }).execute()
    await park()
    const replayed = await cli.run('inbox', 'replay', '--all-parked', '--json')
    expect(JSON.parse(replayed.stdout)).toEqual({ replayed: ['01a'] })
    expect(JSON.parse((await cli.run('inbox', 'replay', '--all-parked', '--json')).stdout)).toEqual({ replayed: [] })
    expect(JSON.parse((await cli.run('inbox', 'show', '01a', '--json')).stdout)).toMatchObject({ state: 'pending' })
    await cli.run('merchant', 'remove', 'main-shop', '--yes')
    expect((await cli.run('inbox', 'replay', '--all-parked')).stdout).toMatch(/^0 wait/)
    expect((await cli.run('inbox', 'replay')).code).toBe(2)
    expect((await cli.run('inbox', 'replay', '01a', '--all-parked')).code).toBe(2)
  })
})

describe('redress db', () => {
  it('status shows the migrations, migrate applies what is missing', async () => {
    await using cli = await setupCli()
    await cli.database.pool.query('drop schema public cascade; create schema public')
    const before = await cli.run('db', 'status', '--json')
    expect(JSON.parse(before.stdout)).toMatchObject({ kind: 'external', upToDate: false })
    const migrated = await cli.run('db', 'migrate', '--json')
    expect(JSON.parse(migrated.stdout).applied).toContain('0001_foundation')
    const after = await cli.run('db', 'status', '--json')
    expect(JSON.parse(after.stdout)).toMatchObject({ upToDate: true })
  })
})

describe('redress callback-url', () => {
  it('ensure wants to know the public address before it calls anybody', async () => {
    await using cli = await setupCli()
    await cli.add()
    const refused = await cli.run('callback-url', 'ensure', 'main-shop')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('REDRESS_PUBLIC_URL') })
  })

  it('names an unknown merchant', async () => {
    await using cli = await setupCli()
    const refused = await cli.run('callback-url', 'show', 'nobody', '--json')
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stderr)).toMatchObject({
      error: { code: 'MERCHANT_UNKNOWN', remedy: expect.any(String) },
    })
  })
})

describe('misuse', () => {
  it.each([
    ['an unknown command', ['dance']],
    ['an unknown option', ['inbox', 'list', '--loud']],
    ['a missing option', ['merchant', 'add']],
    ['a role that there is not', ['serve', '--role', 'boss']],
    ['a limit out of range', ['inbox', 'list', '--limit', '0']],
    ['a port out of range', ['simulate', '--port', '70000']],
    ['two scenarios at once', ['simulate', '--seed', 'a.yaml', '--scenario', 'busy-day']],
  ])('%s ends with exit code 2', async (_name, args) => {
    await using cli = await setupCli()
    expect(await cli.run(...args)).toMatchObject({ code: 2, stdout: '' })
  })

  it('a wrong variable ends with exit code 2 and its name', async () => {
    await using cli = await setupCli({ REDRESS_PORT: 'x' })
    expect(await cli.run('db', 'status')).toMatchObject({ code: 2, stderr: expect.stringContaining('REDRESS_PORT') })
  })

  it.each([
    ['a name that the library does not know', '--scenario', 'nope', 'busy-day'],
    ['a file that is not there', '--seed', 'missing.yaml', 'Check the path'],
  ])('a scenario by %s is refused with what to do, and nothing keeps running', async (_name, option, value, remedy) => {
    await using cli = await setupCli()
    const refused = await cli.run('simulate', '--port', '0', option, value)
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(remedy) })
  })

  it('help and version end with 0', async () => {
    await using cli = await setupCli()
    expect(await cli.run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('merchant') })
    expect(await cli.run('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+/) })
  })
})

describe('exit codes', () => {
  it.each([
    ['a failure', new DeskError('X', 'm', 'r'), 1],
    ['a mistake in Redress', new TypeError('x'), 1],
    ['a wrong configuration', new ConfigError(['REDRESS_PORT: x']), 2],
    ['misuse', new CommanderError(1, 'commander.unknownOption', 'x'), 2],
    ['help', new CommanderError(0, 'commander.helpDisplayed', 'x'), 0],
    ['a guard', new GuardRefusal('X', 'm', 'r'), 3],
  ])('of %s', (_name, error, code) => {
    expect(exitCodeFor(error)).toBe(code)
  })

  it('an error of the system names the file and asks nobody to report it', () => {
    const error = Object.assign(new Error("EACCES: permission denied, open '/data/master.key'"), {
      code: 'EACCES',
      errno: -13,
      syscall: 'open',
    })
    expect(explain(error)).toMatch(/^SYSTEM_EACCES: permission denied, open '\/data\/master.key'/)
  })

  it('an error that nobody foresaw asks for a report', () => {
    expect(explain(new TypeError('x is not a function'))).toMatch(/^UNEXPECTED: /)
  })
})
