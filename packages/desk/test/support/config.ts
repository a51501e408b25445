import { createSecretKey, randomBytes } from 'node:crypto'
import type { Config } from '../../src/config/config.ts'

/** A configuration on a database of the test's own, listening on a free port, silent. */
export const testConfig = (databaseUrl: string, dataDir: string, change: Partial<Config> = {}): Config => ({
  port: 0,
  simulatorPort: 0,
  host: '127.0.0.1',
  publicUrl: undefined,
  databaseUrl,
  dataDir,
  masterKey: createSecretKey(randomBytes(32)),
  logLevel: 'silent',
  // Nothing of a test may ever reach the real platform.
  platformUrl: 'http://127.0.0.1:9',
  officialAccountUrl: undefined,
  timeZone: 'Asia/Shanghai',
  vault: { kind: 'folder' },
  pictureDays: 365,
  ...change,
})
