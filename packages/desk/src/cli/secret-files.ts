import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { errorCode } from '../config/files.ts'
import { DeskError } from '../errors.ts'
import type { CliIo } from './context.ts'

/** Stands for standard input where a file is asked for. */
const STDIN = '-'

/**
 * Reads the secrets of some options, each from its file or one of them from standard input (`-`): arguments end up in
 * process lists and histories. Editors end a file with a line feed; it does not belong to the secret.
 * @param files By option, such as `--app-secret-file`; what is undefined was not given.
 * @throws {DeskError} `FILE_UNREADABLE` | `STDIN_TWICE`
 */
export async function readSecrets<Option extends string>(
  files: Readonly<Record<Option, string | undefined>>,
  { cwd, stdin }: Pick<CliIo, 'cwd' | 'stdin'>,
  folder = cwd,
): Promise<Partial<Record<Option, string>>> {
  const given = Object.entries<string | undefined>(files).filter(
    (entry): entry is [Option, string] => entry[1] !== undefined,
  )
  const fromStdin = given.filter(([, path]) => path === STDIN)
  if (fromStdin.length > 1) {
    const options = fromStdin.map(([option]) => option).join(', ')
    throw new DeskError(
      'STDIN_TWICE',
      `Standard input holds one secret; ${options} cannot all be read from it.`,
      'Give files for all but one.',
    )
  }
  const read = await Promise.all(
    given.map(async ([option, path]) => {
      const text = path === STDIN ? await readAll(stdin) : await readSecretFile(option, resolve(folder, path))
      return [option, text.replace(/\r?\n$/, '')] as const
    }),
  )
  const secrets: Partial<Record<Option, string>> = {}
  for (const [option, secret] of read) secrets[option] = secret
  return secrets
}

async function readAll(stdin: CliIo['stdin']): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stdin ?? []) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString('utf8')
}

async function readSecretFile(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new DeskError(
      'FILE_UNREADABLE',
      `The file of ${option} cannot be read (${errorCode(cause) ?? 'unknown reason'}).`,
      'Check the path and the permissions.',
      { field: option, cause },
    )
  }
}
