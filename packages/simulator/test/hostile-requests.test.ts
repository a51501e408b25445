import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../src/http/server.ts'
import { createSimulator, type Simulator } from '../src/index.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await createSimulator({ seed: 'hostile', clock: 'manual' })
})
afterAll(() => simulator.close())

describe('a request that nobody would send by mistake', () => {
  it.each(['/qpic/%ZZ/1/a', '/qpic/%', '/qpic/%E0%A4%A/1/a'])(
    'is answered like an unknown picture when its path cannot be decoded (%s)',
    async (path) => {
      const answer = await fetch(`${simulator.url}${path}`)
      const unknown = await fetch(`${simulator.url}/qpic/unknown/1/a`)
      expect(answer.status).toBe(unknown.status)
      expect((await fetch(`${simulator.url}/_sim/state`)).status).toBe(200)
    },
  )
})

describe('a handler that fails', () => {
  it.each([
    [
      'at once',
      (): void => {
        throw new Error('broken')
      },
    ],
    ['later', (): Promise<void> => Promise.reject(new Error('broken'))],
  ])('is answered with 500, and the next request is served (%s)', async (_when, handler) => {
    const server = await listen(handler, '127.0.0.1', 0)
    try {
      for (const _ of [1, 2]) {
        const answer = await fetch(`http://127.0.0.1:${server.port}/`)
        expect([answer.status, await answer.text()]).toEqual([500, 'broken'])
      }
    } finally {
      await server.close()
    }
  })
})
