import { Agent, request } from 'node:http'
import type { Delivery } from './platform.ts'

export interface StormOptions {
  readonly url: string
  readonly deliveries: readonly Delivery[]
  /** Connections kept open at once. */
  readonly connections: number
  /** Called for each answer, with how many came so far. */
  readonly onAnswer?: (count: number) => void
}

/**
 * Delivers everything once, over kept connections.
 * @returns the status of each delivery in order; undefined where no answer came
 */
export async function deliverAll({
  url,
  deliveries,
  connections,
  onAnswer = () => undefined,
}: StormOptions): Promise<(number | undefined)[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const statuses: (number | undefined)[] = deliveries.map(() => undefined)
  let next = 0
  let answers = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < deliveries.length; index = next++) {
      const delivery = deliveries[index]
      if (delivery === undefined) return
      statuses[index] = await deliver(agent, url, delivery)
      if (statuses[index] !== undefined) onAnswer(++answers)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  agent.destroy()
  return statuses
}

/** The status once the whole answer is there; undefined when the connection breaks before. */
const deliver = (agent: Agent, url: string, { headers, body }: Delivery): Promise<number | undefined> =>
  new Promise((resolve) => {
    const outgoing = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } })
    outgoing.on('error', () => resolve(undefined))
    outgoing.on('response', (answer) => {
      answer.on('error', () => resolve(undefined))
      answer.on('end', () => resolve(answer.statusCode))
      answer.resume()
    })
    outgoing.end(body)
  })
