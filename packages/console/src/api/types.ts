import type { components, operations } from './schema.generated.d.ts'

/** Short names for the shapes of the desk's published document. */
type Schemas = components['schemas']

export type User = Schemas['User']
export type Complaint = Schemas['Complaint']
export type ComplaintDetail = Schemas['ComplaintDetail']
export type ComplaintPage = Schemas['ComplaintPage']
export type ComplaintListParameters = NonNullable<operations['listComplaints']['parameters']['query']>
export type Deadline = Schemas['Deadline']
export type Episode = Schemas['Episode']
export type TimelineEntry = Schemas['TimelineEntry']
export type TimelineImage = Schemas['TimelineImage']
export type Action = Schemas['Action']
export type Merchant = Schemas['Merchant']
export type RefundRules = Schemas['RefundRules']
export type RefundDecision = Schemas['NewRefundDecision']
export type MerchantSync = Schemas['MerchantSync']
export type Note = Schemas['Note']
export type Reason = Schemas['Reason']

export type RightsTicket = Schemas['RightsTicket']
export type TicketState = RightsTicket['ticketState']
export type HeldNotice = Schemas['HeldNotice']
export type ReplyWindow = Schemas['ReplyWindow']
export type Message = Schemas['Message']
export type MessageType = Message['type']
export type NewOrderFacts = Schemas['NewOrderFacts']
export type OfficialAccount = Schemas['OfficialAccount']
export type AccountTerms = Schemas['AccountTerms']
export type MediaKind = operations['uploadMedia']['parameters']['query']['kind']

/** A file kept by the desk, ready to be named in a message. */
export type StoredMedia = Schemas['UploadedMedia']

/** A picture kept by the desk, ready to be named in a reply. */
export type StoredPicture = Pick<Schemas['UploadedImage'], 'mediaKey' | 'url'>
