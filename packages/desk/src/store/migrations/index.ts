import type { Migration } from 'kysely'
import { foundation } from './0001_foundation.ts'
import { application } from './0002_application.ts'
import { stages } from './0003_stages.ts'
import { pacing } from './0004_pacing.ts'
import { reconcile } from './0005_reconcile.ts'
import { refunds } from './0006_refunds.ts'
import { search } from './0007_search.ts'
import { searchTerms } from './0008_search_terms.ts'
import { merchants } from './0009_merchants.ts'
import { rights } from './0010_rights.ts'
import { searchPlaces } from './0011_search_places.ts'
import { pictureRetention } from './0012_picture_retention.ts'

/** Every migration by name, applied in the order of the names. Add a line here for each new file. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_foundation': foundation,
  '0002_application': application,
  '0003_stages': stages,
  '0004_pacing': pacing,
  '0005_reconcile': reconcile,
  '0006_refunds': refunds,
  '0007_search': search,
  '0008_search_terms': searchTerms,
  '0009_merchants': merchants,
  '0010_rights': rights,
  '0011_search_places': searchPlaces,
  '0012_picture_retention': pictureRetention,
}
