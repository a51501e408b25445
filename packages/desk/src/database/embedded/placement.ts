import { createHash } from 'node:crypto'
import { chmod, chown, lstat, mkdir, realpath, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode, exists, readIfPresent } from '../../config/files.ts'
import { DeskError } from '../../errors.ts'
import { canReach, EXECUTE, type UserIds } from './access.ts'

/** Where the parts of one embedded server lie, and as whom it runs. */
export interface Placement {
  /** Owned by the server's user, mode 0700. */
  readonly home: string
  readonly cluster: string
  readonly socketFolder: string
  readonly logFile: string
  /** Undefined: the server runs as the user of this process. */
  readonly user: UserIds | undefined
  /** True when the data folder could not hold it. */
  readonly elsewhere: boolean
}

/** PostgreSQL refuses to run as root; "nobody" exists everywhere under this number. */
export const NOBODY: UserIds = { uid: 65_534, gid: 65_534 }

const ROOT_STATE_FOLDER = '/var/lib/redress'
const SOCKET_FILE = '/.s.PGSQL.5432'
/** `sun_path` without its closing zero byte: 108 on Linux, 104 on BSD and macOS. */
const SOCKET_PATH_LIMIT = process.platform === 'linux' ? 107 : 103

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** A folder for the socket whose full path fits the system's limit. */
export function socketFolderFor(home: string, shortFolder: string, limit: number = SOCKET_PATH_LIMIT): string {
  const preferred = join(home, 'run')
  return Buffer.byteLength(preferred + SOCKET_FILE) <= limit ? preferred : shortFolder
}

/**
 * Decides where the server of a data folder lives and makes the folders.
 * As root the server runs as another user; when that user cannot pass the folders above the data folder (a home of
 * mode 0700), the cluster goes to /var/lib/redress and the data folder keeps a file that names the place.
 */
export async function placeServer(dataDir: string): Promise<Placement> {
  const real = await realpath(dataDir)
  const asRoot = process.getuid?.() === 0
  const pointer = join(real, 'postgres.location')
  const pointed = (await readIfPresent(pointer))?.trim()
  const inside = join(real, 'postgres')

  const user = asRoot ? await serverUser(join(pointed ?? inside, 'cluster')) : undefined
  const elsewhere = pointed !== undefined || (user !== undefined && !(await canReach(real, user, EXECUTE)))
  const home = pointed ?? (elsewhere ? join(ROOT_STATE_FOLDER, shortHash(real)) : inside)
  if (elsewhere && asRoot) await mkdir(ROOT_STATE_FOLDER, { recursive: true, mode: 0o755 })
  await ownFolder(home, user)
  if (elsewhere && pointed === undefined) await writeFile(pointer, `${home}\n`, { mode: 0o644 })

  const shortFolder = asRoot
    ? join(ROOT_STATE_FOLDER, `${shortHash(real)}-run`)
    : `/tmp/redress-${process.getuid?.() ?? 0}-${shortHash(real)}`
  const socketFolder = socketFolderFor(home, shortFolder)
  if (socketFolder === shortFolder && asRoot) await mkdir(ROOT_STATE_FOLDER, { recursive: true, mode: 0o755 })
  await ownFolder(socketFolder, user)
  return { home, cluster: join(home, 'cluster'), socketFolder, logFile: join(home, 'server.log'), user, elsewhere }
}

/** The owner of a cluster that exists already (PostgreSQL accepts no other), otherwise nobody. */
async function serverUser(cluster: string): Promise<UserIds> {
  if (!(await exists(cluster))) return NOBODY
  const { uid, gid } = await stat(cluster)
  return uid === 0 ? NOBODY : { uid, gid }
}

/** Makes a folder of mode 0700 for the server's user, and refuses one that is somebody else's. */
async function ownFolder(path: string, user: UserIds | undefined): Promise<void> {
  const uid = user?.uid ?? process.getuid?.()
  try {
    await mkdir(path, { mode: 0o700 })
    if (user !== undefined) await chown(path, user.uid, user.gid)
    return
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
  // A folder found in a place that others may write to could be a trap: a link, or open to its maker.
  const facts = await lstat(path)
  if (!facts.isDirectory() || (uid !== undefined && facts.uid !== uid)) {
    throw new DeskError(
      'DATABASE_FOLDER_FOREIGN',
      `The folder ${path} belongs to another user (uid ${facts.uid}) and cannot hold the embedded database.`,
      'Start Redress as that user, choose another REDRESS_DATA_DIR, or set DATABASE_URL.',
    )
  }
  if ((facts.mode & 0o777) !== 0o700) await chmod(path, 0o700)
}
