import type { Migration } from 'kysely'
import { foundation } from './0001_foundation.ts'

/** Every migration by name, applied in the order of the names. Add a line here for each new file. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_foundation': foundation,
}
