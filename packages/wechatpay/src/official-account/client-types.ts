import type { CallOptions, Fetch } from '../client/types.ts'
import type { AccessTokenStore, TokenEndpoint } from './access-token/stored-token.ts'
import type { OfficialAccount } from './account.ts'
import type { MediaUpload, UploadedMedia } from './media/upload.ts'
import type { CustomerMessage, MessageExtras } from './messages/message.ts'
import type { ProfileName } from './messages/profile.ts'
import type { TokenCaller } from './transport/token-caller.ts'

export interface OfficialAccountClientOptions {
  readonly account: OfficialAccount
  /** Shared by every process that serves this account. */
  readonly tokenStore: AccessTokenStore
  /** Default `stable`, which the platform recommends. */
  readonly tokenEndpoint?: TokenEndpoint | undefined
  /** How long this process trusts a token it read from the store. Default 60 000 ms. */
  readonly tokenCacheMs?: number | undefined
  /** Which messages are valid. Default `current`; the V1.6 document is `v16`. */
  readonly profile?: ProfileName | undefined
  /** Default https://api.weixin.qq.com. http only on this machine or with `allowHttp`. */
  readonly baseUrl?: string | undefined
  readonly allowHttp?: boolean | undefined
  readonly fetch?: Fetch | undefined
  readonly now?: (() => Date) | undefined
  readonly randomBytes?: ((size: number) => Uint8Array) | undefined
  /** For one call, milliseconds. Default 30 000. */
  readonly timeoutMs?: number | undefined
  readonly userAgent?: string | undefined
}

export interface DownloadedMedia {
  readonly bytes: Uint8Array
  /** As the platform named it; sniff the bytes before trusting it. */
  readonly contentType: string | undefined
}

export interface OfficialAccountClient {
  readonly account: OfficialAccount
  /** For calls that have no method here; carries the token and judges the answer. */
  readonly caller: TokenCaller
  readonly messages: {
    /**
     * Sends to a payer, who must have acted within the reply window. Not repeatable: on `OUTCOME_UNKNOWN` the payer may
     * have received it.
     */
    send(openId: string, message: CustomerMessage, extras?: MessageExtras, options?: CallOptions): Promise<void>
    /** Resolves as well when the sign is shown already. */
    typing(openId: string, shown: boolean, options?: CallOptions): Promise<void>
  }
  readonly media: {
    upload(media: MediaUpload, options?: CallOptions): Promise<UploadedMedia>
    /** What a payer sent, or what was uploaded. Default limit 10 MiB. */
    download(
      mediaId: string,
      options?: CallOptions & { readonly maxBytes?: number | undefined },
    ): Promise<DownloadedMedia>
  }
  /** Addresses and CIDR ranges that pushes and notifications come from. Refresh daily. */
  callbackAddresses(options?: CallOptions): Promise<readonly string[]>
}
