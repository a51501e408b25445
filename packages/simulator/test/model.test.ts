import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openAesGcm } from '../src/crypto/aead.ts'
import { createSimulator, type Simulator } from '../src/index.ts'
import { type Caller, createCaller } from './support/caller.ts'
import { type Received, setupReceiver } from './support/receiver.ts'

// A second, much smaller telling of spec 5.2: whatever the actors do in whatever order, both must agree.

const SHOP = '1900000001'
const AMOUNT = 1000
const COMPLAINTS = '/v3/merchant-service/complaints-v2'

interface Model {
  state: 'PENDING' | 'PROCESSING' | 'PROCESSED'
  awaiting: boolean
  times: number
  helped: boolean
  rated: boolean
  decision: 'APPROVE' | 'REJECT' | null
  refunded: number
  history: string[]
  notified: string[]
}

interface Real {
  simulator: Simulator
  shop: Caller
  id: string
  refundsStarted: number
}

/**
 * One thing an actor may do.
 * @param expectation Undefined when it must be refused; otherwise how the model changes.
 * @param attempt True when it was accepted.
 */
const act = (
  name: string,
  expectation: (model: Model) => (() => void) | undefined,
  attempt: (real: Real) => Promise<boolean>,
): fc.AsyncCommand<Model, Real> => ({
  check: () => true,
  toString: () => name,
  async run(model, real) {
    const change = expectation(model)
    expectAttempt(await attempt(real), change !== undefined)
    change?.()
    await expectAgreement(model, real)
  },
})

function expectAttempt(wasAccepted: boolean, mustBeAccepted: boolean): void {
  expect(wasAccepted).toBe(mustBeAccepted)
}

async function expectAgreement(model: Model, real: Real): Promise<void> {
  const { json } = await real.shop.get(`${COMPLAINTS}/${real.id}`)
  expect(json).toMatchObject({
    complaint_state: model.state,
    incoming_user_response: model.awaiting,
    user_complaint_times: model.times,
    in_platform_service: model.helped,
    complaint_full_refunded: model.refunded === AMOUNT,
  })
  const history = await real.shop.get(`${COMPLAINTS}/${real.id}/negotiation-historys?limit=300`)
  expect(history.json.total_count).toBe(model.history.length)
  expect(history.json.data.map((entry: { operate_type: string }) => entry.operate_type)).toEqual(
    model.history.toReversed(),
  )
  const logIds = history.json.data.map((entry: { log_id: string }) => entry.log_id)
  expect(new Set(logIds).size).toBe(logIds.length)
  const times = history.json.data.map((entry: { operate_time: string }) => Date.parse(entry.operate_time))
  expect(times).toEqual(times.toSorted((a: number, b: number) => b - a))
}

const accepted = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  )
const called = async (work: Promise<{ status: number }>): Promise<boolean> => (await work).status < 300
const log = (model: Model, history: string[], notified: string[]): void => {
  model.history.push(...history)
  model.notified.push(...notified)
}

const reply = act(
  'the merchant replies',
  (model) => () => {
    if (model.state === 'PENDING') model.state = 'PROCESSING'
    model.awaiting = false
    log(model, ['MERCHANT_RESPONSE'], ['MERCHANT_RESPONSE'])
  },
  ({ shop, id }) =>
    called(shop.post(`${COMPLAINTS}/${id}/response`, { complainted_mchid: SHOP, response_content: '您好' })),
)
const write = act(
  'the payer writes',
  (model) => {
    if (model.state === 'PROCESSED') return undefined
    return () => {
      model.awaiting = true
      log(model, ['USER_RESPONSE'], ['USER_RESPONSE'])
    }
  },
  ({ simulator, id }) => accepted(simulator.addMessage(id, { content: '在吗' })),
)
const complete = act(
  'the merchant completes',
  (model) => {
    if (model.state === 'PROCESSED') return undefined
    return () => {
      model.state = 'PROCESSED'
      model.rated = false
      log(model, ['MERCHANT_CONFIRM_COMPLETE'], ['MERCHANT_CONFIRM_COMPLETE'])
    }
  },
  ({ shop, id }) => called(shop.post(`${COMPLAINTS}/${id}/complete`, { complainted_mchid: SHOP })),
)
const goOn = act(
  'the payer continues',
  (model) => {
    if (model.state !== 'PROCESSED') return undefined
    return () => {
      model.state = 'PENDING'
      model.times += 1
      log(model, ['USER_CONTINUE_COMPLAINT', 'USER_CONTINUE_COMPLAINT_SYSTEM_MESSAGE'], ['CONTINUE_COMPLAINT'])
    }
  },
  ({ simulator, id }) => accepted(simulator.continueComplaint(id)),
)
const rate = act(
  'the payer rates',
  (model) => {
    if (model.state !== 'PROCESSED' || model.rated) return undefined
    return () => {
      model.rated = true
      log(model, ['USER_SUBMIT_SATISFACTION'], [])
    }
  },
  ({ simulator, id }) => accepted(simulator.satisfaction(id, { score: 3 })),
)
const decide = (action: 'APPROVE' | 'REJECT') =>
  act(
    `the merchant decides: ${action}`,
    (model) => {
      if (model.decision !== null || model.refunded === AMOUNT || model.state === 'PROCESSED') return undefined
      return () => {
        model.decision = action
        if (action === 'REJECT') model.rated = false
        model.state = action === 'APPROVE' ? 'PROCESSING' : 'PROCESSED'
        log(
          model,
          [action === 'APPROVE' ? 'MERCHANT_APPROVE_REFUND' : 'MERCHANT_REFUSE_RERUND'],
          [action === 'APPROVE' ? 'MERCHANT_APPROVE_REFUND' : 'MERCHANT_REJECT_REFUND'],
        )
      }
    },
    ({ shop, id }) =>
      called(
        shop.post(
          `${COMPLAINTS}/${id}/update-refund-progress`,
          action === 'APPROVE' ? { action, launch_refund_day: 0 } : { action, reject_reason: '已使用' },
        ),
      ),
  )
const refund = (amount: number) =>
  act(
    `the merchant refunds ${amount}`,
    (model) => {
      if (model.refunded + amount > AMOUNT) return undefined
      return () => {
        model.refunded += amount
        const full = model.refunded === AMOUNT
        log(
          model,
          [full ? 'COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE' : 'COMPLAINT_PARTIAL_REFUNDED_SYSTEM_MESSAGE'],
          full ? ['SELLER_REFUND'] : [],
        )
      }
    },
    (real) => {
      real.refundsStarted += 1
      return called(
        real.shop.post('/v3/refund/domestic/refunds', {
          transaction_id: real.simulator.complaint(real.id).transactionId,
          out_refund_no: `R-${real.refundsStarted}`,
          amount: { refund: amount, total: AMOUNT, currency: 'CNY' },
        }),
      )
    },
  )
const help = (action: 'apply' | 'cancel' | 'finish') =>
  act(
    `platform assistance: ${action}`,
    (model) => {
      if (model.helped === (action === 'apply')) return undefined
      return () => {
        model.helped = action === 'apply'
        const word = {
          apply: 'USER_APPLY_PLATFORM_SERVICE',
          cancel: 'USER_CANCEL_PLATFORM_SERVICE',
          finish: 'PLATFORM_SERVICE_FINISHED',
        }[action]
        log(model, [word], [word])
      }
    },
    ({ simulator, id }) => accepted(simulator.platformService(id, { action })),
  )
const urge = act(
  'the platform urges',
  (model) => () => log(model, ['PLATFORM_HELP_APPLICATION'], ['RESPONSE_BY_PLATFORM']),
  ({ simulator, id }) => accepted(simulator.platformMessage(id, { content: '请尽快处理', urge: true })),
)
const timePasses = act(
  'a minute passes',
  () => () => undefined,
  ({ simulator }) => accepted(simulator.advance('1m')),
)

let simulator: Simulator
let shop: Caller
beforeAll(async () => {
  simulator = await createSimulator({
    seed: 'model',
    clock: 'manual',
    now: new Date('2026-01-20T04:00:00Z'),
    switches: { refundArrivesAfter: null, entrustedRefundAfter: null },
  })
  shop = createCaller(simulator, SHOP)
})
afterAll(() => simulator.close())

const actionOf = ({ body }: Received): { id: string; action: string } => {
  const { id, resource } = JSON.parse(body)
  const opened = openAesGcm(shop.credentials.apiV3Key, resource.nonce, resource.associated_data, resource.ciphertext)
  return { id, action: JSON.parse(opened.toString()).action_type }
}

it('keeps to the model, whatever the actors do, and sends exactly the notifications that it predicts', async () => {
  const commands = fc.commands(
    [
      reply,
      write,
      complete,
      goOn,
      rate,
      decide('APPROVE'),
      decide('REJECT'),
      refund(400),
      refund(600),
      refund(1000),
      help('apply'),
      help('cancel'),
      help('finish'),
      urge,
      timePasses,
    ].map((each) => fc.constant(each)),
    { maxCommands: 25 },
  )
  await fc.assert(
    fc.asyncProperty(commands, fc.integer({ min: 2, max: 4 }), async (acts, failEvery) => {
      await simulator.reset()
      // Every so-manieth attempt fails, so that redeliveries happen in between.
      await using receiver = await setupReceiver((outgoing, count) =>
        outgoing.writeHead(count % failEvery === 0 ? 500 : 204).end(),
      )
      await shop.post('/v3/merchant-service/complaint-notifications', { url: receiver.url })
      const { complaintId } = await simulator.fileComplaint({
        mchid: SHOP,
        detail: '少送一杯',
        problemType: 'REFUND',
        amount: AMOUNT,
      })
      const model: Model = {
        state: 'PENDING',
        awaiting: false,
        times: 1,
        helped: false,
        rated: false,
        decision: null,
        refunded: 0,
        history: ['USER_CREATE_COMPLAINT', 'USER_CREATE_COMPLAINT_SYSTEM_MESSAGE'],
        notified: ['CREATE_COMPLAINT'],
      }
      const setup = () => ({ model, real: { simulator, shop, id: complaintId, refundsStarted: 0 } })
      await fc.asyncModelRun(setup, acts)
      await simulator.advance('1h')
      expect(simulator.deliveries().map(({ actionType }) => actionType)).toEqual(model.notified)
      expect(simulator.deliveries().every(({ state }) => state === 'delivered')).toBe(true)
      const actions = new Map<string, string>()
      for (const notice of receiver.received) {
        const { id, action } = actionOf(notice)
        expect(actions.get(id) ?? action).toBe(action)
        actions.set(id, action)
      }
      expect([...actions.values()].toSorted((a, b) => a.localeCompare(b))).toEqual(
        model.notified.toSorted((a, b) => a.localeCompare(b)),
      )
    }),
    { numRuns: 25 },
  )
})
