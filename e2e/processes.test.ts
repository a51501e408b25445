import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSimulator, type Simulator } from '@redress/simulator'
import { expect, it } from 'vitest'
import { signInAs } from './support/desk.ts'
import { eventually, freePort, runToEnd, start } from './support/process.ts'
import { root, temporaryFolder } from './support/tree.ts'

const COMPLAINTS = 40
const MESSAGES = 2
const command = join(root, 'packages/desk/bin/redress.js')
const password = createHash('sha256').update('two web two worker').digest('hex')

interface House {
  readonly folder: string
  readonly env: (port: number) => NodeJS.ProcessEnv
  readonly run: (...args: string[]) => Promise<void>
}

/** A data folder that knows one merchant of the simulator and one user. */
async function setupHouse(folder: string, simulator: Simulator, publicPort: number): Promise<House> {
  const [merchant] = simulator.merchants()
  if (!merchant) throw new Error('the simulator has no merchant')
  const credentials = simulator.credentials(merchant.mchid)
  const files = {
    'key.pem': credentials.privateKey,
    'certificate.pem': credentials.certificate,
    'apiv3.txt': credentials.apiV3Key,
    'platform.pem': credentials.platform.certificates[0]?.certificate ?? '',
    'password.txt': password,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 })
  const env = (port: number) => ({
    PATH: process.env['PATH'],
    REDRESS_DATA_DIR: join(folder, 'data'),
    REDRESS_PORT: String(port),
    REDRESS_PUBLIC_URL: `http://127.0.0.1:${publicPort}`,
    REDRESS_LOG_LEVEL: 'error',
  })
  const run = async (...args: string[]): Promise<void> => {
    const ended = await runToEnd(process.execPath, [command, ...args], { cwd: folder, env: env(0) })
    expect(ended).toMatchObject({ code: 0 })
  }
  const keys = ['--private-key=key.pem', '--certificate=certificate.pem', '--apiv3-key-file=apiv3.txt']
  const platform = ['--platform-certificate=platform.pem', `--platform-url=${simulator.url}`]
  await run('merchant', 'add', '--slug=shop', `--mchid=${merchant.mchid}`, ...keys, ...platform)
  await run('user', 'add', 'lin', '--role', 'owner', '--password-file', 'password.txt')
  for (const call of ['detail', 'history', 'reply', 'list', 'download']) await run('outbox', 'budget', call, '100000')
  return { folder, env, run }
}

const serve = async ({ folder, env }: House, role: 'web' | 'worker', port: number) => {
  const running = start(process.execPath, [command, 'serve', '--role', role], { cwd: folder, env: env(port) })
  await running.printed(/Redress (listens|works)/)
  return running
}

interface Detail {
  readonly id: string
  readonly platformId: string
  readonly timeline: readonly { readonly id: string; readonly action: string; readonly content: string | null }[]
  readonly actions: readonly { readonly state: string }[]
}

it('two web and two worker processes lose, repeat and reorder nothing while one worker is killed again and again', async () => {
  using folder = temporaryFolder('processes')
  await using simulator = await createSimulator({ seed: 'processes' })
  const [first, second, third, fourth] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const house = await setupHouse(folder.path, simulator, first)
  await using webA = await serve(house, 'web', first)
  await using webB = await serve(house, 'web', second)
  await using steady = await serve(house, 'worker', third)
  expect([webA.pid, webB.pid, steady.pid].every((pid) => pid > 0)).toBe(true)

  const done = new AbortController()
  let kills = 0
  const killing = (async () => {
    while (!done.signal.aborted) {
      await using victim = await serve(house, 'worker', fourth)
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      await victim.stop('SIGKILL')
      kills += 1
    }
  })()

  await house.run('callback-url', 'ensure', 'shop')
  simulator.addFault({ kind: 'notification-duplicated', probability: 0.3 })
  simulator.addFault({ kind: 'notification-delayed', probability: 0.2, delayMs: 700 })
  const api = await signInAs(`http://127.0.0.1:${first}`, 'lin', password)
  const other = await signInAs(`http://127.0.0.1:${second}`, 'lin', password)

  const mchid = simulator.merchants()[0]?.mchid ?? ''
  const filed = await Promise.all(
    Array.from({ length: COMPLAINTS }, async (_, n) => await simulator.fileComplaint({ mchid, detail: `第${n}单` })),
  )
  const complaints = await eventually(
    'every complaint at the desk',
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 500))
      const { items } = await other.get<{ items: Detail[] }>('/complaints?limit=200')
      return items.length === filed.length ? items : undefined
    },
    180_000,
  )
  const texts = Array.from({ length: MESSAGES }, (_, n) => `第${n + 1}次回复`)
  for (const text of texts) {
    for (const [n, { id }] of complaints.entries()) {
      await (n % 2 === 0 ? api : other).post(`/complaints/${id}/replies`, { content: text })
    }
  }
  await eventually(
    'every reply to be verified',
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 500))
      const { items } = await api.get<{ items: { pendingActions: number }[] }>('/complaints?limit=200')
      return items.length === COMPLAINTS && items.every((item) => item.pendingActions === 0) ? true : undefined
    },
    240_000,
  )
  done.abort()
  await killing
  expect(kills).toBeGreaterThan(2)

  for (const { complaintId } of filed) {
    const { history } = simulator.complaint(complaintId)
    const replies = history.filter((entry) => entry.operateType === 'MERCHANT_RESPONSE').map((entry) => entry.content)
    expect(replies).toEqual(texts)
  }
  for (const { id, platformId } of complaints) {
    const { timeline } = await api.get<Detail>(`/complaints/${id}`)
    expect(timeline.map((entry) => entry.id)).toEqual(
      simulator.complaint(platformId).history.map((entry) => entry.logId),
    )
  }
})
