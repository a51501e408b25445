export {
  type AppSignatureFields,
  type PaySignKey,
  type PaySignKeyOptions,
  parsePaySignKey,
  verifyAppSignature,
} from './app-signature.ts'
export { createRightsClient, type RightsClient } from './create-rights-client.ts'
export type { DeliveryNotice } from './delivery-notice.ts'
export { type FeedbackId, parseFeedbackId } from './ids.ts'
export { allowedPictureUrl, DEFAULT_PICTURE_HOSTS } from './picture-url.ts'
export { type ReceivedRightsNotice, receiveRightsNotice } from './receive-rights-notice.ts'
export { RIGHTS_ANSWER, type RightsNotice, type RightsNoticeKind } from './rights-notice.ts'
export type { MarkOutcome, RightsTicket } from './update-feedback.ts'
