import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { publint } from 'publint'
import { build } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VERSION } from '../../src/client/defaults.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const require = createRequire(import.meta.url)
const packageJson: { version: string; dependencies?: Record<string, string> } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
)

/** A folder of somebody who has installed what npm would publish. */
let home = ''
let files: readonly string[] = []

beforeAll(() => {
  if (!existsSync(join(root, 'dist/index.js')))
    throw new Error('build the package first: npx tsc -b packages/wechatpay')
  home = mkdtempSync(join(tmpdir(), 'redress-package-'))
  const [packed]: { filename: string; files: { path: string }[] }[] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  files = packed?.files.map((file) => file.path) ?? []
  const installed = join(home, 'node_modules/@redress/wechatpay')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(home, packed?.filename ?? ''), '--strip-components=1', '-C', installed])
}, 60_000)
afterAll(() => rmSync(home, { recursive: true, force: true }))

const run = (name: string, source: string): string => {
  writeFileSync(join(home, name), source)
  return execFileSync(process.execPath, [join(home, name)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()
}
const cli = (name: string, bin: string): string => join(dirname(require.resolve(`${name}/package.json`)), bin)

const modules = join(dirname(require.resolve('typescript/package.json')), '..')

describe('the published package', () => {
  it('holds what was built, its sources for the maps, and the README, and nothing else', () => {
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'README.md', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts']),
    )
    expect(
      files.filter(
        (file) => !/^(package\.json|README\.md|LICENSE|dist\/.+\.(js|d\.ts)(\.map)?|src\/.+\.ts)$/.test(file),
      ),
    ).toEqual([])
  })

  it('needs nothing at run time', () => {
    expect(packageJson.dependencies).toBeUndefined()
    expect(existsSync(join(home, 'node_modules/sm-crypto-v2'))).toBe(false)
  })

  it('works when imported', () => {
    expect(
      run(
        'a.mjs',
        "import { createClient, ProtocolError } from '@redress/wechatpay'; console.log(typeof createClient, ProtocolError.name)",
      ),
    ).toBe('function ProtocolError')
  })

  it('works when required', () => {
    expect(
      run(
        'a.cjs',
        "const { createClient, ProtocolError } = require('@redress/wechatpay'); console.log(typeof createClient, ProtocolError.name)",
      ),
    ).toBe('function ProtocolError')
  })

  it.each([
    [
      'imports',
      'typed.ts',
      "import { createClient, type Complaint } from '@redress/wechatpay'\nexport const read = (complaint: Complaint): string => complaint.id\nvoid createClient\n",
    ],
    [
      'requires',
      'typed.cts',
      "import wechatpay = require('@redress/wechatpay')\nexport const options: wechatpay.ClientOptions | undefined = undefined\nvoid wechatpay.createClient\n",
    ],
  ])(
    'compiles for somebody who %s it, with its declarations checked and no peer installed',
    (_, name, source) => {
      writeFileSync(join(home, 'package.json'), '{"type":"module"}')
      writeFileSync(join(home, name), source)
      for (const needed of ['@types', 'undici-types']) {
        if (!existsSync(join(home, 'node_modules', needed)))
          symlinkSync(join(modules, needed), join(home, 'node_modules', needed))
      }
      const args = ['--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck', 'false', '--types', 'node', name]
      expect(
        execFileSync(process.execPath, [cli('typescript', 'bin/tsc'), ...args], { cwd: home, encoding: 'utf8' }),
      ).toBe('')
    },
    60_000,
  )

  it('says what to install when the SM suite or PKCS#12 is used without its peer', () => {
    const source =
      "import { loadShangMi, readPkcs12 } from '@redress/wechatpay'; for (const work of [loadShangMi(), readPkcs12(new Uint8Array(), '')]) console.log(await work.catch((error) => error.code))"
    expect(run('b.mjs', source).split('\n')).toEqual(['SHANGMI_UNAVAILABLE', 'PKCS12_UNAVAILABLE'])
  })

  it('has the version that its User-Agent names', () => expect(VERSION).toBe(packageJson.version))

  it('satisfies publint', async () => {
    expect((await publint({ pkgDir: root, strict: true, pack: 'npm' })).messages).toEqual([])
  }, 60_000)

  it('has types that resolve as the code does', () => {
    // Required modules are ES modules here, which Node 20.19 and later load; TypeScript 5.8 and later know it.
    const packed = join(home, `redress-wechatpay-${packageJson.version}.tgz`)
    expect(
      execFileSync(
        process.execPath,
        [cli('@arethetypeswrong/cli', 'dist/index.js'), packed, '--ignore-rules', 'cjs-resolves-to-esm'],
        { encoding: 'utf8' },
      ),
    ).not.toMatch(/💀|❌|🚭/u)
  }, 60_000)
})

describe('a bundle that only proves notifications', () => {
  it('stays below 15 kB gzip and holds neither client nor SM suite', async () => {
    const entry = join(home, 'verify.mjs')
    writeFileSync(
      entry,
      "import { createKeyring, parseApiV3Key, platformPublicKey, receiveNotification } from '@redress/wechatpay'\nexport const receive = (headers, body, keys, key, now) => receiveNotification({ headers, body, keyring: createKeyring(keys.map(([id, pem]) => platformPublicKey(id, pem))), apiV3Key: parseApiV3Key(key), now })\n",
    )
    const { output } = await build({ input: entry, platform: 'node', write: false, output: { minify: true } })
    const code = output[0].code
    const size = gzipSync(code).length
    expect(size).toBeLessThan(15_000)
    expect(code.includes('SIGNATURE_INVALID')).toBe(true)
    // A boolean, since a failure would print the whole bundle.
    expect(/complaints-v2|import\(|multipart\/form-data/.test(code)).toBe(false)
  })
})
