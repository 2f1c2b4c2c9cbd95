import { setTimeout as sleep } from 'node:timers/promises'
import { type Operation, untilReady } from './client.ts'
import { checkDocuments } from './oracle-documents.ts'
import { checkRegistrations } from './oracle-registrations.ts'
import type { Stage } from './workload.ts'
import type { World } from './world.ts'

/** What a check sees; `say` reports a broken guarantee, led by its name. */
export type Look = {
  world: World
  stage: Stage
  history: Operation[]
  /** GET as the owner: JSON or bytes. */
  read(path: string): Promise<{ status: number; body: any; bytes: Buffer }>
  say(guarantee: Guarantee, text: string): void
}
export type Guarantee =
  | 'acknowledged' // done means done, exactly once
  | 'refused' // refused means that nothing is there
  | 'unknown' // nobody knows means none or one
  | 'sums'
  | 'edits'
  | 'whole' // all or nothing
  | 'numbers'
  | 'files'
  | 'facts'
  | 'mail'
  | 'audit'
  | 'locks'
  | 'recovery'

/** How many there may be of what an operation makes. */
export const bounds = (ops: Operation[]): [number, number] => {
  const sure = ops.filter((o) => o.outcome === 'acknowledged').length
  return [sure, sure + ops.filter((o) => o.outcome === 'unknown').length]
}
/** Holds `found` against what was said of the operations; names the guarantee that it breaks. */
export function count(look: Look, what: string, found: number, ops: Operation[]) {
  const [low, high] = bounds(ops)
  if (found >= low && found <= high) return
  const guarantee = low > 0 ? 'acknowledged' : high > 0 ? 'unknown' : 'refused'
  look.say(guarantee, `${what}: there ${found} times, ${low === high ? low : `${low} to ${high}`} expected`)
}
export const grouped = <T, K>(list: readonly T[], key: (t: T) => K): Map<K, T[]> => Map.groupBy(list, key)

/** Takes every disturbance back and waits until nothing is left to do; what doesn't come to rest within `seconds` is reported. */
export async function settle(world: World, seconds = 120): Promise<string[]> {
  world.toApp.set('open')
  world.toDatabase?.set('open')
  world.emptyDisk()
  world.setClock(0)
  await world.mail.set('ok')
  await world.up()
  await untilReady(world)
  let left: Record<string, number> = {}
  for (const until = performance.now() + seconds * 1000; performance.now() < until; await sleep(200)) {
    await world.sql('update outbox set next_at = now() where done_at is null and next_at > now()')
    await world.sql("update mail_recipient set next_at = now() where status = 'queued' and next_at > now()")
    left = (
      await world.sql(`select (select count(*)::int from outbox where done_at is null) as facts,
        (select count(*)::int from mail_recipient where status = 'queued') as letters,
        (select count(*)::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
          and xact_start is not null and application_name <> 'fault harness') as transactions`)
    )[0]!
    if (Object.values(left).every((n) => n === 0)) return []
  }
  return Object.entries(left).flatMap(([what, n]) => (n ? [`${n} ${what} do not come to rest`] : []))
}

async function checkFacts({ world, say }: Look) {
  const lost = await world.sql('select type, last_error from outbox where done_at is null or attempts >= 12')
  for (const f of lost) say('facts', `not handled: ${f.type} ${f.last_error ?? ''}`)
  const silent = await world.sql(
    "select name from registration r where not exists (select 1 from outbox o where o.type = 'registration.confirmed' and o.payload->>'registrationId' = r.id::text)",
  )
  for (const r of silent) say('facts', `no fact of ${r.name}`)
  const roles = await world.sql(
    "select r.name, count(p.id)::int as n from registration r left join person_role p on p.source_entity = 'registration' and p.source_id = r.id::text where r.status = 'confirmed' group by r.id, r.name having count(p.id) <> 1",
  )
  for (const r of roles) say('facts', `${r.name} is ${r.n} times in the directory`)
  const people = await world.sql("select email, count(*)::int as n from person where email <> '' group by email having count(*) > 1")
  for (const p of people) say('facts', `${p.n} people of one address: ${p.email}`)
}

/** One confirmation a registration; every letter arrived; a second arrival only where the sender could not know of the first. */
async function checkMail({ world, history, say }: Look) {
  const rows = await world.sql<{ id: string; address: string; status: string; kind: string }>(
    'select r.id, r.address, r.status, m.kind from mail_recipient r join mail_message m on m.organisation_id = r.organisation_id and m.id = r.message_id',
  )
  const came = grouped(world.mail.received, (m) => m.id)
  const known = new Set(rows.map((r) => r.id))
  for (const id of came.keys()) if (!known.has(id)) say('mail', `a letter came that nobody wrote: ${id}`)
  let again = 0
  for (const r of rows) {
    const n = came.get(r.id)?.length ?? 0
    const bounces = r.address.startsWith('bounce')
    if (r.status !== (bounces ? 'failed' : 'sent')) say('mail', `to ${r.address}: ${r.status}`)
    if (n === 0 && !bounces) say('mail', `to ${r.address}: never came`)
    again += Math.max(0, n - 1)
  }
  const window = world.mail.unsure + world.counts.kills + world.interruptions()
  if (again > window) say('mail', `${again} letters came twice; at most ${window} may, for so often was the sender interrupted`)

  const registrations = await world.sql<{ email: string; status: string; version: number }>(
    'select email, status, version from registration',
  )
  for (const r of registrations) {
    const mine = rows.filter((x) => x.address === r.email && x.kind === 'registration.confirmed').length
    const resent = history.filter((o) => o.kind === 'resend' && o.note.email === r.email)
    const [low, high] = bounds(resent)
    // Who was cancelled before the letter was written gets none.
    const first = r.version > 1 ? 0 : 1
    if (mine < low + first || mine > high + 1) say('mail', `${mine} confirmations to ${r.email}, ${low + first} to ${high + 1} expected`)
  }
}

async function checkLocks({ world, say }: Look) {
  const rows = await world.sql(
    "select l.locktype, l.mode, a.query from pg_locks l join pg_stat_activity a using (pid) where l.locktype in ('advisory', 'transactionid', 'tuple') and a.datname = current_database() and l.pid <> pg_backend_pid() and a.application_name <> 'fault harness' and a.state <> 'active'",
  )
  for (const r of rows) say('locks', `${r.locktype} ${r.mode} is still held: ${String(r.query).slice(0, 120)}`)
  for (const r of await world.sql('select gid from pg_prepared_xacts')) say('locks', `prepared transaction ${r.gid}`)
}

async function checkAudit({ world, say }: Look) {
  const wrong = await world.sql(`
    select r.name, r.version, count(a.id)::int as n from registration r
    left join audit_entry a on a.entity = 'registration' and a.entity_id = r.id::text and a.action in ('create', 'update', 'cancel', 'reinstate', 'move')
    group by r.organisation_id, r.id, r.name, r.version having count(a.id) <> r.version`)
  for (const r of wrong) say('audit', `${r.name} is at version ${r.version} with ${r.n} entries`)
  const issues = await world.sql(
    "select number from document_issue i where not exists (select 1 from audit_entry a where a.entity = 'documentIssue' and a.entity_id = i.id::text)",
  )
  for (const i of issues) say('audit', `issue ${i.number} has no entry`)
  const arrivals = await world.sql(`
    select r.name, (select count(*)::int from checkin c where c.registration_id = r.id) as made,
      (select count(*)::int from checkin c where c.registration_id = r.id and c.undone_at is not null) as undone,
      (select count(*)::int from audit_entry a where a.entity = 'checkin' and a.entity_id = r.id::text and a.action = 'checkIn') as made_entries,
      (select count(*)::int from audit_entry a where a.entity = 'checkin' and a.entity_id = r.id::text and a.action = 'undoCheckIn') as undone_entries
    from registration r`)
  for (const a of arrivals)
    if (a.made !== a.made_entries || a.undone !== a.undone_entries)
      say('audit', `${a.name}: ${a.made} arrivals and ${a.undone} taken back, ${a.made_entries} and ${a.undone_entries} entries`)
}

/** Reads everything and holds it against the history. Empty = every guarantee was kept. */
export async function judge(o: Omit<Look, 'say'>): Promise<string[]> {
  const found: string[] = []
  const look: Look = { ...o, say: (guarantee, text) => void found.push(`${guarantee}: ${text}`) }
  for (const check of [checkRegistrations, checkDocuments, checkFacts, checkMail, checkAudit, checkLocks]) await check(look)
  return found
}
