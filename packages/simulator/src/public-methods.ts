import { parseDuration } from './clock/duration.ts'
import {
  clickInput,
  clockInput,
  complaintInput,
  continueInput,
  faultInput,
  flagsInput,
  messageInput,
  platformMessageInput,
  platformServiceInput,
  readInput,
  satisfactionInput,
  switchesInput,
} from './control/input.ts'
import { complaintView, deliveryView, merchantCredentials, merchantSummary } from './control/views.ts'
import { SimulatorError } from './errors.ts'
import { addMerchant, merchantOf, setKeyMode } from './merchants.ts'
import { availableGenerations } from './pki/rotation.ts'
import { SCENARIOS } from './scenarios/library.ts'
import { namedScenario, playScenario } from './scenarios/play.ts'
import { scenarioInput } from './scenarios/scenario.ts'
import type { Services } from './services.ts'
import type { Simulator } from './simulator-api.ts'

/** Everything a simulator does that needs no socket of its own. */
export type PublicMethods = Omit<Simulator, 'url' | 'close' | typeof Symbol.asyncDispose>

export function createPublicMethods(services: Services): PublicMethods {
  const { state, platform, clock, faults, log, notifier, refunds, official, switches, changed } = services
  return {
    seed: state.seed,
    now: () => new Date(clock.now()),
    merchants: () => [...state.merchants.values()].map(merchantSummary),
    addMerchant: (merchant) => merchantSummary(addMerchant(services, merchant)),
    credentials: (mchid) => merchantCredentials(merchantOf(services, mchid), services.keys, services.platformKeys),
    authority: () => services.keys.authority().pem,
    setKeyMode: (mchid, keyMode) => merchantSummary(setKeyMode(services, mchid, keyMode)),
    rotateCertificate() {
      const newest = availableGenerations(state.rotations, clock.now()).at(-1) ?? 0
      state.rotations = [...state.rotations, { from: newest, startedAt: clock.now() }]
      changed(null)
      return { serialNo: services.platformKeys.certificateOf(newest + 1).serialNo }
    },
    notificationUrl: (mchid) => state.notificationUrls.get(merchantOf(services, mchid).mchid) ?? null,

    fileComplaint: async (input) => platform.file(readInput(complaintInput, input)),
    async addMessage(complaintId, message) {
      const { content, images = [] } = readInput(messageInput, message)
      return platform.payerWrites(complaintId, content, images)
    },
    async continueComplaint(complaintId, message = {}) {
      const { content = '问题没有解决，我要继续投诉', images = [] } = readInput(continueInput, message)
      return platform.payerContinues(complaintId, content, images)
    },
    async click(complaintId, click) {
      const { logId, actionId } = readInput(clickInput, click)
      return platform.payerClicks(complaintId, logId, actionId)
    },
    async refundArrived(complaintId) {
      refunds.arriveAll(complaintId)
    },
    async platformService(complaintId, what = {}) {
      const {
        action = 'apply',
        reason = '商家未及时回复',
        description = '等了很久没有人处理',
      } = readInput(platformServiceInput, what)
      if (action === 'apply')
        return platform.act(complaintId, { kind: 'platform-service-applied', reason, description })
      return platform.act(complaintId, {
        kind: action === 'cancel' ? 'platform-service-cancelled' : 'platform-service-finished',
      })
    },
    async platformMessage(complaintId, message) {
      const { content, urge = false } = readInput(platformMessageInput, message)
      return platform.act(complaintId, { kind: urge ? 'platform-urged' : 'platform-wrote', text: content })
    },
    async satisfaction(complaintId, rating) {
      const { score } = readInput(satisfactionInput, rating)
      return platform.act(complaintId, { kind: 'payer-rated', score: String(score) })
    },
    async serviceOrder(complaintId, outcome) {
      return platform.act(complaintId, {
        kind: outcome === 'cancelled' ? 'service-order-cancelled' : 'service-order-completed',
      })
    },
    async setFlags(complaintId, flags) {
      platform.setFlags(complaintId, readInput(flagsInput, flags))
    },
    complaint: (complaintId) => complaintView(platform.complaint(complaintId)),
    complaints: () => [...state.complaints.values()].map(complaintView),

    async advance(duration) {
      const { advance = '' } = readInput(clockInput, { advance: duration })
      await clock.advance(parseDuration(advance) ?? 0)
      changed(null)
      return new Date(clock.now())
    },
    async setClock(to) {
      await clock.moveTo(to.getTime())
      changed(null)
      return new Date(clock.now())
    },
    setClockRate(rate) {
      clock.setRate(readInput(clockInput, { rate }).rate ?? 1)
      changed(null)
    },
    settled: () => clock.settled(),
    scenarios: () => Object.entries(SCENARIOS).map(([name, { description = '' }]) => ({ name, description })),
    async playScenario(scenario) {
      return playScenario(
        services,
        typeof scenario === 'string' ? namedScenario(scenario) : readInput(scenarioInput, scenario),
      )
    },

    switches: () => ({ ...switches }),
    setSwitches(change) {
      Object.assign(switches, readInput(switchesInput, change))
      changed(null)
      return { ...switches }
    },
    addFault: (fault) => faults.add(readInput(faultInput, fault)),
    removeFault(id) {
      if (faults.remove(id)) return
      throw new SimulatorError('FAULT_UNKNOWN', 'no fault has this id', 'List the faults to see their ids.')
    },
    clearFaults: () => faults.clear(),
    faults: () => faults.list(),

    requests: () => log.list(),
    deliveries: () => [...[...state.notifications.values()].map(deliveryView), ...official.deliveries()],
    redeliver: (deliveryId) =>
      state.notifications.has(deliveryId) ? notifier.redeliver(deliveryId) : official.courier.redeliver(deliveryId),
    officialAccounts: official.accounts,
    rights: official.rights,
    async reset() {
      clock.clear()
      await clock.settled()
      state.clear()
      official.clear()
      faults.clear()
      log.clear()
      changed(null)
    },
  }
}
