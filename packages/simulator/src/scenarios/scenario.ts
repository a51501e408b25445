import { parse } from 'yaml'
import { complaintInput, duration, faultInput, merchantInput, readInput, switchesInput } from '../control/input.ts'
import { SimulatorError } from '../errors.ts'
import { flag, integer, list, number, object, optional, type Read, text } from '../fields/fields.ts'

/** Many made-up complaints at once. */
const crowd = object({
  /** Distinguishes two crowds of one scenario. */
  name: optional(text({ max: 64 })),
  count: integer({ min: 1, max: 200_000 }),
  /** Merchants they complain about; all of the scenario when absent. */
  mchids: optional(list(text({ max: 32 }), { min: 1 })),
  /** They were filed within so many hours before now. */
  overHours: optional(number({ min: 0, max: 24 * 366 })),
  /** Share of refund tickets beyond those that come by themselves, 0 to 1. */
  refundShare: optional(number({ min: 0, max: 1 })),
  immediateShare: optional(number({ min: 0, max: 1 })),
  /** Nobody has replied to any of them yet. */
  openOnly: optional(flag()),
})

export type Crowd = Read<typeof crowd>

/** What a scenario file may say, in the order in which it happens. */
export const scenarioInput = object({
  description: optional(text({ max: 500 })),
  /** Of keys and ids; counts only for a simulator that is started with this scenario. */
  seed: optional(text({ max: 128 })),
  merchants: optional(list(merchantInput)),
  switches: optional(switchesInput),
  crowds: optional(list(crowd)),
  complaints: optional(list(complaintInput)),
  faults: optional(list(faultInput)),
  /** The clock moves on by so much at the end. */
  advance: optional(duration),
})

export type Scenario = Read<typeof scenarioInput>

/** Reads a scenario from YAML or JSON text. @throws {SimulatorError} `INPUT_INVALID` naming the place */
export function parseScenario(source: string): Scenario {
  let value: unknown
  try {
    value = parse(source)
  } catch (cause) {
    throw new SimulatorError('INPUT_INVALID', 'the scenario is neither YAML nor JSON', 'Correct the file.', {
      field: '/',
      cause,
    })
  }
  return readInput(scenarioInput, value)
}
