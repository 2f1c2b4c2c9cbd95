import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileStore, keyOf } from '../../../src/kernel/server/file-store.ts'
import { diskStore } from '../storage/disk.ts'

export const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
/** The files of a data folder, where no other place is named. */
export const filesIn = (dataDir: string) => diskStore(join(dataDir, 'files'))

/** The stored bytes and whether they are those that were stored; null where the file is gone. */
export async function readStored(
  files: FileStore,
  organisationId: string,
  sha256: string,
): Promise<{ bytes: Buffer; sound: boolean } | null> {
  const bytes = await files.get(keyOf(organisationId, sha256))
  return bytes && { bytes, sound: sha256Of(bytes) === sha256 }
}

/** Makes a folder's entries last through a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().catch(() => {})
  await handle.close()
}

/** Whether a store holds uploads. */
export async function hasFiles(files: FileStore): Promise<boolean> {
  for await (const _ of files.list()) return true
  return false
}
