import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureLatencies, measureRate } from './load.mjs'
import { createKeys, createRequests } from './notices.mjs'

export const TARGETS = { ratio: 0.6, p99Ms: 50 }
const DEFAULTS = { rounds: 7, requests: 4_000, connections: 64, perSecond: 500, windows: 5, windowSeconds: 3 }

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const quantile = (sorted, fraction) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))]

async function ask(server, message) {
  server.send(message)
  const [answer] = await once(server, 'message')
  return answer
}

/** Measures, prints and tells which targets were missed. The load comes from this process, the receiver is another. */
export async function runReceiverBench(options = {}, print = console.log) {
  const { rounds, requests: count, connections, perSecond, windows, windowSeconds } = { ...DEFAULTS, ...options }
  const dataDir = mkdtempSync(join(tmpdir(), 'redress-bench-'))
  // As root the database runs as another user, who has to get in.
  chmodSync(dataDir, 0o755)
  const server = fork(new URL('server.mjs', import.meta.url))
  try {
    const keys = createKeys()
    const merchant = {
      slug: 'bench',
      mchid: '1900000001',
      privateKey: keys.privateKeyPem,
      serialNumber: '5F1C72E2A8931B72A2E13AF8DEE92471EB397115',
      apiV3Key: keys.apiV3Key,
      platformPublicKey: { id: keys.publicKeyId, pem: keys.publicKeyPem },
    }
    const ports = await ask(server, { dataDir, merchant })
    const path = '/callbacks/wechatpay/bench'
    const rates = { durable: [], without: [] }
    for (let round = 0; round <= rounds; round += 1) {
      // Signed anew for each round: a notification is accepted for 300 s only.
      const requests = createRequests(keys, count, path)
      // Taken in turns, so that whatever else the machine does meets both alike.
      for (const name of round % 2 === 0 ? ['durable', 'without'] : ['without', 'durable']) {
        const rate = await measureRate(ports[name], requests, connections)
        const { stored } = await ask(server, { empty: true })
        if (stored !== (name === 'durable' ? count : 0)) throw new Error(`${stored} of ${count} notifications stored`)
        // The first round warms up.
        if (round > 0) rates[name].push(rate)
      }
    }
    const paced = []
    for (let window = 0; window < windows; window += 1) {
      const requests = createRequests(keys, perSecond * windowSeconds, path)
      paced.push(await measureLatencies(ports.durable, requests, perSecond, 256))
      await ask(server, { empty: true })
    }

    const [durable, without] = [median(rates.durable), median(rates.without)]
    const ratio = median(rates.durable.map((rate, index) => rate / rates.without[index]))
    const [p50, p99] = [0.5, 0.99].map((fraction) => median(paced.map((sorted) => quantile(sorted, fraction))))
    const longest = Math.max(...paced.map((sorted) => sorted.at(-1)))
    const verdict = (reached) => (reached ? 'reached' : 'MISSED')
    print(`Receiver: verify + open + commit + 204, one process (medians of ${rounds} rounds of ${count})`)
    print(`  durable                ${Math.round(durable).toString().padStart(8)} requests per second`)
    print(`  without the commit     ${Math.round(without).toString().padStart(8)} requests per second`)
    print(
      `  ratio                  ${ratio.toFixed(2).padStart(8)} (target ${TARGETS.ratio}) ${verdict(ratio >= TARGETS.ratio)}`,
    )
    print(
      `At ${perSecond} per second offered, from the moment due (medians of ${windows} windows of ${windowSeconds} s):`,
    )
    print(`  p50                    ${p50.toFixed(1).padStart(8)} ms`)
    print(
      `  p99                    ${p99.toFixed(1).padStart(8)} ms (target below ${TARGETS.p99Ms}) ${verdict(p99 < TARGETS.p99Ms)}`,
    )
    print(`  longest                ${longest.toFixed(1).padStart(8)} ms`)
    return {
      durable,
      without,
      ratio,
      p99,
      misses: [ratio >= TARGETS.ratio || 'ratio', p99 < TARGETS.p99Ms || 'p99'].filter((miss) => miss !== true),
    }
  } finally {
    if (server.connected) server.send({ stop: true })
    await once(server, 'exit')
    rmSync(dataDir, { recursive: true, force: true })
  }
}

if (process.argv[1] !== undefined && import.meta.url === new URL(process.argv[1], 'file:').href) {
  const { misses } = await runReceiverBench()
  process.exitCode = misses.length === 0 ? 0 : 1
}
