import type { ComplaintId, ComplaintMediaId, MerchantId } from '../brands.ts'
import type { Complaint, ComplaintPage } from '../complaints/complaint.ts'
import type { RefundDecision } from '../complaints/decide-refund.ts'
import type { HistoryEntry, HistoryPage } from '../complaints/history-entry.ts'
import type { ImmediateReply, ImmediateReplyReceipt } from '../complaints/reply-immediately.ts'
import type { Echo, EchoAnswer } from '../echo/echo.ts'
import type { ComplaintRange } from '../iterating/complaints.ts'
import type { ApiV3Key } from '../keys/api-v3-key.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { MerchantIdentity } from '../keys/merchant-identity.ts'
import type { PlatformCertificate } from '../keys/platform-key.ts'
import type { NotificationReceiver } from '../notifications/receiver.ts'
import type { ReplayCache } from '../notifications/replay-cache.ts'
import type { OnDrift } from '../reading/drift.ts'
import type { Refund, RefundRequest } from '../refunds/refund.ts'
import type { Observe } from '../transport/events.ts'
import type { RetryPolicy } from '../transport/policy.ts'
import type { AnyRequest } from './any-request.ts'

/** The part of the standard `fetch` that is used. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>

export interface FetchInit {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly signal: AbortSignal
  readonly redirect: 'manual'
}

export interface FetchAnswer {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: AsyncIterable<Uint8Array> | null
}

export interface ClientOptions {
  readonly identity: MerchantIdentity
  readonly apiV3Key: ApiV3Key
  readonly keyring: Keyring
  /** Origin of the platform. Default https://api.mch.weixin.qq.com. http only on this machine or with `allowHttp`. */
  readonly baseUrl?: string | undefined
  /** Used when the main host cannot be reached. Default https://api2.mch.weixin.qq.com beside the default base. */
  readonly backupUrl?: string | undefined
  /** Permits http to another machine, for a simulator in a private network. */
  readonly allowHttp?: boolean | undefined
  readonly fetch?: Fetch | undefined
  readonly now?: (() => Date) | undefined
  readonly randomBytes?: ((size: number) => Uint8Array) | undefined
  /** For one attempt, milliseconds. Default 30 000. */
  readonly timeoutMs?: number | undefined
  readonly userAgent?: string | undefined
  /** Language of the platform's error messages. Default zh-CN by the platform. */
  readonly acceptLanguage?: 'zh-CN' | 'zh-HK' | 'zh-TW' | 'en' | undefined
  /**
   * `automatic`: download platform certificates when one is missing and refresh them before they age; never while the
   * keyring holds a public key only. `manual`: only `certificates.refresh()` does. Default automatic.
   */
  readonly certificates?: 'automatic' | 'manual' | undefined
  readonly retry?: Partial<RetryPolicy> | undefined
  /** From 0 to 1, for the jitter of pauses. */
  readonly random?: (() => number) | undefined
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined
  /** Hook for logs and metrics; never sees headers, bodies or keys. */
  readonly observe?: Observe | undefined
  readonly onDrift?: OnDrift | undefined
  /** For `notifications`: accepted while the clocks are less than this apart, seconds. Default 300. */
  readonly windowSeconds?: number | undefined
  /** For `notifications`: refuses a proof that was used before. */
  readonly replayCache?: ReplayCache | undefined
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** Attempts in all for this call; 1 switches repeating off. */
  readonly attempts?: number | undefined
  /** For one attempt, milliseconds. */
  readonly timeoutMs?: number | undefined
}

export interface ListQuery {
  /** First day, `yyyy-MM-dd`, Beijing calendar. */
  readonly beginDate: string
  /** Last day, at most 30 days after the first. */
  readonly endDate: string
  /** 1 to 50. Default 10. */
  readonly limit?: number | undefined
  /** From 0. */
  readonly offset?: number | undefined
  /** For partners: one sub-merchant only. */
  readonly complaintedMerchantId?: string | undefined
}

export interface HistoryQuery {
  /** 1 to 300. Default 100. */
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

export interface MiniProgramTarget {
  readonly appId: string
  readonly path: string
  readonly text: string
}

export interface Reply {
  /** Merchant of the complaint, as its detail names it. */
  readonly complaintedMerchantId: string
  /** 1 to 500 characters, none beyond the basic plane (no emoji). */
  readonly content: string
  /** At most 4. */
  readonly images?: readonly ComplaintMediaId[] | undefined
  /** https, at most 512 characters; needs `jumpUrlText` and the platform's permission. */
  readonly jumpUrl?: string | undefined
  /** At most 10 characters. */
  readonly jumpUrlText?: string | undefined
  readonly miniProgram?: MiniProgramTarget | undefined
}

export interface NotificationUrl {
  readonly merchantId: MerchantId
  readonly url: string
}

export interface ImageUpload {
  /** Ends in .jpg, .jpeg, .png or .bmp; at most 128 characters. */
  readonly fileName: string
  /** At most 2 MB. */
  readonly bytes: Uint8Array
}

export interface DownloadedImage {
  readonly bytes: Uint8Array
  /** As the platform named it; sniff the bytes before trusting it. */
  readonly contentType: string | undefined
  /** Lower-case hex. */
  readonly sha256: string
}

export interface ComplaintCalls {
  /** Complaints filed in a window of at most 30 days, newest first. */
  list(query: ListQuery, options?: CallOptions): Promise<ComplaintPage>
  /**
   * Every complaint filed in a range of any length, each once. Splits the range into windows, pages through, and asks for
   * less when the platform finds the result too large.
   */
  iterate(range: ComplaintRange, options?: CallOptions): AsyncGenerator<Complaint, void, undefined>
  get(complaintId: ComplaintId | string, options?: CallOptions): Promise<Complaint>
  history(complaintId: ComplaintId | string, query?: HistoryQuery, options?: CallOptions): Promise<HistoryPage>
  /** The whole negotiation history, each entry once, the newest first. */
  iterateHistory(
    complaintId: ComplaintId | string,
    options?: CallOptions,
  ): AsyncGenerator<HistoryEntry, void, undefined>
  /** Shown to the payer at once. Not repeatable: on `OUTCOME_UNKNOWN` read the history first. */
  reply(complaintId: ComplaintId | string, reply: Reply, options?: CallOptions): Promise<void>
  /**
   * Answers a payer who waits in the live chat. Safe to repeat with the same `idempotentId`; one is made when absent.
   */
  replyImmediately(
    complaintId: ComplaintId | string,
    reply: ImmediateReply,
    options?: CallOptions,
  ): Promise<ImmediateReplyReceipt>
  /** Only for refund requests, once. Approving moves no money. */
  decideRefund(complaintId: ComplaintId | string, decision: RefundDecision, options?: CallOptions): Promise<void>
  complete(
    complaintId: ComplaintId | string,
    completion: { readonly complaintedMerchantId: string },
    options?: CallOptions,
  ): Promise<void>
}

export interface NotificationUrlCalls {
  create(url: string, options?: CallOptions): Promise<NotificationUrl>
  /** Undefined when none is set. */
  get(options?: CallOptions): Promise<NotificationUrl | undefined>
  update(url: string, options?: CallOptions): Promise<NotificationUrl>
  delete(options?: CallOptions): Promise<void>
}

export interface ImageCalls {
  upload(image: ImageUpload, options?: CallOptions): Promise<ComplaintMediaId>
  /** Reads a `media_url` as given. The bytes carry no signature. Default limit 10 MiB. */
  download(
    mediaUrl: string,
    options?: CallOptions & { readonly maxBytes?: number | undefined },
  ): Promise<DownloadedImage>
}

export interface CertificateCalls {
  /** Downloads, decrypts, proves and adds the platform certificates to the keyring. Empty for merchants without any. */
  refresh(): Promise<readonly PlatformCertificate[]>
}

export interface RefundCalls {
  /** Refunds an order. The same `outRefundNo` never pays twice, so the call is repeated on failures. */
  create(refund: RefundRequest, options?: CallOptions): Promise<Refund>
  get(outRefundNo: string, options?: CallOptions & { readonly subMerchantId?: string | undefined }): Promise<Refund>
}

/** An answer to a call without a name here. */
export interface AnyAnswer {
  readonly status: number
  readonly requestId: string | undefined
  /** Undefined when the answer has no body. */
  readonly json: unknown
}

export interface WechatPayClient {
  readonly identity: MerchantIdentity
  readonly keyring: Keyring
  readonly complaints: ComplaintCalls
  readonly notificationUrl: NotificationUrlCalls
  readonly images: ImageCalls
  readonly certificates: CertificateCalls
  /** Receives notifications with the keys of this client; learns new platform certificates on the way. */
  readonly notifications: NotificationReceiver
  readonly refunds: RefundCalls
  /** Tests signing, proving and encryption in both directions. */
  echo(echo: Echo, options?: CallOptions): Promise<EchoAnswer>
  /** Any other call of the APIv3. */
  request(request: AnyRequest, options?: CallOptions): Promise<AnyAnswer>
  /** Opens a sensitive field such as `payerPhoneCiphertext`. Keep the result out of logs. */
  decrypt(ciphertext: string): string
}
