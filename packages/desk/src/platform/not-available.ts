import { DeskError } from '../errors.ts'
import type { Capability, CapabilityName, Channel } from './channel.ts'

/** @throws {DeskError} with the code and the reason of the capability that is not there */
export function requireCapability(channel: Pick<Channel, 'capability'>, name: CapabilityName): void {
  const answer = channel.capability(name)
  if (!answer.available) throw refusal(answer)
}

const refusal = ({ code, reason }: Unavailable): DeskError =>
  new DeskError(code, reason, 'Use what the channel of the complaint offers.')

type Unavailable = Extract<Capability, { available: false }>

/** For callers that did not ask `capability` first. @throws {DeskError} with the code and the reason of the capability */
export async function notAvailable(answer: Unavailable): Promise<never> {
  return await Promise.reject(refusal(answer))
}
