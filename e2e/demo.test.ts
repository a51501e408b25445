import { join } from 'node:path'
import { expect, it } from 'vitest'
import { setupProcessDatabase } from './support/database.ts'
import { signIn } from './support/desk.ts'
import { eventually, freePort, start } from './support/process.ts'
import { root, temporaryFolder } from './support/tree.ts'

const command = join(root, 'packages/desk/bin/redress.js')

interface Page {
  readonly items: readonly {
    readonly platformId: string
    readonly complainedAt: string
    readonly merchant: string
    readonly channel: string
  }[]
}

it('the demo fills itself, goes on with its data after a stop and after kill -9, and runs once', async () => {
  using folder = temporaryFolder('demo')
  await using database = await setupProcessDatabase()
  const [port, simulatorPort] = [await freePort(), await freePort()]
  const desk = `http://127.0.0.1:${port}`
  const env = {
    ...database.env,
    PATH: process.env['PATH'],
    REDRESS_DATA_DIR: join(folder.path, 'data'),
    REDRESS_PORT: String(port),
    REDRESS_SIMULATOR_PORT: String(simulatorPort),
  }
  const demo = (change: NodeJS.ProcessEnv = {}) =>
    start(process.execPath, [command, 'demo'], { cwd: '/', env: { ...env, ...change }, group: true })
  const page = async (output: string): Promise<Page> =>
    await (await signIn(desk, output)).get<Page>('/complaints?limit=100')

  const first = demo()
  await first.printed(/Ctrl-C stops/)
  expect(await (await fetch(`${desk}/readyz`)).json()).toMatchObject({ ready: true })
  const filled = await eventually('a dozen complaints and some rights tickets are there', async () => {
    const { items } = await page(first.output())
    const tickets = items.filter(({ channel }) => channel === 'rights-v16')
    return items.length >= 17 && tickets.length >= 5 ? items : undefined
  })
  expect(new Set(filled.map(({ merchant }) => merchant)).size).toBe(4)
  const [phone = ''] = /http\S+\/phone\/official-account\//.exec(first.output()) ?? []
  expect((await fetch(phone)).status).toBe(200)
  const ages = filled.map(({ complainedAt }) => Date.now() - Date.parse(complainedAt))
  expect(Math.max(...ages)).toBeGreaterThan(24 * 3_600_000)

  const samePort = demo({ REDRESS_DATA_DIR: join(folder.path, 'other') })
  expect(await samePort.ended).toBe(1)
  expect(samePort.output().split('\n')[0]).toMatch(new RegExp(`^ALREADY_RUNNING: .*${desk} \\(process ${first.pid}\\)`))
  const sameData = demo({ REDRESS_PORT: '0', REDRESS_SIMULATOR_PORT: '0' })
  expect(await sameData.ended).toBe(1)
  expect(sameData.output().split('\n')[0]).toMatch(new RegExp(`^ALREADY_RUNNING: .*${desk} \\(process ${first.pid}\\)`))

  const [signInLine] = /Sign in.*/.exec(first.output()) ?? []
  expect(await first.stop('SIGINT')).toBe(0)

  const startedAt = performance.now()
  const second = demo()
  await second.printed(/Ctrl-C stops/)
  console.log(`second start of the demo: ready after ${Math.round(performance.now() - startedAt)} ms`)
  expect(second.output()).toContain(signInLine)
  const again = await page(second.output())
  expect(again.items.map(({ platformId }) => platformId)).toEqual(
    expect.arrayContaining(filled.map(({ platformId }) => platformId)),
  )
  await second.stop('SIGKILL')

  const third = demo()
  await third.printed(/Ctrl-C stops/)
  expect((await page(third.output())).items.length).toBeGreaterThanOrEqual(filled.length)
  expect(await third.stop('SIGTERM')).toBe(0)
})
