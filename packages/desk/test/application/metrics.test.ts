import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { registerOutboxMetrics } from '../../src/application/outbox-metrics.ts'
import { registerSyncMetrics } from '../../src/application/sync-metrics.ts'
import { setupDesk } from './support.ts'

describe('the figures for operations', () => {
  it('tell what waits, for how long, and up to when each merchant is complete', async () => {
    await using desk = await setupDesk({ workers: false, publicUrl: 'https://desk.example.com' })
    const metrics = new Registry()
    const deps = { db: desk.database.kysely, registry: desk.registry, clock: () => new Date() }
    registerOutboxMetrics(metrics, deps)
    registerSyncMetrics(metrics, deps)
    const { id } = await desk.file()
    await desk.call('POST', `/api/v1/complaints/${id}/replies`, { content: '您好' })
    await desk.application.sweeper.sweepNext()
    await desk.application.sweeper.sweepNext()
    const text = await metrics.metrics()
    expect(text).toMatch(/^outbox_waiting 1$/m)
    expect(text).toMatch(/^outbox_parked 0$/m)
    expect(text).toMatch(/^outbox_oldest_waiting_seconds \d/m)
    expect(text).toMatch(/^complete_up_to_seconds\{merchant="shop"\} 1\d{9}/m)
    expect(text).toMatch(/^callback_url_ok\{merchant="shop"\} 0$/m)
    expect(text).not.toContain('您好')
  })
})
