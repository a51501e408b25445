import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { errorCode } from '../config/files.ts'
import { DeskError } from '../errors.ts'

const health = z.object({ service: z.literal('redress'), pid: z.number() })

/** An address as people and programs can open it; a wildcard address is reached through loopback. */
export function httpUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

/**
 * Starts to listen.
 * @returns the address
 * @throws {DeskError} `ALREADY_RUNNING` when a desk listens there, `PORT_TAKEN` when something else does
 */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error
    await refuseIfDeskRuns(host, port)
    throw portTaken(host, port, 'REDRESS_PORT')
  }
  const address = app.server.address()
  return httpUrl(host, typeof address === 'object' && address !== null ? address.port : port)
}

/** @throws {DeskError} `ALREADY_RUNNING` when a desk listens there; whatever else does is met later */
export async function refuseIfDeskRuns(host: string, port: number): Promise<void> {
  const url = httpUrl(host, port)
  const pid = port === 0 ? undefined : await findDesk(url)
  if (pid === undefined) return
  throw new DeskError(
    'ALREADY_RUNNING',
    `Redress runs already at ${url} (process ${pid}).`,
    'Use that one, end it, or set REDRESS_PORT to another port.',
  )
}

/** Says that a port which was wanted is in other hands. */
export function portTaken(host: string, port: number, variable: string): DeskError {
  const url = httpUrl(host, port)
  return new DeskError(
    'PORT_TAKEN',
    `Another program listens at ${url}.`,
    `Set ${variable} to a free port, or end that program.`,
  )
}

async function findDesk(url: string): Promise<number | undefined> {
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) })
    return health.parse(await answer.json()).pid
  } catch {
    return undefined
  }
}
