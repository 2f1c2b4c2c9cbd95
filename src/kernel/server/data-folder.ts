import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

export const asRoot = process.getuid?.() === 0

/** A folder with its parents. Node's own `recursive` never returns where a parent takes no folders (/proc). */
function make(folder: string): void {
  if (existsSync(folder)) return
  make(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'EEXIST') throw e
  }
}

/**
 * Makes the data folder, private to its owner. Started by root, PostgreSQL runs as another user and must be able to pass
 * through it, so there it gets 711; a folder that holds something already keeps its mode.
 */
export function prepareDataFolder(dataDir: string): void {
  try {
    const fresh = !existsSync(dataDir) || readdirSync(dataDir).length === 0
    make(dataDir)
    if (fresh) chmodSync(dataDir, asRoot ? 0o711 : 0o700)
    for (const name of ['files', 'locks']) mkdirSync(join(dataDir, name), { recursive: true, mode: 0o700 })
  } catch (e) {
    throw new Error(`無法使用資料夾 ${dataDir} / cannot use the data folder: ${(e as Error).message}`, { cause: e })
  }
}

/** The key in `secrets.json` (mode 600), made at first use; of two processes at once both get the same. */
export function readSecretKey(dataDir: string): string {
  const path = join(dataDir, 'secrets.json')
  if (!existsSync(path)) {
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, `${JSON.stringify({ secretKey: randomBytes(32).toString('base64url') })}\n`, { mode: 0o600, flush: true })
    try {
      linkSync(draft, path)
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== 'EEXIST') throw e
    } finally {
      rmSync(draft)
    }
  }
  try {
    const { secretKey } = JSON.parse(readFileSync(path, 'utf8')) as { secretKey: string }
    if (secretKey.length >= 32) return secretKey
  } catch {}
  throw new Error(`金鑰檔已損壞，請由備份還原 / the key file is damaged, restore it from a backup: ${path}`)
}

type Lock = { release(): void }

/** Kept until released: a handle that nobody refers to would be collected, and its lock with it. */
const held = new Set<DatabaseSync>()

/**
 * Locks `locks/<name>` of the data folder; null when others still hold it after `waitMs`. Locks of the operating system
 * itself, taken through SQLite because Node has no call of its own: they end with their process, however it ends,
 * and hold between containers. Never open these files in any other way: closing them would drop the lock.
 */
export async function lock(
  dataDir: string,
  name: 'server' | 'start' | 'postgres',
  mode: 'shared' | 'exclusive',
  waitMs = 0,
): Promise<Lock | null> {
  const db = new DatabaseSync(join(dataDir, 'locks', name), { timeout: 0 })
  for (const until = Date.now() + waitMs; ;) {
    try {
      db.exec(mode === 'exclusive' ? 'begin exclusive' : 'begin; select count(*) from sqlite_master')
      held.add(db)
      return {
        release: () => {
          held.delete(db)
          if (db.isOpen) db.close()
        },
      }
    } catch (e) {
      const busy = [5, 6].includes((e as { errcode?: number }).errcode ?? 0)
      if (busy && db.isTransaction) db.exec('rollback')
      if (!busy || Date.now() >= until) db.close()
      if (!busy) throw e
      if (Date.now() >= until) return null
      await sleep(20)
    }
  }
}

type Holder = { pid: number; address?: string }
function readHolder(path: string): Partial<Holder> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch {
    return {}
  }
}

/** Makes this process the only server of the data folder; throws, naming the other one, when there is one. */
export async function lockServer(dataDir: string): Promise<Lock & { announce(address: string): void }> {
  const note = join(dataDir, 'server.json')
  const mine = await lock(dataDir, 'server', 'exclusive')
  if (!mine) {
    const other = readHolder(note)
    const who = other.pid ? `（PID ${[other.pid, other.address].filter(Boolean).join('，')}）` : ''
    throw new Error(`資料夾 ${dataDir} 正由另一個程序使用${who}。請先停止它，或以 DATA_DIR 指定別的資料夾。
The data folder is in use by another process${other.pid ? ` (pid ${other.pid})` : ''}. Stop it, or set DATA_DIR to another folder.`)
  }
  const write = (holder: Holder) => writeFileSync(note, `${JSON.stringify(holder)}\n`, { mode: 0o600 })
  write({ pid: process.pid })
  return {
    announce: (address) => write({ pid: process.pid, address }),
    release: () => {
      rmSync(note, { force: true })
      mine.release()
    },
  }
}
