export type * from './options.ts'
export type * from './simulator-api.ts'
export { createSimulator } from './simulator.ts'
