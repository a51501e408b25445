import { randomInt } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, type ClientConfig } from 'pg'
import { expect, it } from 'vitest'
import { createFakePlatform, type Delivery } from '../packages/desk/test/support/platform.ts'
import { deliverAll } from '../packages/desk/test/support/storm.ts'
import { type ProcessDatabase, setupProcessDatabase } from './support/database.ts'
import { freePort, runToEnd, start } from './support/process.ts'
import { root, temporaryFolder } from './support/tree.ts'

const ROUNDS = 20
const STORM = 2_000
const command = join(root, 'packages/desk/bin/redress.js')
const platform = createFakePlatform()

interface Shop {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  readonly connection: ClientConfig
  readonly url: string
}

async function setupShop(folder: string, database: ProcessDatabase): Promise<Shop> {
  const port = await freePort()
  const env = {
    ...database.env,
    PATH: process.env['PATH'],
    REDRESS_DATA_DIR: join(folder, 'data'),
    REDRESS_PORT: String(port),
    REDRESS_LOG_LEVEL: 'error',
  }
  const merchant = platform.merchant('main-shop', '1900000001')
  writeFileSync(join(folder, 'key.pem'), merchant.privateKey, { mode: 0o600 })
  writeFileSync(join(folder, 'apiv3.txt'), merchant.apiV3Key, { mode: 0o600 })
  writeFileSync(join(folder, 'platform.pem'), platform.publicKeyPem)
  const added = await runToEnd(
    process.execPath,
    [
      command,
      'merchant',
      'add',
      `--slug=${merchant.slug}`,
      `--mchid=${merchant.mchid}`,
      `--serial-no=${merchant.serialNumber}`,
      '--private-key=key.pem',
      '--apiv3-key-file=apiv3.txt',
      '--platform-public-key=platform.pem',
      `--platform-public-key-id=${platform.publicKeyId}`,
    ],
    { cwd: folder, env },
  )
  expect(added).toMatchObject({ code: 0 })
  const embedded = { host: join(folder, 'data/postgres/run'), user: 'redress', database: 'redress' }
  const connection = database.databaseUrl === undefined ? embedded : { connectionString: database.databaseUrl }
  return { folder, env, connection, url: `http://127.0.0.1:${port}/callbacks/wechatpay/main-shop` }
}

/** The web part alone: what is proved here is the way from the socket to the disk. */
async function serve({ folder, env }: Shop) {
  const running = start(process.execPath, [command, 'serve', '--role', 'web'], { cwd: folder, env })
  await running.printed(/Redress listens at/)
  return running
}

const postmasterPid = (folder: string): number =>
  Number(readFileSync(join(folder, 'data/postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])

async function inbox({ connection }: Shop): Promise<{ rows: number; ids: Set<string> }> {
  const client = new Client(connection)
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string }>('select notification_id as id from inbox')
    return { rows: rows.length, ids: new Set(rows.map(({ id }) => id)) }
  } finally {
    await client.end()
  }
}

it(`loses nothing that was answered 204 and stores nothing twice over ${ROUNDS} kills in storms of ${STORM} notifications`, async () => {
  using folder = temporaryFolder('kill')
  await using database = await setupProcessDatabase()
  const shop = await setupShop(folder.path, database)
  let accepted = 0
  let inFlight = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const ids = Array.from({ length: STORM }, (_, index) => `EV-${round}-${index}`)
    const deliveries: Delivery[] = ids.map((id) => platform.notice({ id }))
    const killAfter = randomInt(50, STORM - 50)
    // Every other time the database dies with it, as when the machine runs out of memory. A server that others share
    // lives on.
    const withDatabase = round % 2 === 1 && database.databaseUrl === undefined

    const victim = await serve(shop)
    const statuses = await deliverAll({
      url: shop.url,
      deliveries,
      connections: 32,
      onAnswer: (count) => {
        if (count !== killAfter) return
        process.kill(victim.pid, 'SIGKILL')
        if (withDatabase) process.kill(postmasterPid(shop.folder), 'SIGKILL')
      },
    })
    expect(await victim.ended).toBe('SIGKILL')
    const answered = ids.filter((_, index) => statuses[index] === 204)
    expect(answered.length).toBeGreaterThanOrEqual(killAfter)
    expect(answered.length).toBeLessThan(STORM)

    await using after = await serve(shop)
    const found = await inbox(shop)
    expect(answered.filter((id) => !found.ids.has(id))).toEqual([])
    expect(found.rows).toBe(found.ids.size)
    inFlight += ids.filter((id) => found.ids.has(id)).length - answered.length

    // The platform delivers again whatever it got no 204 for; what was stored unanswered must not appear twice.
    const again = deliveries.filter((_, index) => statuses[index] !== 204)
    const second = await deliverAll({ url: shop.url, deliveries: again, connections: 32 })
    expect(second.every((status) => status === 204)).toBe(true)
    accepted += STORM
    expect(await inbox(shop)).toMatchObject({ rows: accepted })
    expect(await after.stop('SIGTERM')).toBe(0)
  }
  console.log(
    `${ROUNDS} kills, ${accepted} notifications, none lost, none twice; ${inFlight} stored whose answer was cut off`,
  )
}, 900_000)
