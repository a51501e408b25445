import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from './config-error.ts'
import { errorCode, readIfPresent } from './files.ts'

const KEY_BYTES = 32

/** 32 bytes in base64. Undefined for anything else. */
export const parseMasterKey = (text: string): KeyObject | undefined => {
  const bytes = Buffer.from(text.trim(), 'base64')
  return bytes.length === KEY_BYTES ? createSecretKey(bytes) : undefined
}

/**
 * The master key given, or the one kept in the data folder, made there on the first run (mode 0600).
 * @throws {ConfigError} when the file in the data folder is not a key
 */
export async function loadMasterKey(dataDir: string, given: string | undefined): Promise<KeyObject> {
  const file = join(dataDir, 'master.key')
  const text = given ?? (await readIfPresent(file)) ?? (await createKeyFile(file, dataDir))
  const key = parseMasterKey(text)
  if (key === undefined) throw new ConfigError(['master.key in the data folder: expected 32 bytes in base64'])
  return key
}

/**
 * Creates the data folder. As root it stays passable for the database's own user; what is secret inside has a mode of
 * its own.
 */
export async function ensureDataDir(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
}

/** Written aside, flushed and linked into place: a key half written, or one of two starters losing theirs, is fatal. */
async function createKeyFile(file: string, dataDir: string): Promise<string> {
  await ensureDataDir(dataDir)
  const text = `${randomBytes(KEY_BYTES).toString('base64')}\n`
  const aside = `${file}.${randomBytes(6).toString('hex')}`
  const handle = await open(aside, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(aside, file)
    return text
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    return await readFile(file, 'utf8')
  } finally {
    await unlink(aside)
  }
}
