import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Where `src/kernel/server/files.ts` puts an upload: by organisation and content. */
export const storedAt = (dataDir: string, organisationId: string, sha256: string) =>
  join(dataDir, 'files', organisationId, sha256.slice(0, 2), sha256)

export const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The stored bytes and whether they are those that were stored; null where the file is gone. */
export async function readStored(
  dataDir: string,
  organisationId: string,
  sha256: string,
): Promise<{ bytes: Buffer; sound: boolean } | null> {
  try {
    const bytes = await readFile(storedAt(dataDir, organisationId, sha256))
    return { bytes, sound: sha256Of(bytes) === sha256 }
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw e
  }
}

/** Makes a folder's entries last through a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().catch(() => {})
  await handle.close()
}

/** Puts the file there whole or not at all, also over a damaged one. */
export async function writeStored(dataDir: string, organisationId: string, sha256: string, bytes: Buffer): Promise<void> {
  const path = storedAt(dataDir, organisationId, sha256)
  const draft = `${path}.restore`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await rm(draft, { force: true })
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, path)
}

/** Whether the data folder holds uploads. */
export async function hasFiles(dataDir: string): Promise<boolean> {
  const found = await readdir(join(dataDir, 'files'), { recursive: true, withFileTypes: true }).catch(() => [])
  return found.some((f) => f.isFile())
}
