import { parseDuration } from '../clock/duration.ts'
import { SimulatorError } from '../errors.ts'
import { addMerchant } from '../merchants.ts'
import type { Services } from '../services.ts'
import { generate } from './generate.ts'
import { SCENARIOS } from './library.ts'
import type { Scenario } from './scenario.ts'

export interface Played {
  /** Complaints that were filed. */
  readonly complaints: number
}

/** A scenario of the library. @throws {SimulatorError} `INPUT_INVALID` */
export function namedScenario(name: string): Scenario {
  const scenario = Object.hasOwn(SCENARIOS, name) ? SCENARIOS[name] : undefined
  if (scenario !== undefined) return scenario
  throw new SimulatorError(
    'INPUT_INVALID',
    '/name: there is no such scenario',
    `Choose ${Object.keys(SCENARIOS).join(', ')}.`,
    {
      field: '/name',
    },
  )
}

/** Lets a scenario happen. Merchants that exist already are left as they are. */
export async function playScenario(services: Services, scenario: Scenario): Promise<Played> {
  const { state, platform, switches, faults, clock } = services
  checkMerchants(services, scenario)
  for (const merchant of scenario.merchants ?? []) {
    if (!state.merchants.has(merchant.mchid)) addMerchant(services, merchant)
  }
  Object.assign(switches, scenario.switches)
  for (const fault of scenario.faults ?? []) faults.add(fault)

  let filed = 0
  const shops = [...state.merchants.keys()].filter((mchid) => !isPartner(services, mchid))
  for (const crowd of scenario.crowds ?? []) {
    const mchids = crowd.mchids ?? shops
    filed += generate(platform, state.seed, crowd, mchids, clock.now())
  }
  for (const complaint of scenario.complaints ?? []) {
    platform.file(complaint)
    filed += 1
  }
  if (scenario.advance !== undefined) await clock.advance(parseDuration(scenario.advance) ?? 0)
  return { complaints: filed }
}

const isPartner = ({ state }: Services, mchid: string): boolean =>
  [...state.merchants.values()].some((merchant) => merchant.partnerMchid === mchid)

// Before anything happens: a scenario that names a merchant nobody has leaves everything as it was.
function checkMerchants({ state }: Services, scenario: Scenario): void {
  const known = new Set([...state.merchants.keys(), ...(scenario.merchants ?? []).map(({ mchid }) => mchid)])
  const named = [
    ...(scenario.crowds ?? []).flatMap(({ mchids }, index) =>
      (mchids ?? []).map((mchid) => ({ mchid, field: `/crowds/${index}/mchids` })),
    ),
    ...(scenario.complaints ?? []).map(({ mchid }, index) => ({ mchid, field: `/complaints/${index}/mchid` })),
  ]
  const unknown = named.find(({ mchid }) => !known.has(mchid))
  if (unknown === undefined) return
  const { mchid, field } = unknown
  throw new SimulatorError('MERCHANT_UNKNOWN', `no merchant has the number ${mchid}`, 'Name it under merchants.', {
    field,
  })
}
