import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSimulator } from '../src/index.ts'
import { createCaller } from './support/caller.ts'
import { setupReceiver } from './support/receiver.ts'
import { PIXEL } from './vectors.ts'

const SHOP = '1900000001'
const ADDRESS = '/v3/merchant-service/complaint-notifications'
let folder: string
let stateFile: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-state-'))
  stateFile = join(folder, 'simulator.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('goes on with merchants, keys, complaints, pictures and addresses', async () => {
  const first = await createSimulator({ stateFile })
  const before = createCaller(first, SHOP)
  await before.post(ADDRESS, { url: 'https://www.example.com/a' })
  const { complaintId } = await first.fileComplaint({ mchid: SHOP, detail: '少送一杯', images: [PIXEL] })
  first.addMerchant({ mchid: '1900000009', name: '另一家' })
  const complaint = first.complaint(complaintId)
  await first.close()

  await using second = await createSimulator({ stateFile })
  const after = createCaller(second, SHOP)
  expect(after.credentials).toEqual(before.credentials)
  expect(second.merchants().map(({ name }) => name)).toEqual(['云边咖啡', '另一家'])
  expect(second.complaint(complaintId)).toEqual(complaint)
  expect((await after.get(ADDRESS)).json.url).toBe('https://www.example.com/a')
  const detail = await after.get(`/v3/merchant-service/complaints-v2/${complaintId}`)
  const [url] = detail.json.complaint_media_list[0].media_url
  expect(url.startsWith(second.url)).toBe(true)
  expect((await after.get(new URL(url).pathname)).status).toBe(200)
  const next = await second.fileComplaint({ mchid: SHOP, detail: '又一次' })
  expect(next.complaintId).not.toBe(complaintId)
})

it('is on disk a moment after a change, whole, and for nobody else to read', async () => {
  await using simulator = await createSimulator({ stateFile })
  const { complaintId } = await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
  await expect.poll(() => readFileSync(stateFile, 'utf8'), { timeout: 2000 }).toContain(complaintId)
  expect(statSync(stateFile).mode & 0o077).toBe(0)
})

it('delivers after the restart what was still to be delivered', async () => {
  const options = { stateFile, clock: 'manual', now: new Date() } as const
  await using receiver = await setupReceiver((outgoing, count) => outgoing.writeHead(count === 1 ? 500 : 204).end())
  const first = await createSimulator(options)
  await createCaller(first, SHOP).post(ADDRESS, { url: receiver.url })
  await first.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
  await first.settled()
  await first.close()
  expect(receiver.received).toHaveLength(1)

  await using second = await createSimulator(options)
  await second.advance('2m')
  expect(receiver.received).toHaveLength(2)
  expect(second.deliveries()[0]?.state).toBe('delivered')
})

it('keeps the distance of a moved clock', async () => {
  const first = await createSimulator({ stateFile })
  await first.advance('20h')
  await first.close()
  await using second = await createSimulator({ stateFile })
  expect(second.now().getTime() - Date.now()).toBeGreaterThan(19.9 * 3_600_000)
})

it.each([
  ['no JSON', '{'],
  ['another version', '{"version":99}'],
])('refuses a file that is %s and leaves it alone', async (_what, text) => {
  writeFileSync(stateFile, text)
  await expect(createSimulator({ stateFile })).rejects.toMatchObject({ code: 'STATE_FILE_INVALID' })
  expect(readFileSync(stateFile, 'utf8')).toBe(text)
})

it('forgets all but merchants and keys on reset', async () => {
  await using simulator = await createSimulator({ stateFile })
  const credentials = simulator.credentials(SHOP)
  const first = await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯', images: [PIXEL] })
  await simulator.reset()
  expect(simulator.complaints()).toEqual([])
  expect(simulator.credentials(SHOP)).toEqual(credentials)
  const again = await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
  expect(again.complaintId).toBe(first.complaintId)
})
