import { PlatformError, ProtocolError, refusalKind } from '@redress/wechatpay'
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import { DeskError } from '../errors.ts'
import type { Holders } from '../official-accounts/holders.ts'
import type { Channels } from '../platform/channel.ts'
import { BudgetSpent } from '../platform/pacer.ts'
import { problemCode } from '../problem-code.ts'
import { announce } from '../store/notify.ts'
import { type ClaimedPicture, claimPicture, type PictureOutcome, settlePicture } from '../store/pictures.ts'
import type { Database } from '../store/schema/database.ts'
import { createGate } from '../work/gate.ts'
import { backoffMs, type Worked } from '../work/loop.ts'
import type { Vault } from './vault.ts'

export interface FetcherDeps {
  readonly db: Kysely<Database>
  readonly holders: Pick<Holders, 'byId'>
  readonly channels: Channels
  readonly vault: Vault
  readonly clock: () => Date
  readonly log: Logger
}

export interface PictureFetcher {
  /** Fetches one picture that waits. */
  fetchNext(): Promise<Worked>
}

/** Twice what the platform lets a payer send. */
const MAX_BYTES = 10 * 1024 * 1024
const LEASE_MS = 60_000
const MAX_ATTEMPTS = 8
const RETRY_BASE_MS = 1_000
const RETRY_CAP_MS = 10 * 60_000

/** Media of payers are named by their id at the platform. */
const isPayerMedia = (url: string): boolean => url.startsWith('wechat-media:')

/** The picture is fine, the vault is not. However long that lasts, nothing may be given up for it. */
const isVaultDown = (error: unknown): boolean => error instanceof DeskError && error.code.startsWith('VAULT_')

/** Trying again with the same link cannot help. */
function isFinal(error: unknown): boolean {
  if (error instanceof DeskError) return error.code !== 'PICTURE_UNREACHABLE'
  const refusal = refusalKind(error)
  if (refusal !== undefined) return refusal === 'permanent'
  if (error instanceof PlatformError)
    return error.status >= 400 && error.status < 500 && ![401, 429].includes(error.status)
  return error instanceof ProtocolError
}

/** Decides what becomes of a picture whose fetch failed. */
export function afterFailure(error: unknown, attempts: number, now: Date): PictureOutcome {
  const reason = problemCode(error)
  if (error instanceof BudgetSpent) return { state: 'pending', reason, nextAttemptAt: error.retryAt }
  if (!isVaultDown(error) && (isFinal(error) || attempts >= MAX_ATTEMPTS)) return { state: 'missing', reason }
  const pause = backoffMs(attempts, RETRY_BASE_MS, RETRY_CAP_MS)
  return { state: 'pending', reason, nextAttemptAt: new Date(now.getTime() + pause) }
}

/** Brings pictures home while their links live. */
export function createPictureFetcher({ db, holders, channels, vault, clock, log }: FetcherDeps): PictureFetcher {
  const gate = createGate()

  const fetchOne = async (picture: ClaimedPicture): Promise<PictureOutcome> => {
    try {
      const { bytes } = await channels(picture.merchantId).download(picture.url, { maxBytes: MAX_BYTES })
      // What a payer of an official account sent may be a voice or a video; everywhere else only pictures come.
      const media = await (isPayerMedia(picture.url) ? vault.storeAttachment(bytes) : vault.store(bytes))
      return { state: 'stored', mediaKey: media.media_key }
    } catch (error) {
      if (error instanceof BudgetSpent) gate.close(picture.merchantId, error.retryAt)
      const outcome = afterFailure(error, picture.attempts, clock())
      log.warn(
        {
          merchant: picture.merchantId,
          complaint: picture.complaintId,
          code: problemCode(error),
          state: outcome.state,
        },
        'a picture could not be fetched',
      )
      return outcome
    }
  }

  return {
    fetchNext: async () => {
      const now = clock()
      const picture = await claimPicture(db, { now, leaseMs: LEASE_MS, except: gate.closed(now) })
      if (!picture) return gate.opensIn(now) ?? false
      const outcome = await fetchOne(picture)
      await db.transaction().execute(async (trx) => {
        await settlePicture(trx, picture, outcome)
        if (outcome.state === 'pending') return
        const complaint = await trx
          .selectFrom('complaints')
          .select(['state', 'updated_at'])
          .where('merchant_id', '=', picture.merchantId)
          .where('id', '=', picture.complaintId)
          .executeTakeFirstOrThrow()
        await announce(trx, {
          type: 'complaint.changed',
          id: picture.complaintId,
          merchant: holders.byId(picture.merchantId)?.slug ?? picture.merchantId,
          state: complaint.state,
          updatedAt: complaint.updated_at.toISOString(),
        })
      })
      return true
    },
  }
}
