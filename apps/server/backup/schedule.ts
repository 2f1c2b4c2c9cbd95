import { readdir, rm } from 'node:fs/promises'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { alone, backup, type BackupResult } from './backup.ts'
import { fileRefusal, refusal } from './errors.ts'
import { openStores } from '../storage/open.ts'
import { readServices } from '../storage/settings.ts'
import type { Config } from '../../../src/kernel/server/config.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const pattern = /^bantoh-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.tar\.zst(\.age)?$/

/** Name of a backup taken at an instant, e.g. `bantoh-20270512T193000Z.tar.zst.age`; sorts by time. */
export const nameOf = (at: Date, encrypted: boolean) =>
  `bantoh-${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}.tar.zst${encrypted ? '.age' : ''}`

/** The instant in a backup's name; null for any other file, which is then never touched. */
export function takenAt(name: string): Date | null {
  const m = pattern.exec(name)
  return m ? new Date(`${m[1]}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}Z`) : null
}

const two = (n: number) => String(n).padStart(2, '0')
const day = (d: Date) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`
/** The Monday of the week, local. */
const week = (d: Date) => day(new Date(d.getFullYear(), d.getMonth(), d.getDate() - ((d.getDay() + 6) % 7)))
const month = (d: Date) => day(d).slice(0, 7)

/**
 * Which backups may go: kept are the newest one of each of the last `daily` days that have one, of `weekly` weeks and of
 * `monthly` months (local calendar), and always the newest of all. Names that are not backups never come back.
 */
export function expired(names: readonly string[], [daily, weekly, monthly]: readonly [number, number, number]): string[] {
  const all = names
    .flatMap((name) => {
      const at = takenAt(name)
      return at ? [{ name, at }] : []
    })
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
  const keep = new Set(all.slice(0, 1).map((b) => b.name))
  for (const [unit, count] of [
    [day, daily],
    [week, weekly],
    [month, monthly],
  ] as const) {
    const seen = new Map<string, string>()
    for (const b of all) if (!seen.has(unit(b.at))) seen.set(unit(b.at), b.name)
    for (const name of [...seen.values()].slice(0, count)) keep.add(name)
  }
  return all.map((b) => b.name).filter((name) => !keep.has(name))
}

/** The latest moment at or before `now` at which a daily backup was to be made; `at` is HH:MM, local. */
export function lastDue(at: string, now: Date): Date {
  const [h = 0, m = 0] = at.split(':').map(Number)
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate(), h, m)
  return today <= now ? today : new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, h, m)
}

/** How the last scheduled backup went; kept in the database, so that every process and `doctor` knows. */
export type BackupState = { at: string; ok: boolean; file: string; bytes: number; lost: number; error: string; lastGoodAt: string }

/** Whether a backup is to be made now: none since the last due moment, and after a failure not within the hour. */
export function isDue(at: string, state: BackupState | null, now: Date): boolean {
  if (!state) return true
  // One from the future was made before the clock was set back; it must not stop backups until then.
  const good = new Date(state.lastGoodAt || 0)
  if (good >= lastDue(at, now) && good <= now) return false
  return state.ok || Math.abs(now.getTime() - Date.parse(state.at)) >= HOUR
}

const KEY = 'backup.last'
async function withSystem<T>(ownerUrl: string, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('begin')
    await client.query("select set_config('app.system', 'on', true)")
    const result = await fn(client)
    await client.query('commit')
    return result
  } finally {
    await client.end()
  }
}
export async function backupState(client: pg.Client): Promise<BackupState | null> {
  const { rows } = await client.query<{ value: BackupState }>('select value from installation where key = $1', [KEY])
  return rows[0]?.value ?? null
}
export const readBackupState = (ownerUrl: string) => withSystem(ownerUrl, backupState)
const writeState = (ownerUrl: string, value: BackupState) =>
  withSystem(ownerUrl, (client) =>
    client.query(
      'insert into installation (key, value, updated_at) values ($1, $2, now()) on conflict (key) do update set value = excluded.value, updated_at = now()',
      [KEY, JSON.stringify(value)],
    ),
  )

/**
 * A backup into BACKUP_DIR; after a good one, those that BACKUP_KEEP no longer covers go. Notes how it went. With
 * `onlyIfDue` it looks first, while no other can run, whether one is still to be made. Errors: `backup.*`.
 */
export async function scheduledBackup(
  config: Config,
  ownerUrl: string,
  { now = new Date(), onlyIfDue = false }: { now?: Date; onlyIfDue?: boolean } = {},
): Promise<BackupResult & { removed: string[] }> {
  const dir = config.backupDir
  if (!dir) throw refusal('backup.no_folder')
  return alone(ownerUrl, () => make(config, dir, ownerUrl, now, onlyIfDue))
}

async function make(config: Config, dir: string, ownerUrl: string, now: Date, onlyIfDue: boolean) {
  const before = await readBackupState(ownerUrl)
  if (onlyIfDue && !isDue(config.backupAt, before, now)) throw refusal('backup.not_due')
  const out = join(dir, nameOf(now, config.backupPassphrase !== undefined))
  try {
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 })
    } catch (e) {
      // A file in the folder's place is no file that would be overwritten.
      throw (e as NodeJS.ErrnoException).code === 'EEXIST' ? refusal('backup.unwritable', { file: dir }) : fileRefusal(e, dir)
    }
    const made = await backup({
      ownerUrl,
      dataDir: config.dataDir,
      files: openStores(config.dataDir, readServices().s3).files,
      out,
      secretKey: config.secretKey,
      withSecret: config.backupPassphrase !== undefined,
      passphrase: config.backupPassphrase,
    })
    const names = await readdir(dir)
    const removed = expired(names, config.backupKeep)
    // What killed backups left; a day old, so that nobody can still be writing there.
    const left = names.filter(
      (n) => n.endsWith('.partial') && now.getTime() - (takenAt(n.slice(0, -'.partial'.length)) ?? now).getTime() > DAY,
    )
    for (const name of [...removed, ...left]) await rm(join(dir, name), { force: true })
    const at = now.toISOString()
    await writeState(ownerUrl, {
      at,
      ok: true,
      file: out,
      bytes: made.bytes,
      lost: made.missing.count + made.damaged.count,
      error: '',
      lastGoodAt: at,
    })
    return { ...made, removed }
  } catch (e) {
    const { code = '', message } = e as { code?: string; message: string }
    await writeState(ownerUrl, {
      at: now.toISOString(),
      ok: false,
      file: out,
      bytes: 0,
      lost: 0,
      error: code || message,
      lastGoodAt: before?.lastGoodAt ?? '',
    })
    throw e
  }
}
