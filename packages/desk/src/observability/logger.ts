import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from '../config/config.ts'

/** Nothing that opens a door or names a payer, wherever in a log entry it turns up. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'password',
  'token',
  'masterKey',
  'apiV3Key',
  'privateKey',
  'secretAccessKey',
  'phone',
  'payerPhone',
  'content',
  'detail',
]

/** JSON lines on standard error, so that standard output belongs to what commands print. */
export const createLogger = (level: LogLevel, destination: DestinationStream = process.stderr): Logger =>
  pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    },
    destination,
  )
