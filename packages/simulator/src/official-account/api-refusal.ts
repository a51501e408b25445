/** A refusal in the platform's shape: HTTP 200 with a number and a message. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal'
  readonly errcode: keyof typeof MESSAGES

  constructor(errcode: keyof typeof MESSAGES) {
    super(MESSAGES[errcode])
    this.errcode = errcode
  }
}

const MESSAGES = {
  [-1]: 'system error',
  40001: 'invalid credential, access_token is invalid or not latest',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40004: 'invalid media type',
  40005: 'invalid file type',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40009: 'invalid image size',
  40010: 'invalid voice size',
  40011: 'invalid video size',
  40012: 'invalid thumb size',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40035: 'invalid args size',
  40125: 'invalid appsecret',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41005: 'media data missing',
  41009: 'missing openid',
  42001: 'access_token expired',
  43001: 'require GET method',
  43002: 'require POST method',
  43004: 'require subscribe',
  44001: 'empty media data',
  44002: 'empty post data',
  44003: 'empty news data',
  44004: 'empty content',
  45002: 'content size out of limit',
  45008: 'article size out of limit',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  45015: 'response out of time limit or subscription is canceled',
  45047: 'out of response count limit',
  45072: 'invalid command',
  45080: 'typing is only allowed after a recent exchange',
  45081: 'typing is already shown',
  47001: 'data format error',
  49001: 'not same appid with appid of access_token',
  49002: 'empty openid or transid',
  49003: 'not match openid with appid',
  49004: 'not match signature',
  49005: 'not existed transid',
  49300: 'not existed feedbackid',
  49302: 'feedback status already changed',
  61452: 'invalid kf_account',
} as const

export type RefusalNumber = keyof typeof MESSAGES
