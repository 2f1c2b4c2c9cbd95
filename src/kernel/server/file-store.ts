export type StoredFile = { key: string; size: number; /** When it was last written. */ at: Date }
/** A place for bytes under keys like `organisation/ab/ab12…`. Every call either does it whole or throws; nothing is known of who may read. */
export type FileStore = {
  kind: 'disk' | 's3'
  /** Also over what is there. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** `null` where there is nothing. */
  get(key: string): Promise<Buffer | null>
  has(key: string): Promise<boolean>
  remove(key: string): Promise<void>
  list(prefix?: string): AsyncIterable<StoredFile>
}

/** A key by content, so that equal files lie once per organisation and a name never reaches the store. */
export const keyOf = (organisationId: string, sha256: string) => `${organisationId}/${sha256.slice(0, 2)}/${sha256}`
