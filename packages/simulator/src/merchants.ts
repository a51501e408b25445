import { merchantInput, readInput } from './control/input.ts'
import { SimulatorError } from './errors.ts'
import type { KeyMode, MerchantOptions } from './options.ts'
import type { Services } from './services.ts'
import type { Merchant } from './state/merchant.ts'

/** @throws {SimulatorError} `MERCHANT_UNKNOWN` */
export function merchantOf({ state }: Services, mchid: string): Merchant {
  const merchant = state.merchants.get(mchid)
  if (merchant !== undefined) return merchant
  throw new SimulatorError('MERCHANT_UNKNOWN', 'no merchant has this number', 'List the merchants to see theirs.', {
    field: '/mchid',
  })
}

/** Adds a merchant, and the partner above it when that is unknown. @throws {SimulatorError} `MERCHANT_EXISTS` */
export function addMerchant(services: Services, given: MerchantOptions): Merchant {
  const { state, clock, changed } = services
  const input = readInput(merchantInput, given)
  if (state.merchants.has(input.mchid)) {
    throw new SimulatorError('MERCHANT_EXISTS', 'a merchant has this number already', 'Choose another number.', {
      field: '/mchid',
    })
  }
  const partnerMchid = input.partnerMchid ?? null
  if (partnerMchid !== null && !state.merchants.has(partnerMchid)) {
    addMerchant(services, { mchid: partnerMchid, name: `服务商 ${partnerMchid}` })
  }
  const keyMode = input.keyMode ?? 'certificate'
  const merchant: Merchant = {
    mchid: input.mchid,
    name: input.name ?? `示例商户 ${input.mchid}`,
    partnerMchid,
    keyMode,
    algorithm: input.algorithm ?? 'RSA',
    keySwitchStartedAt: keyMode === 'switching' ? clock.now() : null,
  }
  state.merchants.set(merchant.mchid, merchant)
  changed(null)
  return merchant
}

export function setKeyMode(services: Services, mchid: string, keyMode: KeyMode): Merchant {
  const merchant: Merchant = {
    ...merchantOf(services, mchid),
    keyMode,
    keySwitchStartedAt: keyMode === 'switching' ? services.clock.now() : null,
  }
  services.state.merchants.set(mchid, merchant)
  services.changed(null)
  return merchant
}
