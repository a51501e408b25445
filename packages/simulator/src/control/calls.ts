import { beijingTime } from '../clock/beijing.ts'
import type { SimulatorCore } from '../core.ts'
import { SimulatorError } from '../errors.ts'
import type { Field } from '../fields/fields.ts'
import { OFFICIAL_ACCOUNT_CALLS } from '../official-account/control-calls.ts'
import { RIGHTS_CALLS } from '../rights/control-calls.ts'
import { scenarioInput } from '../scenarios/scenario.ts'
import {
  clickInput,
  clockInput,
  complaintInput,
  continueInput,
  faultInput,
  flagsInput,
  keyModeInput,
  merchantInput,
  messageInput,
  nothing,
  platformMessageInput,
  platformServiceInput,
  readInput,
  satisfactionInput,
  serviceOrderInput,
  switchesInput,
} from './input.ts'

export interface ControlCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below `/_sim`, parameters in braces. */
  readonly path: string
  readonly summary: string
  /** What the body must be; published in the document of the interface. */
  readonly input?: Field<unknown>
  handle(
    core: SimulatorCore,
    params: Readonly<Record<string, string>>,
    body: unknown,
    query: URLSearchParams,
  ): Promise<ControlAnswer> | ControlAnswer
}

export interface ControlAnswer {
  readonly status: 200 | 201 | 204
  readonly body?: unknown
}

const ok = (body: unknown): ControlAnswer => ({ status: 200, body })
const created = (body: unknown): ControlAnswer => ({ status: 201, body })
const done: ControlAnswer = { status: 204 }

/** The last `limit` of a list, oldest first; all of it without a limit. */
function latest<Item>(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  const limit = query.get('limit')
  if (limit === null) return items
  if (!/^[1-9]\d{0,5}$/.test(limit)) {
    throw new SimulatorError('INPUT_INVALID', '/limit: expected 1 to 999999', 'Correct the limit.', { field: '/limit' })
  }
  return items.slice(-Number(limit))
}

/** The control interface, call by call. */
export const CONTROL_CALLS: readonly ControlCall[] = [
  {
    method: 'GET',
    path: '/state',
    summary: 'The clock, the merchants and how much there is of everything',
    handle: (core) =>
      ok({
        now: beijingTime(core.now().getTime()),
        seed: core.seed,
        merchants: core.merchants(),
        officialAccounts: core.officialAccounts.list(),
        complaints: core.state.complaints.size,
        rights: core.rights.list().length,
        faults: core.faults(),
        notificationUrls: Object.fromEntries(core.state.notificationUrls),
      }),
  },
  {
    method: 'POST',
    path: '/reset',
    input: nothing,
    summary: 'Forgets everything but merchants and keys',
    async handle(core, _params, body) {
      readInput(nothing, body ?? {})
      await core.reset()
      return done
    },
  },
  { method: 'GET', path: '/merchants', summary: 'All merchants', handle: (core) => ok(core.merchants()) },
  {
    method: 'POST',
    path: '/merchants',
    input: merchantInput,
    summary: 'Adds a merchant',
    handle: (core, _params, body) => created(core.addMerchant(readInput(merchantInput, body))),
  },
  {
    method: 'GET',
    path: '/merchants/{mchid}/credentials',
    summary: "A merchant's keys and the platform keys it needs",
    handle: (core, { mchid = '' }) => ok(core.credentials(mchid)),
  },
  {
    method: 'POST',
    path: '/complaints',
    input: complaintInput,
    summary: 'A payer files a complaint',
    handle: async (core, _params, body) => created(await core.fileComplaint(readInput(complaintInput, body))),
  },
  {
    method: 'GET',
    path: '/complaints',
    summary: 'All complaints',
    handle: (core, _params, _body, query) => ok(latest(core.complaints(), query)),
  },
  {
    method: 'GET',
    path: '/complaints/{id}',
    summary: 'One complaint with its history, oldest first',
    handle: (core, { id = '' }) => ok(core.complaint(id)),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/messages',
    input: messageInput,
    summary: 'The payer writes',
    handle: async (core, { id = '' }, body) => created(await core.addMessage(id, readInput(messageInput, body))),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/continue',
    input: continueInput,
    summary: 'The payer continues a completed complaint',
    handle: async (core, { id = '' }, body) =>
      created(await core.continueComplaint(id, readInput(continueInput, body ?? {}))),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/refund-arrived',
    input: nothing,
    summary: 'Refunds on their way to the payer arrive now',
    async handle(core, { id = '' }, body) {
      readInput(nothing, body ?? {})
      await core.refundArrived(id)
      return done
    },
  },
  {
    method: 'POST',
    path: '/complaints/{id}/platform-service',
    input: platformServiceInput,
    summary: 'The payer asks for the platform’s help or takes it back, or the platform ends it',
    handle: async (core, { id = '' }, body) =>
      created(await core.platformService(id, readInput(platformServiceInput, body ?? {}))),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/platform-message',
    input: platformMessageInput,
    summary: 'The staff of the platform writes, or urges the merchant',
    handle: async (core, { id = '' }, body) =>
      created(await core.platformMessage(id, readInput(platformMessageInput, body))),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/satisfaction',
    input: satisfactionInput,
    summary: 'The payer rates the outcome, 1 to 5',
    handle: async (core, { id = '' }, body) => created(await core.satisfaction(id, readInput(satisfactionInput, body))),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/click',
    input: clickInput,
    summary: 'The payer clicks an element of a block message',
    handle: async (core, { id = '' }, body) => created(await core.click(id, readInput(clickInput, body))),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/service-order',
    input: serviceOrderInput,
    summary: 'A linked service order ends',
    handle: async (core, { id = '' }, body) =>
      created(await core.serviceOrder(id, readInput(serviceOrderInput, body).outcome)),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/flags',
    input: flagsInput,
    summary: 'Sets the flags that the platform decides on',
    async handle(core, { id = '' }, body) {
      await core.setFlags(id, readInput(flagsInput, body))
      return ok(core.complaint(id))
    },
  },
  {
    method: 'POST',
    path: '/merchants/{mchid}/key-mode',
    input: keyModeInput,
    summary: 'Starts or ends a merchant’s move from certificate to public key',
    handle: (core, { mchid = '' }, body) => ok(core.setKeyMode(mchid, readInput(keyModeInput, body).keyMode)),
  },
  {
    method: 'POST',
    path: '/certificates/rotate',
    summary: 'The next platform certificate becomes available',
    handle: (core) => created(core.rotateCertificate()),
  },
  {
    method: 'GET',
    path: '/switches',
    summary: 'Unpublished behaviour, as it is set',
    handle: (core) => ok(core.switches()),
  },
  {
    method: 'POST',
    path: '/switches',
    input: switchesInput,
    summary: 'Sets unpublished behaviour',
    handle: (core, _params, body) => ok(core.setSwitches(readInput(switchesInput, body))),
  },
  {
    method: 'GET',
    path: '/clock',
    summary: 'What the platform clock shows',
    handle: (core) => ok({ now: beijingTime(core.now().getTime()) }),
  },
  {
    method: 'POST',
    path: '/clock',
    input: clockInput,
    summary: 'Moves the clock and runs what falls due, or sets its pace',
    async handle(core, _params, body) {
      const { advance, set, rate } = readInput(clockInput, body)
      if ([advance, set, rate].filter((value) => value !== undefined).length !== 1) {
        throw new SimulatorError(
          'INPUT_INVALID',
          'expected exactly one of advance, set, rate',
          'Send one of the three.',
          {
            field: '/',
          },
        )
      }
      if (advance !== undefined) await core.advance(advance)
      if (set !== undefined) await core.setClock(set)
      if (rate !== undefined) core.setClockRate(rate)
      return ok({ now: beijingTime(core.now().getTime()) })
    },
  },
  {
    method: 'GET',
    path: '/scenarios',
    summary: 'The library of named scenarios',
    handle: (core) => ok(core.scenarios()),
  },
  {
    method: 'POST',
    path: '/scenarios',
    input: scenarioInput,
    summary: 'Plays a scenario as its file says',
    handle: async (core, _params, body) => created(await core.playScenario(readInput(scenarioInput, body))),
  },
  {
    method: 'POST',
    path: '/scenarios/{name}',
    summary: 'Plays a scenario of the library',
    handle: async (core, { name = '' }) => created(await core.playScenario(name)),
  },
  { method: 'GET', path: '/faults', summary: 'The faults that are set', handle: (core) => ok(core.faults()) },
  {
    method: 'POST',
    path: '/faults',
    input: faultInput,
    summary: 'Sets a fault',
    handle: (core, _params, body) => created(core.addFault(readInput(faultInput, body))),
  },
  {
    method: 'DELETE',
    path: '/faults',
    summary: 'Removes all faults',
    handle(core) {
      core.clearFaults()
      return done
    },
  },
  {
    method: 'DELETE',
    path: '/faults/{id}',
    summary: 'Removes one fault',
    handle(core, { id = '' }) {
      core.removeFault(id)
      return done
    },
  },
  {
    method: 'GET',
    path: '/requests',
    summary: 'The most recent requests, oldest first',
    handle: (core, _params, _body, query) => ok(latest(core.requests(), query)),
  },
  {
    method: 'GET',
    path: '/deliveries',
    summary: 'Notifications and their attempts, oldest first',
    handle: (core, _params, _body, query) => ok(latest(core.deliveries(), query)),
  },
  {
    method: 'POST',
    path: '/deliveries/{id}/redeliver',
    summary: 'Delivers a notification once more, now',
    handle: async (core, { id = '' }) => ok(await core.redeliver(id)),
  },
  ...OFFICIAL_ACCOUNT_CALLS,
  ...RIGHTS_CALLS,
]
