/** What to do about each code of this package. The errors page of the documentation is checked against these lists. */
export const PROTOCOL_REMEDIES = {
  ACCOUNT_MISMATCH: 'The message is for another official account: check which account the address was registered for.',
  AES_KEY_INVALID: 'Give the EncodingAESKey of the message push settings: exactly 43 letters and digits.',
  ANSWER_INVALID: 'Report the field with the Request-ID: the platform sent a shape that this version cannot read.',
  ANSWER_TOO_LARGE: 'Raise the size limit of the call if the size is expected.',
  API_V3_KEY_INVALID:
    'Give the APIv3 key of the merchant console: exactly 32 ASCII characters. The older API key, the private key and a value with quotes or a line break are the usual mix-ups.',
  ARGUMENT_INVALID: 'Correct the named argument. Nothing was sent.',
  BASE_URL_INVALID: 'Give an https address without path, query or credentials, such as https://api.mch.weixin.qq.com.',
  BODY_INVALID: 'The notification is genuine but has an unknown shape: keep its bytes and update this package.',
  BODY_NOT_JSON: 'Check that the bytes are the whole body and nothing else; the signature covered exactly these bytes.',
  BODY_PARSED_ALREADY:
    'Hand over the raw bytes: move the JSON body parser behind this handler, or exclude the notification path from it.',
  BODY_TOO_LARGE: 'Do not process it: notifications of the platform stay below this size.',
  CERTIFICATE_INVALID: 'Give the certificate as PEM text, from BEGIN CERTIFICATE to END CERTIFICATE.',
  CERTIFICATE_KEY_MISMATCH:
    'Give the private key that belongs to the certificate (apiclient_key.pem, apiclient_cert.pem).',
  DECRYPT_FAILED:
    'The usual causes: another or a changed APIv3 key, the associated data left out, or Base64 decoded twice. For a phone number: the private key of another merchant or of a replaced certificate.',
  DELIVERY_IN_PROGRESS:
    'Answer 5xx: the platform delivers again, unless the delivery that is being processed succeeds.',
  ENCRYPT_FAILED: 'Shorten the text: RSA-2048 with OAEP takes at most 214 bytes.',
  HEADER_MISSING:
    'Check that the proxy in front passes the Wechatpay-* headers on. A request without them does not come from the platform.',
  IMAGE_INVALID: 'Give a jpg, png or bmp picture of at most 2 MB with a file name that ends accordingly.',
  MEDIA_INVALID: 'Give a file of a format and size that the kind allows (image, voice, video, thumb).',
  MEDIA_URL_INVALID: 'Pass the media_url exactly as the platform gave it.',
  MERCHANT_ID_INVALID: 'Give the merchant number (mchid) as a string of digits, 8 to 32 of them.',
  OWN_CERTIFICATE:
    'This is the merchant API certificate. Answers are proved with the platform certificate or the WeChat Pay public key; take one of those.',
  PKCS12_INVALID:
    'Give the file apiclient_cert.p12 with its password, which is the merchant number unless it was changed.',
  PKCS12_UNAVAILABLE:
    'Install the optional peer node-forge to read PKCS#12 files, or take apiclient_key.pem and apiclient_cert.pem from the same archive.',
  PLATFORM_KEY_EXPIRED: 'Refresh the platform certificates, or switch the merchant to the WeChat Pay public key.',
  PLATFORM_KEY_INVALID: 'Give the WeChat Pay public key as PEM text, from BEGIN PUBLIC KEY to END PUBLIC KEY.',
  PLATFORM_KEY_ID_INVALID: 'Give the whole id of the merchant console, with its prefix PUB_KEY_ID_.',
  PLATFORM_KEY_UNKNOWN:
    'Refresh the platform keys. If it persists, compare the serial with the merchant console: a certificate may be configured where the public key signs, or the reverse.',
  PAY_SIGN_KEY_INVALID:
    'Give the paySignKey (appKey) of the official account as it was issued, without quotes or white space around it.',
  PRIVATE_KEY_INVALID: 'Give the merchant API private key as PEM text (PKCS#8 or PKCS#1), RSA with 2048 bits or more.',
  PUBLISHED_KEY: 'Everybody knows this key. Take the one that was issued for the account; it is for tests only.',
  REPLAYED: 'Answer as for the first delivery; the notification has been received before.',
  SERIAL_MISMATCH: 'Remove the configured serial number, or give the certificate that it belongs to.',
  SERIAL_MISSING: 'Give the serial number of the merchant API certificate, or the certificate itself.',
  SHANGMI_UNAVAILABLE: 'Install the optional peer sm-crypto-v2; it is needed for merchants that use the SM suite only.',
  SIGNATURE_INVALID:
    'Check that the bytes are those received (not parsed and printed again) and that the key belongs to this platform. Do not use the content.',
  SIGNATURE_PROBE:
    'Nothing to mend: the platform sends wrong signatures on purpose. Answer 401; the genuine notification follows.',
  SIGNATURE_TYPE_UNSUPPORTED: 'Configure the suite that the merchant uses: RSA, or SM2 with SM3.',
  TIMESTAMP_OUT_OF_RANGE:
    'Compare this clock with a time server. If it is right, the message is old: do not accept it.',
  XML_FORBIDDEN:
    'Do not process it: the platform never sends document types, entities or instructions. Look for an attack.',
  XML_INVALID: 'Check that the bytes are the whole body, in UTF-8. Nothing was read from them.',
  XML_TOO_LARGE: 'Do not process it: messages of the platform are far smaller. Look for an attack.',
} as const

export const TRANSPORT_REMEDIES = {
  ABORTED: 'The caller ended the call. A write may have taken effect: read before repeating.',
  CONNECTION_FAILED: 'Nothing was sent. Check name resolution, firewall and proxy, then repeat.',
  OUTCOME_UNKNOWN:
    'The write may have taken effect. Read the complaint and its negotiation history before repeating it.',
  TIMEOUT: 'Repeat later; raise timeoutMs if the connection is known to be slow.',
} as const

/** Codes the platform is known to send. The list is open: others are passed on as they come. */
export const PLATFORM_REMEDIES = {
  FREQUENCY_LIMITED: 'Slow down: the limits count per merchant and call, and per minute.',
  FREQUENCY_LIMIT_EXCEED: 'Slow down: the limits count per merchant and call, and per minute.',
  INVALID_REQUEST:
    'Read the complaint again: it may be in another state, or the action was done before. Else compare the request with the documentation.',
  NOT_FOUND: 'Check the id and the path.',
  NO_AUTH:
    'Check that the complaint belongs to this merchant or to a sub-merchant bound to this partner, and that the feature is enabled for it.',
  PARAM_ERROR: 'Correct the field named in the detail, then send again.',
  RATELIMIT_EXCEEDED: 'Slow down: the limits count per merchant and call, and per minute.',
  RESOURCE_NOT_EXISTS:
    'Nothing is set under this name. For certificates: the merchant works with the WeChat Pay public key; configure that.',
  SERVICE_UNAVAILABLE: 'Repeat with the same parameters after a pause.',
  SIGN_ERROR:
    'Check the serial number against the merchant API certificate, the private key against the serial, and the clock (at most 5 minutes apart).',
  SYSTEM_ERROR: 'Repeat with the same parameters after a pause. For a write, read first.',
} as const
