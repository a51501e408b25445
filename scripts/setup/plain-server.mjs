import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './index.mjs'

/**
 * Starts a PostgreSQL server as others run theirs, reached over TCP and with a password, in a process of its own that
 * stops it as soon as this one ends, however it ends.
 * @returns its address, and what stops it; resolves once nothing is left of it
 */
export async function startPlainServer() {
  const script = join(root, 'scripts', 'plain-server.mjs')
  // A group of its own: Ctrl-C reaches this process first, and the server only once nobody uses it any more.
  const holder = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  const ended = once(holder, 'exit')
  const firstLine = once(createInterface({ input: holder.stdout }), 'line').then(([line]) => line)
  const url = await Promise.race([firstLine, ended.then(() => undefined)])
  if (url === undefined) throw new Error('the PostgreSQL server for the tests did not start; the lines above say why')
  return {
    url,
    stop: async () => {
      holder.stdin.end()
      await ended
    },
  }
}
