import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ids, idsOf } from './ids.ts'
import { found } from './canary.ts'
import { withoutScope } from './unscoped.ts'
import { ask, type E, each, nameOf } from './requests.ts'
import { makeWorld, words } from './world.ts'

const w = await makeWorld()
if (process.env.MATRIX_LOG) w.app.app.http.log.level = 'error'
const client = new pg.Client({ connectionString: w.app.databaseUrl })
await client.connect()
afterAll(() => client.end())
const rows = async <T>(text: string, values: unknown[] = []) => (await client.query(text, values)).rows as T[]

describe('the database itself', () => {
  type Row = { t: string; org: boolean; enabled: boolean; forced: boolean; granted: string[]; policies: string[] }
  const tables = () =>
    rows<Row>(`select c.relname as t, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped) as org,
      array(select p from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p where has_table_privilege('bantoh_app', c.oid, p)) as granted,
      array(select p.polname || ' ' || p.polcmd::text || ' ' || p.polpermissive || ' '
        || (select string_agg(case when r = 0 then 'public' when pg_get_userbyid(r) = current_user then 'owner' else pg_get_userbyid(r) end, ',') from unnest(p.polroles) r)
        || ' ' || pg_get_expr(p.polqual, p.polrelid) || ' / ' || pg_get_expr(p.polwithcheck, p.polrelid)
        from pg_policy p where p.polrelid = c.oid order by p.polname) as policies
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname not like 'kysely_%' and c.relname <> 'touched' order by 1`)
  const org = "(NULLIF(current_setting('app.org'::text, true), ''::text))::uuid"
  const on = "(COALESCE(NULLIF(current_setting('app.system'::text, true), ''::text), 'off'::text) = 'on'::text)"
  const own = `organisation * true public (organisation_id = ${org}) / (organisation_id = ${org})`
  const system = (who: string) => `system * true ${who} ${on} / ${on}`

  test('every table is forced under row-level security, by organisation or for the system alone', async () => {
    const all = await tables()
    // Accounts and sessions belong to no organisation; the sign-in library alone reads them, and no request's role may.
    const open = all.filter((t) => !t.enabled || !t.forced)
    expect(open.map((t) => [t.t, t.granted, t.org])).toEqual(
      ['account', 'session', 'user', 'verification'].map((t) => [`auth_${t}`, [], false]),
    )
    const reachable = all.filter((t) => t.granted.length > 0)
    expect(reachable.map((t) => [t.t, t.org, t.policies])).toEqual(reachable.map((t) => [t.t, true, [own, system('owner')]]))
    expect(
      reachable.flatMap((t) => t.granted.filter((g) => !['SELECT', 'INSERT', 'UPDATE', 'DELETE'].includes(g)).map((g) => `${t.t} ${g}`)),
    ).toEqual([])
    const closed = all.filter((t) => t.granted.length === 0 && !open.includes(t))
    // Nobody's request reads them: only the system does, under its own switch.
    expect(closed.map((t) => [t.t, t.policies])).toEqual(closed.map((t) => [t.t, [system('public')]]))
    expect([all.length > 45, reachable.length > 35, closed.map((t) => t.t).filter((t) => t.startsWith('auth_')).length >= 4]).toEqual([
      true,
      true,
      true,
    ])
  })

  test('the role of requests can neither log in nor go round it, and owns nothing', async () => {
    expect(
      await rows(`select rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication,
        (select count(*)::int from pg_class where relowner = r.oid) as owns, (select count(*)::int from pg_auth_members where member = r.oid) as member
        from pg_roles r where rolname = 'bantoh_app'`),
    ).toEqual([
      {
        rolcanlogin: false,
        rolsuper: false,
        rolbypassrls: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        owns: 0,
        member: 0,
      },
    ])
    expect(await rows('select rolsuper, rolbypassrls from pg_roles where rolname = current_user')).toEqual([
      { rolsuper: false, rolbypassrls: false },
    ])
    expect(
      await rows(
        `select nspname from pg_namespace where nspname !~ '^(pg_|information_schema$|public$)' and has_schema_privilege('bantoh_app', oid, 'usage')`,
      ),
    ).toEqual([])
    expect(await rows(`select has_schema_privilege('bantoh_app', 'public', 'create') as may`)).toEqual([{ may: false }])
  })

  test('no view and no function with its owner’s rights opens a way around it', async () => {
    expect(await rows(`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')`)).toEqual(
      [],
    )
    const definers = await rows<{ name: string; config: string[] | null }>(
      `select proname as name, proconfig as config from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by 1`,
    )
    // Blanks entries of the audit trail in an erasure; it looks at the organisation of the caller itself (see the test below).
    expect(definers).toEqual([{ name: 'audit_erase', config: ['search_path=public'] }])
  })
})

/** What a table shows and takes of another organisation, to requests' role and to the owner without the system's switch. */
async function exposed(table: string): Promise<string[]> {
  const out: string[] = []
  const t = client.escapeIdentifier(table)
  const theirs = w.theirs.organisationId
  for (const role of ['bantoh_app', 'none']) {
    await client.query('savepoint probe')
    await client.query(`select set_config('role', $1, true), set_config('app.org', $2, true), set_config('app.system', 'off', true)`, [
      role,
      w.mine.organisationId,
    ])
    const attempt = async (what: string, text: string, wrong: (n: number) => boolean, values: unknown[] = [theirs]) => {
      await client.query('savepoint attempt')
      try {
        const r = await client.query(text, values)
        if (wrong(Number(r.rows[0]?.n ?? r.rowCount))) out.push(`${role} ${what}`)
      } catch (e) {
        // Refused by row-level security, or before it by a table that can only be added to. A foreign key or a unique key speaks
        // only after row-level security let the row in.
        if (!['42501', '23001', 'P0001'].includes((e as { code: string }).code)) out.push(`${role} ${what} ${(e as Error).message}`)
      }
      await client.query('rollback to savepoint attempt')
    }
    await attempt('sees theirs', `select count(*) as n from ${t} where organisation_id = $1`, (n) => n > 0)
    await attempt('sees none of its own', `select count(*) as n from ${t} where organisation_id = $1`, (n) => n === 0, [
      w.mine.organisationId,
    ])
    await attempt('changes theirs', `update ${t} set organisation_id = organisation_id where organisation_id = $1`, (n) => n > 0)
    await attempt('removes theirs', `delete from ${t} where organisation_id = $1`, (n) => n > 0)
    await attempt('gives rows away', `update ${t} set organisation_id = $1`, (n) => n > 0)
    await attempt(
      'writes as them',
      `insert into ${t} (${given(table)}) overriding system value select ${given(table)} from (select (jsonb_populate_record(null::${t}, to_jsonb(x) || jsonb_build_object('organisation_id', $1::text) || ${fresh(table)})).* from (select * from ${t} where organisation_id = $2 limit 1) x) y`,
      (n) => n > 0,
      [theirs, w.mine.organisationId],
    )
    await client.query('rollback to savepoint probe')
  }
  return out
}
/** What a statement may give; the database makes the rest. */
const given = (table: string) =>
  w.catalogue.columns
    .get(table)!
    .filter((c) => !c.generated)
    .map((c) => `"${c.name}"`)
    .join(', ')
const fresh = (table: string) =>
  w.catalogue.columns.get(table)!.some((c) => c.name === 'id' && c.type === 'uuid')
    ? `jsonb_build_object('id', gen_random_uuid())`
    : `'{}'::jsonb`

describe('row by row', () => {
  const inTransaction = async <T>(fn: () => Promise<T>): Promise<T> => {
    await client.query('begin')
    try {
      return await fn()
    } finally {
      await client.query('rollback')
    }
  }
  const tables = w.catalogue.tables

  test('no table shows, takes or gives away a row of another organisation', async () => {
    await inTransaction(async () => {
      for (const t of tables) expect([t, await exposed(t)]).toEqual([t, []])
    })
  }, 120_000)

  test('and whichever table loses its policy, its force or its switch, that is noticed', async () => {
    const cuts = (t: string) => [
      `alter table ${t} disable row level security`,
      `alter table ${t} no force row level security`,
      `drop policy organisation on ${t}`,
      `alter policy organisation on ${t} using (true)`,
      `alter policy organisation on ${t} with check (true)`,
      `alter policy system on ${t} using (true)`,
    ]
    const unnoticed: string[] = []
    await inTransaction(async () => {
      for (const t of tables)
        for (const cut of cuts(client.escapeIdentifier(t))) {
          await client.query('savepoint whole')
          await client.query(`alter table ${client.escapeIdentifier(t)} disable trigger user`)
          await client.query(cut)
          if ((await exposed(t)).length === 0) unnoticed.push(cut)
          await client.query('rollback to savepoint whole')
        }
    })
    expect(unnoticed).toEqual([])
  }, 400_000)
})

describe('with the policy layer and the store’s scope switched off', () => {
  let own: Ids
  let foreign: Ids
  const { services } = w
  const inOrganisation = services.db.inOrganisation
  const endpoints = (services.mounted as E[]).filter((e) => !/^\/(auth|sign-in|setup|demo)|^\/account\//.test(e.path))
  const reading = endpoints.filter((e) => e.method === 'GET' && !/deliverables\/:key\/(file|preview)|deliverables-zip/.test(e.path))
  const owner = w.actors.find((a) => a.name === 'owner')!

  beforeAll(async () => {
    const tables = w.catalogue.tables
      .filter((t) => w.catalogue.columns.get(t)!.some((c) => c.name === 'id'))
      .map((table) => ({ table, inEvent: w.catalogue.columns.get(table)!.some((c) => c.name === 'event_id') }))
    own = await idsOf(w.db, tables, w.place.own)
    foreign = await idsOf(w.db, tables, w.place.foreign)
    services.policy.can = () => true
    services.policy.actions = () => Object.keys(services.policy.permissions)
    services.eventExists = async () => true
    services.db.inOrganisation = (organisationId, fn) => inOrganisation(organisationId, (tx) => fn(withoutScope(tx)))
  }, 60_000)

  const readAll = async () => {
    const leaks: string[] = []
    await each(reading, async (e) => {
      for (const [event, ids] of [
        [w.place.foreign.event, foreign],
        [w.place.own.event, foreign],
        [w.place.own.event, own],
      ] as const) {
        const r = await ask(w, owner, e, event, { path: ids })
        if (found(r.raw, [words.foreign]).length) leaks.push(nameOf(e))
      }
    })
    return [...new Set(leaks)].toSorted()
  }

  test('lists and ids still show nothing of another organisation', async () => {
    expect(await readAll()).toEqual([])
  }, 200_000)

  test('nobody’s request sees anybody’s rows', async () => {
    const told: string[] = []
    await each(
      reading.filter((e) => !e.path.startsWith('/public/')),
      async (e) => {
        for (const name of ['nobody', 'deactivated']) {
          const r = await ask(
            w,
            w.actors.find((a) => a.name === name)!,
            e,
            w.place.own.event,
            { path: own },
          )
          if (found(r.raw, Object.values(words)).length) told.push(`${name} ${nameOf(e)}`)
        }
      },
    )
    expect(told).toEqual([])
  }, 200_000)

  test('writes with their ids change none of their rows', async () => {
    const wrote: string[] = []
    await each(
      endpoints.filter((e) => e.method !== 'GET' && !/clone$|issues$/.test(e.path)),
      async (e) => {
        for (const event of [w.place.foreign.event, w.place.own.event]) {
          const r = await ask(w, owner, e, event, { path: foreign, body: foreign })
          if (r.touched.some((t) => t.organisationId !== w.mine.organisationId)) wrote.push(nameOf(e))
          if (found(r.raw, [words.foreign]).length) wrote.push(`told ${nameOf(e)}`)
        }
      },
    )
    expect(wrote).toEqual([])
  }, 200_000)

  test('the store’s own scope holds where row-level security does not', async () => {
    services.db.inOrganisation = (organisationId, fn) =>
      inOrganisation(organisationId, async (tx) => {
        await sql`select set_config('role', 'none', true), set_config('app.system', 'on', true)`.execute(tx)
        return fn(tx)
      })
    const kept = endpoints.filter((e) =>
      /^(GET|PATCH|DELETE) \/(crm\/people|crm\/companies|rules|events\/:eventId\/(rooms|tracks|speakers|goals))\/:id$/.test(nameOf(e)),
    )
    expect(kept.length).toBeGreaterThan(15)
    for (const e of kept) {
      const r = await ask(w, owner, e, w.place.foreign.event, { path: foreign, body: own })
      expect([nameOf(e), r.status === 404 || r.status === 422, found(r.raw, [words.foreign])]).toEqual([nameOf(e), true, []])
    }
    services.db.inOrganisation = (organisationId, fn) => inOrganisation(organisationId, (tx) => fn(withoutScope(tx)))
  }, 60_000)

  test('and it is row-level security that holds: without it, too, most of them would tell', async () => {
    services.db.inOrganisation = (organisationId, fn) =>
      inOrganisation(organisationId, async (tx) => {
        await sql`select set_config('role', 'none', true), set_config('app.system', 'on', true)`.execute(tx)
        return fn(withoutScope(tx))
      })
    const leaks = await readAll()
    expect(leaks.length).toBeGreaterThan(reading.length / 2)
  }, 200_000)
})
