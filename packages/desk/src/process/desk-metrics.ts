import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { registerSharedGauges } from '../application/shared-figures.ts'
import type { OpenDatabase } from '../database/database.ts'
import { readInboxBacklog } from '../inbox/index.ts'

/** Figures of the process and of what waits in the database, read when they are asked for. */
export function createDeskMetrics({ kysely, pool }: OpenDatabase, now: () => Date): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  registerSharedGauges(registry, (gauge) => {
    const pending = gauge('inbox_pending', 'Notifications stored but not applied yet')
    const parked = gauge('inbox_parked', 'Notifications that could not be applied and wait for a person')
    const age = gauge('inbox_oldest_pending_seconds', 'Age of the oldest notification not applied yet')
    return async () => {
      const backlog = await readInboxBacklog(kysely, now())
      pending.set(backlog.pending)
      parked.set(backlog.parked)
      age.set(backlog.oldestPendingSeconds)
    }
  })
  const connections = new Gauge({
    name: 'database_connections',
    help: 'Connections of this process to the database',
    labelNames: ['state'],
    registers: [registry],
    collect: () => {
      connections.set({ state: 'busy' }, pool.totalCount - pool.idleCount)
      connections.set({ state: 'idle' }, pool.idleCount)
      connections.set({ state: 'waited-for' }, pool.waitingCount)
    },
  })
  return registry
}
