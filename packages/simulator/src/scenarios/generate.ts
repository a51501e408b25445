import { seededStream } from '../crypto/seeded.ts'
import { PAYERS } from '../platform/payers.ts'
import type { Platform } from '../platform/platform.ts'
import type { FileComplaintInput } from '../simulator-api.ts'
import { drawPicture } from './picture.ts'
import type { Crowd } from './scenario.ts'
import { drawInstant } from './time-of-day.ts'
import { CONTINUATIONS, FOLLOW_UPS, GRIEVANCES, type Grievance, ITEMS, REPLIES, type Ware } from './words.ts'

const HOUR = 3_600_000

const about = (ware: Ware): Grievance[] => GRIEVANCES.filter(({ wares }) => wares.includes(ware))
const grievancesOf: Readonly<Record<Ware, readonly Grievance[]>> = {
  goods: about('goods'),
  food: about('food'),
  membership: about('membership'),
  visit: about('visit'),
}

/** What a generated complaint is and what has already happened to it. */
interface Drawn {
  readonly input: FileComplaintInput & { readonly at: Date }
  /** How far it has come: 0 nothing, 1 the payer wrote again, 2 replied, 3 completed, 4 continued. */
  readonly stage: number
}

/**
 * Files complaints as many different people would. Same seed and same crowd, same complaints.
 * @param now Milliseconds; nothing is filed later.
 * @returns how many were filed
 */
export function generate(
  platform: Platform,
  seed: string,
  crowd: Crowd,
  mchids: readonly string[],
  now: number,
): number {
  const draw = drawerOf(seed, `crowd ${crowd.name ?? ''} ${crowd.count}`)
  const pictures = Array.from({ length: 8 }, () => drawPicture(draw))
  const to = now
  const from = now - (crowd.overHours ?? 24) * HOUR
  const drawn = Array.from({ length: crowd.count }, () => drawOne(draw, crowd, mchids, pictures, from, to))
  for (const each of drawn.sort((a, b) => a.input.at.getTime() - b.input.at.getTime())) play(platform, each, draw, now)
  return drawn.length
}

function drawOne(
  draw: () => number,
  crowd: Crowd,
  mchids: readonly string[],
  pictures: readonly Buffer[],
  from: number,
  to: number,
): Drawn {
  const [item, ware, low, high] = pick(draw, ITEMS)
  const grievance = pick(draw, grievancesOf[ware])
  const amount = Math.floor(low + draw() * (high - low))
  const problemType = draw() < (crowd.refundShare ?? 0) ? 'REFUND' : grievance.problemType
  const stages = crowd.openOnly === true ? [0, 0, 1] : [0, 0, 1, 2, 2, 3, 3, 3, 4]
  return {
    input: {
      mchid: pick(draw, mchids),
      detail: pick(draw, grievance.details)
        .replaceAll('{item}', item)
        .replaceAll('{days}', String(2 + Math.floor(draw() * 8))),
      problemType,
      problemDescription: grievance.title,
      amount,
      ...(problemType === 'REFUND' ? { applyRefundAmount: draw() < 0.7 ? amount : Math.ceil(amount / 2) } : {}),
      userTags: problemType === 'REFUND' && draw() < 0.6 ? ['TRUSTED'] : draw() < 0.05 ? ['HIGH_RISK'] : [],
      payerId: pick(draw, PAYERS).id,
      payerPhone: `199${String(Math.floor(draw() * 1e8)).padStart(8, '0')}`,
      images: draw() < 0.3 ? [pick(draw, pictures)] : [],
      needImmediateService: draw() < (crowd.immediateShare ?? 0.05),
      at: new Date(drawInstant(from, to, draw)),
    },
    stage: pick(draw, stages),
  }
}

/** Lets happen what has happened to it since, each step somewhat later, none of it in the future. */
function play(platform: Platform, { input, stage }: Drawn, draw: () => number, now: number): void {
  const { complaintId } = platform.file(input)
  let at = input.at.getTime()
  const later = (): number => {
    at = Math.min(now, at + Math.floor((0.2 + draw() * 6) * HOUR))
    return at
  }
  if (stage >= 1)
    platform.act(complaintId, { kind: 'payer-wrote', text: pick(draw, FOLLOW_UPS), pictures: [] }, later())
  if (stage >= 2)
    platform.act(complaintId, { kind: 'merchant-replied', text: pick(draw, REPLIES), pictures: [] }, later())
  if (stage >= 3) platform.act(complaintId, { kind: 'merchant-completed' }, later())
  if (stage >= 4) {
    platform.act(complaintId, { kind: 'payer-continued', text: pick(draw, CONTINUATIONS), pictures: [] }, later())
  }
}

function drawerOf(seed: string, label: string): () => number {
  const stream = seededStream(seed, label)
  // One read for many draws: a cipher call per number would take most of the time.
  let buffer: Buffer = Buffer.alloc(0)
  let at = 0
  return () => {
    if (at >= buffer.length) {
      buffer = stream(6 * 4096)
      at = 0
    }
    const value = buffer.readUIntBE(at, 6) / 2 ** 48
    at += 6
    return value
  }
}

function pick<Item>(draw: () => number, items: readonly Item[]): Item {
  const item = items[Math.floor(draw() * items.length)]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}
