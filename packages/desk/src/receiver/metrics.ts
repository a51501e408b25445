import { Counter, Histogram, type Registry } from 'prom-client'

export interface ReceiverMetrics {
  readonly accepted: Counter<'merchant' | 'serial'>
  readonly refused: Counter<'merchant' | 'reason'>
  readonly probes: Counter<'merchant'>
  readonly answerSeconds: Histogram
}

export const createReceiverMetrics = (registry: Registry): ReceiverMetrics => ({
  accepted: new Counter({
    name: 'notifications_accepted_total',
    help: 'Genuine notifications answered 204, repeated deliveries included, by the serial of the key that proved them',
    labelNames: ['merchant', 'serial'],
    registers: [registry],
  }),
  refused: new Counter({
    name: 'notifications_refused_total',
    help: 'Notifications not accepted, by reason',
    labelNames: ['merchant', 'reason'],
    registers: [registry],
  }),
  probes: new Counter({
    name: 'signtest_probes_total',
    help: 'Probe traffic of the platform: signatures that are wrong on purpose',
    labelNames: ['merchant'],
    registers: [registry],
  }),
  answerSeconds: new Histogram({
    name: 'notification_answer_seconds',
    help: 'From the complete request to the answer; the platform waits 5 s',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  }),
})
