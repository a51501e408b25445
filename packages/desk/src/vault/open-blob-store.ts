import { join } from 'node:path'
import type { VaultSettings } from '../config/vault-settings.ts'
import type { BlobStore } from './blob-store.ts'
import { folderStore } from './folder.ts'
import { s3Store } from './s3.ts'

/** The store that the settings name. Opens no connection and makes no folder yet. */
export const openBlobStore = ({
  vault,
  dataDir,
}: {
  readonly vault: VaultSettings
  /** Absolute path; the local store lies below it. */
  readonly dataDir: string
}): BlobStore => (vault.kind === 's3' ? s3Store(vault) : folderStore(join(dataDir, 'vault')))
