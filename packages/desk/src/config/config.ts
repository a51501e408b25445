import type { KeyObject } from 'node:crypto'
import { resolve } from 'node:path'
import { z } from 'zod'
import { ConfigError } from './config-error.ts'

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** What the variables and the file say, checked. */
export interface Settings {
  readonly port: number
  readonly simulatorPort: number
  readonly host: string
  /** Where the outside world reaches the desk; without it notification addresses cannot be built. */
  readonly publicUrl: string | undefined
  /** A PostgreSQL server; undefined means the embedded one in the data folder. */
  readonly databaseUrl: string | undefined
  /** Absolute path. */
  readonly dataDir: string
  /** 32 bytes, base64, as given; undefined means the one kept in the data folder. */
  readonly masterKeyText: string | undefined
  readonly logLevel: LogLevel
  /** Base address of the platform's API for every merchant that names none; undefined means the real hosts. */
  readonly platformUrl: string | undefined
  readonly officialAccountUrl: string | undefined
  readonly timeZone: string
}

/** A whole configuration: the settings with the master key at hand. */
export interface Config extends Omit<Settings, 'masterKeyText'> {
  readonly masterKey: KeyObject
}

/** Parsed key and value pairs of `redress.config.yaml`. */
export type FileValues = Readonly<Record<string, unknown>>

const port = z.coerce
  .number({ error: 'expected a port number' })
  .int('expected a whole number')
  .min(0, 'expected 0 to 65535')
  .max(65_535, 'expected 0 to 65535')

const httpUrl = z.string().refine((text) => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.search === '' && url.hash === ''
}, 'expected an http or https address without query')

const databaseUrl = z
  .string()
  .refine((text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text), 'expected postgres://user:password@host/db')

const masterKeyText = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'expected 32 bytes in base64 (openssl rand -base64 32)')

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

/** One row per setting: the variable, the key in the file, the check. */
const SETTINGS = {
  port: { variable: 'REDRESS_PORT', schema: port.default(7700) },
  simulatorPort: { variable: 'REDRESS_SIMULATOR_PORT', schema: port.default(7800) },
  host: { variable: 'REDRESS_HOST', schema: z.string().min(1, 'expected a host name or address').default('127.0.0.1') },
  publicUrl: { variable: 'REDRESS_PUBLIC_URL', schema: httpUrl.optional() },
  databaseUrl: { variable: 'DATABASE_URL', schema: databaseUrl.optional() },
  dataDir: { variable: 'REDRESS_DATA_DIR', schema: z.string().min(1, 'expected a folder').default('./data') },
  masterKeyText: { variable: 'REDRESS_MASTER_KEY', schema: masterKeyText.optional() },
  logLevel: {
    variable: 'REDRESS_LOG_LEVEL',
    schema: z.enum(LOG_LEVELS, { error: `expected one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  },
  platformUrl: { variable: 'REDRESS_PLATFORM_URL', schema: httpUrl.optional() },
  officialAccountUrl: { variable: 'REDRESS_OFFICIAL_ACCOUNT_URL', schema: httpUrl.optional() },
  timeZone: {
    variable: 'REDRESS_TIME_ZONE',
    schema: z.string().refine(isTimeZone, 'expected an IANA zone such as Asia/Shanghai').default('Asia/Shanghai'),
  },
} as const

type SettingName = keyof typeof SETTINGS
const settingNames = Object.keys(SETTINGS) as SettingName[]
const fileKey = (name: SettingName): string => (name === 'masterKeyText' ? 'masterKey' : name)
const withoutTrailingSlash = (url: string | undefined): string | undefined => url?.replace(/\/+$/, '')

/**
 * Checks variables and file together; a variable wins over the file, an empty variable counts as absent.
 * @param cwd Relative folders are resolved against it.
 * @throws {ConfigError} naming every problem at once, by variable or file key, never with the value
 */
export function parseSettings(env: NodeJS.ProcessEnv, file: FileValues, cwd: string): Settings {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const name of settingNames) {
    const { variable, schema } = SETTINGS[name]
    const fromEnv = env[variable] === '' ? undefined : env[variable]
    const parsed = schema.safeParse(fromEnv ?? file[fileKey(name)] ?? undefined)
    if (parsed.success) values[name] = parsed.data
    else {
      const place = fromEnv === undefined ? `redress.config.yaml ${fileKey(name)}` : variable
      problems.push(`${place}: ${parsed.error.issues.map((issue) => issue.message).join(', ')}`)
    }
  }
  const known = new Set(settingNames.map(fileKey))
  for (const key of Object.keys(file)) if (!known.has(key)) problems.push(`redress.config.yaml ${key}: unknown setting`)
  if (problems.length > 0) throw new ConfigError(problems)

  // Every entry was checked by its own schema just above.
  const settings = values as unknown as Settings
  return {
    ...settings,
    dataDir: resolve(cwd, settings.dataDir),
    publicUrl: withoutTrailingSlash(settings.publicUrl),
    platformUrl: withoutTrailingSlash(settings.platformUrl),
    officialAccountUrl: withoutTrailingSlash(settings.officialAccountUrl),
  }
}
