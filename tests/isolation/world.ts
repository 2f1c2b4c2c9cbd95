import { AsyncLocalStorage } from 'node:async_hooks'
import { sql } from 'kysely'
import type { Db, Tx } from '../../src/kernel/server/db.ts'
import { type Role, roles } from '../../src/modules/identity/contract/roles.ts'
import { createApiKey, createPortalLink } from '../../src/modules/identity/server/index.ts'
import { testApp } from '../harness/app.ts'
import type { Caller } from './expected.ts'
import { type Catalogue, catalogueOf, fill, mark, type Marked } from './fill.ts'

export const words = { house: 'qzhouse', own: 'qzown', other: 'qzother', foreign: 'qzforeign' } as const
export type Side = 'own' | 'other' | 'foreign'
export type Actor = Caller & { headers: Record<string, string>; at: 'mine' | 'theirs' | null }
/** What an allowed request wrote, as triggers under the tables saw it. */
export type Touched = { table: string; organisationId: string; eventId: string | null }

const DONE = Symbol('rolled back on purpose')

/**
 * Two organisations with every table filled: two events of ours (one whose team our people are on, one that they are not on)
 * and two of theirs, every text marked with a word of its side; people in every role; and all that requests write is rolled
 * back after it was looked at, so that each request meets the same world (unless `undone` is off).
 */
export async function makeWorld(o: { undone: boolean } = { undone: true }) {
  const app = await testApp({ background: false })
  const { services } = app.app
  const { db } = services
  const mine = await app.organisation('我們公司')
  const theirs = await app.organisation('別家公司')
  await services.loadDemo!(mine.organisationId)
  await services.loadDemo!(theirs.organisationId)
  const eventsOf = (organisationId: string) =>
    db.asSystem((tx) =>
      tx
        .selectFrom('event')
        .select(['id', 'slug'])
        .where('organisationId', '=', organisationId)
        .orderBy('createdAt')
        .orderBy('id')
        .execute(),
    )
  const [own, other] = (await eventsOf(mine.organisationId)) as [{ id: string; slug: string }, { id: string; slug: string }]
  const [foreign] = (await eventsOf(theirs.organisationId)) as [{ id: string; slug: string }]
  const place = { own: { event: own, ...mine }, other: { event: other, ...mine }, foreign: { event: foreign, ...theirs } }

  const actors: Actor[] = []
  const add = (a: Partial<Actor> & Pick<Actor, 'name' | 'headers'>) =>
    actors.push({ kind: 'user', role: null, team: null, groups: [], at: 'mine', everyEvent: false, active: true, ...a })
  const person = async (name: string, role: Role, team = true, groups: string[] = []) => {
    const p = await app.person(mine.organisationId, role, team ? own.id : undefined, groups)
    add({ name, role, team: team ? role : null, groups, headers: p.headers })
    return p
  }
  const people = new Map<Role, string>()
  for (const role of roles) people.set(role, (await person(role, role)).userId)
  await person('staff of the programme group', 'staff', true, ['programme'])
  await person('staff of the registration group', 'staff', true, ['registration'])
  await person('planner on no team', 'planner', false)
  await person('viewer on no team', 'viewer', false)
  const lent = await app.person(mine.organisationId, 'viewer')
  const gone = await person('deactivated', 'planner')
  Object.assign(actors.at(-1)!, { active: false })
  add({ name: 'viewer who plans this event', role: 'viewer', team: 'planner', headers: lent.headers })
  const keyOf = (k: Parameters<typeof createApiKey>[1]) => app.run(mine.organisationId, (ctx) => createApiKey(ctx, k))
  add({ name: 'key of an owner', kind: 'apiKey', role: 'owner', headers: mine.key })
  add({
    name: 'key of a planner',
    kind: 'apiKey',
    role: 'planner',
    everyEvent: true,
    headers: { authorization: `Bearer ${(await keyOf({ name: 'k', role: 'planner' })).apiKey}` },
  })
  const scoped = async (name: string, k: Parameters<typeof createApiKey>[1], a: Partial<Actor>) =>
    add({ name, kind: 'apiKey', role: 'owner', headers: { authorization: `Bearer ${(await keyOf(k)).apiKey}` }, ...a })
  await scoped(
    'key that reads programmes',
    { name: 'p', scopes: ['programme.read'] },
    { limited: (action, method) => action === 'programme.read' && method === 'GET' },
  )
  await scoped(
    'key of the registration desk, without personal data',
    { name: 'r', scopes: ['registration.edit'] },
    { limited: (action) => /^(registration|tickets)\./.test(action) && action !== 'registration.read_personal' },
  )
  await scoped('key of one event', { name: 'e', eventIds: [own.id] }, { role: 'planner', team: 'owner' })
  add({ name: 'owner of another organisation', kind: 'apiKey', role: 'owner', at: 'theirs', headers: theirs.key })
  add({ name: 'nobody', kind: 'public', at: null, headers: {} })

  let catalogue!: Catalogue
  const unfilled: string[] = []
  const marked: Marked[] = []
  await db.asSystem(async (tx) => {
    catalogue = await catalogueOf(tx)
    for (const p of [place.own, place.other, place.foreign])
      for (const table of catalogue.tables) {
        const why = await fill(tx, catalogue, table, { organisationId: p.organisationId, eventId: p.event.id, userId: p.userId })
        if (why) unfilled.push(why)
      }
  })
  const registration = await app.run(mine.organisationId, (ctx) =>
    ctx.tx.selectFrom('registration').select('id').where('eventId', '=', own.id).limit(1).executeTakeFirstOrThrow(),
  )
  const link = await app.run(
    mine.organisationId,
    (ctx) =>
      createPortalLink(ctx, { entity: 'registration', entityId: registration.id, scopes: ['attendee'], expiresAt: '2036-01-01T00:00:00Z' }),
    own.id,
  )
  add({ name: 'portal link', kind: 'portal', headers: { authorization: `Portal ${link}` } })

  await db.asSystem(async (tx) => {
    await sql`insert into event_member (organisation_id, id, event_id, user_id, role) values (${mine.organisationId}, gen_random_uuid(), ${own.id}, ${lent.userId}, 'planner')`.execute(
      tx,
    )
    await sql`update api_key set per_minute = 100000`.execute(tx)
    await sql`update member set active = false where user_id = ${gone.userId}`.execute(tx)
    await sql`update comment set author_id = ${people.get('owner')}, removed_at = null where organisation_id = ${mine.organisationId}`.execute(
      tx,
    )
    await sql`update event set published = (id = ${own.id})`.execute(tx)
  })
  const house = { organisationId: mine.organisationId }
  await db.asSystem(async (tx) => {
    for (const [at, word] of [
      [{ ...house, eventId: own.id }, words.own],
      [{ ...house, eventId: other.id }, words.other],
      [{ organisationId: theirs.organisationId }, words.foreign],
    ] as const)
      marked.push(...(await mark(tx, catalogue, at, word)))
    // What belongs to no event has no event's word yet.
    await sql`update organisation set name = name || ${` ${words.house}`} where organisation_id = ${mine.organisationId}`.execute(tx)
    await watch(tx, catalogue)
  })
  if (o.undone) rollBack(db)
  /** The version of our event's first record of each table, which a change must name. */
  const versions = new Map<string, number>()
  return { app, services, db, mine, theirs, place, actors, catalogue, unfilled, marked, versions }
}
export type World = Awaited<ReturnType<typeof makeWorld>>

/** Triggers that note which organisation and event each written row belongs to. */
async function watch(tx: Tx, c: Catalogue) {
  await sql`create table touched (tx bigint not null default txid_current(), t text, org uuid, ev uuid)`.execute(tx)
  await sql`grant select, insert on touched to public`.execute(tx)
  await sql`create function note_touched() returns trigger language plpgsql as $$
    declare r jsonb;
    begin
      foreach r in array array_remove(array[case when tg_op <> 'INSERT' then to_jsonb(old) end, case when tg_op <> 'DELETE' then to_jsonb(new) end], null) loop
        insert into touched (t, org, ev) values (tg_table_name, (r->>'organisation_id')::uuid,
          (case when tg_table_name = 'event' then r->>'id' else r->>'event_id' end)::uuid);
      end loop;
      return null;
    end $$`.execute(tx)
  for (const t of c.tables)
    await sql`create trigger zz_touched after insert or update or delete on ${sql.table(t)} for each row execute function note_touched()`.execute(
      tx,
    )
}

/** What the request at hand wrote; requests run side by side. */
export const writes = new AsyncLocalStorage<Touched[]>()

/** From now on requests' transactions are looked at and undone instead of committed. */
function rollBack(db: Db) {
  const inOrganisation = db.inOrganisation.bind(db)
  db.inOrganisation = async (organisationId, fn) => {
    let result: { value: Awaited<ReturnType<typeof fn>> } | undefined
    try {
      await inOrganisation(organisationId, async (tx) => {
        const value = await fn(tx)
        const { rows } =
          await sql<Touched>`select distinct t as "table", org as "organisationId", ev as "eventId" from touched where tx = txid_current()`.execute(
            tx,
          )
        writes.getStore()?.push(...rows)
        result = { value }
        throw DONE
      })
    } catch (e) {
      if (e !== DONE) throw e
    }
    return result!.value
  }
}
