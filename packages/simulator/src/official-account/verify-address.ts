import { SimulatorError } from '../errors.ts'
import { exchange } from './exchange.ts'
import { pushSignature } from './signing.ts'

/** Asks the address to echo a text, as the console does before it stores it. @throws {SimulatorError} `STATE_CONFLICT` */
export async function verifyAddress(
  address: string,
  pushToken: string,
  timestamp: string,
  services: { readonly random: (length: number) => Buffer; readonly timeoutMs: number },
): Promise<void> {
  const nonce = String(services.random(4).readUInt32BE())
  const echo = String(services.random(6).readUIntBE(0, 6))
  const url = new URL(address)
  url.searchParams.set('signature', pushSignature(pushToken, timestamp, nonce))
  url.searchParams.set('timestamp', timestamp)
  url.searchParams.set('nonce', nonce)
  url.searchParams.set('echostr', echo)
  const answer = await exchange(url.href, { method: 'GET' }, services.timeoutMs)
  if (answer.status === 200 && answer.text === echo) return
  const said = answer.error ?? `status ${answer.status}`
  throw new SimulatorError(
    'STATE_CONFLICT',
    `the address did not echo the text (${said})`,
    'Answer echostr and nothing else.',
    {
      field: '/pushUrl',
    },
  )
}
