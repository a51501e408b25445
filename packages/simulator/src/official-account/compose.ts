import { type PayfeedbackFault, payfeedbackXml } from '../rights/payfeedback-xml.ts'
import type { FaultKind } from '../simulator-api.ts'
import { type OfficialAccount, secretsOf } from './account.ts'
import type { Outgoing } from './courier.ts'
import type { ExchangeResult } from './exchange.ts'
import type { OfficialState } from './official-state.ts'
import type { Parcel } from './parcel.ts'
import { openReply, pushSignature, sealPush } from './signing.ts'
import { document, element, textOf } from './xml.ts'

export interface ComposeContext {
  readonly seed: string
  readonly state: OfficialState
  readonly random: (length: number) => Uint8Array
  readonly wireSeconds: () => number
  readonly pictureUrl: (pictureId: string) => string
}

/** Writes one attempt; undefined while the account has no address for it. */
export function composeParcel(
  context: ComposeContext,
  parcel: Parcel,
  fault: FaultKind | undefined,
): Outgoing | undefined {
  const account = context.state.accounts.get(parcel.appId)
  if (account === undefined) return undefined
  return parcel.kind === 'push'
    ? composePush(context, account, parcel, fault)
    : composeNotice(context, account, parcel, fault)
}

const NOTICE_FAULTS: readonly PayfeedbackFault[] = [
  'wrong-signature',
  'stale-clock',
  'unknown-enum',
  'xml-doctype',
  'xml-variant',
]

function composeNotice(
  context: ComposeContext,
  account: OfficialAccount,
  parcel: Parcel,
  fault: FaultKind | undefined,
): Outgoing | undefined {
  const ticket = context.state.tickets.get(parcel.feedbackId ?? '')
  const kind = (['request', 'confirm', 'reject'] as const).find((name) => name === parcel.action)
  if (account.payfeedbackUrl === null || ticket === undefined || kind === undefined) return undefined
  const body = payfeedbackXml({
    ticket,
    kind,
    stamp: parcel.stamp,
    paySignKey: secretsOf(context.seed, account.appId).paySignKey,
    pictureUrls: ticket.pictures.map(context.pictureUrl),
    fault: NOTICE_FAULTS.find((candidate) => candidate === fault),
  })
  return { url: account.payfeedbackUrl, body }
}

const STALE_SECONDS = 3600

function composePush(
  context: ComposeContext,
  account: OfficialAccount,
  parcel: Parcel,
  fault: FaultKind | undefined,
): Outgoing | undefined {
  if (account.pushUrl === null) return undefined
  const { pushToken, encodingAesKey, originalId } = secretsOf(context.seed, account.appId)
  const timestamp = String(context.wireSeconds() - (fault === 'stale-clock' ? STALE_SECONDS : 0))
  const nonce = String(Buffer.from(context.random(4)).readUInt32BE())
  const spoil = (signature: string): string =>
    fault === 'wrong-signature' ? signature.split('').reverse().join('') : signature
  const message = fault === 'xml-doctype' ? `<!DOCTYPE xml [<!ENTITY x "x">]>${parcel.message}` : parcel.message
  const url = new URL(account.pushUrl)
  url.searchParams.set('signature', spoil(pushSignature(pushToken, timestamp, nonce)))
  url.searchParams.set('timestamp', timestamp)
  url.searchParams.set('nonce', nonce)
  url.searchParams.set('openid', parcel.openId)
  if (account.pushMode === 'plain') return { url: url.href, body: message }
  const encrypted = sealPush(encodingAesKey, account.appId, message, context.random(16))
  url.searchParams.set('encrypt_type', 'aes')
  url.searchParams.set('msg_signature', spoil(pushSignature(pushToken, timestamp, nonce, encrypted)))
  if (account.pushMode === 'compatible')
    return { url: url.href, body: message.replace('</xml>', `${element('Encrypt', encrypted)}</xml>`) }
  return { url: url.href, body: document([element('ToUserName', originalId), element('Encrypt', encrypted)]) }
}

export type PushReply =
  | { readonly kind: 'neutral' }
  | { readonly kind: 'text'; readonly content: string }
  | { readonly kind: 'broken' }

/** What the merchant's server answered to a push. Anything but an empty body, `success` or a reply counts as broken. */
export function readPushReply(seed: string, account: OfficialAccount, result: ExchangeResult): PushReply {
  if (result.status !== 200) return { kind: 'broken' }
  const text = result.text.trim()
  if (text === '' || text === 'success') return { kind: 'neutral' }
  const reply = account.pushMode === 'plain' ? text : openSealedReply(seed, account, text)
  const content = reply === undefined ? undefined : textOf(reply, 'Content')
  return content === undefined ? { kind: 'broken' } : { kind: 'text', content }
}

function openSealedReply(seed: string, account: OfficialAccount, text: string): string | undefined {
  const { pushToken, encodingAesKey } = secretsOf(seed, account.appId)
  const [encrypted, signature, timestamp, nonce] = ['Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce'].map(
    (name) => textOf(text, name) ?? '',
  )
  const expected = pushSignature(pushToken, timestamp ?? '', nonce ?? '', encrypted ?? '')
  return signature === expected ? openReply(encodingAesKey, account.appId, encrypted ?? '') : undefined
}
