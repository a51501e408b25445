export type { AccessTokenStore, StoredToken, TokenEndpoint } from './access-token/stored-token.ts'
export { createMemoryTokenStore } from './access-token/stored-token.ts'
export { loadOfficialAccount, type OfficialAccount, type OfficialAccountInput } from './account.ts'
export type * from './client-types.ts'
export { createOfficialAccountClient, OFFICIAL_ACCOUNT_BASE_URL } from './create-official-account-client.ts'
export { type AppId, type OpenId, parseAppId, parseOpenId } from './ids.ts'
export { checkMedia, MEDIA_RULES, type MediaKind } from './media/media-kind.ts'
export type { MediaUpload, UploadedMedia } from './media/upload.ts'
export { buildMessageRequest } from './messages/build-message.ts'
export type * from './messages/message.ts'
export { MESSAGE_PROFILES, type MessageProfile, type ProfileName } from './messages/profile.ts'
export {
  REPLY_ALLOWANCES,
  type ReplyWindow,
  replyWindow,
  type WindowEntry,
  type WindowTrigger,
} from './messages/reply-window.ts'
export type {
  InboundEvent,
  InboundEventName,
  InboundMessage,
  InboundMessageType,
  InboundPush,
} from './push/inbound-push.ts'
export { NEUTRAL_ANSWER, sealReply, writeTextReply } from './push/passive-reply.ts'
export { type PushCipher, parsePushCipher } from './push/push-cipher.ts'
export { createPushHandler, type PushAnswer, type PushHandlerOptions, type PushRequest } from './push/push-handler.ts'
export type { PushQuery, PushSettings } from './push/push-settings.ts'
export { type PushToken, parsePushToken } from './push/push-token.ts'
export { answerAddressCheck, type ProvedPush, type ReceivedPush, receivePush } from './push/receive-push.ts'
export { errcodeOf, refusalKind } from './transport/answer.ts'
export type { RefusalKind } from './transport/errcodes.ts'
export type { ApiRequest } from './transport/send-api.ts'
export type { TokenCaller } from './transport/token-caller.ts'
