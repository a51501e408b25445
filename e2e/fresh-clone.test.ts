import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { setupProcessDatabase } from './support/database.ts'
import { signIn } from './support/desk.ts'
import { eventually, freePort, start } from './support/process.ts'
import { cloneTree, processesMarked, temporaryFolder } from './support/tree.ts'

const json = async <T>(url: string, init?: RequestInit): Promise<T> => {
  const answer = await fetch(url, { ...init, headers: { 'content-type': 'application/json', ...init?.headers } })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

it('starts from a fresh clone with an empty npm cache, handles one complaint, stops cleanly and goes on with the same data', async () => {
  using folder = temporaryFolder('clone')
  await using database = await setupProcessDatabase()
  const clone = join(folder.path, 'redress')
  cloneTree(clone)
  expect(existsSync(join(clone, 'node_modules'))).toBe(false)
  const home = join(folder.path, 'home')
  mkdirSync(home)

  const [port, simulatorPort] = [await freePort(), await freePort()]
  const [desk, simulator] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${simulatorPort}`]
  const mark = `REDRESS_TEST_MARK=${randomUUID()}`
  const env = {
    ...database.env,
    PATH: process.env['PATH'],
    HOME: home,
    npm_config_cache: join(folder.path, 'npm-cache'),
    npm_config_update_notifier: 'false',
    REDRESS_PORT: String(port),
    REDRESS_SIMULATOR_PORT: String(simulatorPort),
    REDRESS_TEST_MARK: mark.split('=')[1],
  }
  const ready = async () => (await fetch(`${desk}/readyz`)).ok
  const npmStart = () => start('npm', ['start'], { cwd: clone, env, group: true })

  const first = npmStart()
  let complaintId: string
  {
    await using running = first
    const ended = running.ended.then((code) => {
      throw new Error(`npm start ended with ${code}`)
    })
    await Promise.race([ended, eventually('the desk is ready', ready, 400_000)]).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${running.output()}`)
    })
    const api = await signIn(desk, running.output())

    const [merchant] = await json<{ mchid: string }[]>(`${simulator}/_sim/merchants`)
    const filed = await json<{ complaintId: string }>(`${simulator}/_sim/complaints`, {
      method: 'POST',
      body: JSON.stringify({
        mchid: merchant?.mchid,
        detail: '重复扣款，请尽快处理',
        amount: 1990,
        payerPhone: '13800001234',
      }),
    })
    const found = await eventually('the complaint reaches the desk', async () => {
      const page = await api.get<{ items: { id: string; platformId: string }[] }>(`/complaints?q=${filed.complaintId}`)
      return page.items.find((item) => item.platformId === filed.complaintId)
    })
    complaintId = found.id
    await api.post(`/complaints/${found.id}/replies`, { content: '已为您登记，两小时内答复。' })
    const onPlatform = () =>
      json<{ state: string; history: { operateType: string; content: string }[] }>(
        `${simulator}/_sim/complaints/${filed.complaintId}`,
      )
    await eventually('the payer sees the reply', async () =>
      (await onPlatform()).history.some((entry) => entry.content === '已为您登记，两小时内答复。'),
    )
    await eventually('the desk saw that nothing is left to answer', async () => {
      const detail = await api.get<{ applicable: { complete: { guards: unknown[] } } }>(`/complaints/${found.id}`)
      return detail.applicable.complete.guards.length === 0
    })
    await api.post(`/complaints/${found.id}/completion`, {})
    await eventually('both sides say it is done', async () => {
      const detail = await api.get<{ state: string }>(`/complaints/${found.id}`)
      return detail.state === 'PROCESSED' && (await onPlatform()).state === 'PROCESSED'
    })

    expect(await running.stop('SIGINT')).toBe(0)
  }
  await eventually('no process is left behind', async () => processesMarked(mark).length === 0, 20_000)

  await using second = npmStart()
  const startedAt = performance.now()
  await eventually('the desk is ready again', async () => ready(), 60_000)
  console.log(`second npm start: ready after ${Math.round(performance.now() - startedAt)} ms`)
  const api = await signIn(desk, second.output())
  expect(await api.get(`/complaints/${complaintId}`)).toMatchObject({ id: complaintId, state: 'PROCESSED' })
  expect(await second.stop('SIGINT')).toBe(0)
  await eventually('no process is left behind', async () => processesMarked(mark).length === 0, 20_000)
}, 600_000)
