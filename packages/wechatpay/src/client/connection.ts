import { checkInteger, checkOptional } from '../checks/arguments.ts'
import { parseHosts } from '../transport/base-url.ts'
import { quietly } from '../transport/events.ts'
import { DEFAULT_RETRY } from '../transport/policy.ts'
import type { SendLimits, SendSetting } from '../transport/send.ts'
import {
  checkUserAgent,
  DEFAULT_TIMEOUT_MS,
  DEFAULT_USER_AGENT,
  MAX_JSON_BYTES,
  platformFetch,
  systemRandomBytes,
  systemSleep,
} from './defaults.ts'
import type { CallOptions, ClientOptions } from './types.ts'

/** How the client reaches the platform: everything impure, in one place. */
export interface Connection extends SendSetting {
  /** The configured host is not the platform itself but a stand-in without TLS. */
  readonly plainHttp: boolean
  limits(options: CallOptions | undefined, maxBytes?: number): SendLimits
}

export function openConnection(options: ClientOptions): Connection {
  const hosts = parseHosts(options.baseUrl, options.backupUrl, options.allowHttp ?? false)
  const timeoutMs = checkInteger(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, 'timeoutMs', 1, 600_000)
  const retry = { ...DEFAULT_RETRY, ...options.retry }
  checkInteger(retry.attempts, 'retry.attempts', 1, 10)
  return {
    identity: options.identity,
    hosts,
    plainHttp: hosts[0].protocol === 'http:',
    fetch: options.fetch ?? platformFetch,
    now: options.now ?? (() => new Date()),
    randomBytes: options.randomBytes ?? systemRandomBytes,
    random: options.random ?? Math.random,
    sleep: options.sleep ?? systemSleep,
    userAgent: checkUserAgent(options.userAgent ?? DEFAULT_USER_AGENT),
    acceptLanguage: options.acceptLanguage,
    retry,
    observe: quietly(options.observe),
    limits: (call, maxBytes = MAX_JSON_BYTES) => ({
      timeoutMs: checkOptional(call?.timeoutMs, (own) => checkInteger(own, 'timeoutMs', 1, 600_000)) ?? timeoutMs,
      maxBytes,
      signal: call?.signal,
      attempts: checkOptional(call?.attempts, (own) => checkInteger(own, 'attempts', 1, 10)),
    }),
  }
}
