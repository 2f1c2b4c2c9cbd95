import { join } from 'node:path'
import type { FileStore } from '../../../src/kernel/server/file-store.ts'
import { diskStore } from './disk.ts'
import { type S3Store, s3Store } from './s3.ts'
import type { S3Settings } from './settings.ts'

/** `first` holds what is new; what it does not have yet is looked for in `second`, so that files can move while people work. */
export function layered(first: FileStore, second: FileStore): FileStore {
  return {
    ...first,
    get: async (key) => (await first.get(key)) ?? second.get(key),
    async remove(key) {
      await first.remove(key)
      await second.remove(key)
    },
    async *list(prefix) {
      yield* first.list(prefix)
      yield* second.list(prefix)
    },
  }
}
export type Stores = { files: FileStore; disk: FileStore; s3: S3Store | null }

/** The stores of an installation: the bucket that the settings name, with the data folder behind it; or the folder alone. */
export function openStores(dataDir: string, s3: S3Settings | null): Stores {
  const disk = diskStore(join(dataDir, 'files'))
  const bucket = s3 && s3Store(s3)
  return { files: bucket ? layered(bucket, disk) : disk, disk, s3: bucket }
}
