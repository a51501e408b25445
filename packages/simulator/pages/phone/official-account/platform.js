import { get, post } from '../../shared/http.js'

const account = (appId) => `/_sim/official-accounts/${encodeURIComponent(appId)}`
const ticket = (feedbackId) => `/_sim/rights/${encodeURIComponent(feedbackId)}`

export const readAccounts = () => get('/_sim/official-accounts')
export const readAccount = (appId) => get(account(appId))

/** The payer's own conversation; undefined before they have met the account. */
export const readChat = async (appId, payerId) =>
  (await get(`${account(appId)}/chats`)).find((chat) => chat.payerId === payerId)

export const readPayments = async (appId, openId) =>
  (await get(`${account(appId)}/payments`)).filter((payment) => payment.openId === openId)

export const readTickets = async (appId, payerId) =>
  (await get('/_sim/rights')).filter((item) => item.appId === appId && item.payerId === payerId).reverse()

export const sendMessage = (appId, payerId, content) => post(`${account(appId)}/messages`, { payerId, ...content })
export const act = (appId, payerId, event, eventKey) => post(`${account(appId)}/events`, { payerId, event, eventKey })
export const file = (input) => post('/_sim/rights', input)
export const decide = (feedbackId, decision) => post(`${ticket(feedbackId)}/${decision}`)
