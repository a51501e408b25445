import { Gauge, type Registry } from 'prom-client'

/** Makes gauges that are filled together. */
export type MakeGauge = (name: string, help: string, labelNames?: string[]) => Gauge

/**
 * Gauges that one look at the database fills. They are all collected at the same time, so each waits for the same look:
 * one that did not would show what the look before had found.
 * @param define Makes the gauges and returns what fills them; it may reject, and the gauges are then empty.
 */
export function registerSharedGauges(metrics: Registry, define: (gauge: MakeGauge) => () => Promise<void>): void {
  const gauges: Gauge[] = []
  let running: Promise<void> | undefined
  const look = async (): Promise<void> => {
    for (const gauge of gauges) gauge.reset()
    // Without the database there is nothing true to say; the figures of others must still come out.
    await fill().catch(() => undefined)
  }
  const collect = async (): Promise<void> => {
    running ??= look().finally(() => {
      running = undefined
    })
    await running
  }
  const fill = define((name, help, labelNames = []) => {
    const gauge = new Gauge({ name, help, labelNames, registers: [metrics], collect })
    gauges.push(gauge)
    return gauge
  })
}
