import { unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readIfPresent } from '../../config/files.ts'
import { withFileLock } from '../../database/embedded/file-lock.ts'
import { findProcess } from '../../database/embedded/processes.ts'
import { DeskError } from '../../errors.ts'

const claim = z.object({ pid: z.number(), startMark: z.string(), url: z.string() })

export interface DataFolderClaim {
  release(): Promise<void>
}

/**
 * Marks a data folder as used by this demo: two simulators on one state file would overwrite each other.
 * @throws {DeskError} `ALREADY_RUNNING` with the address of the one that runs
 */
export async function claimDataFolder(dataDir: string, url: string): Promise<DataFolderClaim> {
  const file = join(dataDir, 'demo.json')
  await withFileLock(`${file}.lock`, 5_000, async () => {
    const text = await readIfPresent(file)
    const owner = text === undefined ? undefined : claim.safeParse(JSON.parse(text)).data
    if (owner !== undefined && (await findProcess(owner.pid))?.startMark === owner.startMark) {
      throw new DeskError(
        'ALREADY_RUNNING',
        `The demo runs already at ${owner.url} (process ${owner.pid}).`,
        'Use that one, end it, or set REDRESS_DATA_DIR and other ports for a second one.',
      )
    }
    const startMark = (await findProcess(process.pid))?.startMark ?? ''
    await writeFile(file, JSON.stringify({ pid: process.pid, startMark, url }), { mode: 0o644 })
  })
  return { release: async () => await unlink(file) }
}
