import type { Platform } from './platform/platform.ts'
import type { Simulator } from './simulator-api.ts'
import type { PlatformState } from './state/platform-state.ts'

/** What the faces (control, phone, inspector) work on: the public methods, and what lies under them. */
export interface SimulatorCore extends Simulator {
  readonly state: PlatformState
  readonly platform: Platform
  /** Calls back after every change of a complaint (its id) or of anything else (null); returns how to stop. */
  onChanged(listener: (complaintId: string | null) => void): () => void
}
