import { requestMessage } from '../crypto/signature.ts'
import type { PlatformKeys } from '../pki/platform-signer.ts'
import type { Merchant } from '../state/merchant.ts'
import { parseAuthorization } from './authorization.ts'
import type { RawRequest } from './raw-request.ts'
import { headerOf } from './raw-request.ts'
import { refuse } from './refusals.ts'
import type { WireTime } from './wire-clock.ts'

export interface GateServices {
  readonly merchants: ReadonlyMap<string, Merchant>
  readonly platformKeys: PlatformKeys
  readonly wireTime: WireTime
}

/**
 * Proves who calls: headers, Authorization, serial, clock, signature, in this order.
 * @param signedBody What the last signed line must be: the body, or the `meta` text of an upload.
 * @param note Told the signed text as soon as it is known, for the request log.
 * @throws {PlatformRefusal}
 */
export function admit(
  request: RawRequest,
  signedBody: Uint8Array,
  services: GateServices,
  note: (signedMessage: Uint8Array) => void,
): Merchant {
  if (headerOf(request, 'accept') === undefined || headerOf(request, 'user-agent') === undefined) {
    throw refuse.headerIncomplete()
  }
  const authorization = parseAuthorization(headerOf(request, 'authorization') ?? '')
  if (authorization === undefined) throw refuse.authorizationMalformed()

  const caller = services.merchants.get(authorization.mchid)
  if (caller === undefined) throw refuse.merchantSerial()
  const identity = services.platformKeys.identityOf(caller)
  if (authorization.scheme !== identity.scheme) throw refuse.authorizationMalformed()
  if (authorization.serialNo !== identity.serialNo) throw refuse.merchantSerial()

  const message = requestMessage({
    method: request.method,
    target: request.target,
    timestamp: authorization.timestamp,
    nonce: authorization.nonce,
    body: signedBody,
  })
  note(message)
  const time = services.wireTime.judge(Number(authorization.timestamp))
  if (time === undefined) throw refuse.clock()
  if (!identity.verify(message, authorization.signature)) {
    throw refuse.signature(request.method, request.target, message.toString())
  }
  services.wireTime.remember(caller.mchid, time)
  return caller
}

/** A platform key that the request names must be one of this merchant's. */
export function checkPlatformSerial(
  request: RawRequest,
  caller: Merchant,
  platformKeys: PlatformKeys,
): string | undefined {
  const asked = headerOf(request, 'wechatpay-serial')
  if (asked !== undefined && !platformKeys.accepted(caller).includes(asked)) throw refuse.platformSerial()
  return asked
}
