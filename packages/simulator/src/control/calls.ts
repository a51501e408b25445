import { beijingTime } from '../clock/beijing.ts'
import { SimulatorError } from '../errors.ts'
import { OFFICIAL_ACCOUNT_CALLS } from '../official-account/control-calls.ts'
import { RIGHTS_CALLS } from '../rights/control-calls.ts'
import { scenarioInput } from '../scenarios/scenario.ts'
import { COMPLAINT_CALLS } from './complaint-calls.ts'
import { type ControlCall, created, done, latest, ok } from './control-call.ts'
import { clockInput, faultInput, keyModeInput, merchantInput, nothing, readInput, switchesInput } from './input.ts'

export type { ControlAnswer, ControlCall } from './control-call.ts'

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
  ...COMPLAINT_CALLS,
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
