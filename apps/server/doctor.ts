import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { readStored } from './backup/files.ts'
import { release } from './backup/manifest.ts'
import { unfinishedRestore } from './backup/marker.ts'
import { backupState, type BackupState } from './backup/schedule.ts'
import { openStores } from './storage/open.ts'
import { storageVerdict } from './storage/probe.ts'
import { readServices, type Services } from './storage/settings.ts'
import type { Config } from '../../src/kernel/server/config.ts'
import { checkAudit } from '../../src/modules/events/server/index.ts'
import { openDb } from '../../src/kernel/server/db.ts'

type Level = 'ok' | 'warn' | 'fail'
export type Check = { id: string; level: Level; zh: string; en: string }
type Verdict = Omit<Check, 'id'>
const verdict = (level: Level, zh: string, en: string): Verdict => ({ level, zh, en })

/** A look at the machine, so that tests can show another one. */
export type Machine = { now(): number; freeBytes(path: string): Promise<number>; nodeMajor: number }
const thisMachine: Machine = {
  now: () => Date.now(),
  freeBytes: async (path) => {
    const s = await statfs(path)
    return s.bavail * s.bsize
  },
  nodeMajor: Number.parseInt(process.versions.node),
}

type Look = { config: Config; services: Services; client: pg.Client; ownerUrl: string; full: boolean; machine: Machine }
const one = async <T>(client: pg.Client, sql: string, values: unknown[] = []) => (await client.query(sql, values)).rows[0] as T
const HOUR = 3_600_000

// ---- What needs no database

function settingsCheck({ config }: { config: Config }): Verdict {
  const local = /^(127\.|localhost$|::1$)/.test(config.host)
  const zh = [
    ...(config.publicUrl ? [] : ['沒有設定 PUBLIC_URL，信件裡的連結只能在這台機器開啟']),
    ...(config.publicUrl.startsWith('http:') && !/\/\/(localhost|127\.)/.test(config.publicUrl)
      ? ['PUBLIC_URL 不是 https，密碼會以明文傳送']
      : []),
    ...(config.smtpUrl ? [] : ['沒有設定 SMTP_URL，信件不會寄出']),
    ...(!local && !config.rateLimits ? ['RATE_LIMITS 關閉，任何人都能無限次嘗試'] : []),
  ]
  const en = [
    ...(config.publicUrl ? [] : ['PUBLIC_URL is not set: links in letters open on this machine only']),
    ...(config.publicUrl.startsWith('http:') && !/\/\/(localhost|127\.)/.test(config.publicUrl)
      ? ['PUBLIC_URL is not https: passwords travel in the open']
      : []),
    ...(config.smtpUrl ? [] : ['SMTP_URL is not set: no letter leaves']),
    ...(!local && !config.rateLimits ? ['RATE_LIMITS is off: anybody may try without end'] : []),
  ]
  return zh.length ? verdict('warn', `${zh.join('；')}。`, `${en.join('; ')}.`) : verdict('ok', '設定齊全。', 'Settings are complete.')
}

async function secretCheck({ config }: { config: Config }): Promise<Verdict> {
  const path = join(config.dataDir, 'secrets.json')
  const mode = (await stat(path).catch(() => null))?.mode
  if (mode === undefined) return verdict('ok', '主金鑰由 SECRET_KEY 提供。', 'The key comes from SECRET_KEY.')
  return mode & 0o077
    ? verdict('fail', `其他帳號讀得到主金鑰，請執行 chmod 600 ${path}`, `Other accounts can read the key: chmod 600 ${path}`)
    : verdict('ok', '主金鑰只有擁有者讀得到。', 'The key is readable by its owner only.')
}

function nodeCheck({ machine }: { machine: Machine }): Verdict {
  return machine.nodeMajor >= 24
    ? verdict('ok', `辦桌 ${release}，Node.js ${machine.nodeMajor}。`, `Bantoh ${release}, Node.js ${machine.nodeMajor}.`)
    : verdict('fail', `需要 Node.js 24，目前是 ${machine.nodeMajor}。`, `Needs Node.js 24, this is ${machine.nodeMajor}.`)
}

function restoreCheck({ config }: { config: Config }): Verdict {
  const found = unfinishedRestore(config.dataDir)
  return found
    ? verdict(
        'fail',
        `${found.startedAt} 開始的還原沒有完成，請再還原一次：${found.archive}`,
        `The restore begun ${found.startedAt} did not finish; restore again: ${found.archive}`,
      )
    : verdict('ok', '沒有未完成的還原。', 'No restore was left unfinished.')
}

const GB = 1024 ** 3
async function diskCheck({ config, machine }: { config: Config; machine: Machine }): Promise<Verdict> {
  const free: [string, number][] = []
  for (const dir of [config.dataDir, ...(config.backupDir ? [config.backupDir] : [])])
    free.push([dir, await machine.freeBytes(dir).catch(() => Number.NaN)])
  const gone = free.filter(([, n]) => Number.isNaN(n)).map(([d]) => d)
  if (gone.length) return verdict('fail', `無法使用資料夾：${gone.join('、')}`, `Folder out of reach: ${gone.join(', ')}`)
  const least = Math.min(...free.map(([, n]) => n))
  const level = least < GB / 4 ? 'fail' : least < 2 * GB ? 'warn' : 'ok'
  const text = free.map(([d, n]) => `${d} ${(n / GB).toFixed(1)} GB`).join('、')
  return verdict(level, `磁碟剩餘空間：${text}`, `Free disk space: ${text.replaceAll('、', ', ')}`)
}

// ---- The database

async function versionCheck({ client }: Look): Promise<Verdict> {
  const { text, n } = await one<{ text: string; n: number }>(
    client,
    "select current_setting('server_version') as text, current_setting('server_version_num')::int as n",
  )
  return n >= 150_000
    ? verdict('ok', `PostgreSQL ${text} 可連線。`, `PostgreSQL ${text} answers.`)
    : verdict('fail', `PostgreSQL ${text} 太舊，需要 15 以上。`, `PostgreSQL ${text} is too old, needs 15 or later.`)
}

/** Whether acknowledged data survives a power cut, and whether there is room for the pools. */
export function durability(s: Record<'fsync' | 'full_page_writes' | 'synchronous_commit' | 'max_connections', string>): Verdict {
  const off = (['fsync', 'full_page_writes', 'synchronous_commit'] as const).filter((k) => s[k] === 'off')
  if (off.length)
    return verdict(
      'fail',
      `${off.join('、')} 關閉：斷電會遺失已確認的資料。`,
      `${off.join(', ')} off: a power cut loses data that was acknowledged.`,
    )
  if (Number(s.max_connections) < 40)
    return verdict(
      'warn',
      `max_connections 只有 ${s.max_connections}，一個程序約需 30。`,
      `max_connections is only ${s.max_connections}; a process needs about 30.`,
    )
  return verdict(
    'ok',
    `資料庫會確實寫入磁碟，連線上限 ${s.max_connections}。`,
    `The database writes through to the disk; ${s.max_connections} connections at most.`,
  )
}
const settingsOfServer = async ({ client }: Look) =>
  durability(
    await one(
      client,
      "select current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes, current_setting('synchronous_commit') as synchronous_commit, current_setting('max_connections') as max_connections",
    ),
  )

async function migrationsCheck({ client }: Look): Promise<Verdict> {
  const folder = new URL('../../db/migrations/', import.meta.url)
  const known = (await readdir(folder)).filter((f) => f.endsWith('.sql')).map((f) => f.slice(0, -4))
  const applied = (await client.query<{ name: string }>('select name from kysely_migration')).rows.map((r) => r.name)
  const strange = applied.filter((n) => !known.includes(n))
  const open = known.filter((n) => !applied.includes(n))
  if (strange.length)
    return verdict(
      'fail',
      `資料庫比程式新：${strange.join('、')}。請更新程式。`,
      `The database is newer than the program: ${strange.join(', ')}. Update the program.`,
    )
  if (open.length)
    return verdict(
      'warn',
      `還有 ${open.length} 個資料表版本待升級，下次啟動時會套用。`,
      `${open.length} migrations are open; the next start applies them.`,
    )
  return verdict('ok', `資料表版本齊全（${applied.length}）。`, `All ${applied.length} migrations are applied.`)
}

async function clockCheck({ client, machine }: Look): Promise<Verdict> {
  const began = machine.now()
  const { at } = await one<{ at: string }>(client, 'select (extract(epoch from clock_timestamp()) * 1000)::text as at')
  const off = Math.round(Math.abs(Number(at) - (began + machine.now()) / 2) / 1000)
  const level = off > 60 ? 'fail' : off > 5 ? 'warn' : 'ok'
  return verdict(level, `這台機器與資料庫的時鐘相差 ${off} 秒。`, `The clocks of this machine and the database are ${off} s apart.`)
}

async function scopeCheck({ client }: Look): Promise<Verdict> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped)
       and not (c.relrowsecurity and c.relforcerowsecurity
         and exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polpermissive and pg_get_expr(p.polqual, p.polrelid) ~ 'current_setting\\(''app\\.(org|system)')
         and not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polpermissive and pg_get_expr(p.polqual, p.polrelid) !~ 'current_setting\\(''app\\.(org|system)'))
     order by 1`,
  )
  const bare = rows.map((r) => r.name).join('、')
  return bare
    ? verdict('fail', `這些資料表沒有隔開組織：${bare}`, `These tables do not keep organisations apart: ${bare.replaceAll('、', ', ')}`)
    : verdict('ok', '每個資料表都隔開組織。', 'Every table keeps organisations apart.')
}

async function stockCheck({ client }: Look): Promise<Verdict> {
  const { n } = await one<{ n: number }>(
    client,
    `select count(*)::int as n from ticket_type t left join (
       select organisation_id, ticket_type_id, count(*) as sold from registration where status = 'confirmed' group by 1, 2
     ) r on r.organisation_id = t.organisation_id and r.ticket_type_id = t.id where t.sold <> coalesce(r.sold, 0)`,
  )
  return n
    ? verdict('fail', `${n} 種票的售出數與報名人數不符。`, `${n} ticket types count other places than there are registrations.`)
    : verdict('ok', '票券售出數與報名人數相符。', 'Tickets sold agree with registrations.')
}

async function auditCheck({ ownerUrl }: Look): Promise<Verdict> {
  const db = await openDb(ownerUrl, { max: 1 })
  try {
    const flawed = await db.asSystem(async (tx) => {
      const out: string[] = []
      for (const o of await tx.selectFrom('organisation').select(['organisationId', 'name']).execute()) {
        const { flaws } = await checkAudit(tx, o.organisationId)
        if (flaws.length) out.push(`${o.name} #${flaws[0]!.seq} ${flaws[0]!.reason}`)
      }
      return out
    })
    return flawed.length
      ? verdict('fail', `稽核紀錄遭竄改：${flawed.join('；')}`, `The audit trail was tampered with: ${flawed.join('; ')}`)
      : verdict('ok', '稽核紀錄完整。', 'The audit trail is intact.')
  } finally {
    await db.close()
  }
}

async function filesCheck({ client, config, services, full }: Look): Promise<Verdict> {
  const rows = (
    await client.query<{ organisation: string; sha256: string }>(
      `select organisation, sha256 from (select distinct organisation_id as organisation, sha256 from file) f ${full ? '' : 'order by random() limit 200'}`,
    )
  ).rows
  let [missing, damaged] = [0, 0]
  const { files } = openStores(config.dataDir, services.s3)
  for (const f of rows) {
    const found = await readStored(files, f.organisation, f.sha256)
    if (!found) missing++
    else if (!found.sound) damaged++
  }
  const part = full ? ['全部', 'all'] : ['抽查', 'a sample of']
  return missing + damaged
    ? verdict(
        'fail',
        `${part[0]} ${rows.length} 個檔案：缺 ${missing} 個，損毀 ${damaged} 個。`,
        `Of ${part[1]} ${rows.length} files ${missing} are missing, ${damaged} damaged.`,
      )
    : verdict(
        'ok',
        `${part[0]} ${rows.length} 個檔案都在且完好。`,
        `${full ? 'All' : 'A sample of'} ${rows.length} files are there and sound.`,
      )
}

async function queueCheck({ client }: Look): Promise<Verdict> {
  const q = await one<{ open: number; late: number; dead: number }>(
    client,
    `select (count(*) filter (where done_at is null))::int as open,
       (count(*) filter (where done_at is null and created_at < now() - interval '15 minutes'))::int as late,
       (count(*) filter (where done_at > now() - interval '7 days' and last_error is not null and attempts > 1 and next_at > done_at))::int as dead from outbox`,
  )
  if (q.dead) return verdict('fail', `七天內有 ${q.dead} 件後續工作放棄了。`, `${q.dead} follow-ups were given up in seven days.`)
  if (q.late)
    return verdict('warn', `有 ${q.late} 件後續工作等了十五分鐘以上。`, `${q.late} follow-ups have waited for more than 15 minutes.`)
  return verdict('ok', `後續工作：${q.open} 件待辦。`, `${q.open} follow-ups are waiting.`)
}

async function mailCheck({ client }: Look): Promise<Verdict> {
  const m = await one<{ failed: number; late: number }>(
    client,
    `select (count(*) filter (where r.status = 'failed' and m.created_at > now() - interval '7 days'))::int as failed,
       (count(*) filter (where r.status = 'queued' and m.created_at < now() - interval '1 hour'))::int as late
     from mail_recipient r join mail_message m on m.organisation_id = r.organisation_id and m.id = r.message_id`,
  )
  if (m.failed || m.late)
    return verdict(
      'warn',
      `信件：七天內寄不出 ${m.failed} 封，等候超過一小時 ${m.late} 封。`,
      `Letters: ${m.failed} failed in seven days, ${m.late} have waited for more than an hour.`,
    )
  return verdict('ok', '沒有寄不出的信件。', 'No letter is stuck.')
}

async function jobsCheck({ client }: Look): Promise<Verdict> {
  const { there } = await one<{ there: boolean }>(client, "select to_regclass('pgboss.job') is not null as there")
  if (!there) return verdict('ok', '排程工作尚未啟用過。', 'The job queue has not been used yet.')
  const { rows } = await client.query<{ name: string; n: number }>(
    "select name, count(*)::int as n from pgboss.job where state = 'failed' and completed_on > now() - interval '7 days' group by 1 order by 1",
  )
  const text = rows.map((r) => `${r.name} ×${r.n}`).join(', ')
  return text
    ? verdict('warn', `七天內失敗的排程工作：${text}`, `Jobs that failed in seven days: ${text}`)
    : verdict('ok', '七天內沒有失敗的排程工作。', 'No job failed in seven days.')
}

/** How fresh the scheduled backups are. `there` says whether the last one's file still is. */
export function backupVerdict(configured: boolean, s: BackupState | null, there: boolean, now: number): Verdict {
  if (!configured) return verdict('warn', '沒有設定 BACKUP_DIR，不會自動備份。', 'BACKUP_DIR is not set: no backup is made by itself.')
  if (!s?.lastGoodAt)
    return verdict(
      s ? 'fail' : 'warn',
      `還沒有成功的備份${s ? `：${s.error}` : ''}。`,
      `There is no good backup yet${s ? `: ${s.error}` : ''}.`,
    )
  const hours = Math.floor((now - Date.parse(s.lastGoodAt)) / HOUR)
  if (!s.ok || hours > 36)
    return verdict(
      'fail',
      `上次成功的備份在 ${hours} 小時前${s.ok ? '' : `，之後失敗：${s.error}`}。`,
      `The last good backup is ${hours} hours old${s.ok ? '' : `, then it failed: ${s.error}`}.`,
    )
  if (!there) return verdict('fail', `上次的備份檔不見了：${s.file}`, `The file of the last backup is gone: ${s.file}`)
  if (s.lost)
    return verdict('fail', `上次備份時有 ${s.lost} 個檔案遺失或損毀。`, `${s.lost} files were missing or damaged at the last backup.`)
  return verdict('ok', `上次備份在 ${hours} 小時前。`, `The last backup is ${hours} hours old.`)
}
async function backupCheck({ client, config, machine }: Look): Promise<Verdict> {
  const state = await backupState(client)
  const there = state
    ? await stat(state.file).then(
        (s) => s.size === state.bytes,
        () => false,
      )
    : false
  return backupVerdict(config.backupDir !== undefined, state, there, machine.now())
}

const onDatabase: Record<string, (look: Look) => Promise<Verdict>> = {
  postgres: versionCheck,
  durability: settingsOfServer,
  clock: clockCheck,
  migrations: migrationsCheck,
  scope: scopeCheck,
  stock: stockCheck,
  audit: auditCheck,
  files: filesCheck,
  queue: queueCheck,
  mail: mailCheck,
  jobs: jobsCheck,
  backup: backupCheck,
}

/**
 * Looks an installation over without changing it. `openUrl` gives the database's URL or throws. A check that itself breaks
 * counts as failed; those of the database are left out where it cannot be reached.
 */
export async function examine(
  config: Config,
  openUrl: () => Promise<string>,
  o: { full?: boolean; machine?: Partial<Machine>; services?: Services } = {},
): Promise<Check[]> {
  const machine = { ...thisMachine, ...o.machine }
  const services = o.services ?? readServices()
  const checks: Check[] = []
  const add = async (id: string, fn: () => Verdict | Promise<Verdict>) => {
    const found = await Promise.resolve()
      .then(fn)
      .catch((e: Error) => verdict('fail', `無法檢查：${e.message}`, `Could not be checked: ${e.message}`))
    checks.push({ id, ...found })
  }
  await add('node', () => nodeCheck({ machine }))
  await add('settings', () => settingsCheck({ config }))
  await add('secret', () => secretCheck({ config }))
  await add('disk', () => diskCheck({ config, machine }))
  await add('storage', async () => {
    const said = await storageVerdict(config.dataDir, services.s3)
    return verdict(said.level, said.zh, said.en)
  })
  await add('restore', () => restoreCheck({ config }))
  let client: pg.Client | undefined
  try {
    const ownerUrl = await openUrl()
    client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000, application_name: 'bantoh doctor' })
    client.on('error', () => {})
    await client.connect()
    await client.query("select set_config('app.system', 'on', false)")
    const { empty } = await one<{ empty: boolean }>(
      client,
      "select to_regclass('public.organisation') is null or to_regclass('public.kysely_migration') is null as empty",
    )
    const look: Look = { config, services, client, ownerUrl, full: o.full === true, machine }
    for (const [id, fn] of Object.entries(onDatabase)) {
      if (empty && !['postgres', 'durability', 'clock'].includes(id)) continue
      await add(id, () => fn(look))
    }
    if (empty)
      checks.push({
        id: 'migrations',
        ...verdict('warn', '資料庫是空的，啟動後才會建立資料表。', 'The database is empty; the first start makes the tables.'),
      })
  } catch (e) {
    checks.push({
      id: 'postgres',
      ...verdict('fail', `連不上資料庫：${(e as Error).message}`, `The database cannot be reached: ${(e as Error).message}`),
    })
  } finally {
    await client?.end().catch(() => {})
  }
  return checks
}
