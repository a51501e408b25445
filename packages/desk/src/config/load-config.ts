import type { KeyObject } from 'node:crypto'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Config, type FileValues, parseSettings, type Settings } from './config.ts'
import { ConfigError } from './config-error.ts'
import { errorCode, readIfPresent } from './files.ts'
import { ensureDataDir, loadMasterKey } from './master-key.ts'

export interface ConfigSource {
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
}

/** Reads variables and `redress.config.yaml` of the working folder. Writes nothing. */
export const loadSettings = async ({ env, cwd }: ConfigSource): Promise<Settings> =>
  parseSettings(env, await readConfigFile(resolve(cwd, 'redress.config.yaml')), cwd)

/**
 * The whole configuration, with the master key read or made.
 * @throws {ConfigError} naming every problem at once
 */
export const loadConfig = async (source: ConfigSource): Promise<ConfiguredDesk> =>
  completeConfig(await loadSettings(source))

/** A configuration before the database was asked whether the master key is being changed. */
export interface ConfiguredDesk extends Config {
  readonly masterKey: KeyObject
}

/** Makes the data folder and adds the master key. */
export async function completeConfig({ masterKeyText, ...settings }: Settings): Promise<ConfiguredDesk> {
  await ensureDataDir(settings.dataDir)
  return { ...settings, masterKey: await loadMasterKey(settings.dataDir, masterKeyText) }
}

async function readConfigFile(file: string): Promise<FileValues> {
  const text = await readIfPresent(file).catch((error: unknown) => {
    throw new ConfigError([`redress.config.yaml: cannot be read (${errorCode(error)})`])
  })
  if (text === undefined) return {}
  let values: unknown
  try {
    values = parse(text) ?? {}
  } catch {
    throw new ConfigError(['redress.config.yaml: not valid YAML'])
  }
  const lines = z.record(z.string(), z.unknown()).safeParse(values)
  if (!lines.success) throw new ConfigError(['redress.config.yaml: expected "name: value" lines'])
  return lines.data
}
