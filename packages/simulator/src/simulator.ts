import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseDuration } from './clock/duration.ts'
import { PlatformClock } from './clock/platform-clock.ts'
import { CONTROL_PREFIX, createControlHandler } from './control/control-handler.ts'
import {
  clockInput,
  complaintInput,
  continueInput,
  faultInput,
  merchantInput,
  messageInput,
  readInput,
} from './control/input.ts'
import { complaintView, deliveryView, merchantCredentials, merchantSummary } from './control/views.ts'
import type { SimulatorCore } from './core.ts'
import { type ByteStream, seededStream } from './crypto/seeded.ts'
import { ENDPOINTS } from './endpoints/endpoints.ts'
import { readShownPicturePath } from './endpoints/shown-picture.ts'
import { SimulatorError } from './errors.ts'
import { Faults } from './faults/faults.ts'
import { strictest } from './fields/issue.ts'
import { createPlatformHandler } from './http/platform-handler.ts'
import { RequestLog } from './http/request-log.ts'
import { listen, type RunningServer } from './http/server.ts'
import { sendPage } from './http/static-files.ts'
import { WireTime } from './http/wire-clock.ts'
import { Notifier } from './notifications/notifier.ts'
import { createPoster } from './notifications/post.ts'
import type { MerchantOptions, SimulatorOptions } from './options.ts'
import { createKeyStore } from './pki/key-store.ts'
import { createPhoneHandler, PHONE_PREFIX } from './phone/phone-handler.ts'
import { Platform } from './platform/platform.ts'
import type { Simulator } from './simulator-api.ts'
import { createBlobs } from './state/blobs.ts'
import type { Merchant } from './state/merchant.ts'
import { PlatformState } from './state/platform-state.ts'
import { restoreSnapshot, takeSnapshot } from './state/snapshot.ts'
import { createStateWriter, readStateFile } from './state/state-file.ts'

const DEFAULT_MERCHANTS: readonly MerchantOptions[] = [{ mchid: '1900000001', name: '云边咖啡' }]
const DEFAULT_TIMEOUT_MS = 5000

/**
 * Starts a platform of its own and resolves when it listens. Keys are drawn when first needed.
 * @throws {SimulatorError} `INPUT_INVALID` for options, `STATE_FILE_INVALID` for a state file of another making
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const core = buildCore(options)
  await core.start()
  return core
}

function buildCore(options: SimulatorOptions): SimulatorCore & { start(): Promise<void> } {
  const host = options.host ?? '127.0.0.1'
  const wall = (): number => Date.now()
  const mode = options.clock ?? 'real'

  const saved = options.stateFile === undefined ? undefined : readStateFile(options.stateFile)
  const blobs = createBlobs(options.stateFile === undefined ? undefined : `${options.stateFile}.pictures`)
  const startAt = saved === undefined ? (options.now?.getTime() ?? wall()) : wall() + saved.clock.offset
  const state =
    saved === undefined
      ? new PlatformState(options.seed ?? randomBytes(16).toString('hex'), startAt, blobs)
      : restoreSnapshot(saved, blobs)

  const rate = saved?.clock.rate ?? (mode === 'manual' ? 0 : 1)
  const clock = new PlatformClock({ startAt, rate, wall })
  const wireTime = new WireTime(options.wireClock ?? (mode === 'manual' ? 'virtual' : 'follow'), clock)
  const keys = createKeyStore(state.seed, state.epoch)
  // Request ids and nonces must differ from run to run of one state, so the stream is named after the start.
  const random = seededStream(state.seed, `wire ${saved === undefined ? 0 : wall()}`)
  const faults = new Faults(fractionOf(seededStream(state.seed, 'faults')))
  const log = new RequestLog()
  const allowLocal = options.allowLocalNotificationUrls ?? isLoopback(host)
  const poster = createPoster(allowLocal)

  const listeners = new Set<(complaintId: string | null) => void>()
  const writer =
    options.stateFile === undefined
      ? undefined
      : createStateWriter(options.stateFile, () =>
          takeSnapshot(state, { offset: clock.now() - wall(), rate: clock.rate }),
        )
  const changed = (complaintId: string | null): void => {
    writer?.touch()
    for (const listener of listeners) listener(complaintId)
  }

  const notifier = new Notifier({
    state,
    clock,
    keys,
    wireTime,
    faults,
    poster,
    random,
    retryProfile: options.retryProfile ?? 'complaint-2026',
    notifyOwnActions: options.notifyOwnActions ?? true,
    timeoutMs: options.notificationTimeoutMs ?? DEFAULT_TIMEOUT_MS,
    changed: () => changed(null),
  })
  const platform = new Platform(state, {
    now: () => clock.now(),
    announce: (complaint, action) => notifier.announce(complaint, action),
    changed,
    continuedState: 'PENDING',
  })

  let server: RunningServer | undefined
  const url = (): string => `http://${host.includes(':') ? `[${host}]` : host}:${server?.port ?? 0}`
  const merchantOf = (mchid: string): Merchant => {
    const merchant = state.merchants.get(mchid)
    if (merchant !== undefined) return merchant
    throw new SimulatorError('MERCHANT_UNKNOWN', 'no merchant has this number', 'List the merchants to see theirs.', {
      field: '/mchid',
    })
  }

  function addMerchant(given: MerchantOptions): Merchant {
    const input = readInput(merchantInput, given)
    if (state.merchants.has(input.mchid)) {
      throw new SimulatorError('MERCHANT_EXISTS', 'a merchant has this number already', 'Choose another number.', {
        field: '/mchid',
      })
    }
    const partnerMchid = input.partnerMchid ?? null
    if (partnerMchid !== null && !state.merchants.has(partnerMchid)) {
      addMerchant({ mchid: partnerMchid, name: `服务商 ${partnerMchid}` })
    }
    const keyMode = input.keyMode ?? 'certificate'
    const merchant: Merchant = {
      mchid: input.mchid,
      name: input.name ?? `示例商户 ${input.mchid}`,
      partnerMchid,
      keyMode,
      keySwitchStartedAt: keyMode === 'switching' ? clock.now() : null,
    }
    state.merchants.set(merchant.mchid, merchant)
    changed(null)
    return merchant
  }

  for (const merchant of options.merchants ?? (saved === undefined ? DEFAULT_MERCHANTS : [])) {
    if (!state.merchants.has(merchant.mchid)) addMerchant(merchant)
  }

  const core: SimulatorCore & { start(): Promise<void> } = {
    state,
    platform,
    seed: state.seed,
    get url() {
      return url()
    },
    async start() {
      const control = createControlHandler(core)
      const phone = createPhoneHandler(core)
      const serve = createPlatformHandler(ENDPOINTS, {
        state,
        platform,
        keys,
        wireTime,
        faults,
        log,
        random,
        strictness: strictest,
        allowLocalNotificationUrls: allowLocal,
        mayLink: () => true,
        publicUrl: () => options.publicUrl ?? url(),
        now: () => clock.now(),
        limit: () => undefined,
        changed: () => changed(null),
      })
      server = await listen(
        (incoming, outgoing) => {
          const path = (incoming.url ?? '/').split('?')[0] ?? '/'
          if (path === CONTROL_PREFIX || path.startsWith(`${CONTROL_PREFIX}/`)) return control(incoming, outgoing)
          if (path === PHONE_PREFIX || path.startsWith(`${PHONE_PREFIX}/`)) return phone(incoming, outgoing)
          if (path === '/') return void outgoing.writeHead(302, { Location: `${PHONE_PREFIX}/` }).end()
          if (path.startsWith('/shared/') && sendPage(outgoing, path.slice(1))) return undefined
          const shown = readShownPicturePath(path, state.seed, clock.now())
          if (shown !== undefined) return sendPicture(state, shown, incoming, outgoing)
          return serve(incoming, outgoing)
        },
        host,
        options.port ?? 0,
      )
      notifier.resume()
    },
    now: () => new Date(clock.now()),
    merchants: () => [...state.merchants.values()].map(merchantSummary),
    addMerchant: (merchant) => merchantSummary(addMerchant(merchant)),
    credentials: (mchid) => merchantCredentials(merchantOf(mchid), keys),
    fileComplaint: async (input) => platform.file(readInput(complaintInput, input)),
    async addMessage(complaintId, message) {
      const { content, images = [] } = readInput(messageInput, message)
      return platform.payerWrites(complaintId, content, images)
    },
    async continueComplaint(complaintId, message = {}) {
      const { content = '问题没有解决，我要继续投诉', images = [] } = readInput(continueInput, message)
      return platform.payerContinues(complaintId, content, images)
    },
    complaint: (complaintId) => complaintView(platform.complaint(complaintId)),
    complaints: () => [...state.complaints.values()].map(complaintView),
    async advance(duration) {
      const { advance } = readInput(clockInput, { advance: duration })
      await clock.advance(parseDuration(advance ?? '') ?? 0)
      changed(null)
      return new Date(clock.now())
    },
    async setClock(to) {
      await clock.moveTo(to.getTime())
      changed(null)
      return new Date(clock.now())
    },
    setClockRate(next) {
      clock.setRate(next)
      changed(null)
    },
    settled: () => clock.settled(),
    addFault: (fault) => faults.add(readInput(faultInput, fault)),
    removeFault(id) {
      if (faults.remove(id)) return
      throw new SimulatorError('FAULT_UNKNOWN', 'no fault has this id', 'List the faults to see their ids.')
    },
    clearFaults: () => faults.clear(),
    faults: () => faults.list(),
    requests: () => log.list(),
    deliveries: () => [...state.notifications.values()].map(deliveryView),
    redeliver: (deliveryId) => notifier.redeliver(deliveryId),
    notificationUrl: (mchid) => state.notificationUrls.get(merchantOf(mchid).mchid) ?? null,
    async reset() {
      clock.clear()
      await clock.settled()
      state.clear()
      faults.clear()
      log.clear()
      changed(null)
    },
    async close() {
      await server?.close()
      poster.close()
      await clock.stop()
      writer?.flush()
    },
    onChanged(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    [Symbol.asyncDispose]: () => core.close(),
  }
  return core
}

function sendPicture(state: PlatformState, id: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.resume()
  const picture = state.pictures.get(id)
  const bytes = picture === undefined ? undefined : state.blobs.get(picture.digest)
  if (picture === undefined || bytes === undefined) {
    outgoing.writeHead(404).end()
    return
  }
  outgoing.writeHead(200, { 'Content-Type': picture.contentType, 'Cache-Control': 'max-age=3600' }).end(bytes)
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')

const fractionOf =
  (stream: ByteStream): (() => number) =>
  () =>
    stream(6).readUIntBE(0, 6) / 2 ** 48
