import { type ApiCall, asText, done, json, readJsonBody } from '../official-account/api-call.ts'
import { ApiRefusal } from '../official-account/api-refusal.ts'
import { appSignature } from '../official-account/signing.ts'

/** updatefeedback: the merchant has finished with a ticket. */
export const updateFeedback: ApiCall = {
  name: 'feedback-update',
  method: 'GET',
  path: '/payfeedback/update',
  handle({ official, rights, account, query }) {
    const openId = query.get('openid') ?? ''
    if (openId === '') throw new ApiRefusal(49002)
    const ticket = official.services.state.tickets.get(query.get('feedbackid') ?? '')
    if (ticket === undefined || ticket.appId !== account.appId) throw new ApiRefusal(49300)
    if (ticket.openId !== openId) throw new ApiRefusal(49003)
    if (!rights.mark(ticket.feedbackId)) throw new ApiRefusal(49302)
    return done
  },
}

const SIGNED = ['appid', 'openid', 'transid', 'out_trade_no', 'deliver_timestamp', 'deliver_status', 'deliver_msg']

/** delivernotify: what became of an order. */
export const deliverNotify: ApiCall = {
  name: 'delivery',
  method: 'POST',
  path: '/pay/delivernotify',
  handle({ official, rights, account, body }) {
    const given = readJsonBody(body)
    const fields = Object.fromEntries(SIGNED.map((name) => [name, asText(given[name])]))
    if (fields['appid'] !== account.appId) throw new ApiRefusal(49001)
    if (fields['openid'] === '' || fields['transid'] === '') throw new ApiRefusal(49002)
    const { paySignKey } = official.secrets(account.appId)
    const signed = asText(given['sign_method']).toLowerCase() === 'sha1'
    if (!signed || asText(given['app_signature']) !== appSignature(paySignKey, fields)) throw new ApiRefusal(49004)
    const payment = official.services.state.payments.get(fields['transid'] ?? '')
    if (payment === undefined || payment.appId !== account.appId) throw new ApiRefusal(49005)
    if (payment.openId !== fields['openid']) throw new ApiRefusal(49003)
    const at = Number(fields['deliver_timestamp']) * 1000
    const status = { '1': 'delivered', '0': 'failed' } as const
    const delivered = fields['deliver_status']
    if (!(at > 0) || (delivered !== '1' && delivered !== '0')) throw new ApiRefusal(40035)
    rights.recordDelivery(payment, { status: status[delivered], at, message: fields['deliver_msg'] ?? '' })
    return done
  },
}

/** The addresses that notifications and pushes come from. */
export const callbackAddresses: ApiCall = {
  name: 'token',
  method: 'GET',
  path: '/cgi-bin/getcallbackip',
  handle: () => json({ ip_list: ['127.0.0.1', '::1'] }),
}
