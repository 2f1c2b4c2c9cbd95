import { sql } from 'kysely'
import { type FileStore, keyOf, type StoredFile } from '../../../src/kernel/server/file-store.ts'
import { storingLock } from '../../../src/kernel/server/files.ts'
import type { Job } from '../../../src/kernel/server/jobs.ts'
import type { Db } from '../../../src/kernel/server/db.ts'

const DAY = 86_400_000
/** Longer than anybody keeps the write-ahead log for a recovery to a point in time; backups carry their files themselves. */
export const GRACE_DAYS = 30
/** Where more than half of many files have no row, the database is not the one that these files belong to. */
const DOUBT = { files: 40, share: 0.5 }
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const whole = new RegExp(`^(${uuid})/([0-9a-f]{2})/(\\2[0-9a-f]{62})$`)
/** What a process that was killed left behind on a disk. */
const half = new RegExp(`^${uuid}/[0-9a-f]{2}/[0-9a-f]{64}\\.[\\w-]+$`)

export type Swept = { at: string; stored: number; bytes: number; orphans: number; removed: number; doubtful: boolean }

/** The stored files of organisations that are here, in batches. */
async function* batches(files: FileStore, halves: StoredFile[]): AsyncIterable<{ organisationId: string; sha256: string; size: number }[]> {
  let batch: { organisationId: string; sha256: string; size: number }[] = []
  for await (const f of files.list()) {
    const m = whole.exec(f.key)
    if (m) batch.push({ organisationId: m[1]!, sha256: m[3]!, size: f.size })
    else if (half.test(f.key)) halves.push(f)
    if (batch.length === 500) {
      yield batch
      batch = []
    }
  }
  if (batch.length) yield batch
}

/**
 * Finds stored files that no row names (an upload that was refused at the end, a file that was removed) and takes them away when
 * they have been so for 30 days. Nothing goes while a backup runs, nothing of organisations that this database does not know,
 * nothing at all where most files have no row. Returns null while a backup runs.
 */
export async function sweepFiles(db: Db, files: FileStore, now: Date = new Date()): Promise<Swept | null> {
  const halves: StoredFile[] = []
  const found: Swept = { at: now.toISOString(), stored: 0, bytes: 0, orphans: 0, removed: 0, doubtful: false }
  for await (const batch of batches(files, halves)) {
    found.stored += batch.length
    found.bytes += batch.reduce((n, f) => n + f.size, 0)
    const lists = sql`unnest(${batch.map((f) => f.organisationId)}::uuid[], ${batch.map((f) => f.sha256)}::text[]) as s(organisation_id, sha256)`
    await db.asSystem(async (tx) => {
      await sql`insert into file_orphan (organisation_id, sha256, since)
        select distinct s.organisation_id, s.sha256, ${found.at}::timestamptz from ${lists} join organisation using (organisation_id)
        where not exists (select 1 from file f where f.organisation_id = s.organisation_id and f.sha256 = s.sha256)
        on conflict do nothing`.execute(tx)
    })
  }
  const due = await db.asSystem(async (tx) => {
    await sql`delete from file_orphan o where exists (select 1 from file f where f.organisation_id = o.organisation_id and f.sha256 = o.sha256)`.execute(
      tx,
    )
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from file_orphan`.execute(tx)
    found.orphans = rows[0]!.n
    return (
      await sql<{ organisationId: string; sha256: string }>`select organisation_id, sha256 from file_orphan
        where since < ${found.at}::timestamptz - make_interval(days => ${GRACE_DAYS}) order by since limit 5000`.execute(tx)
    ).rows
  })
  found.doubtful = found.orphans >= DOUBT.files && found.orphans > DOUBT.share * found.stored
  if (!found.doubtful)
    for (const orphan of due) {
      const gone = await removeOrphan(db, files, orphan)
      if (gone === 'backup') return null
      if (gone === 'removed') found.removed++
    }
  for (const f of halves) if (now.getTime() - f.at.getTime() > DAY) await files.remove(f.key)
  await db.asSystem((tx) =>
    sql`insert into installation (key, value, updated_at) values ('files.sweep', ${JSON.stringify(found)}::jsonb, now())
      on conflict (key) do update set value = excluded.value, updated_at = now()`.execute(tx),
  )
  return found
}

/** One file, while nobody stores one in its organisation and no backup reads. */
const removeOrphan = (db: Db, files: FileStore, { organisationId, sha256 }: { organisationId: string; sha256: string }) =>
  db.asSystem(async (tx) => {
    const got = async (key: ReturnType<typeof sql>) =>
      (await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${key}) as got`.execute(tx)).rows[0]!.got
    if (!(await got(sql`hashtextextended('bantoh.backup', 0)`))) return 'backup'
    if (!(await got(storingLock(organisationId)))) return 'busy'
    const { numAffectedRows: free } = await sql`delete from file_orphan o where organisation_id = ${organisationId} and sha256 = ${sha256}
        and not exists (select 1 from file f where f.organisation_id = o.organisation_id and f.sha256 = o.sha256)`.execute(tx)
    if (!free) return 'named'
    await files.remove(keyOf(organisationId, sha256))
    return 'removed'
  })

export const sweepJob = (files: FileStore): Job => ({
  name: 'files.sweep',
  cron: '41 19 * * *',
  retries: 2,
  async run(services, _data, log) {
    const done = await sweepFiles(services.db, files)
    if (done?.doubtful) log.error(done, 'most stored files have no row: is this the right database?')
    else log.info(done ?? {}, 'files swept')
  },
})
