import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import type { S3VaultSettings } from '../config/vault-settings.ts'
import { DeskError } from '../errors.ts'
import { backoffMs } from '../work/loop.ts'
import { type BlobStore, placeOf } from './blob-store.ts'

export interface S3Options {
  /** Milliseconds for one attempt. Default 20 000. */
  readonly timeoutMs?: number
  /** Attempts in all, for what passes by itself: no connection, 429, 5xx. Default 3. */
  readonly attempts?: number
  /** First pause between attempts, milliseconds. Default 100. */
  readonly retryBaseMs?: number
}

const RETRY_CAP_MS = 2_000

/**
 * Objects in a bucket of S3 or of a server that speaks its protocol.
 * Every call may reject with {@link DeskError} `VAULT_UNREACHABLE` | `VAULT_REFUSED` | `VAULT_BUCKET_MISSING`.
 */
export function s3Store(settings: S3VaultSettings, options: S3Options = {}): BlobStore {
  const { timeoutMs = 20_000, attempts = 3, retryBaseMs = 100 } = options
  const { accessKeyId, secretAccessKey, region, prefix } = settings
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' })
  const base = bucketUrl(settings)

  const attempt = async (method: string, name: string, body?: Uint8Array<ArrayBuffer>): Promise<Answer> => {
    // Signed anew for each attempt: the signature carries its time. The digest makes a body changed on the way fail.
    const request = await client.sign(`${base}/${prefix}${placeOf(name)}`, {
      method,
      headers: {
        'x-amz-content-sha256': createHash('sha256')
          .update(body ?? '')
          .digest('hex'),
      },
      ...(body === undefined ? {} : { body }),
    })
    const response = await fetch(request, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
  }

  const call = async (method: string, name: string, bytes?: Uint8Array): Promise<Answer> => {
    const body = bytes === undefined ? undefined : new Uint8Array(bytes)
    for (let count = 1; ; count += 1) {
      const outcome = await attempt(method, name, body).catch((cause: unknown) => unreachable(cause))
      const passing = outcome instanceof DeskError || outcome.status === 429 || outcome.status >= 500
      if (passing && count < attempts) {
        const pause = backoffMs(count, retryBaseMs, RETRY_CAP_MS)
        await new Promise((resolve) => setTimeout(resolve, pause))
        continue
      }
      if (outcome instanceof DeskError) throw outcome
      return outcome
    }
  }

  return {
    put: async (name, bytes) => {
      const answer = await call('PUT', name, bytes)
      if (answer.status >= 300) throw refused(answer)
    },
    get: async (name) => {
      const answer = await call('GET', name)
      if (isAbsent(answer)) return undefined
      if (answer.status >= 300) throw refused(answer)
      return answer.bytes
    },
    delete: async (name) => {
      const answer = await call('DELETE', name)
      if (answer.status >= 300 && !isAbsent(answer)) throw refused(answer)
    },
  }
}

interface Answer {
  readonly status: number
  readonly bytes: Buffer
}

/** Some services know a bucket by its host name only, others by the path only; the endpoint says which. */
function bucketUrl({ endpoint, bucket }: S3VaultSettings): string {
  const base = endpoint.replace(/\/+$/, '')
  return base.includes('{bucket}') ? base.replace('{bucket}', bucket) : `${base}/${bucket}`
}

/** The service's name for what is wrong, from the XML of its answer. */
const codeOf = ({ bytes }: Answer): string | undefined => /<Code>(\w{1,64})<\/Code>/.exec(bytes.toString('utf8'))?.[1]

/** A missing bucket is a mistake to be told, not an absent picture. */
const isAbsent = (answer: Answer): boolean => answer.status === 404 && codeOf(answer) !== 'NoSuchBucket'

const unreachable = (cause: unknown): DeskError =>
  new DeskError(
    'VAULT_UNREACHABLE',
    'The store of the pictures does not answer.',
    'Check REDRESS_VAULT_ENDPOINT and that this machine reaches it; the desk tries again by itself.',
    { field: 'REDRESS_VAULT_ENDPOINT', cause },
  )

function refused(answer: Answer): DeskError {
  const code = codeOf(answer) ?? `HTTP ${answer.status}`
  if (answer.status === 429 || answer.status >= 500) return unreachable(new Error(code))
  if (code === 'NoSuchBucket') {
    return new DeskError(
      'VAULT_BUCKET_MISSING',
      'The bucket of REDRESS_VAULT does not exist.',
      'Create it, or correct REDRESS_VAULT; the desk tries again by itself.',
      { field: 'REDRESS_VAULT' },
    )
  }
  return new DeskError(
    'VAULT_REFUSED',
    `The store of the pictures refused: ${code}.`,
    'Check REDRESS_VAULT_ACCESS_KEY_ID, its secret, REDRESS_VAULT_REGION and that the key may get, put and delete objects.',
    { field: 'REDRESS_VAULT_ACCESS_KEY_ID' },
  )
}
