import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { PlatformClock } from './clock/platform-clock.ts'
import { type ByteStream, seededStream } from './crypto/seeded.ts'
import { Faults } from './faults/faults.ts'
import { createRateLimiter } from './http/rate-limit.ts'
import { RequestLog } from './http/request-log.ts'
import { WireTime } from './http/wire-clock.ts'
import { Notifier } from './notifications/notifier.ts'
import { createPoster, type Poster } from './notifications/post.ts'
import { createOfficialSide, type OfficialSide } from './official-account/official-side.ts'
import type { SimulatorOptions } from './options.ts'
import { createKeyStore, type KeyStore } from './pki/key-store.ts'
import { PlatformKeys } from './pki/platform-signer.ts'
import { watchDeadline } from './platform/deadline.ts'
import { Platform } from './platform/platform.ts'
import { Refunds } from './platform/refunds.ts'
import { createBlobs } from './state/blobs.ts'
import { PlatformState } from './state/platform-state.ts'
import { restoreSnapshot, takeSnapshot } from './state/snapshot.ts'
import { createStateWriter, readStateFile, type StateWriter } from './state/state-file.ts'
import { defaultSwitches, type Switches } from './switches.ts'

const DEFAULT_TIMEOUT_MS = 5000

/** The parts of one platform, put together but not yet listening. */
export interface Services {
  readonly state: PlatformState
  readonly clock: PlatformClock
  readonly wireTime: WireTime
  readonly keys: KeyStore
  readonly platformKeys: PlatformKeys
  readonly switches: Switches
  readonly random: ByteStream
  readonly probe: () => boolean
  readonly faults: Faults
  readonly log: RequestLog
  readonly poster: Poster
  readonly notifier: Notifier
  readonly platform: Platform
  readonly refunds: Refunds
  readonly official: OfficialSide
  readonly publicUrl: () => string
  readonly writer: StateWriter | undefined
  readonly allowLocalUrls: boolean
  readonly limit: (mchid: string, call: Parameters<ReturnType<typeof createRateLimiter>>[1]) => void
  /** Whether a state was found and is gone on with. */
  readonly restored: boolean
  readonly listeners: Set<(complaintId: string | null) => void>
  readonly changed: (complaintId: string | null) => void
}

/**
 * @param publicUrl The address that links start with, known once the server listens; no slash at the end.
 * @throws {SimulatorError} `STATE_FILE_INVALID`
 */
export function buildServices(options: SimulatorOptions, publicUrl: () => string): Services {
  const wall = (): number => Date.now()
  const manual = options.clock === 'manual'
  const saved = options.stateFile === undefined ? undefined : readStateFile(options.stateFile)
  const blobs = createBlobs(options.stateFile === undefined ? undefined : `${options.stateFile}.pictures`)
  const startAt = saved === undefined ? (options.now?.getTime() ?? wall()) : wall() + saved.clock.offset
  const state =
    saved === undefined
      ? new PlatformState(options.seed ?? randomBytes(16).toString('hex'), startAt, blobs)
      : restoreSnapshot(saved, blobs)

  const clock = new PlatformClock({
    startAt,
    rate: saved?.clock.rate ?? (manual ? 0 : 1),
    wall,
    onTaskFailed: (error) => {
      process.stderr.write(`simulator: a scheduled task failed: ${inspect(error)}\n`)
    },
  })
  const now = (): number => clock.now()
  const schedule = (at: number, run: () => Promise<void>): void => clock.schedule(at, run)
  const wireTime = new WireTime(options.wireClock ?? (manual ? 'virtual' : 'follow'), clock)
  const keys = createKeyStore(state.seed, state.epoch, wall)
  const platformKeys = new PlatformKeys({ keys, rotations: () => state.rotations, now })
  const switches = switchesOf(options)
  // Request ids and nonces must differ from run to run of one state, so the stream is named after the start.
  const random = seededStream(state.seed, `wire ${saved === undefined ? 0 : wall()}`)
  const draw = fractionOf(seededStream(state.seed, 'faults'))
  const probe = (): boolean => switches.probeRate > 0 && draw() < switches.probeRate
  const faults = new Faults(draw)
  const allowLocalUrls = options.allowLocalNotificationUrls ?? isLoopback(options.host ?? '127.0.0.1')
  const poster = createPoster(allowLocalUrls)
  const limiter = createRateLimiter(now)

  const listeners = new Set<(complaintId: string | null) => void>()
  const writer =
    options.stateFile === undefined
      ? undefined
      : createStateWriter(options.stateFile, () => ({
          ...takeSnapshot(state, { offset: clock.now() - wall(), rate: clock.rate }),
          official: official.snapshot(),
        }))
  const changed = (complaintId: string | null): void => {
    writer?.touch()
    for (const listener of listeners) listener(complaintId)
  }

  const log = new RequestLog()
  const timeoutMs = options.notificationTimeoutMs ?? DEFAULT_TIMEOUT_MS
  const official: OfficialSide = createOfficialSide({
    seed: state.seed,
    saved: saved?.official,
    blobs,
    clock,
    wireSeconds: () => wireTime.secondsFor(undefined),
    faults,
    log,
    random,
    timeoutMs,
    publicUrl,
    changed: () => changed(null),
  })
  const notifier = new Notifier({
    state,
    clock,
    keys,
    platformKeys,
    wireTime,
    faults,
    poster,
    random,
    switches,
    probe,
    timeoutMs,
    changed: () => changed(null),
  })
  const platform: Platform = new Platform(state, {
    now,
    announce: (complaint, action) => notifier.announce(complaint, action),
    changed,
    continuedState: () => switches.continuedState,
    episodeBegan: (complaint) => watchDeadline(complaint, { state, platform, switches, now, schedule }),
  })
  const refunds = new Refunds({
    state,
    platform,
    switches,
    now,
    schedule,
    announceResult: (refund, url, plaintext) =>
      notifier.announceTo(refund.mchid, url, {
        eventType: 'REFUND.SUCCESS',
        summary: '退款成功',
        originalType: 'refund',
        complaintId: refund.complaintId,
        plaintext,
      }),
  })
  if (saved !== undefined) {
    for (const complaint of state.complaints.values()) {
      watchDeadline(complaint, { state, platform, switches, now, schedule })
    }
    refunds.resume()
  }

  return {
    state,
    clock,
    wireTime,
    keys,
    platformKeys,
    switches,
    random,
    probe,
    faults,
    log,
    poster,
    notifier,
    platform,
    refunds,
    official,
    publicUrl,
    writer,
    allowLocalUrls,
    limit: (mchid, call) => {
      if (switches.rateLimits === 'platform') limiter(mchid, call)
    },
    restored: saved !== undefined,
    listeners,
    changed,
  }
}

function switchesOf(options: SimulatorOptions): Switches {
  const switches = { ...defaultSwitches(), ...options.switches }
  if (options.notifyOwnActions !== undefined) switches.notifyOwnActions = options.notifyOwnActions
  if (options.retryProfile !== undefined) switches.retryProfile = options.retryProfile
  if (options.rateLimits !== undefined) switches.rateLimits = options.rateLimits
  return switches
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')

const fractionOf =
  (stream: ByteStream): (() => number) =>
  () =>
    stream(6).readUIntBE(0, 6) / 2 ** 48
