/** Where pictures are kept. */
export type VaultSettings = FolderVaultSettings | S3VaultSettings

export interface FolderVaultSettings {
  readonly kind: 'folder'
}

export interface S3VaultSettings {
  readonly kind: 's3'
  readonly bucket: string
  /** Before every name; empty or ending in a slash. */
  readonly prefix: string
  /** `{bucket}` in the host name stands for the bucket; without it the bucket is the first part of the path. */
  readonly endpoint: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** What the variables say about the vault, before it is put together. */
export interface VaultValues {
  /** `file` or `s3://bucket/prefix`, checked. */
  readonly vault: string
  readonly vaultEndpoint?: string | undefined
  readonly vaultRegion: string
  readonly vaultAccessKeyId?: string | undefined
  readonly vaultSecretAccessKey?: string | undefined
}

// Bucket names as the protocol has them; the prefix is what may stand in a path without being escaped.
const S3_VAULT = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w.-]+(?:\/[\w.-]+)*))?\/?$/

export const isVault = (text: string): boolean => text === 'file' || S3_VAULT.test(text)

export const isVaultEndpoint = (text: string): boolean => {
  const url = text.replace('{bucket}', 'bucket')
  return URL.canParse(url) && /^https?:\/\/[^/?#@]+\/?$/.test(url)
}

/** The settings that a vault of this kind still lacks, by name. */
export const missingForVault = ({ vault, ...values }: VaultValues): string[] =>
  vault === 'file'
    ? []
    : (['vaultAccessKeyId', 'vaultSecretAccessKey'] as const).filter((name) => values[name] === undefined)

/** Puts checked values together. */
export function vaultSettings(values: VaultValues): VaultSettings {
  const [, bucket, path] = S3_VAULT.exec(values.vault) ?? []
  if (bucket === undefined) return { kind: 'folder' }
  return {
    kind: 's3',
    bucket,
    prefix: path === undefined ? '' : `${path}/`,
    endpoint: values.vaultEndpoint ?? `https://{bucket}.s3.${values.vaultRegion}.amazonaws.com`,
    region: values.vaultRegion,
    accessKeyId: values.vaultAccessKeyId ?? '',
    secretAccessKey: values.vaultSecretAccessKey ?? '',
  }
}
