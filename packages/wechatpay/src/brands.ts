declare const brand: unique symbol

/** Text that is only compared and passed on, never taken apart; the name keeps kinds from being mixed up. */
export type Branded<Name extends string> = string & { readonly [brand]: Name }

/** Number of a complaint (投诉单号), up to 64 characters, today 27 digits. */
export type ComplaintId = Branded<'ComplaintId'>
/** Merchant number (商户号, mchid), digits. */
export type MerchantId = Branded<'MerchantId'>
/** Serial of a certificate, or an id `PUB_KEY_ID_…`. Opaque: never parsed, never stripped. */
export type SerialNumber = Branded<'SerialNumber'>
/** A picture uploaded for complaints. Only the complaint upload returns one; other uploads make ids the reply rejects. */
export type ComplaintMediaId = Branded<'ComplaintMediaId'>
/** Id of a notification, the same on every delivery. */
export type NotificationId = Branded<'NotificationId'>
/** Id of an entry of the negotiation history. */
export type LogId = Branded<'LogId'>

/** Money in fen (1/100 CNY), an integer. */
export type Fen = number

/** A point in time and the text it was read from. */
export interface Instant {
  readonly date: Date
  /** Exactly as received. */
  readonly text: string
}

/** Reads back a media id that an earlier upload returned and the caller stored. */
export const restoreComplaintMediaId = (stored: string): ComplaintMediaId => branded('ComplaintMediaId', stored)

/** The one place where text becomes a branded id; whoever calls it has read the text where such ids stand. */
export const branded = <Name extends string>(_kind: Name, text: string): Branded<Name> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a brand exists in types only, nothing can be tested
  text as Branded<Name>
