import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { addMerchant } from '../../src/merchants/add-merchant.ts'
import { createLogger } from '../../src/observability/logger.ts'
import { httpUrl } from '../../src/process/listen.ts'
import type { Role } from '../../src/process/role.ts'
import { startDesk } from '../../src/process/start-desk.ts'
import { testConfig } from '../support/config.ts'
import { setupDatabase } from '../support/database.ts'
import { setupFolder } from '../support/folder.ts'
import { createFakePlatform } from '../support/platform.ts'

const platform = createFakePlatform()
const log = createLogger('silent')

async function setupDesk(role: Role = 'web', change: Partial<Config> = {}) {
  const database = await setupDatabase()
  const folder = await setupFolder()
  const config = testConfig(database.databaseUrl, folder.path, change)
  await addMerchant(database.kysely, config.masterKey, platform.merchant('main-shop', '1900000001'))
  const desk = await startDesk({ config, role, log })
  const url = desk.url ?? ''
  let closed = false
  const close = async (): Promise<void> => {
    if (!closed) await desk.close()
    closed = true
  }
  return {
    ...desk,
    url,
    port: Number(new URL(url).port),
    config,
    ownDatabase: database,
    close,
    get: async (path: string) => await fetch(`${url}${path}`),
    [Symbol.asyncDispose]: async () => {
      await close()
      await database.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('a running desk', () => {
  it('says that it lives, that it is ready, and what it counts', async () => {
    await using desk = await setupDesk()
    expect(await (await desk.get('/healthz')).json()).toMatchObject({
      status: 'ok',
      service: 'redress',
      pid: process.pid,
    })
    const ready = await desk.get('/readyz')
    expect({ status: ready.status, body: await ready.json() }).toEqual({
      status: 200,
      body: { ready: true, problems: [] },
    })
    const metrics = await (await desk.get('/metrics')).text()
    expect(metrics).toContain('inbox_pending 0')
    expect(metrics).toContain('process_resident_memory_bytes')
  })

  it('takes notifications, counts them, and knows how many wait', async () => {
    await using desk = await setupDesk()
    const { headers, body } = platform.notice()
    const url = `${desk.url}/callbacks/wechatpay/main-shop`
    const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })
    expect(answer.status).toBe(204)
    const metrics = await (await desk.get('/metrics')).text()
    expect(metrics).toContain(`notifications_accepted_total{merchant="main-shop",serial="${platform.publicKeyId}"} 1`)
    expect(metrics).toContain('inbox_pending 1')
  })

  it('is not ready while the schema is behind or the database is gone, and says which', async () => {
    await using desk = await setupDesk()
    await desk.ownDatabase.pool.query(`delete from kysely_migration where name = '0001_foundation'`)
    const behind = await desk.get('/readyz')
    expect(behind.status).toBe(503)
    expect(await behind.json()).toMatchObject({ problems: [expect.stringContaining('0001_foundation')] })
    await desk.ownDatabase.pool.query('drop schema public cascade')
    expect((await desk.get('/readyz')).status).toBe(503)
    expect((await desk.get('/healthz')).status).toBe(200)
    expect((await desk.get('/metrics')).status).toBe(200)
  })

  it('refuses a second start on its port with one line that says where the first runs', async () => {
    await using desk = await setupDesk()
    const config = { ...desk.config, port: desk.port }
    await expect(startDesk({ config, role: 'web', log })).rejects.toMatchObject({
      code: 'ALREADY_RUNNING',
      message: `Redress runs already at ${desk.url} (process ${process.pid}).`,
    })
    expect((await desk.get('/readyz')).status).toBe(200)
  })

  it('tells another program on its port apart', async () => {
    await using desk = await setupDesk()
    const { createServer } = await import('node:http')
    const other = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const config = { ...desk.config, port }
    await expect(startDesk({ config, role: 'web', log })).rejects.toMatchObject({ code: 'PORT_TAKEN' })
    other.close()
  })

  it('lets a worker go on beside a web process that has the port', async () => {
    await using desk = await setupDesk()
    const worker = await startDesk({ config: { ...desk.config, port: desk.port }, role: 'worker', log })
    expect(worker.url).toBeUndefined()
    await worker.close()
  })

  it('gives a worker its own health and metrics, but no callbacks and no API', async () => {
    await using desk = await setupDesk('worker')
    expect((await desk.get('/readyz')).status).toBe(200)
    const { headers, body } = platform.notice()
    const url = `${desk.url}/callbacks/wechatpay/main-shop`
    expect((await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })).status).toBe(404)
    expect((await desk.get('/api/v1/status')).status).toBe(404)
  })
})

describe('an orderly stop', () => {
  it('finishes a notification that is just being delivered', async () => {
    await using desk = await setupDesk()
    const { headers, body } = platform.notice()
    const socket = connect(desk.port, '127.0.0.1')
    await once(socket, 'connect')
    const lines = Object.entries({ ...headers, host: 'desk', 'content-length': String(body.length) })
    const head = lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')
    socket.write(`POST /callbacks/wechatpay/main-shop HTTP/1.1\r\n${head}\r\n\r\n`)
    socket.write(body.subarray(0, 50))
    // Answered after what was written above was read.
    expect((await desk.get('/healthz')).ok).toBe(true)
    const answered = once(socket, 'data')
    const stopped = desk.close()
    socket.write(body.subarray(50))
    expect(String((await answered)[0])).toMatch(/^HTTP\/1\.1 204 /)
    await stopped
    const { rows } = await desk.ownDatabase.pool.query('select 1 from inbox')
    expect(rows).toHaveLength(1)
  })

  it('is not held up by connections that clients keep open', async () => {
    await using desk = await setupDesk()
    const silent = connect(desk.port, '127.0.0.1')
    await once(silent, 'connect')
    silent.write('POST /callbacks/wechatpay/main-shop HTTP/1.1\r\nHost: desk\r\nContent-Length: 10\r\n\r\n')
    silent.on('error', () => undefined)
    const started = Date.now()
    await desk.close()
    expect(Date.now() - started).toBeLessThan(8_000)
    silent.destroy()
  })

  it('leaves no connection to the database', async () => {
    await using desk = await setupDesk('all')
    await desk.get('/readyz')
    await desk.close()
    await expect
      .poll(async () => {
        const { rows } = await desk.ownDatabase.pool.query<{ n: number }>(
          `select count(*) as n from pg_stat_activity
           where datname = current_database() and application_name <> $1`,
          [desk.ownDatabase.connection.application_name],
        )
        return rows[0]?.n
      })
      .toBe(0)
  })
})

describe('the address that is printed', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:7700'],
    ['0.0.0.0', 'http://127.0.0.1:7700'],
    ['::', 'http://[::1]:7700'],
    ['::1', 'http://[::1]:7700'],
    ['desk.local', 'http://desk.local:7700'],
  ])('of %s is %s', (host, expected) => {
    expect(httpUrl(host, 7700)).toBe(expected)
  })
})

describe('the log', () => {
  it('hides what opens a door or names a payer, at the top and inside', () => {
    const lines: string[] = []
    const logger = createLogger('info', { write: (line) => void lines.push(line) })
    logger.info(
      { password: 's1', user: { token: 's2' }, a: { b: { phone: 's3' } }, content: 's4', kept: 'yes' },
      'said',
    )
    expect(lines.join()).not.toMatch(/s[1-4]/)
    expect(lines.join()).toContain('"kept":"yes"')
  })
})
