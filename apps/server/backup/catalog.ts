import type { Client } from 'pg'

/** What stands in the database's `public` schema; extensions' own tables are left out. */
export type Column = { name: string; type: string }
export type TableShape = { name: string; columns: Column[] }

const ours = (oid: string) => `not exists (select 1 from pg_depend d where d.objid = ${oid} and d.deptype = 'e')`
const rows = async <T>(client: Client, sql: string, values: unknown[] = []) => (await client.query(sql, values)).rows as T[]

/** Settings under which values are written as text, the same way on every server. */
export const plainText = `set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local timezone = 'UTC';
  set local extra_float_digits = 1; set local bytea_output = 'hex'; set local client_encoding = 'UTF8'; set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0`

/** Tables with the columns that can be written: generated ones follow by themselves. */
export const tablesOf = (client: Client) =>
  rows<TableShape>(
    client,
    `select c.relname as name, json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and ${ours('c.oid')}
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     group by c.relname order by c.relname`,
  )

export async function sequencesOf(client: Client): Promise<{ name: string; value: string; called: boolean }[]> {
  const found = await rows<{ name: string }>(
    client,
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and ${ours('c.oid')} order by 1`,
  )
  const out = []
  for (const { name } of found) {
    const [at] = await rows<{ value: string; called: boolean }>(
      client,
      `select last_value::text as value, is_called as called from ${client.escapeIdentifier(name)}`,
    )
    out.push({ name, value: at!.value, called: at!.called })
  }
  return out
}

/**
 * What a database holds: nothing at all, an installation without an organisation or account (a server has started on it once),
 * one in use, or somebody else's tables. Leaves the transaction able to see every organisation.
 */
export async function installationState(client: Client): Promise<'none' | 'fresh' | 'used' | 'foreign'> {
  const names = new Set((await tablesOf(client)).map((t) => t.name))
  if (names.size === 0) return 'none'
  if (!names.has('kysely_migration') || !names.has('organisation') || !names.has('auth_user')) return 'foreign'
  await client.query("select set_config('app.system', 'on', true)")
  const [used] = await rows<{ used: boolean }>(
    client,
    'select exists (select 1 from organisation) or exists (select 1 from auth_user) as used',
  )
  return used!.used ? 'used' : 'fresh'
}

/** Other connections to this database, whoever's. */
export async function othersConnected(client: Client): Promise<number> {
  const [r] = await rows<{ n: number }>(
    client,
    `select count(*)::int as n from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and usesysid is not null and coalesce(backend_type, 'client backend') = 'client backend'`,
  )
  return r!.n
}

/** Takes our tables, functions and the job queue out of the database, in the caller's transaction; extensions stay. */
export async function dropInstallation(client: Client): Promise<void> {
  const drops = await rows<{ sql: string }>(
    client,
    `select format('drop table if exists %s cascade', c.oid::regclass) as sql from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and ${ours('c.oid')}
     union all select format('drop %s if exists %s cascade', case p.prokind when 'a' then 'aggregate' when 'p' then 'procedure' else 'function' end, p.oid::regprocedure)
       from pg_proc p where p.pronamespace = 'public'::regnamespace and ${ours('p.oid')}
     union all select format('drop sequence if exists %s cascade', c.oid::regclass) from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and ${ours('c.oid')}`,
  )
  for (const d of drops) await client.query(d.sql)
  await client.query('drop schema if exists pgboss cascade')
}

/** Statements that take the checks of rows away, and those that bring them back; for loading in bulk, in one transaction. */
export async function checksOf(client: Client): Promise<{ off: string[]; on: string[] }> {
  const found = await rows<{ off: string; on: string }>(
    client,
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as off,
            format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as "on", 1 as step
       from pg_constraint where connamespace = 'public'::regnamespace and contype = 'f' and conparentid = 0
     union all select format('alter table %s disable trigger %I', tgrelid::regclass, tgname), format('alter table %s enable trigger %I', tgrelid::regclass, tgname), 2
       from pg_trigger t join pg_class c on c.oid = t.tgrelid
       where c.relnamespace = 'public'::regnamespace and not tgisinternal and tgenabled = 'O' and ${ours('c.oid')}
     union all select format('alter table %s no force row level security', c.oid::regclass), format('alter table %s force row level security', c.oid::regclass), 3
       from pg_class c where c.relnamespace = 'public'::regnamespace and c.relforcerowsecurity and ${ours('c.oid')}
     order by step`,
  )
  return { off: found.map((f) => f.off), on: found.map((f) => f.on) }
}
