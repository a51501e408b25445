import { createPrivateKey, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Worker } from 'node:worker_threads'
import { createSimulator } from '../../packages/simulator/dist/index.js'

const SHOP = '1900000001'
const TARGETS = { answersPerSecond: 1500, seedSeconds: 5, redeliverySeconds: 2 }
const ROUNDS = 5
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

async function withSimulator(options, work) {
  const simulator = await createSimulator({ seed: 'bench', ...options })
  try {
    return await work(simulator)
  } finally {
    await simulator.close()
  }
}

/** Signed answers per second, and what one core does of nothing but such signatures in the same round. */
async function measureAnswers(simulator) {
  const { privateKey, serialNo } = simulator.credentials(SHOP)
  const key = createPrivateKey(privateKey)
  const { complaintId } = await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
  const path = `/v3/merchant-service/complaints-v2/${complaintId}/negotiation-historys`
  const [timestamp, nonce] = [Math.floor(Date.now() / 1000), '593BEC0C930BF1AFEB40B4A08C8FB242']
  const message = Buffer.from(`GET\n${path}\n${timestamp}\n${nonce}\n\n`)
  const signature = sign('sha256', message, key).toString('base64')
  const authorization = `WECHATPAY2-SHA256-RSA2048 mchid="${SHOP}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serialNo}"`
  const port = Number(new URL(simulator.url).port)

  const rates = []
  const bare = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const started = performance.now()
    for (let turn = 0; turn < 500; turn += 1) sign('sha256', message, key)
    const bareRate = 500 / ((performance.now() - started) / 1000)
    const worker = new Worker(new URL('client.mjs', import.meta.url), {
      workerData: { port, path, authorization, count: 2000, connections: 16 },
    })
    const [rate] = await once(worker, 'message')
    await worker.terminate()
    // The first round warms up.
    if (round === 0) continue
    rates.push(rate)
    bare.push(bareRate)
  }
  return { rate: median(rates), bare: median(bare) }
}

async function measureSeeding(simulator) {
  const started = performance.now()
  await simulator.playScenario({ crowds: [{ count: 10_000, overHours: 720 }] })
  return (performance.now() - started) / 1000
}

/** Every attempt of the 24-hour schedule, each a real request that is refused. */
async function measureRedelivery(simulator) {
  const receiver = createServer((incoming, outgoing) => {
    incoming.resume()
    outgoing.writeHead(503).end()
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  simulator.credentials(SHOP)
  simulator.state.notificationUrls.set(SHOP, `http://127.0.0.1:${receiver.address().port}/notify`)
  const started = performance.now()
  await simulator.fileComplaint({ mchid: SHOP, detail: '少送一杯' })
  await simulator.advance('25h')
  const seconds = (performance.now() - started) / 1000
  const attempts = simulator.deliveries()[0]?.attempts.length
  receiver.closeAllConnections()
  receiver.close()
  if (attempts !== 16) throw new Error(`${attempts} attempts instead of 16`)
  return seconds
}

const { rate, bare } = await withSimulator({}, measureAnswers)
const seeding = await withSimulator({}, measureSeeding)
const redelivery = await withSimulator({ clock: 'manual', retryProfile: 'generic-15' }, measureRedelivery)
const line = (what, value, target, met) =>
  console.log(`${what.padEnd(44)} ${value.padStart(12)}   ${target.padEnd(22)} ${met ? 'met' : 'missed'}`)
line(
  'signed answers',
  `${Math.round(rate)}/s`,
  `>= ${TARGETS.answersPerSecond}/s or 0.75 of it`,
  rate >= Math.min(TARGETS.answersPerSecond, bare * 0.75),
)
line('  one core, nothing but RSA-2048 signatures', `${Math.round(bare)}/s`, 'the ceiling per core', true)
line('10,000 complaints seeded', `${seeding.toFixed(2)} s`, `< ${TARGETS.seedSeconds} s`, seeding < TARGETS.seedSeconds)
line(
  '24 h of redeliveries',
  `${redelivery.toFixed(2)} s`,
  `< ${TARGETS.redeliverySeconds} s`,
  redelivery < TARGETS.redeliverySeconds,
)
if (seeding >= TARGETS.seedSeconds || redelivery >= TARGETS.redeliverySeconds) process.exitCode = 1
