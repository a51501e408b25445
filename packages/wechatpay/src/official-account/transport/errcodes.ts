/**
 * What to do about a refusal:
 * - `token`: the access token; refreshed and repeated once by this package.
 * - `busy`: repeat after a pause. `minute-quota`: repeat in the next minute. `day-quota`: stop until tomorrow.
 * - `window`: the payer must act first. `done`: it was done before.
 * - `configuration`: a person must change the account or its settings.
 * - `permanent`: repeating the same request never helps.
 */
export type RefusalKind =
  | 'token'
  | 'busy'
  | 'minute-quota'
  | 'day-quota'
  | 'window'
  | 'done'
  | 'configuration'
  | 'permanent'

export interface Errcode {
  /** Stable name of this package for the platform's number. */
  readonly code: string
  readonly kind: RefusalKind
  readonly remedy: string
}

const row = (code: string, kind: RefusalKind, remedy: string): Errcode => ({ code, kind, remedy })

const REQUEST_BUG = 'Report it: this package should not send such a request.'
const MEDIA_REMEDY = 'Upload the file again in a format and size that the kind allows.'
const TOKEN_REMEDY =
  'Nothing to do once: a new token is fetched. If it repeats, another program renews the token of this account.'

/** Answers of every call (spec legacy-v16 3.3, 4.3, 5.5, 5.6). The list is open. */
export const ERRCODES: ReadonlyMap<number, Errcode> = new Map([
  [-1, row('SYSTEM_BUSY', 'busy', 'Repeat after a pause.')],
  [40001, row('ACCESS_TOKEN_SUPERSEDED', 'token', TOKEN_REMEDY)],
  [40014, row('ACCESS_TOKEN_INVALID', 'token', TOKEN_REMEDY)],
  [42001, row('ACCESS_TOKEN_EXPIRED', 'token', TOKEN_REMEDY)],
  [41001, row('ACCESS_TOKEN_MISSING', 'permanent', REQUEST_BUG)],
  [40002, row('GRANT_TYPE_INVALID', 'permanent', REQUEST_BUG)],
  [40003, row('OPENID_INVALID', 'permanent', 'Check that the payer belongs to this official account.')],
  [40004, row('MEDIA_TYPE_INVALID', 'permanent', 'Use media of the kind that the message needs.')],
  [40005, row('FILE_TYPE_INVALID', 'permanent', MEDIA_REMEDY)],
  [40006, row('FILE_SIZE_INVALID', 'permanent', MEDIA_REMEDY)],
  [
    40007,
    row('MEDIA_ID_INVALID', 'permanent', 'Upload the file again: media live three days and belong to one account.'),
  ],
  [40008, row('MESSAGE_TYPE_INVALID', 'permanent', 'Choose another type of message.')],
  [40009, row('IMAGE_SIZE_INVALID', 'permanent', MEDIA_REMEDY)],
  [40010, row('VOICE_SIZE_INVALID', 'permanent', MEDIA_REMEDY)],
  [40011, row('VIDEO_SIZE_INVALID', 'permanent', MEDIA_REMEDY)],
  [40012, row('THUMB_SIZE_INVALID', 'permanent', MEDIA_REMEDY)],
  [40013, row('APP_ID_INVALID', 'configuration', 'Check the appId of the account.')],
  [40033, row('CHARSET_INVALID', 'permanent', REQUEST_BUG)],
  [40035, row('ARGUMENTS_INVALID', 'permanent', 'Compare the arguments with the documentation.')],
  [40097, row('ARGUMENTS_INVALID', 'permanent', 'Compare the arguments with the documentation.')],
  [40125, row('APP_SECRET_INVALID', 'configuration', 'Check the appSecret of the account; it may have been reset.')],
  [
    40164,
    row('CALLER_ADDRESS_NOT_LISTED', 'configuration', "Add this machine's address to the IP whitelist of the account."),
  ],
  [
    61004,
    row('CALLER_ADDRESS_NOT_LISTED', 'configuration', "Add this machine's address to the IP whitelist of the account."),
  ],
  [40200, row('ACCOUNT_TYPE_INVALID', 'permanent', 'This type of message needs a verified account.')],
  [40243, row('APP_SECRET_FROZEN', 'configuration', 'Lift the freeze of the appSecret; it takes about ten minutes.')],
  [41002, row('APP_ID_MISSING', 'permanent', REQUEST_BUG)],
  [41004, row('APP_SECRET_MISSING', 'permanent', REQUEST_BUG)],
  [41005, row('MEDIA_MISSING', 'permanent', REQUEST_BUG)],
  [41009, row('OPENID_MISSING', 'permanent', REQUEST_BUG)],
  [43001, row('METHOD_INVALID', 'permanent', REQUEST_BUG)],
  [43002, row('METHOD_INVALID', 'permanent', REQUEST_BUG)],
  [43003, row('HTTPS_REQUIRED', 'configuration', 'Use an https address of the platform.')],
  [43004, row('NOT_SUBSCRIBED', 'window', 'The payer does not follow the account; reach them another way.')],
  [43019, row('PAYER_BLACKLISTED', 'permanent', 'Take the payer off the blacklist of the account first.')],
  [44001, row('MEDIA_EMPTY', 'permanent', MEDIA_REMEDY)],
  [44002, row('BODY_EMPTY', 'permanent', REQUEST_BUG)],
  [44003, row('NEWS_EMPTY', 'permanent', 'Give the article a title, text, link or picture.')],
  [44004, row('CONTENT_EMPTY', 'permanent', 'Write a text.')],
  [45001, row('MEDIA_TOO_LARGE', 'permanent', MEDIA_REMEDY)],
  [45002, row('CONTENT_TOO_LONG', 'permanent', 'Shorten the text or send it in parts.')],
  [45003, row('TITLE_TOO_LONG', 'permanent', 'Shorten the title.')],
  [45004, row('DESCRIPTION_TOO_LONG', 'permanent', 'Shorten the description.')],
  [45005, row('URL_TOO_LONG', 'permanent', 'Shorten the link.')],
  [45006, row('PICTURE_URL_TOO_LONG', 'permanent', 'Shorten the address of the picture.')],
  [45007, row('PLAYING_TIME_TOO_LONG', 'permanent', MEDIA_REMEDY)],
  [45008, row('TOO_MANY_ARTICLES', 'permanent', 'Send one article; older accounts take more.')],
  [
    45009,
    row('DAY_QUOTA_USED_UP', 'day-quota', 'Stop until tomorrow, or reset the quota in the console of the account.'),
  ],
  [45011, row('MINUTE_QUOTA_USED_UP', 'minute-quota', 'Slow down and repeat in the next minute.')],
  [45015, row('REPLY_WINDOW_CLOSED', 'window', 'Wait until the payer writes again, or reach them another way.')],
  [45047, row('REPLY_COUNT_USED_UP', 'window', 'Wait until the payer writes again, or reach them another way.')],
  [45072, row('TYPING_COMMAND_INVALID', 'permanent', REQUEST_BUG)],
  [45080, row('TYPING_TOO_LATE', 'window', 'The sign needs an exchange with the payer within the last 30 seconds.')],
  [45081, row('TYPING_SHOWN_ALREADY', 'done', 'Nothing to do: it is shown for 15 seconds.')],
  [
    45087,
    row('MESSAGES_BLOCKED', 'configuration', 'The platform stopped the messages of this account; see its console.'),
  ],
  [45098, row('MENU_TOO_LONG', 'permanent', 'Offer fewer items.')],
  [45099, row('MENU_ITEM_TOO_LONG', 'permanent', 'Shorten the items.')],
  [47001, row('DATA_FORMAT_INVALID', 'permanent', REQUEST_BUG)],
  [47002, row('CHARSET_INVALID', 'permanent', REQUEST_BUG)],
  [48001, row('API_NOT_PERMITTED', 'configuration', 'Ask for the permission in the console of the account.')],
  [48002, row('PAYER_REFUSES_MESSAGES', 'window', 'The payer switched messages off; reach them another way.')],
  [48004, row('API_FORBIDDEN', 'configuration', 'The platform blocked the call for this account; see its console.')],
  [48008, row('MESSAGE_TYPE_NOT_PERMITTED', 'configuration', 'Ask for the permission in the console of the account.')],
  [49001, row('APP_ID_MISMATCH', 'configuration', 'Use the token of the account that the message names.')],
  [49002, row('OPENID_OR_TRANSACTION_MISSING', 'permanent', REQUEST_BUG)],
  [49003, row('OPENID_MISMATCH', 'permanent', 'Check that the payer belongs to this account and owns the ticket.')],
  [49004, row('APP_SIGNATURE_REFUSED', 'configuration', 'Check the paySignKey of the account.')],
  [49005, row('TRANSACTION_UNKNOWN', 'permanent', 'Check the transaction number (TransId).')],
  [49300, row('FEEDBACK_UNKNOWN', 'permanent', 'Check the ticket number and the account it came from.')],
  [49301, row('FEEDBACK_EXISTS', 'done', 'There is a ticket for this payment already.')],
  [49302, row('FEEDBACK_ALREADY_CHANGED', 'done', 'Nothing to do: the ticket is marked or closed already.')],
  [50001, row('USER_NOT_AUTHORISED', 'permanent', 'Check the permission of the account and of the payer.')],
  [50002, row('USER_LIMITED', 'permanent', 'The payer is limited by the platform.')],
  [50004, row('TOKEN_NOT_PERMITTED', 'configuration', 'The account is punished; see its console.')],
  [61450, row('AGENT_SYSTEM_ERROR', 'busy', 'Repeat after a pause.')],
  [61451, row('AGENT_ARGUMENT_INVALID', 'permanent', 'Compare the agent with the documentation.')],
  [61452, row('AGENT_UNKNOWN', 'configuration', 'Create the agent account, or send without one.')],
  [61453, row('AGENT_EXISTS', 'done', 'Nothing to do: the agent exists.')],
  [61454, row('AGENT_NAME_TOO_LONG', 'permanent', 'At most 10 Latin characters.')],
  [61455, row('AGENT_NAME_INVALID', 'permanent', 'Letters, digits and _ only.')],
  [61456, row('TOO_MANY_AGENTS', 'configuration', 'Remove an agent first.')],
  [61457, row('FILE_TYPE_INVALID', 'permanent', MEDIA_REMEDY)],
  [89503, row('CALLER_ADDRESS_RISKY', 'configuration', "An administrator must approve this machine's address.")],
])

/** At the token call 40001 speaks of the secret, since there is no token yet. */
export const TOKEN_ERRCODES: ReadonlyMap<number, Errcode> = new Map([
  ...ERRCODES,
  [40001, row('APP_SECRET_INVALID', 'configuration', 'Check the appSecret of the account; it may have been reset.')],
])

export const UNKNOWN_ERRCODE_REMEDY = 'Look the number up in the list of global return codes of the platform.'
