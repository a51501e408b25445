import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const SHOP = '1900000001'
const PROGRAM = `
  import { createSimulator } from '@redress/simulator'
  const simulator = await createSimulator({ stateFile: process.argv[1] })
  console.log(simulator.url)
`

async function start(stateFile: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM, stateFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  return { url: String(line).trim(), child }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const file = async (url: string, detail: string): Promise<string> => {
  const answer = await fetch(`${url}/_sim/complaints`, {
    method: 'POST',
    body: JSON.stringify({ mchid: SHOP, detail }),
  })
  return (await answer.json()).complaintId
}

it('goes on after kill -9, ten times in a row, with what was written a moment before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-kill-'))
  const stateFile = join(folder, 'state.json')
  try {
    const filed: string[] = []
    let credentials: unknown
    for (let round = 1; round <= 10; round += 1) {
      const { url, child } = await start(stateFile)
      const known = await (await fetch(`${url}/_sim/complaints`)).json()
      expect(known.map(({ complaintId }: { complaintId: string }) => complaintId)).toEqual(filed)
      const now = await (await fetch(`${url}/_sim/merchants/${SHOP}/credentials`)).json()
      credentials ??= now
      expect(now).toEqual(credentials)
      const complaintId = await file(url, `第${round}次`)
      filed.push(complaintId)
      await expect
        .poll(() => (existsSync(stateFile) ? readFileSync(stateFile, 'utf8') : ''), { timeout: 5000 })
        .toContain(complaintId)
      // Killed while it is writing again.
      await file(url, '可能丢失').then((lost) => filed.push(lost))
      await kill(child)
      const saved = JSON.parse(readFileSync(stateFile, 'utf8')).complaints.map(({ id }: { id: string }) => id)
      expect(saved).toContain(complaintId)
      filed.splice(0, filed.length, ...saved)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
