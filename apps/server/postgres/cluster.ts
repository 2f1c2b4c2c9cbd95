import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { asRoot } from '../../../src/kernel/server/data-folder.ts'
import { type Binaries, canWrite, findBinaries, type RunAs, serviceUser } from './binaries.ts'

/** A database cluster on disk and all that is needed to start it and to sign in. */
export type Cluster = { folder: string; user: RunAs; binaries: Binaries; password: string }

const outside = '/var/lib/bantoh'
/** Kept in `postgresql.conf`, where an administrator may change them: two cores, durable, small transactions. */
const tuning = {
  max_connections: 200,
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '128MB',
  random_page_cost: 1.1,
  max_parallel_workers_per_gather: 0,
  jit: 'off',
  wal_compression: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

type Note = { password: string; dataDir: string }
const noteOf = (folder: string) => join(folder, 'bantoh.json')
const readJson = <T>(path: string) => JSON.parse(readFileSync(path, 'utf8')) as T
const ownerOf = (folder: string): RunAs => {
  const { uid, gid } = statSync(folder)
  return asRoot && uid !== 0 ? { uid, gid } : null
}

/** Runs one of the server's programs to its end, in an environment of its own; throws with what it said. */
function finish(cluster: Cluster, program: string, args: string[], input = '') {
  const r = spawnSync(join(cluster.binaries.bin, program), args, {
    cwd: cluster.folder,
    env: { LC_ALL: 'C' },
    encoding: 'utf8',
    input,
    ...cluster.user,
  })
  if (r.status === 0) return
  const said = r.error?.message ?? r.stderr.trim()
  throw new Error(/No space left on device/.test(said) ? '磁碟空間不足 / the disk is full' : `${program}: ${said}`)
}

/** Makes a whole new cluster with the database `bantoh` and its owner under another name, then renames: it is there whole or not at all. */
function create(folder: string, dataDir: string, user: RunAs): void {
  const draft = `${folder}.new`
  const password = randomBytes(24).toString('base64url')
  const own = (path: string) => user && chownSync(path, user.uid, user.gid)
  const cluster = { folder: draft, user, binaries: findBinaries(user, dirname(folder)), password }
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  own(draft)
  const word = `${draft}.password`
  writeFileSync(word, password, { mode: 0o600 })
  own(word)
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const conf = Object.entries(tuning).flatMap(([k, v]) => ['-c', `${k}=${v}`])
  try {
    finish(cluster, 'initdb', [
      '-D',
      draft,
      '-U',
      'postgres',
      `--pwfile=${word}`,
      '--auth=scram-sha-256',
      '--no-instructions',
      ...locale,
      ...conf,
    ])
  } finally {
    rmSync(word)
  }
  // The owner is no superuser, as in a managed database: forced row-level security then binds it too.
  const sql = `create role bantoh login createdb createrole password '${password}'\ncreate database bantoh owner bantoh\n`
  finish(cluster, 'postgres', ['--single', '-j', '-D', draft, 'postgres'], sql.replaceAll('\n', ';\n\n'))
  writeFileSync(noteOf(draft), JSON.stringify({ password, dataDir } satisfies Note), { mode: 0o600, flush: true })
  own(noteOf(draft))
  renameSync(draft, folder)
}

/** Where the cluster of a data folder lies or shall lie; root's own folders are out of reach of the user PostgreSQL runs as. */
function locate(dataDir: string): string {
  const inside = join(dataDir, 'postgres')
  const pointer = join(dataDir, 'postgres.json')
  if (existsSync(inside)) return inside
  if (!existsSync(pointer)) {
    const user = serviceUser()
    const trial = `${inside}.new`
    mkdirSync(trial, { recursive: true, mode: 0o700 })
    if (user) chownSync(trial, user.uid, user.gid)
    const reachable = canWrite(user, trial)
    rmSync(trial, { recursive: true })
    if (reachable) {
      create(inside, dataDir, user)
      return inside
    }
    if (!asRoot) throw new Error(`無法寫入資料夾 / cannot write to the data folder: ${dataDir}`)
    mkdirSync(outside, { recursive: true })
    chmodSync(outside, 0o755)
    const folder = join(outside, randomBytes(6).toString('hex'))
    create(folder, dataDir, user)
    writeFileSync(pointer, JSON.stringify({ folder }), { mode: 0o600, flush: true })
    return folder
  }
  const { folder } = readJson<{ folder: string }>(pointer)
  if (!existsSync(folder))
    throw new Error(`資料庫不在了，請由備份還原 / the database is gone, restore it from a backup: ${folder} (${pointer})`)
  const note = readJson<Note>(noteOf(folder))
  if (note.dataDir === dataDir) return folder
  const twin = join(note.dataDir, 'postgres.json')
  if (existsSync(twin) && readJson<{ folder: string }>(twin).folder === folder)
    throw new Error(
      `${dataDir} 是 ${note.dataDir} 的複本，兩者指向同一個資料庫 / is a copy whose database is still that of the original: ${folder}`,
    )
  writeFileSync(noteOf(folder), JSON.stringify({ ...note, dataDir }))
  return folder
}

/** The cluster of a data folder, made when there is none. Call it under the `start` lock. */
export function openCluster(path: string): Cluster {
  const dataDir = realpathSync(path)
  const folder = locate(dataDir)
  const user = ownerOf(folder)
  if (!canWrite(user, folder))
    throw new Error(
      `執行資料庫的使用者無法使用 ${folder}，請檢查擁有者與權限 / the user that runs PostgreSQL cannot use this folder, check owner and modes`,
    )
  const binaries = findBinaries(user, dirname(folder))
  const major = Number(readFileSync(join(folder, 'PG_VERSION'), 'utf8'))
  if (major !== binaries.major)
    throw new Error(
      `資料庫是 PostgreSQL ${major}，程式是 ${binaries.major}，請以備份移轉 / the database is of PostgreSQL ${major}, the program ${binaries.major}: move by dump and restore`,
    )
  return { folder, user, binaries, password: readJson<Note>(noteOf(folder)).password }
}
