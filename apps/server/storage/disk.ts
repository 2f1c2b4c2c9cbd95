import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { newId } from '../../../src/kernel/contract/ids.ts'
import type { FileStore } from '../../../src/kernel/server/file-store.ts'

const gone = (e: NodeJS.ErrnoException) => {
  if (e.code === 'ENOENT') return null
  throw e
}
async function synced(path: string, flags: string, bytes?: Uint8Array) {
  const handle = await open(path, flags, 0o600)
  try {
    if (bytes) await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Files in a folder of this machine. */
export function diskStore(root: string): FileStore {
  const at = (key: string) => join(root, key)
  return {
    kind: 'disk',
    async put(key, bytes) {
      const path = at(key)
      const draft = `${path}.${newId()}`
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      try {
        await synced(draft, 'wx', bytes)
        await rename(draft, path)
      } catch (e) {
        // A half that stays would keep a full disk full.
        await rm(draft, { force: true })
        throw e
      }
      await synced(dirname(path), 'r')
    },
    get: (key) => readFile(at(key)).catch(gone),
    has: async (key) => (await stat(at(key)).catch(gone)) !== null,
    remove: (key) => rm(at(key), { force: true }),
    async *list(prefix = '') {
      const found = await readdir(join(root, prefix), { recursive: true, withFileTypes: true }).catch(gone)
      for (const f of found ?? []) {
        const path = join(f.parentPath, f.name)
        const s = f.isFile() ? await stat(path).catch(gone) : null
        if (s) yield { key: relative(root, path), size: s.size, at: s.mtime }
      }
    },
  }
}
