import { COMPLAINT_CONTINUED } from '../domain/timeline.ts'
import type { Channel } from '../platform/channel.ts'
import type { Facts } from './write-facts.ts'

/**
 * Reads a complaint and its whole history. Two calls are not one moment: when the payer continues between them, the
 * detail is older than the history and is read again.
 */
export async function readPlatform(channel: Channel, platformId: string, startedAt: Date): Promise<Facts> {
  const reading = await channel.detail(platformId)
  const entries = await channel.history(platformId)
  const continued = entries.filter((entry) => entry.action === COMPLAINT_CONTINUED).length
  const outdated = reading.complaintTimes < continued + 1
  return { reading: outdated ? await channel.detail(platformId) : reading, entries, startedAt }
}
