import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refusal } from './errors.ts'
import { syncFolder } from './files.ts'

// Lies in the data folder from a restore's first change to its last: whatever kills it, the installation says so.
const at = (dataDir: string) => join(dataDir, 'restore.json')
type Marker = { archive: string; startedAt: string }

/** The restore that was begun and not finished here. */
export function unfinishedRestore(dataDir: string): Marker | null {
  let text: string
  try {
    text = readFileSync(at(dataDir), 'utf8')
  } catch {
    return null
  }
  try {
    return JSON.parse(text) as Marker
  } catch {
    return { archive: '…', startedAt: '' }
  }
}

/** Throws `restore.unfinished` where a restore was interrupted: nothing may be served from there. */
export function refuseUnfinished(dataDir: string): void {
  const found = unfinishedRestore(dataDir)
  if (!found) return
  const e = refusal('restore.unfinished', { file: found.archive })
  // The server says an error's own words when it cannot start.
  const again = `npm run -s bantoh -- restore --in ${found.archive}`
  e.message = `上次的還原沒有完成，請再還原一次 / the last restore did not finish, restore again:\n  ${again}`
  throw e
}

export async function markRestore(dataDir: string, archive: string): Promise<() => Promise<void>> {
  const marker: Marker = { archive, startedAt: new Date().toISOString() }
  writeFileSync(at(dataDir), `${JSON.stringify(marker)}\n`, { mode: 0o600, flush: true })
  await syncFolder(dataDir)
  return async () => {
    rmSync(at(dataDir), { force: true })
    await syncFolder(dataDir)
  }
}
