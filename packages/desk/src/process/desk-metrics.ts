import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { OpenDatabase } from '../database/database.ts'
import { readInboxBacklog } from '../inbox/index.ts'

/** Figures of the process and of what waits in the database, read when they are asked for. */
export function createDeskMetrics({ kysely, pool }: OpenDatabase, now: () => Date): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const parked = new Gauge({
    name: 'inbox_parked',
    help: 'Notifications that could not be applied and wait for a person',
    registers: [registry],
  })
  const age = new Gauge({
    name: 'inbox_oldest_pending_seconds',
    help: 'Age of the oldest notification not applied yet',
    registers: [registry],
  })
  const pending = new Gauge({
    name: 'inbox_pending',
    help: 'Notifications stored but not applied yet',
    registers: [registry],
    collect: async () => {
      try {
        const backlog = await readInboxBacklog(kysely, now())
        pending.set(backlog.pending)
        parked.set(backlog.parked)
        age.set(backlog.oldestPendingSeconds)
      } catch {
        // Without the database there is nothing true to say; the other figures must still come out.
        for (const gauge of [pending, parked, age]) gauge.reset()
      }
    },
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
