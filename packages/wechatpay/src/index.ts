export { type AdapterOptions, answerNotification, type NotificationAnswer } from './adapters/answer.ts'
export { expressHandler } from './adapters/express.ts'
export { fastifyHandler, fastifyNotifications } from './adapters/fastify.ts'
export { fetchHandler, honoHandler } from './adapters/fetch.ts'
export { koaHandler } from './adapters/koa.ts'
export { nodeHandler } from './adapters/node.ts'
export type {
  Branded,
  ComplaintId,
  ComplaintMediaId,
  Fen,
  Instant,
  LogId,
  MerchantId,
  NotificationId,
  SerialNumber,
} from './brands.ts'
export { restoreComplaintMediaId } from './brands.ts'
export { openAead, type SealedResource, sealAead } from './cipher/aead.ts'
export { decryptSensitive, encryptSensitive } from './cipher/sensitive.ts'
export type { AnyRequest } from './client/any-request.ts'
export { createClient } from './client/create-client.ts'
export type * from './client/types.ts'
export type * from './complaints/complaint.ts'
export type { RefundDecision } from './complaints/decide-refund.ts'
export type * from './complaints/history-entry.ts'
export type * from './complaints/message.ts'
export {
  type ActionDraft,
  action,
  type BlockDraft,
  type ButtonDraft,
  block,
  type ExpiryDraft,
  type FaqDraft,
  type ImmediateMessageDraft,
} from './complaints/message-builder.ts'
export type { ImmediateReply, ImmediateReplyReceipt } from './complaints/reply-immediately.ts'
export type { Echo, EchoAnswer } from './echo/echo.ts'
export {
  hasCode,
  PlatformError,
  type PlatformRefusal,
  ProtocolError,
  type ProtocolErrorCode,
  type SanitisedRequest,
  TransportError,
  type TransportErrorCode,
} from './errors.ts'
export { type HeaderSource, readHeader } from './headers.ts'
export { type ComplaintRange, iterateComplaints, iterateHistory } from './iterating/complaints.ts'
export { type ApiV3Key, parseApiV3Key } from './keys/api-v3-key.ts'
export { createKeyring, type KeyMode, type Keyring } from './keys/keyring.ts'
export {
  loadMerchantIdentity,
  type MerchantIdentity,
  type MerchantIdentityInput,
  parseMerchantId,
} from './keys/merchant-identity.ts'
export { type MerchantKeyPair, readPkcs12 } from './keys/pkcs12.ts'
export {
  type PlatformCertificate,
  type PlatformKey,
  type PlatformPublicKey,
  platformCertificate,
  platformPublicKey,
  type SignedMessage,
} from './keys/platform-key.ts'
export type { AeadAlgorithm, CryptoSuite, SignatureScheme } from './keys/suite.ts'
export type {
  ComplaintNotification,
  EchoNotification,
  EventType,
  Notification,
  NotificationAction,
  OtherNotification,
} from './notifications/notification.ts'
export { type ReceivedNotification, receiveNotification } from './notifications/receive-notification.ts'
export {
  createNotificationReceiver,
  type NotificationReceiver,
  type NotificationReceiverOptions,
  type ReceivedComplaintNotification,
  type ReceivedEvent,
} from './notifications/receiver.ts'
export {
  type ClaimResult,
  type MemoryReplayCacheOptions,
  memoryReplayCache,
  type ReplayCache,
} from './notifications/replay-cache.ts'
export { createNotificationRouter, type EventName, eventName, type NotificationRouter } from './notifications/router.ts'
export { verifyNotification } from './notifications/verify-notification.ts'
export * from './official-account/index.ts'
export { isKnown, type Open, openText, type Unknown } from './open-enum.ts'
export type { Drift, OnDrift } from './reading/drift.ts'
export { parseInstant } from './reading/instant.ts'
export type { Refund, RefundedOrder, RefundRequest, RefundState } from './refunds/refund.ts'
export * from './rights/index.ts'
export { loadShangMi, type ShangMi } from './shangmi/load.ts'
export {
  authorizationHeader,
  type HttpMethod,
  type RequestToSign,
  requestMessage,
  type SignatureStamp,
  signRequest,
} from './signing/sign-request.ts'
export {
  answerMessage,
  readSignatureHeaders,
  type SignatureHeaders,
  type VerifyOptions,
  verifySignature,
} from './signing/verify-signature.ts'
export type { Observe, TransportEvent } from './transport/events.ts'
export type { RetryPolicy } from './transport/policy.ts'
export type { CallName, Effect } from './transport/request.ts'
