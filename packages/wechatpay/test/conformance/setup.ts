import { createServer } from 'node:http'
import { createSimulator, type KeyMode, type Simulator } from '@redress/simulator'
import type { ClientOptions, TransportEvent, WechatPayClient } from '../../src/index.ts'
import { beijingDay, dayText } from '../../src/iterating/windows.ts'
import { clientOf } from '../fixtures/simulator-client.ts'
import { smGateway } from '../fixtures/sm-gateway.ts'

export const MERCHANT = '1900000001'
export const OTHER = '1900000002'
export const PARTNER = '1900000100'
export const SUB = '1900000101'

export interface Setup extends AsyncDisposable {
  readonly simulator: Simulator
  readonly client: WechatPayClient
  readonly events: readonly TransportEvent[]
  /** A client for another merchant, or with other options. */
  readonly clientFor: (mchid: string, options?: Partial<ClientOptions>) => WechatPayClient
}

/** A simulator of its own, with a clock that stands still, and a client of its first merchant. */
export async function setup(mode: KeyMode | 'sm' = 'public-key', options: Partial<ClientOptions> = {}): Promise<Setup> {
  const keyMode = mode === 'sm' ? 'certificate' : mode
  const simulator = await createSimulator({
    clock: 'manual',
    // Certificates of the SM suite are made for the test run and hold from now on.
    now: mode === 'sm' ? new Date() : new Date('2026-02-10T10:00:00+08:00'),
    merchants: [
      { mchid: MERCHANT, keyMode },
      { mchid: OTHER, keyMode },
      { mchid: SUB, partnerMchid: PARTNER, keyMode },
    ],
  })
  const events: TransportEvent[] = []
  const suites = new Map<string, Partial<ClientOptions>>()
  if (mode === 'sm')
    for (const mchid of [MERCHANT, OTHER, SUB, PARTNER]) suites.set(mchid, await smGateway(simulator, mchid))
  const clientFor = (mchid: string, more: Partial<ClientOptions> = {}): WechatPayClient =>
    clientOf(simulator, mchid, { observe: (event) => events.push(event), ...suites.get(mchid), ...options, ...more })
  return { simulator, client: clientFor(MERCHANT), clientFor, events, [Symbol.asyncDispose]: () => simulator.close() }
}

/** A bmp of one pixel. */
export const PIXEL = Buffer.from(
  '424d3a0000000000000036000000280000000100000001000000010018000000000004000000130b0000130b000000000000000000000000ff00',
  'hex',
)

/** The day on the simulator's clock, Beijing calendar. */
export const today = (simulator: Simulator): string => dayText(beijingDay(simulator.now(), 'now'))

export interface Delivery {
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Buffer
}

/** Listens for the first notification that `cause` brings about, answers it and hands over its bytes. */
export async function receiveOne({ client, simulator }: Setup, cause: () => Promise<void>): Promise<Delivery> {
  const deliveries: Delivery[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      deliveries.push({ headers: request.headers, body: Buffer.concat(chunks) })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await client.notificationUrl.create(`http://127.0.0.1:${port}/callbacks`)
    await cause()
    await simulator.settled()
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const [first] = deliveries
  if (first === undefined) throw new Error('no notification came')
  return first
}
