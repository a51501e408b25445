import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

// Asks the same signed question over kept-open connections, from a thread of its own.
const { port, path, authorization, count, connections } = workerData
const agent = new Agent({ keepAlive: true, maxSockets: connections })
const headers = { Accept: '*/*', 'User-Agent': 'redress-bench', Authorization: authorization }

const ask = () =>
  new Promise((resolve, reject) => {
    const outgoing = request({ port, path, agent, headers }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)),
      )
    })
    outgoing.on('error', reject)
    outgoing.end()
  })

let left = count
const started = performance.now()
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (left > 0) {
      left -= 1
      await ask()
    }
  }),
)
parentPort.postMessage(count / ((performance.now() - started) / 1000), [])
agent.destroy()
