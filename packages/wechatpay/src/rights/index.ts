export {
  type AppSignatureFields,
  type PaySignKey,
  type PaySignKeyOptions,
  parsePaySignKey,
  verifyAppSignature,
} from './app-signature.ts'
export { type AppId, type FeedbackId, type OpenId, parseAppId, parseFeedbackId, parseOpenId } from './ids.ts'
export { allowedPictureUrl, DEFAULT_PICTURE_HOSTS } from './picture-url.ts'
export { type ReceivedRightsNotice, receiveRightsNotice } from './receive-rights-notice.ts'
export { RIGHTS_ANSWER, type RightsNotice, type RightsNoticeKind } from './rights-notice.ts'
