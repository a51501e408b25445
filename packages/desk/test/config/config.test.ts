import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/config/config.ts'
import { ConfigError } from '../../src/config/config-error.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { setupFolder } from '../support/folder.ts'

const problemsOf = (env: NodeJS.ProcessEnv, file: Record<string, unknown> = {}): readonly string[] => {
  try {
    parseSettings(env, file, '/srv')
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('settings', () => {
  it('have the documented values when nothing is given', () => {
    expect(parseSettings({}, {}, '/srv')).toEqual({
      port: 7700,
      simulatorPort: 7800,
      host: '127.0.0.1',
      publicUrl: undefined,
      databaseUrl: undefined,
      dataDir: '/srv/data',
      masterKeyText: undefined,
      logLevel: 'info',
      platformUrl: undefined,
      officialAccountUrl: undefined,
      timeZone: 'Asia/Shanghai',
      vault: { kind: 'folder' },
      pictureDays: 365,
    })
  })

  it('come from the file, and from the environment before it; an empty variable counts as absent', () => {
    const settings = parseSettings({ REDRESS_PORT: '8000', REDRESS_HOST: '' }, { port: 9000, host: '0.0.0.0' }, '/srv')
    expect(settings).toMatchObject({ port: 8000, host: '0.0.0.0' })
  })

  it('take zero as a value: a free port', () => {
    expect(parseSettings({ REDRESS_PORT: '0' }, {}, '/srv').port).toBe(0)
  })

  it('take zero as a value: pictures that are kept for good', () => {
    expect(parseSettings({ REDRESS_PICTURE_DAYS: '0' }, {}, '/srv').pictureDays).toBe(0)
    expect(parseSettings({}, { retention: { pictureDays: 0 } }, '/srv').pictureDays).toBe(0)
    expect(parseSettings({ REDRESS_PICTURE_DAYS: '' }, { retention: {} }, '/srv').pictureDays).toBe(365)
  })

  it('stand in sections of the file, of which a variable wins as well', () => {
    const file = { retention: { pictureDays: 30 } }
    expect(parseSettings({}, file, '/srv').pictureDays).toBe(30)
    expect(parseSettings({ REDRESS_PICTURE_DAYS: '90' }, file, '/srv').pictureDays).toBe(90)
    expect(problemsOf({}, { retention: { pictureDays: '', soundDays: 3 }, port: { of: 7700 } })).toEqual([
      'redress.config.yaml retention.pictureDays: expected whole days, 0 to keep for good',
      'redress.config.yaml retention.soundDays: unknown setting',
      'redress.config.yaml port.of: unknown setting',
    ])
  })

  it('lose the slash at the end of addresses, so that paths can follow', () => {
    expect(parseSettings({ REDRESS_PUBLIC_URL: 'https://desk.example.com/' }, {}, '/srv').publicUrl).toBe(
      'https://desk.example.com',
    )
  })

  it.each([
    ['REDRESS_PORT', '70000'],
    ['REDRESS_PORT', '80.5'],
    ['REDRESS_SIMULATOR_PORT', 'http'],
    ['REDRESS_PUBLIC_URL', 'desk.example.com'],
    ['REDRESS_PUBLIC_URL', 'https://desk.example.com/?a=1'],
    ['DATABASE_URL', 'mysql://localhost/redress'],
    ['REDRESS_MASTER_KEY', 'c2hvcnQ='],
    ['REDRESS_LOG_LEVEL', 'loud'],
    ['REDRESS_PLATFORM_URL', 'ftp://example.com'],
    ['REDRESS_TIME_ZONE', 'Mars/Olympus'],
    ['REDRESS_VAULT', 'ftp://pictures'],
    ['REDRESS_VAULT', 's3://Pictures'],
    ['REDRESS_VAULT_ENDPOINT', 'https://oss.example.com/path'],
    ['REDRESS_VAULT_REGION', 'cn hangzhou'],
    ['REDRESS_PICTURE_DAYS', '-1'],
    ['REDRESS_PICTURE_DAYS', '1.5'],
    ['REDRESS_PICTURE_DAYS', 'never'],
  ])('name %s when it is %s, without repeating the value', (name, value) => {
    const problems = problemsOf({ [name]: value })
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: `))])
    expect(problems.join()).not.toContain(value)
  })

  it('name every problem at once, wherever it comes from', () => {
    const problems = problemsOf({ REDRESS_PORT: 'x', REDRESS_LOG_LEVEL: 'y' }, { timeZone: 'z', colour: 'red' })
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'REDRESS_PORT',
      'REDRESS_LOG_LEVEL',
      'redress.config.yaml timeZone',
      'redress.config.yaml colour',
    ])
  })

  it.each([
    'postgres://user:password@db.example.com:5432/redress',
    'postgresql://redress@/redress?host=/run/postgresql',
  ])('take %s as a database', (url) => {
    expect(parseSettings({ DATABASE_URL: url }, {}, '/srv').databaseUrl).toBe(url)
  })
})

describe('the vault', () => {
  const keys = { REDRESS_VAULT_ACCESS_KEY_ID: 'id', REDRESS_VAULT_SECRET_ACCESS_KEY: 'secret' }

  it('is a bucket when one is named', () => {
    const env = {
      ...keys,
      REDRESS_VAULT: 's3://pictures/desk/main',
      REDRESS_VAULT_REGION: 'cn-hangzhou',
      REDRESS_VAULT_ENDPOINT: 'https://{bucket}.oss-cn-hangzhou.aliyuncs.com',
    }
    expect(parseSettings(env, {}, '/srv').vault).toEqual({
      kind: 's3',
      bucket: 'pictures',
      prefix: 'desk/main/',
      endpoint: 'https://{bucket}.oss-cn-hangzhou.aliyuncs.com',
      region: 'cn-hangzhou',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    })
    const plain = parseSettings({ ...keys, REDRESS_VAULT: 's3://pictures' }, {}, '/srv').vault
    expect(plain).toMatchObject({ prefix: '', endpoint: 'https://{bucket}.s3.us-east-1.amazonaws.com' })
  })

  it('of that kind needs its keys', () => {
    expect(problemsOf({ REDRESS_VAULT: 's3://pictures' })).toEqual([
      'REDRESS_VAULT_ACCESS_KEY_ID: needed with a vault of s3',
      'REDRESS_VAULT_SECRET_ACCESS_KEY: needed with a vault of s3',
    ])
  })
})

describe('the configuration', () => {
  it('makes a master key on the first run, readable by its owner only, and finds it again', async () => {
    await using folder = await setupFolder()
    const source = { env: {}, cwd: folder.path }
    const all = await Promise.all([loadConfig(source), loadConfig(source), loadConfig(source)])
    const keys = new Set(all.map(({ masterKey }) => masterKey.export().toString('hex')))
    expect(keys.size).toBe(1)
    const file = join(folder.path, 'data/master.key')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(Buffer.from(await readFile(file, 'utf8'), 'base64')).toHaveLength(32)
  })

  it('takes a master key that is given and makes none', async () => {
    await using folder = await setupFolder()
    const key = randomBytes(32)
    const config = await loadConfig({ env: { REDRESS_MASTER_KEY: key.toString('base64') }, cwd: folder.path })
    expect(config.masterKey.export().equals(key)).toBe(true)
    await expect(stat(join(folder.path, 'data/master.key'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('refuses a master key file that was cut short, instead of making another one', async () => {
    await using folder = await setupFolder()
    await loadConfig({ env: {}, cwd: folder.path })
    await writeFile(join(folder.path, 'data/master.key'), 'c2hvcnQ=')
    await expect(loadConfig({ env: {}, cwd: folder.path })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  it('reads redress.config.yaml of the working folder', async () => {
    await using folder = await setupFolder()
    await writeFile(join(folder.path, 'redress.config.yaml'), 'port: 7900\ndataDir: elsewhere\n')
    const config = await loadConfig({ env: {}, cwd: folder.path })
    expect(config).toMatchObject({ port: 7900, dataDir: join(folder.path, 'elsewhere') })
  })

  it.each([
    ['is not YAML', 'port: [1'],
    ['is a list', '- port'],
  ])('refuses a file that %s', async (_name, text) => {
    await using folder = await setupFolder()
    await writeFile(join(folder.path, 'redress.config.yaml'), text)
    await expect(loadConfig({ env: {}, cwd: folder.path })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  it('never prints its master key', async () => {
    await using folder = await setupFolder()
    const key = randomBytes(32).toString('base64')
    const config = await loadConfig({ env: { REDRESS_MASTER_KEY: key }, cwd: folder.path })
    expect(JSON.stringify(config)).not.toContain(key)
  })
})
