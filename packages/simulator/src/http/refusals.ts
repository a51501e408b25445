import type { FieldIssue } from '../fields/issue.ts'
import type { TransitionRefusal } from '../platform/transitions.ts'

export interface RefusalDetail {
  readonly field?: string
  readonly value?: unknown
  readonly issue?: string
  readonly location?: 'body' | 'query' | 'url' | 'authorization'
  readonly [more: string]: unknown
}

/** An answer of the platform that is no success, in the platform's own words. */
export class PlatformRefusal extends Error {
  override readonly name = 'PlatformRefusal'
  readonly status: number
  readonly code: string
  /** The number that ends the Request-ID. */
  readonly numeric: string
  readonly zh: string
  readonly en: string
  readonly detail: RefusalDetail | undefined

  constructor(shape: RefusalShape) {
    super(`${shape.status} ${shape.code}: ${shape.en}`)
    this.status = shape.status
    this.code = shape.code
    this.numeric = shape.numeric
    this.zh = shape.zh
    this.en = shape.en
    this.detail = shape.detail
  }
}

interface RefusalShape {
  readonly status: number
  readonly code: string
  readonly numeric: string
  readonly zh: string
  readonly en: string
  readonly detail?: RefusalDetail
}

const NUMERIC = {
  absent: '268435456',
  parameter: '268435461',
  range: '268435464',
  exists: '268435484',
  processed: '268440133',
  signature: '268443699',
  rateLimited: '268447840',
  foreign: '270701078',
  extra: '270924358',
  system: '268435457',
} as const

const signError = (zh: string, en: string, detail?: RefusalDetail): PlatformRefusal =>
  new PlatformRefusal({
    status: 401,
    code: 'SIGN_ERROR',
    numeric: NUMERIC.signature,
    zh,
    en,
    ...(detail === undefined ? {} : { detail }),
  })

const parameter = (
  zh: string,
  en: string,
  detail: RefusalDetail,
  numeric: string = NUMERIC.parameter,
): PlatformRefusal => new PlatformRefusal({ status: 400, code: 'PARAM_ERROR', numeric, zh, en, detail })

const invalidRequest = (zh: string, en: string, numeric: string = NUMERIC.parameter): PlatformRefusal =>
  new PlatformRefusal({ status: 400, code: 'INVALID_REQUEST', numeric, zh, en })

const noAuth = (zh: string, en: string): PlatformRefusal =>
  new PlatformRefusal({ status: 403, code: 'NO_AUTH', numeric: NUMERIC.foreign, zh, en })

/** Every refusal by its cause. */
export const refuse = {
  headerIncomplete: () =>
    invalidRequest(
      'Http头缺少Accept或User-Agent，头信息不完整',
      'the header information is incomplete: Accept or User-Agent is missing',
    ),
  contentType: () => invalidRequest('Content-Type错误', 'Content-Type must be application/json'),
  authorizationMalformed: () =>
    signError('Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》', 'malformed Authorization value'),
  merchantSerial: () =>
    signError('商户证书序列号有误。请使用签名私钥匹配的证书序列号', 'the merchant certificate serial is wrong'),
  clock: () =>
    signError(
      'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟',
      'the timestamp in Authorization and the time of the request differ by more than 5 minutes',
    ),
  signature: (method: string, url: string, message: string) =>
    signError('错误的签名，验签失败', 'wrong signature', {
      detail: { issue: 'sign not match' },
      field: 'signature',
      location: 'authorization',
      sign_information: {
        method,
        url,
        truncated_sign_message: message.slice(0, 128),
        sign_message_length: Buffer.byteLength(message),
      },
    }),
  platformSerial: () =>
    parameter('平台证书序列号Wechatpay-Serial错误', 'wrong Wechatpay-Serial', {
      field: 'Wechatpay-Serial',
      issue: 'unknown platform key',
    }),
  rateLimited: () =>
    new PlatformRefusal({
      status: 429,
      code: 'FREQUENCY_LIMITED',
      numeric: NUMERIC.rateLimited,
      zh: '频率超限，请降低请求频率',
      en: 'too many requests',
    }),
  notFound: () =>
    new PlatformRefusal({
      status: 404,
      code: 'NOT_FOUND',
      numeric: NUMERIC.absent,
      zh: '请求的资源不存在',
      en: 'no such resource',
    }),
  notUtf8: () => invalidRequest('请求体必须是UTF-8编码', 'the body is not UTF-8'),
  notJson: () =>
    parameter('请求体不是合法的JSON', 'the body is not JSON', { field: '/body', issue: 'not JSON', location: 'body' }),
  bodyTooLarge: () => parameter('请求体过大', 'the body is too large', { field: '/body', location: 'body' }),
  query: (name: string, value: unknown, zh: string, issue: string, cause: 'type' | 'range' = 'type') =>
    parameter(
      `输入源“/query/${name}”映射到字段“${name}”失败，${zh}`,
      `${name}: ${issue}`,
      { field: name, value, issue, location: 'query' },
      cause === 'range' ? NUMERIC.range : NUMERIC.parameter,
    ),
  multipart: (issue: string) =>
    parameter('文件上传格式错误', `upload: ${issue}`, { field: '/body', issue, location: 'body' }),
  body: (pointer: string, zh: string, issue: string, value?: unknown) =>
    parameter(`输入源“/body${pointer}”${zh}`, `/body${pointer}: ${issue}`, {
      field: `/body${pointer}`,
      ...(value === undefined ? {} : { value }),
      issue,
      location: 'body',
    }),
  complaintUnknown: () => invalidRequest('投诉单不存在', 'no such complaint', NUMERIC.absent),
  notYours: () => noAuth('您暂无权限查看该投诉单', 'no permission for this complaint'),
  notYoursToReply: () =>
    noAuth('您暂无权限为该投诉单提交商户回复，请检查商户号', 'no permission to reply to this complaint'),
  notYourMerchant: () =>
    noAuth('被诉商户号不属于当前商户号', 'complainted_mchid does not belong to the calling merchant'),
  noLinks: () => noAuth('此商户号暂不支持发送外部链接', 'this merchant may not send external links'),
  alreadyProcessed: () =>
    invalidRequest(
      '投诉单已处理完成，当前状态不支持该操作',
      'the complaint is done, its state does not support this',
      NUMERIC.processed,
    ),
  decisionImpossible: () =>
    invalidRequest('当前单据状态不支持操作，请查询最新状态', 'the state of this ticket does not support the operation'),
  notRefundTicket: () =>
    parameter('非极速退款单据，不支持此操作', 'not a refund ticket', {
      field: 'complaint_id',
      issue: 'not a refund ticket',
      location: 'url',
    }),
  noImmediateService: () => invalidRequest('该投诉单不需要即时服务', 'the complaint does not need immediate service'),
  notRepliable: () => invalidRequest('提交商户回复失败，请稍后重试', 'the reply failed, try again later'),
  urlAbsent: () =>
    new PlatformRefusal({
      status: 400,
      code: 'RESOURCE_NOT_EXISTS',
      numeric: NUMERIC.absent,
      zh: '投诉通知回调地址不存在',
      en: 'no notification address is set',
    }),
  urlExists: () => invalidRequest('投诉通知回调地址已存在', 'a notification address is already set', NUMERIC.exists),
  noCertificates: () =>
    new PlatformRefusal({
      status: 404,
      code: 'RESOURCE_NOT_EXISTS',
      numeric: NUMERIC.absent,
      zh: '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥',
      en: 'no platform certificate is available; use the public key',
    }),
  pictureUnknown: () =>
    parameter('图片不存在', 'no such picture', { field: 'media_id', issue: 'unknown', location: 'url' }),
  orderUnknown: () =>
    new PlatformRefusal({
      status: 404,
      code: 'RESOURCE_NOT_EXISTS',
      numeric: NUMERIC.absent,
      zh: '订单不存在',
      en: 'no such order',
    }),
  refundUnknown: () =>
    new PlatformRefusal({
      status: 404,
      code: 'RESOURCE_NOT_EXISTS',
      numeric: NUMERIC.absent,
      zh: '退款单不存在',
      en: 'no such refund',
    }),
  refundDiffers: () =>
    invalidRequest('订单金额或退款金额与之前请求不一致，请核实后再试', 'the sums differ from the earlier request'),
  refundTooLarge: () => invalidRequest('申请退款金额超过订单可退金额', 'the refund exceeds what is left of the order'),
  resultTooLarge: () => invalidRequest('查询结果集过大，请减小limit后重试', 'the result set is too large, lower limit'),
  systemError: () =>
    new PlatformRefusal({
      status: 500,
      code: 'SYSTEM_ERROR',
      numeric: NUMERIC.system,
      zh: '系统繁忙，请稍后重试',
      en: 'the system is busy, try again later',
    }),
}

/** The platform's words for what a body field breaks. */
export function refusalOfIssue(issue: FieldIssue): PlatformRefusal {
  const { pointer } = issue
  const label = issue.label === undefined ? '' : `字段“${issue.label}”`
  switch (issue.kind) {
    case 'missing':
      return refuse.body(pointer, `映射到${label}必填性规则校验失败，此字段为必填项`, 'is required')
    case 'null':
      return refuse.body(pointer, `映射到${label}失败，不允许为null`, issue.expected)
    case 'unknown':
      return new PlatformRefusal({
        status: 400,
        code: 'PARAM_ERROR',
        numeric: NUMERIC.extra,
        zh: `请求中含有未定义的参数“${pointer.slice(1)}”`,
        en: `undefined parameter ${pointer.slice(1)}`,
        detail: { field: `/body${pointer}`, issue: 'undefined parameter', location: 'body' },
      })
    case 'type':
      return refuse.body(pointer, `映射到${label}失败，${issue.expected}`, issue.expected, issue.value)
    case 'too-long':
      return refuse.body(
        pointer,
        `映射到${label}字符串规则校验失败，字符数 ${issue.counted}，大于最大值 ${issue.limit}`,
        issue.expected,
      )
    case 'too-short':
      return refuse.body(
        pointer,
        `映射到${label}字符串规则校验失败，字符数 ${issue.counted}，小于最小值 ${issue.limit}`,
        issue.expected,
      )
    case 'too-many':
      return refuse.body(
        pointer,
        `映射到${label}失败，数量 ${issue.counted}，大于最大值 ${issue.limit}`,
        issue.expected,
      )
    case 'supplementary':
      return invalidRequest(
        `输入源“/body${pointer}”含有不支持的字符，仅支持1-3字节的UTF-8字符`,
        `/body${pointer}: ${issue.expected}`,
      )
    default:
      return refuse.body(pointer, `映射到${label}失败，${issue.expected}`, issue.expected, issue.value)
  }
}

/** The platform's words for what the state machine forbids. */
export function refusalOfTransition(refusal: TransitionRefusal): PlatformRefusal {
  switch (refusal) {
    case 'ALREADY_DECIDED':
    case 'ALREADY_REFUNDED':
      return refuse.decisionImpossible()
    default:
      return refuse.alreadyProcessed()
  }
}
