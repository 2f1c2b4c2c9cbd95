import { sql } from 'kysely'
import { audit } from '../../../kernel/server/audit.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import { storeKind } from '../../../kernel/server/files.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import type { FactRow, Installation, SystemState } from '../contract/system.ts'
import { listJobs, ownsInstallation } from './jobs.ts'

/** Given up: done, but its last try failed. */
const givenUp = sql`(done_at is not null and last_error is not null and attempts > 1 and next_at > done_at)`

export async function readState(ctx: Ctx, services: Services): Promise<SystemState> {
  const { rows: mail } = await sql<SystemState['mail']>`
    select (count(*) filter (where r.status = 'queued'))::int as queued,
      (count(*) filter (where r.status = 'queued' and m.created_at < now() - interval '1 hour'))::int as late,
      (count(*) filter (where r.status = 'failed' and m.created_at > now() - interval '30 days'))::int as failed
    from mail_recipient r join mail_message m on m.organisation_id = r.organisation_id and m.id = r.message_id`.execute(ctx.tx)
  const { rows: facts } = await sql<SystemState['facts']>`
    select (count(*) filter (where done_at is null))::int as waiting,
      (count(*) filter (where done_at is null and created_at < now() - interval '15 minutes'))::int as late,
      (count(*) filter (where ${givenUp}))::int as given_up, min(created_at) filter (where done_at is null) as oldest_at
    from outbox`.execute(ctx.tx)
  return {
    mail: mail[0]!,
    facts: facts[0]!,
    installation: (await ownsInstallation(ctx, services)) ? await readInstallation(services) : null,
  }
}

type Kept = { 'backup.last'?: Record<string, any>; 'files.sweep'?: Record<string, any> }
async function readInstallation(services: Services): Promise<Installation> {
  const { state, kept } = await services.db.asSystem(async (tx) => {
    const { rows } = await sql<{
      organisations: number
      facts: number
      mail: number
      bytes: string
      version: string
      files: number
      fileBytes: string
    }>`select (select count(*)::int from organisation) as organisations, (select count(*)::int from outbox where done_at is null) as facts,
      (select count(*)::int from mail_recipient where status = 'queued') as mail, pg_database_size(current_database())::text as bytes,
      current_setting('server_version') as version, f.n as files, f.bytes::text as file_bytes
      from (select count(*)::int as n, coalesce(sum(size), 0) as bytes from (select distinct on (organisation_id, sha256) size from file) x) f`.execute(
      tx,
    )
    const { rows: known } = await sql<{
      key: string
      value: object
    }>`select key, value from installation where key in ('backup.last', 'files.sweep')`.execute(tx)
    return { state: rows[0]!, kept: Object.fromEntries(known.map((k) => [k.key, k.value])) as Kept }
  })
  const [backup, sweep] = [kept['backup.last'], kept['files.sweep']]
  return {
    release: '0.1.0',
    organisations: state.organisations,
    waiting: { facts: state.facts, mail: state.mail },
    database: { bytes: Number(state.bytes), version: state.version.split(' ')[0]! },
    storage: {
      kind: storeKind(),
      files: state.files,
      bytes: Number(state.fileBytes),
      sweptAt: sweep?.at ?? null,
      orphans: sweep?.orphans ?? 0,
      doubtful: sweep?.doubtful ?? false,
    },
    backup: backup
      ? {
          lastGoodAt: backup.lastGoodAt || null,
          at: backup.at || null,
          ok: backup.ok === true,
          error: String(backup.error ?? '').slice(0, 200),
          lost: Number(backup.lost ?? 0),
          bytes: Number(backup.bytes ?? 0),
        }
      : null,
    ...(await listJobs(services)),
  }
}

export async function listFacts(ctx: Ctx): Promise<{ rows: FactRow[] }> {
  const { rows } = await sql<FactRow>`
    select id::int as id, type, event_id, attempts, created_at, left(last_error, 300) as last_error,
      case when ${givenUp} then 'givenUp' when attempts > 0 then 'retrying' else 'waiting' end as state,
      case when done_at is null then next_at end as next_at
    from outbox where ${givenUp} or (done_at is null and (attempts > 0 or created_at < now() - interval '15 minutes'))
    order by created_at desc, id desc limit 200`.execute(ctx.tx)
  return { rows }
}

/** Handlers are idempotent: what had gone through before does no harm a second time. */
export async function retryFacts(ctx: Ctx, ids: readonly number[] | undefined): Promise<{ retried: number }> {
  const wanted = ids ? sql`and id = any(${[...ids]}::bigint[])` : sql``
  const { rows } = await sql<{ type: string }>`
    update outbox set done_at = null, attempts = 0, last_error = null, next_at = now()
    where (${givenUp} or (done_at is null and attempts > 0)) ${wanted} returning type`.execute(ctx.tx)
  if (rows.length) {
    const label = [...new Set(rows.map((r) => r.type))].toSorted().join(', ').slice(0, 200)
    await audit(ctx, { entity: 'system', entityId: ctx.orgId, action: 'retry', label })
  }
  return { retried: rows.length }
}
