import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `npm ci` refuses a lock file without an entry for every optional package of other platforms, yet `npm install` leaves out
 * those that the registry at hand does not have (npm/cli issue 9846). `node tests/lockfile.ts` adds them; the test finds them.
 */
type Entry = {
  version?: string
  dev?: boolean
  optional?: boolean
  optionalDependencies?: Record<string, string>
  os?: string[]
  cpu?: string[]
  libc?: string[]
}
export type LockFile = { packages: Record<string, Entry> }
export const lockFilePath = join(import.meta.dirname, '../package-lock.json')

function found(lock: LockFile, from: string, name: string): boolean {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true
    if (!at) return false
    if (!at.includes('/node_modules/')) at = ''
  }
}

/** What the name says: `…-linux-arm64-musl` runs on linux, arm64, musl. An unknown name gets a platform that no machine has. */
function platformOf(name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> {
  const [, os, cpu, abi] =
    /[-/](android|darwin|freebsd|linux|openharmony|win32|sunos|aix|netbsd|openbsd)-(\w+)(?:-(\w+))?$/.exec(name) ?? []
  if (!os || !cpu) return { os: ['none'], cpu: ['none'] }
  const libc = os !== 'linux' ? null : abi?.startsWith('musl') ? 'musl' : abi?.startsWith('gnu') ? 'glibc' : null
  return { os: [os], cpu: [cpu], ...(libc ? { libc: [libc] } : {}) }
}

/** Entries that the lock file lacks, by their place in it. */
export function missingEntries(lock: LockFile): Record<string, Entry> {
  const missing: Record<string, Entry> = {}
  for (const [at, entry] of Object.entries(lock.packages))
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {}))
      if (!found(lock, at, name) && /^\d/.test(version))
        missing[`node_modules/${name}`] = { version, ...platformOf(name), ...(entry.dev ? { dev: true } : {}), optional: true }
  return missing
}

if (import.meta.main) {
  const lock = JSON.parse(readFileSync(lockFilePath, 'utf8')) as LockFile
  const missing = missingEntries(lock)
  const all = Object.entries({ ...lock.packages, ...missing }).toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  writeFileSync(lockFilePath, `${JSON.stringify({ ...lock, packages: Object.fromEntries(all) }, null, 2)}\n`)
  console.log(`${Object.keys(missing).length} added`)
}
