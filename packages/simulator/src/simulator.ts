import type { SimulatorOptions } from './options.ts'
import type { Simulator } from './simulator-api.ts'

/** Starts a platform of its own on a free port and resolves when it listens. */
export function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return Promise.reject(new Error(`the server is not built yet (port ${options.port ?? 0})`))
}
