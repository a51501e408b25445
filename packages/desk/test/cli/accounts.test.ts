import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { createSimulator } from '@redress/simulator'
import { describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { setupDatabase } from '../support/database.ts'
import { setupFolder } from '../support/folder.ts'
import { SIMULATED_APP_ID } from '../support/official-account.ts'

/** The sample key that the payment documents of 2014 print; whoever uses it can be forged notifications for. */
const PUBLISHED_KEY =
  '2Wozy2aksie1puXUBpWD8oZxiD1DfQuEaiC7KcRATv1Ino3mdopKaPGQQ7TtkNySuAmCaDCrw4xhPY5qKTBl7Fzm0RgR3c0WaVYIXZARsxzHV2x7iwPPzOz94dnwPWSn'

const AES_KEY = `${'b'.repeat(42)}A`

/** The command line beside a simulated platform, with the files of its official account at hand. */
async function setupCli(env: NodeJS.ProcessEnv = {}) {
  const database = await setupDatabase()
  const folder = await setupFolder()
  const simulator = await createSimulator()
  const secrets = simulator.officialAccounts.credentials(SIMULATED_APP_ID)
  const write = async (name: string, text: string): Promise<void> => await writeFile(join(folder.path, name), text)
  await write('app.secret', `${secrets.appSecret}\n`)
  await write('pay.key', secrets.paySignKey)
  await write('push.token', secrets.pushToken)
  await write('aes.key', secrets.encodingAesKey)
  await write('new-aes.key', AES_KEY)
  const base = {
    DATABASE_URL: database.databaseUrl,
    REDRESS_MASTER_KEY: randomBytes(32).toString('base64'),
    REDRESS_OFFICIAL_ACCOUNT_URL: simulator.url,
    ...env,
  }
  const runWith = async (stdin: string, ...args: string[]) => {
    let [stdout, stderr] = ['', '']
    const code = await main(args, {
      env: base,
      cwd: folder.path,
      stdin: (async function* () {
        yield* [stdin.slice(0, 5), stdin.slice(5)]
      })(),
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
    })
    return { code, stdout, stderr, json: /^[[{]/.test(stdout) ? JSON.parse(stdout) : undefined }
  }
  const run = async (...args: string[]) => await runWith('', ...args)
  const identity = ['--slug', 'service', '--app-id', SIMULATED_APP_ID, '--partner-id', secrets.partnerId]
  const files = ['--app-secret-file', 'app.secret', '--pay-sign-key-file', 'pay.key', '--push-token-file', 'push.token']
  const add = async (...more: string[]) => await run('account', 'add', ...identity, ...files, ...more)
  const list = (changes = '') => `
officialAccounts:
  - slug: service
    appId: ${SIMULATED_APP_ID}
    partnerId: ${secrets.partnerId}
    appSecretFile: app.secret
    paySignKeyFile: pay.key
    pushTokenFile: push.token
    ${changes}
`
  return {
    database,
    simulator,
    secrets,
    write,
    run,
    runWith,
    identity,
    add,
    list,
    [Symbol.asyncDispose]: async () => {
      await simulator.close()
      await database.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** A platform that gives one answer to every call. */
async function setupAnswer(answer: (request: IncomingMessage) => unknown) {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer(request)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('redress account add', () => {
  it('stores the account, says which addresses to enter at the platform, and shows no secret again', async () => {
    await using cli = await setupCli({ REDRESS_PUBLIC_URL: 'https://desk.example.com' })
    const added = await cli.add('--label', 'brand:North')
    expect(added).toMatchObject({ code: 0, stderr: '' })
    expect(added.stdout).toContain('https://desk.example.com/callbacks/rights/service\n')
    expect(added.stdout).toContain('https://desk.example.com/callbacks/official-account/service\n')
    const shown = await cli.run('account', 'show', SIMULATED_APP_ID, '--json')
    expect(shown.json).toMatchObject({
      slug: 'service',
      partnerId: cli.secrets.partnerId,
      profile: 'v16',
      defaultGoods: 'physical',
      afterRejection: 'restart',
      tokenEndpoint: 'stable',
      pushMode: 'plain',
      labels: ['brand:North'],
      pushCallbackUrl: 'https://desk.example.com/callbacks/official-account/service',
    })
    expect((await cli.run('account', 'list', '--json')).json).toMatchObject([{ slug: 'service', name: 'service' }])
    const printed = [added, shown, await cli.run('account', 'show', 'service')].map(({ stdout }) => stdout).join('')
    for (const secret of [cli.secrets.appSecret, cli.secrets.paySignKey, cli.secrets.pushToken]) {
      expect(printed).not.toContain(secret)
    }
    expect((await cli.run('merchant', 'list')).stdout).toContain('Official accounts: 1. See "redress account list".')
  })

  it('reads one secret from standard input, and refuses two', async () => {
    await using cli = await setupCli()
    const twice = await cli.run('account', 'add', ...cli.identity, '--app-secret-file', '-', '--pay-sign-key-file', '-')
    expect(twice).toMatchObject({ code: 1, stderr: expect.stringMatching(/^STDIN_TWICE/) })
    const added = await cli.runWith(
      `${cli.secrets.appSecret}\n`,
      'account',
      'add',
      ...cli.identity,
      '--app-secret-file',
      '-',
      '--pay-sign-key-file',
      'pay.key',
    )
    expect(added.code).toBe(0)
    expect((await cli.run('account', 'check', 'service', '--json')).json).toMatchObject({ ok: true })
  })

  it('refuses the sample key of the public documents, also when secrets are changed or a file is applied', async () => {
    await using cli = await setupCli()
    await cli.write('published.key', PUBLISHED_KEY)
    const files = ['--app-secret-file', 'app.secret', '--pay-sign-key-file', 'published.key']
    const refusal = { code: 1, stderr: expect.stringMatching(/^PUBLISHED_KEY/) }
    expect(await cli.run('account', 'add', ...cli.identity, ...files)).toMatchObject(refusal)
    await cli.write('holders.yaml', cli.list().replace('pay.key', 'published.key'))
    expect(await cli.run('merchant', 'apply', 'holders.yaml')).toMatchObject(refusal)
    await cli.add()
    const rotated = await cli.run('account', 'rotate', 'service', '--pay-sign-key-file', 'published.key', '--no-check')
    expect(rotated).toMatchObject(refusal)
    expect(rotated.stderr).not.toContain(PUBLISHED_KEY)
  })

  it.each([
    ['a secret that cannot be one', ['--app-secret-file', 'short'], 'ARGUMENT_INVALID'],
    ['a file that is not there', ['--app-secret-file', 'nowhere'], 'FILE_UNREADABLE'],
    ['a source that is no address', ['--allowed-source', 'weixin.qq.com'], 'SOURCE_INVALID'],
    [
      'a platform that the secret would travel to in clear',
      ['--platform-url', 'http://example.com'],
      'PLATFORM_URL_INVALID',
    ],
    ['a partner id that is no merchant number', ['--partner-id', 'abc'], 'PARTNER_ID_INVALID'],
  ])('refuses %s', async (_what, options, code) => {
    await using cli = await setupCli()
    await cli.write('short', 'short')
    expect(await cli.add(...options)).toMatchObject({ code: 1, stderr: expect.stringMatching(new RegExp(`^${code}`)) })
  })

  it('refuses an AES key without the token that belongs to it', async () => {
    await using cli = await setupCli()
    const files = ['--app-secret-file', 'app.secret', '--pay-sign-key-file', 'pay.key', '--aes-key-file', 'aes.key']
    expect((await cli.run('account', 'add', ...cli.identity, ...files)).stderr).toMatch(/^PUSH_TOKEN_MISSING/)
  })

  it('ends with misuse for a period nobody knows', async () => {
    await using cli = await setupCli()
    expect((await cli.add('--profile', 'v17')).code).toBe(2)
  })
})

describe('redress account check', () => {
  it('proves the appSecret with either token endpoint, and says what only notifications can prove', async () => {
    await using cli = await setupCli()
    await cli.add()
    const { code, json } = await cli.run('account', 'check', '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject([
      {
        account: 'service',
        ok: true,
        findings: [
          { about: 'app-secret', state: 'good' },
          { about: 'callback-addresses', state: 'good' },
          { about: 'pay-sign-key', state: 'not-proven' },
          { about: 'push', state: 'not-proven' },
        ],
      },
    ])
    await cli.write('holders.yaml', cli.list('tokenEndpoint: classic'))
    expect((await cli.run('merchant', 'apply', 'holders.yaml')).stdout).toContain('token endpoint')
    expect((await cli.run('account', 'check', 'service', '--json')).json).toMatchObject({ ok: true })
  })

  it('says when the allowed sources refuse the platform itself', async () => {
    await using cli = await setupCli()
    await cli.add('--allowed-source', '203.0.113.0/24')
    const checked = await cli.run('account', 'check', 'service', '--json')
    expect(checked).toMatchObject({ code: 1, json: { ok: false } })
    expect(checked.json.findings[1]).toMatchObject({ state: 'bad', code: 'SOURCES_INCOMPLETE' })
    expect(checked.json.callbackAddresses).not.toEqual([])
  })

  it.each([
    [40125, 'invalid appsecret', 'APP_SECRET_INVALID', 'refuses the appSecret', 'redress account rotate'],
    [40001, 'invalid credential', 'APP_SECRET_INVALID', 'refuses the appSecret', 'redress account rotate'],
    [40013, 'invalid appid', 'APP_ID_INVALID', 'does not know this appId', '基本配置'],
    [40164, 'invalid ip 198.51.100.7 ipv6 ::ffff:198.51.100.7, not in whitelist', ...notListed()],
    [61004, 'access clientip is not registered requestIP: 198.51.100.7', ...notListed()],
    [40243, 'AppSecret frozen', 'APP_SECRET_FROZEN', 'appSecret is frozen', 'Lift the freeze'],
    [89503, 'this ip needs to be confirmed', 'CALLER_ADDRESS_RISKY', 'for risky', 'administrator'],
    [50004, 'forbid to get token', 'TOKEN_NOT_PERMITTED', 'punished', 'mp.weixin.qq.com'],
    [45009, 'reach max api daily quota limit', 'DAY_QUOTA_USED_UP', 'used up for today', 'tomorrow'],
  ])('says in one line what %i means and how to mend it', async (errcode, errmsg, code, line, remedy) => {
    await using platform = await setupAnswer(() => ({ errcode, errmsg: `${errmsg} rid: 66aa-11bb` }))
    await using cli = await setupCli({ REDRESS_OFFICIAL_ACCOUNT_URL: platform.url })
    await cli.add()
    const checked = await cli.run('account', 'check', 'service', '--json')
    expect(checked).toMatchObject({ code: 1, json: { ok: false } })
    expect(checked.json.findings).toMatchObject([
      { about: 'app-secret', state: 'bad', code, remedy: expect.stringContaining(remedy) },
    ])
    const [{ message }] = checked.json.findings
    expect(message).toContain(line)
    expect(message).toContain(String(errcode))
    expect(message).toContain('Request-ID 66aa-11bb')
    const text = (await cli.run('account', 'check', 'service')).stdout
    expect(text.split('\n').filter((part) => part.includes(line))).toHaveLength(1)
    expect(text).not.toContain(cli.secrets.appSecret)
  })

  it('tells a refusal of the call from one of the secret', async () => {
    await using platform = await setupAnswer(({ url }) =>
      url?.includes('token?') === true || url === '/cgi-bin/stable_token'
        ? { access_token: 'T'.repeat(40), expires_in: 7200 }
        : { errcode: 48004, errmsg: 'api forbidden for irregularities' },
    )
    await using cli = await setupCli({ REDRESS_OFFICIAL_ACCOUNT_URL: platform.url })
    await cli.add()
    const { json } = await cli.run('account', 'check', 'service', '--json')
    expect(json.findings.slice(0, 2)).toMatchObject([
      { about: 'app-secret', state: 'good' },
      { about: 'callback-addresses', state: 'bad', code: 'API_FORBIDDEN' },
    ])
  })

  it('says when the address of the platform cannot be used, and goes on with the other accounts', async () => {
    await using cli = await setupCli({ REDRESS_OFFICIAL_ACCOUNT_URL: 'http://example.com' })
    await cli.add()
    const other = ['--slug', 'other', '--app-id', 'wx1', '--platform-url', cli.simulator.url]
    await cli.add(...other)
    const { code, json } = await cli.run('account', 'check', '--json')
    expect(code).toBe(1)
    expect(json).toMatchObject([
      { account: 'other', findings: [{ code: 'APP_ID_INVALID' }] },
      { account: 'service', findings: [{ about: 'app-secret', state: 'bad', code: 'BASE_URL_INVALID' }] },
    ])
  })

  it('says when nobody answers', async () => {
    await using cli = await setupCli({ REDRESS_OFFICIAL_ACCOUNT_URL: 'http://127.0.0.1:9' })
    await cli.add()
    expect((await cli.run('account', 'check', 'service')).stdout).toContain('The platform cannot be reached from here')
  })

  it('names an account that is not there', async () => {
    await using cli = await setupCli()
    expect((await cli.run('account', 'check', 'nobody')).stderr).toMatch(/^ACCOUNT_UNKNOWN/)
  })
})

function notListed(): readonly [code: string, line: string, remedy: string] {
  return ['CALLER_ADDRESS_NOT_LISTED', 'it sees 198.51.100.7', 'IP白名单']
}

describe('redress account rotate', () => {
  it('stores an appSecret that the platform accepts, and none that it refuses', async () => {
    await using cli = await setupCli()
    await cli.add()
    await cli.write('wrong.secret', 'f'.repeat(32))
    const refused = await cli.run('account', 'rotate', 'service', '--app-secret-file', 'wrong.secret')
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^ROTATION_NOT_PROVEN: Nothing was changed/),
    })
    expect(refused.stderr).not.toContain('fff')
    expect((await cli.run('account', 'check', 'service')).code).toBe(0)
    const forced = await cli.run('account', 'rotate', 'service', '--app-secret-file', 'wrong.secret', '--no-check')
    expect(forced.code).toBe(0)
    expect((await cli.run('account', 'check', 'service')).code).toBe(1)
    const mended = await cli.run('account', 'rotate', 'service', '--app-secret-file', 'app.secret', '--json')
    expect(mended.json).toEqual({ slug: 'service', rotated: ['appSecret'], checked: true })
    expect((await cli.run('account', 'check', 'service')).code).toBe(0)
  })

  it('keeps the AES key before a change until it is told to forget it', async () => {
    await using cli = await setupCli()
    await cli.add('--aes-key-file', 'aes.key')
    const sealed = async () =>
      await cli.database.kysely
        .selectFrom('official_accounts')
        .select(['aes_key_sealed', 'former_aes_key_sealed'])
        .executeTakeFirstOrThrow()
    expect((await sealed()).former_aes_key_sealed).toBeNull()
    const rotated = await cli.run('account', 'rotate', 'service', '--aes-key-file', 'new-aes.key')
    expect(rotated.stdout).toContain('--forget-former-aes-key')
    expect((await sealed()).former_aes_key_sealed).not.toBeNull()
    expect((await cli.run('account', 'rotate', 'service', '--forget-former-aes-key')).code).toBe(0)
    expect((await sealed()).former_aes_key_sealed).toBeNull()
  })

  it('wants something to rotate', async () => {
    await using cli = await setupCli()
    await cli.add()
    expect((await cli.run('account', 'rotate', 'service')).stderr).toMatch(/^NOTHING_TO_ROTATE/)
  })
})

describe('redress account change', () => {
  const shown = async (cli: Awaited<ReturnType<typeof setupCli>>) =>
    (await cli.run('account', 'show', 'service', '--json')).json

  it('changes what is named, leaves the rest and the secrets alone, and says who did it', async () => {
    await using cli = await setupCli()
    await cli.add('--label', 'brand:North', '--allowed-source', '203.0.113.0/24', '--aes-key-file', 'aes.key')
    const before = await shown(cli)
    expect(before).toMatchObject({ pushMode: 'safe', allowedSources: ['203.0.113.0/24'] })
    const changed = await cli.run(
      'account',
      'change',
      'service',
      '--default-goods',
      'virtual',
      '--accept-plain',
      '--json',
    )
    expect(changed.json).toEqual({ slug: 'service', changed: ['defaultGoods', 'acceptPlain'] })
    expect(await shown(cli)).toEqual({ ...before, defaultGoods: 'virtual', pushMode: 'compatible' })
    await cli.run('account', 'change', 'service', '--no-accept-plain', '--any-source', '--no-labels')
    expect(await shown(cli)).toEqual({ ...before, defaultGoods: 'virtual', allowedSources: [], labels: [] })
    expect((await cli.run('account', 'check', 'service')).code).toBe(0)
    const audit = await cli.database.kysely.selectFrom('audit').select(['action', 'details']).orderBy('id').execute()
    expect(audit.map(({ action }) => action)).toEqual(['account.changed', 'account.changed'])
    expect(audit[0]?.details).toEqual({ changed: ['defaultGoods', 'acceptPlain'] })
  })

  it('gives it another slug, and then tells to enter the new addresses', async () => {
    await using cli = await setupCli()
    await cli.add()
    expect((await cli.run('account', 'change', 'service', '--slug', 'desk')).stdout).toContain(
      'redress account show desk',
    )
    expect((await cli.run('account', 'show', 'desk', '--json')).json.rightsCallbackPath).toBe('/callbacks/rights/desk')
  })

  it('wants something to change, and refuses what cannot be', async () => {
    await using cli = await setupCli()
    await cli.add()
    expect((await cli.run('account', 'change', 'service')).stderr).toMatch(/^NOTHING_TO_CHANGE/)
    expect((await cli.run('account', 'change', 'service', '--allowed-source', 'x')).stderr).toMatch(/^SOURCE_INVALID/)
    expect((await cli.run('account', 'change', 'service', '--profile', 'v17')).code).toBe(2)
  })
})

describe('redress account remove', () => {
  it('asks for --yes, and then the account is gone from the list', async () => {
    await using cli = await setupCli()
    await cli.add()
    const asked = await cli.run('account', 'remove', 'service')
    expect(asked).toMatchObject({ code: 3, stderr: expect.stringMatching(/^CONFIRMATION_MISSING/) })
    expect((await cli.run('account', 'remove', 'service', '--yes', '--json')).json).toMatchObject({ removed: true })
    expect((await cli.run('account', 'list', '--json')).json).toEqual([])
    expect((await cli.run('account', 'show', 'service')).stderr).toMatch(/^ACCOUNT_UNKNOWN/)
    const audit = await cli.database.kysely.selectFrom('audit').select('action').orderBy('id').execute()
    expect(audit.map(({ action }) => action)).toEqual(['account.removed'])
  })
})

describe('redress account terms', () => {
  it('replaces what is named, keeps the order and what is not named', async () => {
    await using cli = await setupCli()
    await cli.add()
    const set = await cli.run('account', 'terms', 'set', 'service', '--reason', '漏发', '--reason', '破损', '--json')
    expect(set.json).toEqual({ reasons: ['漏发', '破损'], solutions: [] })
    await cli.run('account', 'terms', 'set', 'service', '--solution', '补发')
    const shown = await cli.run('account', 'terms', 'show', 'service', '--json')
    expect(shown.json).toEqual({ reasons: ['漏发', '破损'], solutions: ['补发'] })
    await cli.run('account', 'terms', 'set', 'service', '--no-reasons')
    expect((await cli.run('account', 'terms', 'show', 'service')).stdout).toBe('Reasons:   -\nSolutions: 补发\n')
    const audit = await cli.database.kysely.selectFrom('audit').select('action').execute()
    expect(audit).toHaveLength(3)
  })

  it('refuses a fourth one and a sixteenth character, and wants something to set', async () => {
    await using cli = await setupCli()
    await cli.add()
    const four = ['一', '二', '三', '四'].flatMap((term) => ['--reason', term])
    const refusal = { code: 1, stderr: expect.stringMatching(/^TERMS_INVALID/) }
    expect(await cli.run('account', 'terms', 'set', 'service', ...four)).toMatchObject(refusal)
    // Fifteen characters outside the basic plane are thirty UTF-16 units.
    expect((await cli.run('account', 'terms', 'set', 'service', '--reason', '𠮷'.repeat(15))).code).toBe(0)
    expect(await cli.run('account', 'terms', 'set', 'service', '--reason', '𠮷'.repeat(16))).toMatchObject(refusal)
    expect((await cli.run('account', 'terms', 'set', 'service')).code).toBe(2)
    expect((await cli.run('account', 'terms', 'set', 'service', '--reason', '一', '--no-reasons')).code).toBe(2)
  })
})

describe('redress merchant apply with official accounts', () => {
  it('says what it changes, changes it, and has nothing to do the second time', async () => {
    await using cli = await setupCli()
    await cli.write('holders.yaml', cli.list())
    const dry = await cli.run('merchant', 'apply', 'holders.yaml', '--dry-run')
    expect(dry.stdout).toBe(`+ service (${SIMULATED_APP_ID})\nNothing was changed.\n`)
    expect((await cli.run('account', 'list', '--json')).json).toEqual([])
    const applied = await cli.run('merchant', 'apply', 'holders.yaml', '--json')
    expect(applied.json).toMatchObject({ added: [], officialAccounts: { added: ['service'] } })
    expect((await cli.run('merchant', 'apply', 'holders.yaml', '--json')).json).toMatchObject({
      officialAccounts: { changed: [], unchanged: ['service'] },
    })
    await cli.write('holders.yaml', cli.list('defaultGoods: virtual\n    aesKeyFile: aes.key'))
    const changed = await cli.run('merchant', 'apply', 'holders.yaml')
    expect(changed.stdout).toBe(`~ service (${SIMULATED_APP_ID}): AES key, default goods\n`)
    expect((await cli.run('account', 'show', 'service', '--json')).json).toMatchObject({
      defaultGoods: 'virtual',
      pushMode: 'safe',
    })
    await cli.write('holders.yaml', cli.list())
    await cli.run('merchant', 'apply', 'holders.yaml')
    expect((await cli.run('account', 'show', 'service', '--json')).json).toMatchObject({
      defaultGoods: 'physical',
      pushMode: 'plain',
    })
  })

  it('prunes a kind only when the file lists that kind', async () => {
    await using cli = await setupCli()
    await cli.add()
    await cli.write('holders.yaml', 'merchants: []')
    expect((await cli.run('merchant', 'apply', 'holders.yaml', '--prune', '--json')).json).not.toHaveProperty(
      'officialAccounts',
    )
    expect((await cli.run('account', 'list', '--json')).json).toHaveLength(1)
    await cli.write('holders.yaml', 'officialAccounts: []')
    expect((await cli.run('merchant', 'apply', 'holders.yaml')).stdout).toBe(
      `? service (${SIMULATED_APP_ID}) is not listed; --prune removes it\n`,
    )
    expect((await cli.run('merchant', 'apply', 'holders.yaml', '--prune')).stdout).toContain('tickets kept')
    expect((await cli.run('account', 'list', '--json')).json).toEqual([])
  })

  it.each([
    ['has neither list', 'other: []', 'other'],
    ['is empty', '{}', 'expected merchants, officialAccounts or both'],
    ['holds a secret itself', 'officialAccounts: [{ slug: a, appId: wx1, appSecret: s }]', 'appSecret'],
  ])('refuses a file that %s', async (_name, text, reason) => {
    await using cli = await setupCli()
    await cli.write('holders.yaml', text)
    const refused = await cli.run('merchant', 'apply', 'holders.yaml')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^MERCHANTS_FILE_INVALID/) })
    expect(refused.stderr).toContain(reason)
  })

  it('refuses a slug that both lists use, before anything is stored', async () => {
    await using cli = await setupCli()
    const merchant = '{ slug: service, mchid: "1900000001", privateKey: k, apiv3KeyFile: v }'
    await cli.write('holders.yaml', `merchants: [${merchant}]${cli.list()}`)
    expect((await cli.run('merchant', 'apply', 'holders.yaml')).stderr).toContain(
      'officialAccounts.0.slug: is listed twice',
    )
  })
})
