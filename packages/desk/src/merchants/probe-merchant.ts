import { X509Certificate } from 'node:crypto'
import { createClient, PlatformError, TransportError, type WechatPayClient } from '@redress/wechatpay'
import { addDays, beijingDay } from '../domain/calendar.ts'
import { problemCode } from '../problem-code.ts'
import type { MerchantCredentials } from './registry.ts'

/** One thing that was looked at. */
export interface Finding {
  readonly about: 'certificate' | 'signed-read' | 'api-v3-key' | 'callback-url'
  readonly state: 'good' | 'bad' | 'not-proven'
  readonly code?: string
  /** One plain line. */
  readonly message: string
  /** How to mend it, or what proves it. */
  readonly remedy?: string
}

export interface ProbedMerchant {
  readonly mchid: string
  /** PEM, where the merchant's own certificate was given. */
  readonly certificate: string | undefined
  readonly partnerMchid: string | undefined
  readonly credentials: MerchantCredentials
  /** Where the platform should deliver to; undefined when that is not known. */
  readonly callbackUrl: string | undefined
}

const EXPIRY_WARNING_DAYS = 30
const TIMEOUT_MS = 10_000

/**
 * Asks the platform itself whether the keys work: one signed read whose answer is proved, one decryption with the
 * APIv3 key where the platform offers something to decrypt. Changes nothing there.
 */
export async function probeMerchant(merchant: ProbedMerchant, now: () => Date): Promise<Finding[]> {
  const { platformUrl, ...keys } = merchant.credentials
  const client = createClient({
    ...keys,
    baseUrl: platformUrl,
    now,
    timeoutMs: TIMEOUT_MS,
    retry: { attempts: 1 },
  })
  const findings = certificateFindings(merchant.certificate, now())
  const key = await probeApiV3Key(client)
  if (key.state === 'bad') return [...findings, key]
  const read = await probeRead(client, merchant, now())
  findings.push(read)
  if (read.state === 'bad') return findings
  findings.push(key)
  if (merchant.callbackUrl !== undefined) findings.push(await probeCallbackUrl(client, merchant.callbackUrl))
  return findings
}

function certificateFindings(pem: string | undefined, now: Date): Finding[] {
  if (pem === undefined) return []
  const expiresAt = new Date(new X509Certificate(pem).validTo)
  const days = Math.floor((expiresAt.getTime() - now.getTime()) / 86_400_000)
  if (days >= EXPIRY_WARNING_DAYS) return []
  return [
    {
      about: 'certificate',
      state: 'bad',
      code: days < 0 ? 'CERTIFICATE_EXPIRED' : 'CERTIFICATE_EXPIRES_SOON',
      message: `The merchant API certificate ${days < 0 ? 'has expired' : 'expires'} on ${expiresAt.toISOString().slice(0, 10)}.`,
      remedy: 'Apply for a new one in the merchant console, then use "redress merchant rotate".',
    },
  ]
}

/** The platform certificates come encrypted with the APIv3 key. With the public key only there is nothing to decrypt. */
async function probeApiV3Key(client: WechatPayClient): Promise<Finding> {
  const unproven: Finding = {
    about: 'api-v3-key',
    state: 'not-proven',
    message: 'The APIv3 key is not proven: this merchant works with the WeChat Pay public key.',
    remedy: 'The first notification proves it.',
  }
  if (client.keyring.mode() === 'public-key') return unproven
  try {
    const keys = await client.certificates.refresh()
    if (keys.length === 0) return unproven
    return { about: 'api-v3-key', state: 'good', message: 'The APIv3 key opens what the platform encrypts.' }
  } catch (error) {
    return explain('api-v3-key', error)
  }
}

async function probeRead(
  client: WechatPayClient,
  { mchid, partnerMchid }: ProbedMerchant,
  now: Date,
): Promise<Finding> {
  const today = beijingDay(now.getTime())
  try {
    await client.complaints.list({
      beginDate: addDays(today, -1),
      endDate: today,
      limit: 1,
      ...(partnerMchid === undefined ? {} : { complaintedMerchantId: mchid }),
    })
    return {
      about: 'signed-read',
      state: 'good',
      message: 'The platform accepts the signature, and its own is genuine.',
    }
  } catch (error) {
    return explain('signed-read', error)
  }
}

async function probeCallbackUrl(client: WechatPayClient, expected: string): Promise<Finding> {
  const about = 'callback-url'
  try {
    const set = (await client.notificationUrl.get())?.url
    if (set === expected) return { about, state: 'good', message: 'The platform delivers notifications to this desk.' }
    return {
      about,
      state: 'bad',
      code: set === undefined ? 'CALLBACK_URL_MISSING' : 'CALLBACK_URL_DIFFERENT',
      message:
        set === undefined
          ? 'No notification address is set at the platform.'
          : `The platform delivers notifications to ${set}, not to this desk.`,
      remedy: 'Set it with "redress callback-url ensure".',
    }
  } catch (error) {
    return explain(about, error)
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  CONNECTION_FAILED: 'The platform cannot be reached from here.',
  DECRYPT_FAILED: 'The APIv3 key is not the one that the platform encrypts with.',
  NO_AUTH: 'The platform knows the merchant but gives it no access to complaints.',
  PLATFORM_KEY_EXPIRED: 'The platform key configured here has expired.',
  PLATFORM_KEY_UNKNOWN: 'The platform signs with a key that is not configured here.',
  SIGNATURE_INVALID: 'The platform’s answer does not verify with the platform key configured here.',
  SIGN_ERROR:
    'The platform refuses the signature: private key, serial number and merchant number do not belong together.',
  TIMEOUT: 'The platform did not answer in time.',
  TIMESTAMP_OUT_OF_RANGE: 'The clock of this machine is more than five minutes off.',
}

/** One plain line for what went wrong, and the remedy that the SDK knows for it. */
function explain(about: Finding['about'], error: unknown): Finding {
  const code = problemCode(error)
  const remedy = error instanceof Error && 'remedy' in error ? String(error.remedy) : undefined
  const said = error instanceof PlatformError ? ` (${error.status}, Request-ID ${error.requestId ?? 'none'})` : ''
  const known = PLAIN[code]
  const message =
    known === undefined
      ? error instanceof PlatformError || error instanceof TransportError || remedy !== undefined
        ? String(error instanceof Error ? error.message : error)
        : 'The check itself failed.'
      : known.replace(/\.$/, `${said}.`)
  return { about, state: 'bad', code, message, ...(remedy === undefined ? {} : { remedy }) }
}
