import { describe, expect, it } from 'vitest'
import { createRightsClient, parseAppId, parseFeedbackId, parsePaySignKey } from '../../src/index.ts'
import { buildDeliveryNotice, type DeliveryNotice } from '../../src/rights/delivery-notice.ts'
import {
  type Answers,
  APP_ID,
  connectionError,
  fakeAccount,
  OPEN_ID,
  refusalOf,
} from '../official-account/fake-account.ts'

const paySignKey = parsePaySignKey('SIMULATOR-PAYSIGNKEY-0001')
const ticket = { openId: OPEN_ID, feedbackId: '13275936403980775178' }
const setup = (answers?: Answers) => {
  const account = fakeAccount(answers === undefined ? {} : { answers })
  return { ...account, rights: createRightsClient(account.client, paySignKey) }
}
const refusal = (code: string, field?: string) =>
  expect.objectContaining(field === undefined ? { code } : { code, field })

describe('marking a ticket as handled', () => {
  it('is a GET with token, payer and ticket', async () => {
    const account = setup()
    expect(await account.rights.markHandled(ticket)).toBe('marked')
    expect(account.calls[0]).toMatchObject({
      method: 'GET',
      path: '/payfeedback/update',
      query: { access_token: 'token-1', openid: OPEN_ID, feedbackid: '13275936403980775178' },
    })
  })

  it('says when it was changed before, as after a lost answer', async () => {
    const account = setup((_call, count) => (count === 1 ? connectionError('ECONNRESET') : refusalOf(49302)))
    await expect(account.rights.markHandled(ticket)).rejects.toThrow(refusal('OUTCOME_UNKNOWN'))
    expect(await account.rights.markHandled(ticket)).toBe('already-changed')
  })

  it.each([
    [49300, 'FEEDBACK_UNKNOWN'],
    [49301, 'FEEDBACK_EXISTS'],
    [49001, 'APP_ID_MISMATCH'],
    [49002, 'OPENID_OR_TRANSACTION_MISSING'],
    [49003, 'OPENID_MISMATCH'],
    [40003, 'OPENID_INVALID'],
    [48001, 'API_NOT_PERMITTED'],
    [-1, 'SYSTEM_BUSY'],
  ])('errcode %i is refused as %s', async (errcode, code) => {
    await expect(setup(() => refusalOf(errcode)).rights.markHandled(ticket)).rejects.toThrow(refusal(code))
  })

  it('goes on with another token when the first is refused', async () => {
    const account = setup()
    await account.rights.markHandled(ticket)
    account.revoke()
    expect(await account.rights.markHandled(ticket)).toBe('marked')
  })

  it.each([
    ['feedbackId', { ...ticket, feedbackId: '' }],
    ['feedbackId', { ...ticket, feedbackId: '1.3e19' }],
    ['feedbackId', { ...ticket, feedbackId: '-1' }],
    ['feedbackId', { ...ticket, feedbackId: '18446744073709551616' }],
    ['openId', { ...ticket, openId: 'o&feedbackid=1' }],
  ])('refuses a wrong %s before anything is sent', async (field, wrong) => {
    const account = setup()
    await expect(account.rights.markHandled(wrong)).rejects.toThrow(refusal('ARGUMENT_INVALID', field))
    expect(account.tokenCalls).toHaveLength(0)
  })

  it('shows neither payer nor token in an error', async () => {
    const error: unknown = await setup(() => refusalOf(49300))
      .rights.markHandled(ticket)
      .catch((thrown: unknown) => thrown)
    expect(`${JSON.stringify(error)} ${String(error)}`).not.toMatch(/oSimUser|token-1/)
  })

  it('keeps a number of 64 bits exactly', () => {
    expect(parseFeedbackId('18446744073709551615')).toBe('18446744073709551615')
  })
})

describe('a delivery notice', () => {
  const notice: DeliveryNotice = {
    openId: OPEN_ID,
    transactionId: '1900000109201405140000000001',
    outTradeNo: 'SIM20140514001',
    deliveredAt: new Date(1_400_003_600_000),
    status: 'delivered',
  }
  const json = (changed: Partial<DeliveryNotice> = {}) =>
    buildDeliveryNotice(parseAppId(APP_ID), paySignKey, { ...notice, ...changed }).json

  it('is signed over all its fields', () => {
    expect(json()).toEqual({
      appid: APP_ID,
      openid: OPEN_ID,
      transid: '1900000109201405140000000001',
      out_trade_no: 'SIM20140514001',
      deliver_timestamp: '1400003600',
      deliver_status: '1',
      deliver_msg: 'ok',
      app_signature: 'b497ab289d102decf02e141ad6cada53590d3794',
      sign_method: 'sha1',
    })
  })

  it('says why a delivery failed', () => {
    expect(json({ status: 'failed', message: '该商品已退款' })).toMatchObject({
      deliver_status: '0',
      app_signature: '8b95241f1bc7c0050ca509a23082e2730e4254b1',
    })
  })

  it('is posted with the token', async () => {
    const account = setup()
    await account.rights.notifyDelivery(notice)
    expect(account.calls[0]).toMatchObject({
      method: 'POST',
      path: '/pay/delivernotify',
      json: { deliver_status: '1' },
    })
  })

  it.each([49001, 49003, 49004, 49005])('errcode %i is passed on', async (errcode) => {
    await expect(setup(() => refusalOf(errcode)).rights.notifyDelivery(notice)).rejects.toThrow('was refused')
  })

  it.each<[string, Partial<DeliveryNotice>]>([
    ['message', { status: 'failed' }],
    ['message', { status: 'failed', message: ' ' }],
    ['transactionId', { transactionId: '' }],
    ['outTradeNo', { outTradeNo: 'a b' }],
    ['openId', { openId: '' }],
    ['deliveredAt', { deliveredAt: new Date(Number.NaN) }],
    ['deliveredAt', { deliveredAt: new Date(-1) }],
  ])('refuses a wrong %s', (field, changed) => {
    expect(() => json(changed)).toThrow(refusal('ARGUMENT_INVALID', field))
  })
})
