import { type Kysely, type Selectable, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { nextReadAt } from '../domain/cadence.ts'
import { type DeadlineSettings, nearestDuty, readTimeline } from '../domain/deadlines.ts'
import { maskPhone } from '../domain/phone.ts'
import { nextStageAt } from '../domain/stages.ts'
import type { ComplaintReading, EntryReading } from '../platform/channel.ts'
import { type MasterKey, sealAtRest } from '../sealing/seal.ts'
import { writeDeadlineMarks } from '../store/deadline-marks.ts'
import { announce } from '../store/notify.ts'
import type { ComplaintKey } from '../store/reads.ts'
import type { ComplaintsTable } from '../store/schema/complaints.ts'
import type { Database } from '../store/schema/database.ts'
import { searchText } from './search-text.ts'
import { storableJson, storableRow } from './storable.ts'
import { writePictures } from './write-pictures.ts'

export interface Facts {
  readonly reading: ComplaintReading
  readonly entries: readonly EntryReading[]
  /** When the read began. Facts of a read that began later are never overwritten by it. */
  readonly startedAt: Date
}

export interface FactsDeps {
  readonly masterKey: MasterKey
  readonly deadlines: DeadlineSettings
  readonly now: Date
  readonly merchantSlug: string
  /** Runs in the same transaction, after the facts are written. */
  readonly onFacts: OnFacts
}

/** What others do when new facts of a complaint are there, in the transaction that writes them. */
export type OnFacts = (db: Kysely<Database>, complaint: { merchantId: string; complaintId: string }) => Promise<void>

type Stored = Selectable<ComplaintsTable>

const complaintRow = (db: Kysely<Database>, key: ComplaintKey) =>
  db
    .selectFrom('complaints')
    .selectAll()
    .where('merchant_id', '=', key.merchantId)
    .where('channel', '=', key.channel)
    .where('platform_id', '=', key.platformId)
    .executeTakeFirst()

/** The columns that say what the platform said. */
function reportedColumns(reading: ComplaintReading, id: string, stored: Stored | undefined, masterKey: MasterKey) {
  // A number that was removed after its time stays away until the payer opens the complaint again.
  const forgotten = stored !== undefined && stored.payer_phone_masked !== null && stored.payer_phone_sealed === null
  const phone = forgotten && reading.state === 'PROCESSED' ? null : reading.openPayerPhone()
  const place = { table: 'complaints', column: 'payer_phone_sealed', row: id }
  return storableRow({
    mchid: reading.mchid,
    state: reading.state,
    channel_state: reading.channelState,
    payer_open_id: reading.payerOpenId,
    detail: reading.detail,
    problem_type: reading.problemType,
    problem_description: reading.problemDescription,
    complained_at: reading.complainedAt,
    complaint_times: reading.complaintTimes,
    awaiting_reply: reading.awaitingReply,
    fully_refunded: reading.fullyRefunded,
    transaction_id: reading.order?.transactionId ?? null,
    out_trade_no: reading.order?.outTradeNo ?? null,
    order_amount: reading.order?.amount ?? null,
    apply_refund_amount: reading.applyRefundAmount,
    user_tags: [...reading.userTags],
    payer_phone_sealed: phone === null ? (stored?.payer_phone_sealed ?? null) : sealAtRest(masterKey, phone, place),
    payer_phone_masked: phone === null ? (stored?.payer_phone_masked ?? null) : maskPhone(phone),
    need_immediate_service: reading.needImmediateService,
    in_platform_service: reading.inPlatformService,
    agent_mode: reading.agentMode,
    search_text: searchText(reading, phone),
    raw: JSON.stringify(storableJson(reading.raw)),
  })
}

/** Sealing makes new bytes of the same number every time, and nobody sees the raw answer. */
const unseen: ReadonlySet<string> = new Set(['payer_phone_sealed', 'raw'])

/** Whether a person would see no difference. */
function saysTheSame(row: Stored, columns: object): boolean {
  const before: Record<string, unknown> = row
  return Object.entries(columns).every(
    ([name, value]) => unseen.has(name) || JSON.stringify(value) === JSON.stringify(before[name]),
  )
}

async function newEntries(
  db: Kysely<Database>,
  stored: Stored | undefined,
  entries: readonly EntryReading[],
): Promise<{ known: { logId: string; at: number; action: string }[]; fresh: EntryReading[] }> {
  const rows =
    stored === undefined
      ? []
      : await db
          .selectFrom('timeline_entries')
          .select(['log_id', 'at', 'action'])
          .where('merchant_id', '=', stored.merchant_id)
          .where('complaint_id', '=', stored.id)
          .execute()
  const seen = new Set(rows.map((row) => row.log_id))
  return {
    known: rows.map((row) => ({ logId: row.log_id, at: row.at.getTime(), action: row.action })),
    fresh: entries.filter((entry) => !seen.has(entry.logId)),
  }
}

/**
 * Writes what one read of the platform found. Runs in the caller's transaction and holds a lock on the complaint until
 * its end, so that two reads of one complaint follow each other; the order in which they end does not matter.
 * @returns our id of the complaint, whether a person sees a difference, and whether there are pictures to fetch
 */
export async function writeFacts(
  db: Kysely<Database>,
  key: ComplaintKey,
  { reading, entries, startedAt }: Facts,
  { masterKey, deadlines: settings, now, merchantSlug, onFacts }: FactsDeps,
): Promise<{ readonly complaintId: string; readonly changed: boolean; readonly pictures: boolean }> {
  const lockName = JSON.stringify([key.merchantId, key.channel, key.platformId])
  await sql`select pg_advisory_xact_lock(hashtextextended(${lockName}, 0))`.execute(db)
  const stored = await complaintRow(db, key)
  const id = stored?.id ?? uuidv7()
  const { known, fresh } = await newEntries(db, stored, entries)
  const outdated = stored !== undefined && stored.read_at > startedAt
  const reported = outdated ? undefined : reportedColumns(reading, id, stored, masterKey)

  const facts = outdated
    ? {
        complainedAt: stored.complained_at.getTime(),
        state: stored.state,
        complaintTimes: stored.complaint_times,
        needImmediateService: stored.need_immediate_service,
      }
    : { ...reading, complainedAt: reading.complainedAt.getTime() }
  const events = [...known, ...fresh.map(({ logId, at, action }) => ({ logId, at: at.getTime(), action }))]
  const clock = outdated && reading.clock !== null ? stored : reading.clock
  const { episodes, deadlines } = clock ?? readTimeline(facts, events, settings)
  const duty = nearestDuty(deadlines)
  const changed = fresh.length > 0 || (reported !== undefined && (!stored || !saysTheSame(stored, reported)))
  const derived = {
    episodes: JSON.stringify(episodes),
    deadlines: JSON.stringify(deadlines),
    duty: duty?.kind ?? null,
    due_at: duty === undefined ? null : new Date(duty.dueAt),
    next_read_at: readsAgain(key)
      ? dateOrNull(
          nextReadAt({
            state: facts.state,
            readAt: startedAt.getTime(),
            dueAt: duty?.dueAt ?? null,
            needImmediateService: facts.needImmediateService,
            inPlatformService: reading.inPlatformService,
          }),
        )
      : null,
    next_stage_at: dateOrNull(nextStageAt(deadlines, now.getTime())),
    updated_at: stored && !changed ? stored.updated_at : now,
  }

  if (stored) {
    await db
      .updateTable('complaints')
      .set({ ...reported, ...derived, ...(outdated ? {} : { read_at: startedAt }) })
      .where('merchant_id', '=', key.merchantId)
      .where('id', '=', id)
      .execute()
  } else {
    const identity = { merchant_id: key.merchantId, id, channel: key.channel, platform_id: key.platformId }
    const first = reported ?? reportedColumns(reading, id, undefined, masterKey)
    await db
      .insertInto('complaints')
      .values({ ...identity, ...first, ...derived, read_at: startedAt, created_at: now })
      .execute()
  }
  await writeEntries(db, key.merchantId, id, fresh, now)
  const isOpen = facts.state !== 'PROCESSED'
  const complaint = { merchantId: key.merchantId, complaintId: id }
  const pictures = await writePictures(db, complaint, reading, entries, { isOpen, now })
  await writeDeadlineMarks(db, complaint, deadlines, now)
  await onFacts(db, complaint)
  if (changed) {
    const state = outdated ? stored.state : reading.state
    await announce(db, { type: 'complaint.changed', id, merchant: merchantSlug, state, updatedAt: now.toISOString() })
  }
  return { complaintId: id, changed, pictures }
}

/** A rights ticket is made of what the desk has been told: the platform has nothing to ask for. */
const readsAgain = ({ channel }: ComplaintKey): boolean => channel !== 'rights-v16'

const dateOrNull = (at: number | null): Date | null => (at === null ? null : new Date(at))

async function writeEntries(
  db: Kysely<Database>,
  merchantId: string,
  complaintId: string,
  fresh: readonly EntryReading[],
  now: Date,
): Promise<void> {
  if (fresh.length === 0) return
  await db
    .insertInto('timeline_entries')
    .values(
      fresh.map((entry) =>
        storableRow({
          merchant_id: merchantId,
          complaint_id: complaintId,
          log_id: entry.logId,
          at: entry.at,
          action: entry.action,
          wire_action: entry.wireAction,
          side: entry.side,
          operator: entry.operator,
          content: entry.content,
          raw: JSON.stringify(storableJson(entry.raw)),
          seen_at: now,
        }),
      ),
    )
    .onConflict((conflict) => conflict.columns(['merchant_id', 'complaint_id', 'log_id']).doNothing())
    .execute()
}
