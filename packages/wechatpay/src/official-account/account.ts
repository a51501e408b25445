import { ProtocolError } from '../errors.ts'
import { type AppId, parseAppId } from './ids.ts'

export interface OfficialAccountInput {
  readonly appId: string
  /** 公众平台 API 密钥, 32 characters for every known account. */
  readonly appSecret: string
}

/** An official account whose secret cannot be printed or serialised. */
export class OfficialAccount {
  readonly appId: AppId
  readonly #appSecret: string

  constructor(appId: AppId, appSecret: string) {
    this.appId = appId
    this.#appSecret = appSecret
  }

  /** For the body or query of the token call and nothing else. */
  revealSecretForTokenCall(): string {
    return this.#appSecret
  }
}

/** @throws {ProtocolError} `ARGUMENT_INVALID` */
export function loadOfficialAccount({ appId, appSecret }: OfficialAccountInput): OfficialAccount {
  if (!/^[\x21-\x7e]{8,128}$/.test(appSecret))
    throw new ProtocolError('ARGUMENT_INVALID', 'appSecret: expected 8 to 128 letters and digits without white space', {
      field: 'appSecret',
    })
  return new OfficialAccount(parseAppId(appId), appSecret)
}
