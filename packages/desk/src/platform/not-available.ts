import { DeskError } from '../errors.ts'
import type { Capability } from './channel.ts'

/** For callers that did not ask `capability` first. @throws {DeskError} with the code and the reason of the capability */
export async function notAvailable({ code, reason }: Extract<Capability, { available: false }>): Promise<never> {
  return await Promise.reject(new DeskError(code, reason, 'Ask for what the channel of the complaint has.'))
}
