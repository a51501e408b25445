import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { allowedPictureUrl } from '@redress/wechatpay'
import { DeskError } from '../errors.ts'
import type { PictureBytes } from './channel.ts'
import { isPublicAddress } from './public-address.ts'

const TIMEOUT_MS = 15_000

/** Finds every address of a name. */
export type Lookup = (name: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void

const lookupAll: Lookup = (name, done) => systemLookup(name, { all: true, verbatim: true }, done)

export interface PayerPictureOptions {
  readonly maxBytes: number
  /** Of the account; only one on this machine is allowed to serve pictures itself. */
  readonly platformUrl: string | undefined
  readonly lookup?: Lookup | undefined
}

const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)

/** A simulator serves the pictures of its payers itself. */
function isOfLocalPlatform(address: string, platformUrl: string | undefined): boolean {
  if (platformUrl === undefined || !URL.canParse(address)) return false
  const platform = new URL(platformUrl)
  return isLoopback(platform) && new URL(address).origin === platform.origin
}

/**
 * Fetches a picture whose address a payer's notification names. Nobody has signed that address: only the platform's own
 * picture host is asked, no redirect is followed, and the connection goes to the address that was checked.
 * @throws {DeskError} `PICTURE_LINK_REFUSED` (an address we do not follow), `PICTURE_GONE` (3xx, 4xx),
 *   `PICTURE_TOO_LARGE`, `PICTURE_UNREACHABLE`
 */
export async function downloadPayerPicture(
  address: string,
  { maxBytes, platformUrl, lookup = lookupAll }: PayerPictureOptions,
): Promise<PictureBytes> {
  const local = isOfLocalPlatform(address, platformUrl)
  const url = local ? new URL(address) : allowedPictureUrl(address)
  if (url === undefined) throw linkRefused('The address of the picture is not one of the platform.')
  const answer = await open(url, local ? undefined : publicOnly(lookup))
  const { statusCode = 0 } = answer
  if (statusCode !== 200) {
    answer.destroy()
    if (statusCode >= 500) throw unreachable(undefined)
    throw new DeskError(
      'PICTURE_GONE',
      `The link to the picture answers ${statusCode}.`,
      'Look for the picture in the console of the official account.',
    )
  }
  return { bytes: await readAtMost(answer, maxBytes) }
}

/** The name is looked up once, and the connection goes to what was found: a second answer could be another one. */
const publicOnly =
  (lookup: Lookup): LookupFunction =>
  (name, _options, done) => {
    lookup(name, (error, addresses) => {
      const bad = addresses.length === 0 || addresses.some(({ address }) => !isPublicAddress(address))
      if (error !== null) done(error, [])
      else if (bad) done(linkRefused('The host of the picture leads into a private network.'), [])
      else done(null, [...addresses])
    })
  }

async function open(url: URL, lookup: LookupFunction | undefined): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? secureRequest : plainRequest
  return await new Promise((resolve, reject) => {
    const options = { lookup, agent: false, signal: AbortSignal.timeout(TIMEOUT_MS), headers: { accept: 'image/*' } }
    const request = send(url, options, resolve)
    request.once('error', (error) => reject(error instanceof DeskError ? error : unreachable(error)))
    request.end()
  })
}

async function readAtMost(answer: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of answer) {
      const bytes: Buffer = chunk
      size += bytes.byteLength
      if (size > maxBytes) break
      chunks.push(bytes)
    }
  } catch (cause) {
    throw unreachable(cause)
  }
  answer.destroy()
  if (size <= maxBytes) return Buffer.concat(chunks)
  throw new DeskError(
    'PICTURE_TOO_LARGE',
    `The picture has more than ${maxBytes} bytes.`,
    'Look for the picture in the console of the official account.',
  )
}

const linkRefused = (message: string): DeskError =>
  new DeskError('PICTURE_LINK_REFUSED', message, 'Look for the picture in the console of the official account.')

const unreachable = (cause: unknown): DeskError =>
  new DeskError('PICTURE_UNREACHABLE', 'The server of the picture does not answer.', 'It is tried again by itself.', {
    cause,
  })
