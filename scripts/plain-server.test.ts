import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { startPlainServer } from './setup/plain-server.mjs'

async function sumOf(url: string): Promise<number> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ sum: number }>('select 1 + 1 as sum')
    return rows[0]?.sum ?? 0
  } finally {
    await client.end()
  }
}

const withPassword = (address: string, password: string): string => {
  const url = new URL(address)
  url.password = password
  return url.href
}

it('answers over TCP by password only, and is gone once it has been stopped', async () => {
  const { url, stop } = await startPlainServer()
  try {
    expect(new URL(url).hostname).toBe('127.0.0.1')
    expect(await sumOf(url)).toBe(2)
    await expect(sumOf(withPassword(url, 'guessed'))).rejects.toMatchObject({ code: '28P01' })
  } finally {
    await stop()
  }
  await expect(sumOf(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

it('does not outlive whoever started it, even when that was killed', async () => {
  const module = new URL('setup/plain-server.mjs', import.meta.url).href
  const program = `const { startPlainServer } = await import('${module}'); console.log((await startPlainServer()).url)`
  const starter: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = starter.stdout === null ? [] : await once(starter.stdout, 'data')
  const url = String(line).trim()
  expect(await sumOf(url)).toBe(2)
  starter.kill('SIGKILL')
  await expect
    .poll(async () => await sumOf(url).catch((error: NodeJS.ErrnoException) => error.code), { timeout: 60_000 })
    .toBe('ECONNREFUSED')
})
