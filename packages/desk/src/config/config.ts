import { resolve } from 'node:path'
import { z } from 'zod'
import { DEFAULT_PICTURE_DAYS } from '../domain/retention.ts'
import type { MasterKey } from '../sealing/seal.ts'
import { ConfigError } from './config-error.ts'
import { isVault, isVaultEndpoint, missingForVault, type VaultSettings, vaultSettings } from './vault-settings.ts'

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
  /** Where pictures are kept. */
  readonly vault: VaultSettings
  /** How long pictures are kept after the last change of a processed complaint, days; 0 is for good. */
  readonly pictureDays: number
}

/** A whole configuration: the settings with the master key at hand. */
export interface Config extends Omit<Settings, 'masterKeyText'> {
  readonly masterKey: MasterKey
}

/** Parsed key and value pairs of `redress.config.yaml`. */
export type FileValues = Readonly<Record<string, unknown>>

const portNumber = z.coerce
  .number({ error: 'expected a port number' })
  .int('expected a whole number')
  .min(0, 'expected 0 to 65535')
  .max(65_535, 'expected 0 to 65535')

const httpUrl = z.string().refine((text) => {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.search === '' && url.hash === ''
}, 'expected an http or https address without query')

const databaseUrl = z.string().refine(
  // Without a host the query names the folder of a socket (?host=/run/postgresql): libpq's form, not a URL's.
  (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text.replace('@/', '@localhost/')),
  'expected postgres://user:password@host/db',
)

const masterKeyText = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'expected 32 bytes in base64 (openssl rand -base64 32)')

// Not a coerced number: an empty text would be 0, which keeps personal data for good.
const days = z.coerce
  .string()
  .regex(/^\d{1,5}$/, 'expected whole days, 0 to keep for good')
  .transform(Number)

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** One check per setting, by its name in the file. */
const schema = z.object({
  port: portNumber.default(7700),
  simulatorPort: portNumber.default(7800),
  host: z.string().min(1, 'expected a host name or address').default('127.0.0.1'),
  publicUrl: httpUrl.optional(),
  databaseUrl: databaseUrl.optional(),
  dataDir: z.string().min(1, 'expected a folder').default('./data'),
  masterKey: masterKeyText.optional(),
  logLevel: z.enum(LOG_LEVELS, { error: `expected one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  platformUrl: httpUrl.optional(),
  officialAccountUrl: httpUrl.optional(),
  timeZone: z.string().refine(isTimeZone, 'expected an IANA zone such as Asia/Shanghai').default('Asia/Shanghai'),
  vault: z.string().refine(isVault, 'expected file or s3://bucket/prefix').default('file'),
  vaultEndpoint: z
    .string()
    .refine(isVaultEndpoint, 'expected an http or https address without a path; {bucket} may stand in its host')
    .optional(),
  vaultRegion: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'expected a region such as us-east-1')
    .default('us-east-1'),
  vaultAccessKeyId: z.string().optional(),
  vaultSecretAccessKey: z.string().optional(),
  'retention.pictureDays': days.default(DEFAULT_PICTURE_DAYS),
})

/** Variable of each setting. */
const VARIABLES: Readonly<Record<string, string>> = {
  port: 'REDRESS_PORT',
  simulatorPort: 'REDRESS_SIMULATOR_PORT',
  host: 'REDRESS_HOST',
  publicUrl: 'REDRESS_PUBLIC_URL',
  databaseUrl: 'DATABASE_URL',
  dataDir: 'REDRESS_DATA_DIR',
  masterKey: 'REDRESS_MASTER_KEY',
  logLevel: 'REDRESS_LOG_LEVEL',
  platformUrl: 'REDRESS_PLATFORM_URL',
  officialAccountUrl: 'REDRESS_OFFICIAL_ACCOUNT_URL',
  timeZone: 'REDRESS_TIME_ZONE',
  vault: 'REDRESS_VAULT',
  vaultEndpoint: 'REDRESS_VAULT_ENDPOINT',
  vaultRegion: 'REDRESS_VAULT_REGION',
  vaultAccessKeyId: 'REDRESS_VAULT_ACCESS_KEY_ID',
  vaultSecretAccessKey: 'REDRESS_VAULT_SECRET_ACCESS_KEY',
  'retention.pictureDays': 'REDRESS_PICTURE_DAYS',
} satisfies Record<keyof z.infer<typeof schema>, string>

/** `section: {name: value}` as `section.name: value`. */
const withSections = (file: FileValues): FileValues =>
  Object.fromEntries(
    Object.entries(file).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).map(([inner, innerValue]): [string, unknown] => [`${name}.${inner}`, innerValue])
        : [[name, value] as [string, unknown]],
    ),
  )

const withoutTrailingSlash = (url: string | undefined): string | undefined => url?.replace(/\/+$/, '')

/**
 * Checks variables and file together; a variable wins over the file, an empty variable counts as absent.
 * @param cwd Relative folders are resolved against it.
 * @throws {ConfigError} naming every problem at once, by variable or file key, never with the value
 */
export function parseSettings(env: NodeJS.ProcessEnv, file: FileValues, cwd: string): Settings {
  const lines = withSections(file)
  const values: Record<string, unknown> = {}
  const places: Record<string, string> = {}
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const given = env[variable] === '' ? undefined : env[variable]
    values[name] = given ?? lines[name] ?? undefined
    places[name] = given === undefined ? `redress.config.yaml ${name}` : variable
  }
  const checked = schema.safeParse(values)
  const problems = (checked.error?.issues ?? []).map(
    ({ path: [name], message }) => `${places[String(name)]}: ${message}`,
  )
  for (const name of Object.keys(lines)) {
    if (VARIABLES[name] === undefined) problems.push(`redress.config.yaml ${name}: unknown setting`)
  }
  for (const name of checked.success ? missingForVault(checked.data) : []) {
    problems.push(`${VARIABLES[name]}: needed with a vault of s3`)
  }
  if (!checked.success || problems.length > 0) throw new ConfigError(problems)

  const { port, simulatorPort, host, logLevel, timeZone, dataDir, databaseUrl, masterKey } = checked.data
  const { publicUrl, platformUrl, officialAccountUrl } = checked.data
  return {
    port,
    simulatorPort,
    host,
    logLevel,
    timeZone,
    vault: vaultSettings(checked.data),
    pictureDays: checked.data['retention.pictureDays'],
    databaseUrl,
    masterKeyText: masterKey,
    dataDir: resolve(cwd, dataDir),
    publicUrl: withoutTrailingSlash(publicUrl),
    platformUrl: withoutTrailingSlash(platformUrl),
    officialAccountUrl: withoutTrailingSlash(officialAccountUrl),
  }
}
