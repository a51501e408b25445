import type { ApplicationTables } from './application.ts'
import type { FoundationTables } from './foundation.ts'

/** Every table of the desk, for Kysely. */
export type Database = FoundationTables & ApplicationTables
