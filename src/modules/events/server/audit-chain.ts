import { sql } from 'kysely'
import type { Tx } from '../../../kernel/server/db.ts'

/** What is hashed at once; a longer stretch becomes several links. */
const AT_ONCE = 20_000

/**
 * Seals what was written since the last link, organisation by organisation: each link hashes the entries of its stretch after
 * the hash of the link before, so that whatever is changed, taken out or slipped in later shows. Entries are sealed when they
 * are found, not in the order of time: a long transaction's come later and still get in. Needs a system transaction; returns
 * the number of entries sealed.
 */
export async function sealAudit(tx: Tx, atOnce = AT_ONCE): Promise<number> {
  const open = await sql<{ organisationId: string }>`select distinct organisation_id from audit_entry where seal is null`.execute(tx)
  let sealed = 0
  for (const { organisationId } of open.rows) {
    // One at a time per organisation, over all processes: a link needs the one before.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`audit ${organisationId}`}, 0))`.execute(tx)
    for (let n = atOnce; n === atOnce; sealed += n) {
      const { rows } = await sql<{ rows: number }>`
        with last as (
          select coalesce(max(seq), 0) as seq from audit_seal where organisation_id = ${organisationId}
        ), before as (
          select last.seq, coalesce((select hash from audit_seal s where s.organisation_id = ${organisationId} and s.seq = last.seq), '') as hash from last
        ), stretch as (
          select id, audit_chain_digest(a) as digest from audit_entry a
          where organisation_id = ${organisationId} and seal is null order by id limit ${atOnce}
        ), marked as (
          update audit_entry set seal = (select seq + 1 from before)
          where organisation_id = ${organisationId} and id in (select id from stretch) returning 1
        )
        insert into audit_seal (organisation_id, seq, prev, hash, rows)
        select ${organisationId}, b.seq + 1, b.hash,
          encode(sha256(convert_to(b.hash || string_agg(s.digest, '' order by s.id), 'UTF8')), 'hex'), count(*)
        from stretch s cross join before b group by b.seq, b.hash having count(*) > 0
        returning rows`.execute(tx)
      n = rows[0]?.rows ?? 0
    }
  }
  return sealed
}

export type AuditFlaw = { seq: number; reason: 'entries_missing' | 'entries_changed' | 'link_broken' | 'link_missing' }
/** `head` is the last link's hash: noted elsewhere (a backup, a letter), it also tells of links cut off at the end. */
export type AuditCheck = { links: number; entries: number; unsealed: number; head: string; flaws: AuditFlaw[] }

/** Reads one organisation's whole chain again and tells where it doesn't hold. */
export async function checkAudit(tx: Tx, organisationId: string): Promise<AuditCheck> {
  const { rows } = await sql<{ seq: number; prev: string; hash: string; rows: number; found: number; now: string; before: string | null }>`
    select s.seq, s.prev, s.hash, s.rows, e.found, lag(s.hash) over (order by s.seq) as before,
      encode(sha256(convert_to(s.prev || e.digests, 'UTF8')), 'hex') as now
    from audit_seal s cross join lateral (
      select count(*)::int as found, coalesce(string_agg(audit_chain_digest(a), '' order by a.id), '') as digests
      from audit_entry a where a.organisation_id = s.organisation_id and a.seal = s.seq
    ) e
    where s.organisation_id = ${organisationId} order by s.seq`.execute(tx)
  const counted = await sql<{ all: number; open: number; beyond: number }>`
    select count(*)::int as all, (count(*) filter (where seal is null))::int as open,
      (count(*) filter (where seal is not null and seal not in (select seq from audit_seal s where s.organisation_id = ${organisationId})))::int as beyond
    from audit_entry where organisation_id = ${organisationId}`.execute(tx)
  const { all, open, beyond } = counted.rows[0]!
  const flaws: AuditFlaw[] = rows.flatMap((r, i): AuditFlaw[] => [
    ...(r.seq !== i + 1 && (i === 0 || rows[i - 1]!.seq !== r.seq - 1) ? [{ seq: r.seq - 1, reason: 'link_missing' as const }] : []),
    ...(r.prev !== (r.before ?? '') ? [{ seq: r.seq, reason: 'link_broken' as const }] : []),
    ...(r.found !== r.rows
      ? [{ seq: r.seq, reason: 'entries_missing' as const }]
      : r.now !== r.hash
        ? [{ seq: r.seq, reason: 'entries_changed' as const }]
        : []),
  ])
  flaws.push(...(await tombstoneFlaws(tx, organisationId)))
  // Entries whose link is gone: the chain was cut off at its end.
  if (beyond > 0) flaws.push({ seq: rows.length + 1, reason: 'link_missing' })
  return { links: rows.length, entries: all, unsealed: open, head: rows.at(-1)?.hash ?? '', flaws }
}

/**
 * Erased values leave a tombstone, and the chain takes its word for what the entry said. So each must fit what is left of the
 * entry, and an entry of the chain itself must vouch for it: that of the erasure, which carries one hash over all its tombstones.
 */
async function tombstoneFlaws(tx: Tx, organisationId: string): Promise<AuditFlaw[]> {
  const { rows } = await sql<{ seq: number }>`
    with runs as (
      select distinct run_id, audit_tombstones(organisation_id, run_id) as hash from audit_tombstone where organisation_id = ${organisationId}
    ), vouched as (
      select r.run_id from runs r join audit_entry e on e.organisation_id = ${organisationId} and e.entity = 'privacyRun' and e.entity_id = r.run_id::text
        and e.changes @> jsonb_build_array(jsonb_build_object('field', 'tombstones', 'to', r.hash))
    )
    select distinct a.seal as seq from audit_tombstone t join audit_entry a on a.organisation_id = t.organisation_id and a.id = t.entry_id
    where t.organisation_id = ${organisationId} and (audit_digest(a) <> t.blanked or t.run_id not in (select run_id from vouched))
    order by 1`.execute(tx)
  return rows.map(({ seq }) => ({ seq, reason: 'entries_changed' as const }))
}
