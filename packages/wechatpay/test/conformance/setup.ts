import { createServer } from 'node:http'
import { createSimulator, type KeyMode, type Simulator } from '@redress/simulator'
import { type ClientOptions, loadShangMi, type TransportEvent, type WechatPayClient } from '../../src/index.ts'
import { beijingDay, dayText } from '../../src/iterating/windows.ts'
import { clientOf, type KeyReaders } from '../fixtures/simulator-client.ts'

export const MERCHANT = '1900000001'
export const OTHER = '1900000002'
export const PARTNER = '1900000100'
export const SUB = '1900000101'

export interface Setup extends AsyncDisposable {
  readonly simulator: Simulator
  readonly client: WechatPayClient
  readonly events: readonly TransportEvent[]
  /** What reads keys of the suite in use. Undefined: those of RSA. */
  readonly readers: KeyReaders | undefined
  /** A client for another merchant, or with other options. */
  readonly clientFor: (mchid: string, options?: Partial<ClientOptions>) => WechatPayClient
}

export const MODES = ['certificate', 'public-key', 'switching'] as const
/** RSA with each kind of platform key, and SM2, SM3 and SM4. */
export const SUITES = [...MODES, 'sm'] as const

/** A simulator of its own, with a clock that stands still, and a client of its first merchant. */
export async function setup(mode: KeyMode | 'sm' = 'public-key', options: Partial<ClientOptions> = {}): Promise<Setup> {
  const keys =
    mode === 'sm'
      ? ({ keyMode: 'certificate', algorithm: 'SM2' } as const)
      : ({ keyMode: mode, algorithm: 'RSA' } as const)
  const simulator = await createSimulator({
    clock: 'manual',
    now: new Date('2026-02-10T10:00:00+08:00'),
    merchants: [
      { mchid: MERCHANT, ...keys },
      { mchid: OTHER, ...keys },
      { mchid: PARTNER, ...keys },
      { mchid: SUB, partnerMchid: PARTNER, ...keys },
    ],
  })
  const readers = mode === 'sm' ? await loadShangMi() : undefined
  const events: TransportEvent[] = []
  const observe = (event: TransportEvent): void => void events.push(event)
  const clientFor = (mchid: string, more: Partial<ClientOptions> = {}): WechatPayClient =>
    clientOf(simulator, mchid, { observe, ...options, ...more }, readers)
  const client = clientFor(MERCHANT)
  return { simulator, client, clientFor, readers, events, [Symbol.asyncDispose]: () => simulator.close() }
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
