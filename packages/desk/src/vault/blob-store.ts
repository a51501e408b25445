/** Keeps bytes by name. Names are hex, with an optional suffix; the same name always means the same bytes. */
export interface BlobStore {
  /** Durable once it resolves; a reader sees all of the bytes or none. May be repeated. */
  put(name: string, bytes: Uint8Array): Promise<void>
  /** Undefined when there is nothing under this name. */
  get(name: string): Promise<Buffer | undefined>
  /** Does nothing when there is nothing under this name. */
  delete(name: string): Promise<void>
}

/** One level of sub-folders, so that no folder grows without end. */
export const placeOf = (name: string): string => `${name.slice(0, 2)}/${name}`
