import type { MerchantIdentity } from '../keys/merchant-identity.ts'

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface RequestToSign {
  readonly method: HttpMethod
  /** Absolute path and query, byte for byte as on the request line. */
  readonly path: string
  /** Exact text of the body; the `meta` JSON for an upload; absent and empty mean the same. */
  readonly body?: string | undefined
}

export interface SignatureStamp {
  /** Unix time, whole seconds. The platform refuses more than 300 s of difference. */
  readonly timestamp: number
  /** 32 letters or digits. */
  readonly nonce: string
}

/** The five lines that are signed, each ended by a line feed, the last one too. */
export const requestMessage = (request: RequestToSign, stamp: SignatureStamp): string =>
  `${request.method}\n${request.path}\n${stamp.timestamp}\n${stamp.nonce}\n${request.body ?? ''}\n`

/**
 * Signs a request.
 * @returns The signature, Base64.
 * @see docs/sdk/sources.md#request-signature
 */
export async function signRequest(
  identity: MerchantIdentity,
  request: RequestToSign,
  stamp: SignatureStamp,
): Promise<string> {
  const signature = await identity.sign(Buffer.from(requestMessage(request, stamp), 'utf8'))
  return Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength).toString('base64')
}

/** Signs a request and writes the value of its Authorization header. */
export async function authorizationHeader(
  identity: MerchantIdentity,
  request: RequestToSign,
  stamp: SignatureStamp,
): Promise<string> {
  const signature = await signRequest(identity, request, stamp)
  return (
    `${identity.suite.scheme} mchid="${identity.merchantId}",nonce_str="${stamp.nonce}",` +
    `signature="${signature}",timestamp="${stamp.timestamp}",serial_no="${identity.serialNumber}"`
  )
}
