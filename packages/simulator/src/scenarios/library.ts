import type { Scenario } from './scenario.ts'

const SHOP = '1900000001'
const PARTNER = '1800000001'
const SUB_MERCHANTS = Array.from({ length: 50 }, (_, index) => ({
  mchid: String(1_910_000_001 + index),
  name: `特约商户 ${index + 1} 号店`,
  partnerMchid: PARTNER,
}))

/** Situations that integrators prepare for, by name. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'busy-day': {
    description: 'A day with two hundred complaints in all states',
    crowds: [{ count: 200, overHours: 24 }],
  },
  outage: {
    description: 'No notification gets through for three hours, in which thirty complaints come in',
    faults: [{ kind: 'notification-lost', count: 60 }],
    crowds: [{ count: 30, overHours: 3, openOnly: true }],
    advance: '3h',
  },
  'refund-saga': {
    description: 'Refund tickets: trusted, half sums, one against the rules, and refunds that wait for a hand',
    switches: { refundArrivesAfter: null },
    complaints: [
      { mchid: SHOP, detail: '商品破损，要求全额退款', problemType: 'REFUND', amount: 9900, userTags: ['TRUSTED'] },
      {
        mchid: SHOP,
        detail: '少发一件，退一半就行',
        problemType: 'REFUND',
        amount: 8800,
        applyRefundAmount: 4400,
        userTags: ['TRUSTED'],
      },
      { mchid: SHOP, detail: '用了半年，我要退款', problemType: 'REFUND', amount: 39900, userTags: ['HIGH_RISK'] },
    ],
  },
  'repeat-complainer': {
    description: 'One payer complains about four orders, and again and again',
    crowds: [{ count: 40, overHours: 240 }],
    complaints: [1, 2, 3, 4].map((order) => ({
      mchid: SHOP,
      payerId: 'payer-zhao',
      detail: `第${order}次了，每次都说会改进`,
      userTags: ['HIGH_RISK'],
    })),
  },
  'immediate-service': {
    description: 'Payers who wait live for an answer',
    complaints: ['会员没有生效，我在线等', '扫码开门失败，人还在门口', '充电宝还了还在计费'].map((detail) => ({
      mchid: SHOP,
      detail,
      problemType: 'SERVICE_NOT_WORK' as const,
      needImmediateService: true,
    })),
  },
  'key-switch': {
    description: 'A merchant in the middle of the move from certificate to public key',
    merchants: [{ mchid: '1900000008', name: '换钥匙的商户', keyMode: 'switching' }],
    crowds: [{ count: 20, mchids: ['1900000008'] }],
  },
  'partner-50': {
    description: 'A partner with fifty sub-merchants and five hundred complaints in a month',
    merchants: SUB_MERCHANTS,
    crowds: [{ count: 500, mchids: SUB_MERCHANTS.map(({ mchid }) => mchid), overHours: 720 }],
  },
  'spike-5000': {
    description: 'Five thousand complaints within an hour',
    crowds: [{ count: 5000, overHours: 1, openOnly: true, refundShare: 0.5 }],
  },
}
