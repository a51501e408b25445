import { createPrivateKey } from 'node:crypto'
import type { Kysely } from 'kysely'
import { type MasterKey } from '../sealing/seal.ts'
import type { Database } from '../store/schema/database.ts'
import { checkMerchant, insertMerchant, type NewMerchant } from './add-merchant.ts'
import { prepareChange, readStored, type StoredMerchant, storeChange } from './change-merchant.ts'
import { removeMerchant } from './remove-merchant.ts'

/** What is to be done so that the desk has the merchants of a list. */
export interface MerchantPlan {
  readonly add: readonly NewMerchant[]
  readonly change: readonly PlannedChange[]
  /** At the desk, not in the list. */
  readonly absent: readonly StoredMerchant[]
  readonly unchanged: readonly StoredMerchant[]
}

export interface PlannedChange {
  readonly stored: StoredMerchant
  readonly wanted: NewMerchant
  /** For people: which of its settings, never their values. */
  readonly fields: readonly string[]
  /** Serials of configured platform keys that the list has no more. */
  readonly forget: readonly string[]
}

/**
 * Compares a list with what is stored; merchants are matched by number.
 * @throws {DeskError | ProtocolError} for the first entry that cannot be right
 */
export function planMerchants(wanted: readonly NewMerchant[], stored: readonly StoredMerchant[]): MerchantPlan {
  const byMchid = new Map(stored.map((merchant) => [merchant.entered.mchid, merchant]))
  const listed = new Set(wanted.map(({ mchid }) => mchid))
  const [add, change, unchanged]: [NewMerchant[], PlannedChange[], StoredMerchant[]] = [[], [], []]
  for (const entry of wanted) {
    const known = byMchid.get(entry.mchid)
    if (known === undefined) {
      checkMerchant(entry)
      add.push(entry)
      continue
    }
    const planned = compare(known, entry)
    if (planned.fields.length === 0) unchanged.push(known)
    else change.push(planned)
  }
  return { add, change, unchanged, absent: stored.filter(({ entered }) => !listed.has(entered.mchid)) }
}

function compare(stored: StoredMerchant, wanted: NewMerchant): PlannedChange {
  const now = stored.entered
  const { identity, platformKeys } = checkMerchant(wanted)
  const configured = stored.platformKeys.filter(({ source }) => source === 'configured')
  const wantedKeys = new Map<string, string>(platformKeys.map((key) => [key.serial, key.pem.trim()]))
  const forget = configured.filter(({ serial }) => !wantedKeys.has(serial)).map(({ serial }) => serial)
  const known = new Map(stored.platformKeys.map(({ serial, pem }) => [serial, pem.trim()]))
  const newKeys = [...wantedKeys].some(([serial, pem]) => known.get(serial) !== pem)
  const differs: readonly (readonly [string, boolean])[] = [
    ['slug', now.slug !== wanted.slug],
    ['name', now.name !== (wanted.name ?? wanted.slug)],
    ['labels', (now.labels ?? []).join('\n') !== (wanted.labels ?? []).join('\n')],
    ['partner', now.partnerMchid !== wanted.partnerMchid],
    ['platform address', now.platformUrl !== wanted.platformUrl],
    ['serial number', now.serialNumber !== identity.serialNumber],
    ['certificate', (now.certificate ?? '').trim() !== (wanted.certificate ?? '').trim()],
    ['private key', !createPrivateKey(now.privateKey).equals(createPrivateKey(wanted.privateKey))],
    ['APIv3 key', now.apiV3Key !== wanted.apiV3Key],
    ['platform keys', newKeys || forget.length > 0],
  ]
  return { stored, wanted, forget, fields: differs.filter(([, different]) => different).map(([name]) => name) }
}

/** Reads what is stored and plans against it. */
export const planAgainstStore = async (
  db: Kysely<Database>,
  masterKey: MasterKey,
  wanted: readonly NewMerchant[],
): Promise<MerchantPlan> => planMerchants(wanted, await readStored(db, masterKey))

/**
 * Carries a plan out, in the caller's transaction: all of it or nothing.
 * @throws {GuardRefusal} `MERCHANT_BUSY` when one to be removed has something on its way
 */
export async function carryOut(
  db: Kysely<Database>,
  masterKey: MasterKey,
  plan: MerchantPlan,
  { prune, now }: { readonly prune: boolean; readonly now: Date },
): Promise<void> {
  if (prune) for (const { id } of plan.absent) await removeMerchant(db, id, now)
  for (const { stored, wanted, forget } of plan.change) {
    // The list is the whole truth: what it leaves out is gone, unlike with a rotation.
    const cleared = {
      certificate: undefined,
      partnerMchid: undefined,
      platformUrl: undefined,
      labels: [],
      name: undefined,
    }
    await storeChange(db, masterKey, prepareChange(stored, { ...cleared, ...wanted }), forget)
  }
  for (const entry of plan.add) await insertMerchant(db, masterKey, entry)
}
