import {
  type AccessTokenStore,
  createOfficialAccountClient,
  errcodeOf,
  type OfficialAccount,
  PlatformError,
} from '@redress/wechatpay'
import { problemCode } from '../problem-code.ts'
import type { OfficialAccountInfo } from './accounts.ts'
import { missingSources } from './sources.ts'

/** One thing that was looked at. */
export interface AccountFinding {
  readonly about: 'app-secret' | 'callback-addresses' | 'pay-sign-key' | 'push'
  readonly state: 'good' | 'bad' | 'not-proven'
  readonly code?: string
  /** One plain line. */
  readonly message: string
  /** How to mend it, or what proves it. */
  readonly remedy?: string
}

export interface ProbedAccount
  extends Pick<OfficialAccountInfo, 'profile' | 'tokenEndpoint' | 'pushMode' | 'allowedSources'> {
  readonly account: OfficialAccount
  /** Undefined means the real hosts. */
  readonly platformUrl: string | undefined
  /** When something genuine came last with the secrets as they are; undefined when nothing has yet. */
  readonly lastNoticeAt: Date | undefined
  readonly lastPushAt: Date | undefined
}

export interface Probe {
  readonly findings: readonly AccountFinding[]
  /** Where the platform says that it calls from; undefined when it did not say. */
  readonly callbackAddresses: readonly string[] | undefined
}

const TIMEOUT_MS = 10_000

/**
 * Asks the platform whether the appSecret works, and where it calls from. Sends nothing to any payer. The other two
 * secrets never travel to the platform: what came in with them proves them.
 */
export async function probeAccount(probed: ProbedAccount, tokens: AccessTokenStore, now: () => Date): Promise<Probe> {
  const tokenStore = askingAnew(tokens)
  const ask = async (): Promise<readonly string[]> =>
    await createOfficialAccountClient({
      account: probed.account,
      tokenStore,
      tokenEndpoint: probed.tokenEndpoint,
      profile: probed.profile,
      baseUrl: probed.platformUrl,
      now,
      timeoutMs: TIMEOUT_MS,
    }).callbackAddresses()
  const { callbackAddresses, findings } = await askPlatform(ask, tokenStore.given, probed.allowedSources)
  // Without a token nothing works; what else there is to say would only hide it.
  if (!tokenStore.given()) return { findings, callbackAddresses }
  return { findings: [...findings, payFinding(probed), pushFinding(probed)], callbackAddresses }
}

/**
 * A token that is at hand says nothing about the secret any more, so the platform is asked for one, which then serves
 * every process: with the classic endpoint the former one dies.
 */
function askingAnew(tokens: AccessTokenStore): AccessTokenStore & { readonly given: () => boolean } {
  let given = false
  return {
    given: () => given,
    read: async (appId) => (given ? await tokens.read(appId) : undefined),
    exclusively: async (appId, work) =>
      await tokens.exclusively(appId, async (current) => {
        const stale = given || current === undefined ? current : { ...current, expiresAt: current.fetchedAt }
        const token = await work(stale)
        given = true
        return token
      }),
  }
}

async function askPlatform(
  ask: () => Promise<readonly string[]>,
  tokenGiven: () => boolean,
  allowedSources: readonly string[],
): Promise<Probe> {
  const secret: AccountFinding = {
    about: 'app-secret',
    state: 'good',
    message: 'The platform gives an access token for the appSecret.',
  }
  try {
    const callbackAddresses = await ask()
    return { findings: [secret, sourcesFinding(callbackAddresses, allowedSources)], callbackAddresses }
  } catch (error) {
    const findings = tokenGiven() ? [secret, explain('callback-addresses', error)] : [explain('app-secret', error)]
    return { findings, callbackAddresses: undefined }
  }
}

function sourcesFinding(addresses: readonly string[], allowed: readonly string[]): AccountFinding {
  const about = 'callback-addresses'
  if (allowed.length === 0) {
    const message = `The platform names ${addresses.length} addresses that it calls from; notifications are taken from any.`
    return { about, state: 'good', message }
  }
  const missing = missingSources(addresses, allowed)
  if (missing.length === 0) {
    const message = `Every address that the platform calls from (${addresses.length}) is among the allowed sources.`
    return { about, state: 'good', message }
  }
  return {
    about,
    state: 'bad',
    code: 'SOURCES_INCOMPLETE',
    message: `The platform also calls from ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ` and ${missing.length - 3} more` : ''}, which the allowed sources refuse.`,
    remedy: 'Add them to allowedSources, or allow any source.',
  }
}

const payFinding = ({ lastNoticeAt }: ProbedAccount): AccountFinding =>
  lastNoticeAt === undefined
    ? {
        about: 'pay-sign-key',
        state: 'not-proven',
        message: 'The paySignKey is not proven: no rights notification has come since the account was last changed.',
        remedy: 'The first notification proves it.',
      }
    : {
        about: 'pay-sign-key',
        state: 'good',
        message: `The paySignKey proved the rights notification of ${lastNoticeAt.toISOString()}.`,
      }

function pushFinding({ pushMode, lastPushAt }: ProbedAccount): AccountFinding {
  const about = 'push'
  if (pushMode === 'off') {
    return {
      about,
      state: 'not-proven',
      code: 'PUSH_OFF',
      message: 'No push token is known: messages of payers do not arrive, and no reply window opens but by complaints.',
      remedy: 'Enter the token with "redress account rotate --push-token-file", then the address at mp.weixin.qq.com.',
    }
  }
  if (lastPushAt !== undefined) {
    return { about, state: 'good', message: `The push settings proved the message of ${lastPushAt.toISOString()}.` }
  }
  return {
    about,
    state: 'not-proven',
    message: 'The push settings are not proven: no message has come since the account was last changed.',
    remedy:
      'The platform proves the token when the address is saved at mp.weixin.qq.com; the first message the AES key.',
  }
}

const PLAIN: Readonly<Record<string, readonly [message: string, remedy: string]>> = {
  API_FORBIDDEN: [
    'The platform blocked the calls of this account.',
    'See the notices of the account at mp.weixin.qq.com.',
  ],
  APP_ID_INVALID: [
    'The platform does not know this appId.',
    'Compare it with mp.weixin.qq.com, 设置与开发 > 基本配置.',
  ],
  APP_SECRET_FROZEN: [
    'The appSecret is frozen.',
    'Lift the freeze at mp.weixin.qq.com, 设置与开发 > 基本配置; it takes about ten minutes.',
  ],
  APP_SECRET_INVALID: [
    'The platform refuses the appSecret: it was reset, or belongs to another account.',
    'Reset it at mp.weixin.qq.com, 设置与开发 > 基本配置, and store the new one with "redress account rotate".',
  ],
  CALLER_ADDRESS_NOT_LISTED: [
    'The platform refuses the address of this machine.',
    'Add it to the IP whitelist (IP白名单) at mp.weixin.qq.com, 设置与开发 > 基本配置.',
  ],
  CALLER_ADDRESS_RISKY: [
    'The platform takes the address of this machine for risky.',
    'An administrator of the account must approve the request on the phone; after a refusal the address is blocked for an hour.',
  ],
  CONNECTION_FAILED: [
    'The platform cannot be reached from here.',
    'Check network, proxy and REDRESS_OFFICIAL_ACCOUNT_URL.',
  ],
  DAY_QUOTA_USED_UP: [
    'The calls of this account are used up for today.',
    'Wait until tomorrow, or reset the quota in the console of the account.',
  ],
  MINUTE_QUOTA_USED_UP: ['The calls of this account are used up for this minute.', 'Repeat in a minute.'],
  SYSTEM_BUSY: ['The platform is busy.', 'Repeat after a pause.'],
  TIMEOUT: ['The platform did not answer in time.', 'Repeat; if it persists, check network and proxy.'],
  TOKEN_NOT_PERMITTED: [
    'The platform gives this account no access token: it is punished.',
    'See the notices of the account at mp.weixin.qq.com.',
  ],
}

const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b/

/** One plain line for what went wrong, with the platform's number, and the remedy. */
function explain(about: AccountFinding['about'], error: unknown): AccountFinding {
  const code = problemCode(error)
  const [plain, mend] = PLAIN[code] ?? []
  const remedy = mend ?? (error instanceof Error && 'remedy' in error ? String(error.remedy) : undefined)
  const message =
    plain ?? (error instanceof Error && code !== 'UNEXPECTED' ? error.message : 'The check itself failed.')
  const said = error instanceof PlatformError ? saidByPlatform(error) : ''
  return {
    about,
    state: 'bad',
    code,
    message: message.replace(/\.?$/, `${said}.`),
    ...(remedy === undefined ? {} : { remedy }),
  }
}

function saidByPlatform(error: PlatformError): string {
  // A machine behind a gateway cannot know which address the platform sees.
  const seen = error.code.startsWith('CALLER_ADDRESS') ? ADDRESS.exec(error.platformMessage)?.[0] : undefined
  const parts = [
    errcodeOf(error),
    seen === undefined ? undefined : `it sees ${seen}`,
    error.requestId === undefined ? undefined : `Request-ID ${error.requestId}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}
