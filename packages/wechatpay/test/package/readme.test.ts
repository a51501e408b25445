import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createSimulator, type Simulator } from '@redress/simulator'
import { describe, expect, it } from 'vitest'
import { beijingDay, dayText } from '../../src/iterating/windows.ts'
import { clientOf } from '../fixtures/simulator-client.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const require = createRequire(import.meta.url)
const MERCHANT = '1900000001'
/** One transparent pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='

/** The samples of the README in their order, as one module. */
const samples = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^```js\n(.*?)^```$/gms)].map(
  (match) => match[1] ?? '',
)

/** A folder of somebody who has installed the package and put the files of the merchant console beside it. */
function makeHome(files: Readonly<Record<string, string | Buffer>>): string {
  const home = mkdtempSync(join(tmpdir(), 'redress-readme-'))
  mkdirSync(join(home, 'node_modules/@redress'), { recursive: true })
  symlinkSync(root, join(home, 'node_modules/@redress/wechatpay'))
  symlinkSync(join(dirname(require.resolve('sm-crypto-v2')), '..'), join(home, 'node_modules/sm-crypto-v2'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(home, name), content)
  return home
}

describe('the README', () => {
  it('has samples that run, one after the other, against the simulator', async () => {
    await using simulator = await createSimulator({ merchants: [{ mchid: MERCHANT, keyMode: 'public-key' }] })
    const { complaintId } = await simulator.fileComplaint({
      mchid: MERCHANT,
      detail: '重复扣费',
      payerPhone: '13800138000',
    })
    const { privateKey, certificate, apiV3Key, platform } = simulator.credentials(MERCHANT)
    const home = makeHome({
      'samples.mjs': samples.join('\n'),
      'apiclient_key.pem': privateKey,
      'apiclient_cert.pem': certificate,
      'pub_key.pem': platform.publicKey?.pem ?? '',
      'receipt.png': Buffer.from(PNG, 'base64'),
    })
    const child = spawn(process.execPath, ['samples.mjs'], {
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        WECHATPAY_MERCHANT_ID: MERCHANT,
        WECHATPAY_API_V3_KEY: apiV3Key,
        WECHATPAY_PUBLIC_KEY_ID: platform.publicKey?.id,
        WECHATPAY_BASE_URL: simulator.url,
        TODAY: dayText(beijingDay(new Date(), 'today')),
      },
    })
    const problems: string[] = []
    child.stderr.on('data', (chunk: Buffer) => problems.push(chunk.toString()))
    const ended = new Promise((resolve) => child.once('exit', resolve))
    const lines: string[] = []
    try {
      for await (const line of createInterface(child.stdout)) {
        lines.push(line)
        const port = /^listening on (\d+)$/.exec(line)?.[1]
        if (port !== undefined) void notify(simulator, Number(port))
        if (line.startsWith('new ')) break
      }
    } finally {
      child.kill()
      await ended
      rmSync(home, { recursive: true, force: true })
    }
    expect(problems.join('')).toBe('')
    expect(lines[0]).toBe(`${complaintId} PENDING 重复扣费`)
    expect(lines.at(-1)).toMatch(/^new \d+ 又一单$/)
    expect(simulator.complaint(complaintId)).toMatchObject({ state: 'PROCESSED' })
    expect(simulator.complaint(complaintId).history.map((entry) => entry.content)).toContain(
      '已为您办理退款，请留意到账通知。',
    )
  })

  it('shows every block it has', () => expect(samples).toHaveLength(6))
})

/** Points the notifications of the merchant at the sample's server and files a complaint. */
async function notify(simulator: Simulator, port: number): Promise<void> {
  await clientOf(simulator, MERCHANT).notificationUrl.create(`http://127.0.0.1:${port}/`)
  await simulator.fileComplaint({ mchid: MERCHANT, detail: '又一单' })
}
