import { type Kysely, sql } from 'kysely'
import type { Registry } from 'prom-client'
import type { Database } from '../store/schema/database.ts'
import { registerSharedGauges } from './shared-figures.ts'

export interface OutboxMetricsDeps {
  readonly db: Kysely<Database>
  readonly clock: () => Date
}

interface Figures {
  readonly waiting: number
  readonly sent: number
  readonly parked: number
  /** When the oldest action that waits was queued. */
  readonly oldest: Date | null
  readonly reads: number
  readonly pictures: number
}

async function readFigures(db: Kysely<Database>): Promise<Figures | undefined> {
  const { rows } = await sql<Figures>`
    select count(*) filter (where state in ('queued', 'sending')) as waiting,
      count(*) filter (where state = 'sent') as sent, count(*) filter (where state = 'parked') as parked,
      min(created_at) filter (where state in ('queued', 'sending')) as oldest,
      (select count(*) from reads) as reads, (select count(*) from pictures where state = 'pending') as pictures
    from actions where state in ('queued', 'sending', 'sent', 'parked')`.execute(db)
  return rows[0]
}

/** What waits to go out or to be read, looked up when it is asked for. Alarm on parked actions and on the age. */
export function registerOutboxMetrics(metrics: Registry, { db, clock }: OutboxMetricsDeps): void {
  registerSharedGauges(metrics, (gauge) => {
    const waiting = gauge('outbox_waiting', 'Actions queued or being sent')
    const age = gauge('outbox_oldest_waiting_seconds', 'Age of the oldest action that waits')
    const sent = gauge('outbox_unverified', 'Actions the platform accepted and that were not read back yet')
    const parked = gauge('outbox_parked', 'Actions that wait for a person')
    const reads = gauge('reads_waiting', 'Complaints that are to be read from the platform')
    const pictures = gauge('pictures_waiting', 'Pictures that are to be fetched')
    return async () => {
      const figures = await readFigures(db)
      if (!figures) return
      waiting.set(figures.waiting)
      age.set(figures.oldest === null ? 0 : (clock().getTime() - figures.oldest.getTime()) / 1000)
      sent.set(figures.sent)
      parked.set(figures.parked)
      reads.set(figures.reads)
      pictures.set(figures.pictures)
    }
  })
}
