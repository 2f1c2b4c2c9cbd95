import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../src/kernel/contract/ids.ts'
import { knownErrors } from '../../src/kernel/server/errors.ts'
import { inGroup } from '../../src/kernel/server/policy.ts'
import { expected, may, refusal } from './expected.ts'
import { found } from './canary.ts'
import { idsOf, parametersOf } from './ids.ts'
import { ask, type E, each, forbidden, type Got, nameOf } from './requests.ts'
import { type Actor, makeWorld, words } from './world.ts'

const w = await makeWorld()
if (process.env.MATRIX_LOG) w.app.app.http.log.level = 'error'
/** Acts on the caller's own session and counts failures: what they do is tested where they are made. */
const apart = /^\/(auth|sign-in)\/|^\/password-check$|^\/account\/(sessions\/end-others|step-up|totp|recovery-codes|passkeys)/
const mounted = w.services.mounted as E[]
const endpoints = mounted.filter((e) => !apart.test(e.path))
const mine = w.actors.filter((a) => a.at === 'mine')
const named = (name: string) => w.actors.find((a) => a.name === name)!
const inEvent = (e: E) => e.path.includes(':eventId')
/** Words of one's own: only their author, the owner here, changes them. */
const byAuthor = /comments\/:id$/
/** A link is opened by the person for whom it was made; a key has no need of one. */
const inPerson = /files\/:id\/link$/
const notTheAuthor = (e: E, who: Actor, r: Got) =>
  r.code === 'auth.forbidden' && ((byAuthor.test(e.path) && who.name !== 'owner') || (inPerson.test(e.path) && who.kind === 'apiKey'))
/** Who meets the same rights in the same place: where the table says the same of both, one is let in for both; refusals are tried for all. */
const twins: Record<string, string> = {
  director: 'owner',
  'key of an owner': 'owner',
  'key of a planner': 'planner',
  'staff of the programme group': 'staff',
  'staff of the registration group': 'staff',
  'viewer who plans this event': 'viewer',
}
/** Documents that take a second to draw: one reader draws them for all who may. */
const slow = /deliverables\/:key\/(file|preview)$|deliverables-zip$|deliverables\/:key\/issues$|events\/:eventId\/clone$/

const tables = w.catalogue.tables
  .filter((t) => w.catalogue.columns.get(t)!.some((c) => c.name === 'id'))
  .map((table) => ({ table, inEvent: w.catalogue.columns.get(table)!.some((c) => c.name === 'event_id') }))
type Ids = ReadonlyMap<string, string>
let ids: Record<'own' | 'other' | 'foreign', Ids>
const wrong: string[] = []
const say = (...parts: unknown[]) => void wrong.push(parts.map((p) => (typeof p === 'string' ? p : JSON.stringify(p))).join(' '))
/** What failed, at most fifty of it. */
const verdict = () => wrong.splice(0).slice(0, 50)

/** With a person of the directory go their roles, at whichever event: that they were there stays in its own records. */
const goesAlong: Record<string, string> = { 'DELETE /crm/people/:id': 'person_role' }

/** Never: a 5xx, another side's words, a write outside of what the caller may touch. */
function never(who: Actor, e: E, what: string, r: Got) {
  if (r.status >= 500 || r.status === 429) say('failed', r.status, nameOf(e), who.name, what, r.text)
  const words = found(r.raw, forbidden(who))
  if (words.length) say('leak', words, nameOf(e), 'to', who.name, what, r.status)
  for (const t of r.touched) {
    const org = who.at === 'theirs' ? w.theirs.organisationId : w.mine.organisationId
    const wide = who.everyEvent || ['owner', 'director'].includes(who.role ?? '') || who.at === 'theirs'
    const foreignEvent = t.eventId === w.place.foreign.event.id || (!wide && t.eventId === w.place.other.event.id)
    const along = t.organisationId === org && goesAlong[nameOf(e)] === t.table
    if (!along && (t.organisationId !== org || (who.at !== 'theirs' && foreignEvent))) say('wrote', t, nameOf(e), who.name, what)
  }
  if (r.status >= 400 && r.code && !knownErrors().has(r.code)) say('unknown code', r.code, nameOf(e))
}
const refused = (r: Got, x: { status: number; code: string }) => r.status === x.status && r.code === x.code
const denied = (r: Got) => r.status === 401 || r.code === 'auth.forbidden' || r.code === 'auth.required'

beforeAll(async () => {
  const of = (p: (typeof w.place)['own']) => idsOf(w.db, tables, p)
  ids = { own: await of(w.place.own), other: await of(w.place.other), foreign: await of(w.place.foreign) }
  for (const [table, id] of [...ids.own, ['organisation', w.mine.organisationId] as const])
    if (w.catalogue.columns.get(table)!.some((c) => c.name === 'version')) {
      const key = table === 'organisation' ? sql`organisation_id` : sql`id`
      const { rows } = await w.db.asSystem((tx) =>
        sql<{ version: number }>`select version from ${sql.table(table)} where ${key} = ${id}`.execute(tx),
      )
      w.versions.set(table, rows[0]!.version)
    }
}, 60_000)

describe('the table of expectations', () => {
  test('knows every endpoint under its action, and every action of the policy', () => {
    const listed = Object.entries(expected).flatMap(([action, { of }]) => of.map((name) => `${name} → ${action}`))
    const real = mounted.map((e) => `${nameOf(e)}${e.stepUp ? ' !' : ''} → ${e.action}`)
    expect({
      'add to tests/isolation/table.*.ts': [...new Set(real)].filter((x) => !listed.includes(x)),
      'no longer there': listed.filter((x) => !real.includes(x)),
    }).toEqual({ 'add to tests/isolation/table.*.ts': [], 'no longer there': [] })
    expect(Object.keys(w.services.policy.permissions).filter((a) => !expected[a])).toEqual([])
  })

  test('knows which record every address is about', () => {
    const unknown = endpoints.flatMap((e) =>
      parametersOf(e)
        .filter((p) => !p.table && p.value === undefined)
        .map((p) => `${nameOf(e)} :${p.name}`),
    )
    expect({ 'add to tests/isolation/ids.ts': unknown }).toEqual({ 'add to tests/isolation/ids.ts': [] })
  })

  test('agrees with the policy for every role, and no predicate of it could be gone unnoticed', () => {
    const { policy } = w.services
    const of = (a: Actor) =>
      ({
        kind: a.kind,
        id: 'x',
        name: '',
        organisationId: w.mine.organisationId,
        role: a.active ? a.role : null,
        scopes: [],
        events: new Map(a.team && a.active ? [['own', { role: a.team, groups: a.groups }]] : []),
      }) as never
    const asked = w.actors.filter((a) => !a.everyEvent && !a.limited)
    const grid = (can: (a: Actor, action: string, eventId: 'own' | 'other' | null) => boolean, action: string) =>
      asked.flatMap((a) => ([null, 'own', 'other'] as const).map((e) => `${a.name} ${e} ${can(a, action, e)}`))
    for (const action of Object.keys(policy.permissions)) {
      const said = grid((a, x, e) => may(a, x, e), action)
      expect([action, grid((a, x, e) => policy.can(of(a), x, { eventId: e }), action)]).toEqual([action, said])
      // Replaced by one that lets everybody through, or nobody, the same comparison must fail.
      const kept = policy.permissions[action]!
      for (const all of [true, false]) {
        policy.permissions[action] = () => all
        expect([action, all, grid((a, x, e) => policy.can(of(a), x, { eventId: e }), action)]).not.toEqual([action, all, said])
      }
      policy.permissions[action] = kept
    }
  })
})

test('work of a group is for those who are in it', () => {
  const who = (...groups: string[]) => ({ actor: {} as never, role: 'staff', groups })
  expect([
    inGroup(who('programme'), { group: 'programme' }),
    inGroup(who('tours'), { group: 'programme' }),
    inGroup(who(), { group: 'programme' }),
    inGroup(who(), {}),
  ]).toEqual([true, false, false, true])
})

test('the world is full: every table has rows on every side, and words that could leak', async () => {
  expect(w.unfilled).toEqual([])
  const marked = new Map<string, Set<string>>()
  const leaking = new Set(w.marked.filter((m) => m.rows > 0).map((m) => m.table))
  expect(leaking.size).toBeGreaterThan(30)
  for (const m of w.marked) marked.set(m.table, (marked.get(m.table) ?? new Set()).add(m.column))
  expect([...(marked.get('registration') ?? [])].filter((c) => ['name', 'organisation', 'note', 'email'].includes(c)).toSorted()).toEqual([
    'email',
    'name',
    'note',
    'organisation',
  ])
})

test('own ids: each role is let in and kept out as the table says', async () => {
  const cells = endpoints.flatMap((e) => w.actors.filter((a) => a.at !== 'theirs').map((who) => ({ e, who })))
  const reached = new Set<string>()
  const why = new Map<string, Set<string>>()
  await each(cells, async ({ e, who }) => {
    const x = refusal(who, e, inEvent(e) ? 'own' : null)
    const twin = twins[who.name]
    if (!x && (twin ? !refusal(named(twin), e, inEvent(e) ? 'own' : null) : slow.test(e.path) && who.name !== 'owner')) return
    const r = await ask(w, who, e, w.place.own.event, { path: ids.own })
    never(who, e, 'own', r)
    if (x ? !refused(r, x) : denied(r) && !notTheAuthor(e, who, r))
      say(x ? 'let in' : 'kept out', nameOf(e), who.name, r.status, r.code ?? '')
    if (r.status < 300) reached.add(nameOf(e))
    else if (!x) why.set(nameOf(e), (why.get(nameOf(e)) ?? new Set()).add(`${r.status} ${r.text.slice(r.text.indexOf('"code"'), 290)}`))
  })
  if (process.env.MATRIX_LOG)
    console.log(
      [...why]
        .filter(([n]) => !reached.has(n))
        .map(([n, x]) => `${n} ${[...x].join('; ')}`)
        .join('\n'),
    )
  expect(verdict()).toEqual([])
  // What is left needs more than one request or a state that the world is not in; the modules' own tests go there.
  expect(reached.size / endpoints.length).toBeGreaterThan(0.8)
}, 400_000)

test('the other event: nobody without a place in it sees, changes or hears of it', async () => {
  await each(
    endpoints.filter(inEvent).flatMap((e) => mine.map((who) => ({ e, who }))),
    async ({ e, who }) => {
      const x = refusal(who, e, 'other')
      if (!x && slow.test(e.path)) return
      const r = await ask(w, who, e, w.place.other.event, { path: ids.other })
      never(who, e, 'other', r)
      if (x ? !refused(r, x) : denied(r) && !notTheAuthor(e, who, r))
        say(x ? 'let in' : 'kept out', nameOf(e), who.name, r.status, r.code ?? '')
    },
  )
  expect(verdict()).toEqual([])
}, 400_000)

test('another organisation’s event is not there, for anybody', async () => {
  await each(
    [
      ...endpoints
        .filter(inEvent)
        .flatMap((e) => w.actors.filter((a) => a.at === 'mine').map((who) => ({ e, who, side: 'foreign' as const }))),
      ...endpoints.filter(inEvent).map((e) => ({ e, who: named('owner of another organisation'), side: 'own' as const })),
    ],
    async ({ e, who, side }) => {
      // Keys are on the team of their own organisation's events only; whoever the table lets in finds nothing.
      const x = refusal({ ...who, everyEvent: false }, e, 'other') ?? { status: 404, code: 'record.not_found' }
      const r = await ask(w, who, e, w.place[side].event, { path: ids[side] })
      never(who, e, side, r)
      // A body that does not fit is refused before anything is looked up.
      if (!refused(r, x) && ![415, 422].includes(r.status)) say('let in', nameOf(e), who.name, r.status, r.code ?? '')
    },
  )
  expect(verdict()).toEqual([])
}, 400_000)

test('records of elsewhere are not there under one’s own event or organisation', async () => {
  const withIds = endpoints.filter((e) => parametersOf(e).some((p) => p.table && p.value !== 'slug'))
  expect(withIds.length).toBeGreaterThan(60)
  const cells = withIds.flatMap((e) =>
    w.actors.flatMap((who) =>
      who.at === 'mine' && !refusal(who, e, inEvent(e) ? 'own' : null)
        ? (['foreign', ...(inEvent(e) ? (['other'] as const) : [])] as const).map((side) => ({ e, who, side }))
        : [],
    ),
  )
  await each(cells, async ({ e, who, side }) => {
    const r = await ask(w, who, e, w.place.own.event, { path: ids[side], body: ids.own })
    never(who, e, `record of ${side}`, r)
    if (!refused(r, { status: 404, code: 'record.not_found' }) && r.status !== 422 && r.code !== 'identity.people_only')
      say('let in', nameOf(e), who.name, side, r.status, r.code ?? '')
    if (r.status === 422 && r.touched.length) say('wrote', nameOf(e), who.name, side)
  })
  expect(verdict()).toEqual([])
}, 400_000)

test('ids of elsewhere in a body are refused exactly like ids of nothing', async () => {
  const nothing = new Map([...ids.own.keys()].map((t) => [t, newId()]))
  const eventTables = new Set(tables.filter((t) => t.inEvent || t.table === 'event').map((t) => t.table))
  // Of the other event only what belongs to an event is out of reach; people and companies are the organisation's.
  const otherEvent = new Map([...ids.own].map(([t, id]) => [t, eventTables.has(t) ? ids.other.get(t)! : id]))
  const noOther = new Map([...ids.own].map(([t, id]) => [t, eventTables.has(t) ? newId() : id]))
  let differing = 0
  await each(
    endpoints
      .filter((e) => e.body && !slow.test(e.path))
      .flatMap((e) =>
        [named('owner'), named('planner')].filter((who) => !refusal(who, e, inEvent(e) ? 'own' : null)).map((who) => ({ e, who })),
      ),
    async ({ e, who }) => {
      const of = (body: Ids) => ask(w, who, e, w.place.own.event, { path: ids.own, body })
      const shape = (r: Got) => `${r.status} ${r.code}`
      const [foreign, none, other, alsoNone] = [await of(ids.foreign), await of(nothing), await of(otherEvent), await of(noOther)]
      never(who, e, 'foreign ids in the body', foreign)
      if (who.name === 'planner') never(who, e, 'other event’s ids in the body', other)
      if (shape(foreign) !== shape(none)) say('foreign', shape(foreign), 'none', shape(none), nameOf(e), who.name, foreign.text)
      if (shape(other) !== shape(alsoNone) && inEvent(e))
        say('other', shape(other), 'none', shape(alsoNone), nameOf(e), who.name, other.text)
      if (shape(foreign) !== shape(await of(ids.own))) differing++
    },
  )
  expect(verdict()).toEqual([])
  // Not vacuous: with ids of one's own the same bodies get another answer.
  expect(differing).toBeGreaterThan(15)
}, 400_000)

test('no search, filter or address brings up what lies elsewhere', async () => {
  const asking = endpoints.filter(
    (e) =>
      e.method === 'GET' && (e.query as { shape?: object } | undefined)?.shape && 'q' in (e.query as unknown as { shape: object }).shape,
  )
  expect(asking.length).toBeGreaterThan(15)
  await each(
    asking.flatMap((e) => w.actors.flatMap((who) => forbidden(who).map((q) => ({ e, who, q })))),
    async ({ e, who, q }) => {
      const r = await ask(w, who, e, w.place.own.event, { path: ids.own, query: { q } })
      never(who, e, `q=${q}`, r)
      const body =
        r.status === 200 && !e.raw ? (JSON.parse(Buffer.from(r.raw.rawPayload).toString()) as { rows?: unknown[]; hits?: unknown[] }) : {}
      if ((body.rows ?? body.hits ?? []).length) say('hits', nameOf(e), who.name, q)
    },
  )
  expect(verdict()).toEqual([])
}, 400_000)

test('pages that anybody may open tell of the published event only', async () => {
  const get = (url: string) => w.app.send(null, { method: 'GET', url })
  const site = (slug: string) =>
    ['', '/en'].flatMap((l) =>
      ['', '/programme', '/programme.ics', '/programme/print', '/speakers', '/rooms', '/privacy', '/register', '/programme.json'].map(
        (p) => `${l}/e/${slug}${p}`,
      ),
    )
  const open = [
    ...site(w.place.own.event.slug),
    '/',
    '/robots.txt',
    '/healthz',
    '/readyz',
    '/metrics',
    '/api/openapi.json',
    '/api/docs',
    '/api/session',
    '/app/',
    '/sitemap.xml',
  ]
  let told = 0
  for (const url of open) {
    const r = await get(url)
    expect([url, r.statusCode < 500, found(r, [words.other, words.foreign])]).toEqual([url, true, []])
    told += found(r, [words.own]).length
  }
  expect(told).toBeGreaterThan(8)
  for (const side of ['other', 'foreign'] as const)
    for (const url of [...site(w.place[side].event.slug), `/api/public/${w.place[side].event.slug}/tickets`]) {
      const r = await get(url)
      expect([url, r.statusCode, found(r, Object.values(words))]).toEqual([url, 404, []])
    }
}, 60_000)

test('an attendee’s page opens one registration, under its own event', async () => {
  const { tokenText } = await import('../../src/modules/registration/server/sign.ts')
  const tokenOf = async (side: 'own' | 'other' | 'foreign') => {
    const { event, organisationId } = w.place[side]
    const desk = await w.db.asSystem((tx) =>
      tx
        .selectFrom('registrationDesk')
        .select('pageKey')
        .where('organisationId', '=', organisationId)
        .where('eventId', '=', event.id)
        .executeTakeFirstOrThrow(),
    )
    return tokenText({ id: ids[side].get('registration')! }, desk.pageKey)
  }
  const open = async (slug: string, token: string) => {
    const r = await w.app.send(null, { method: 'GET', url: `/e/${slug}/r/${token}` })
    return [r.statusCode, found(r, Object.values(words))]
  }
  expect(await open(w.place.own.event.slug, await tokenOf('own'))).toEqual([200, [words.house, words.own]])
  for (const side of ['other', 'foreign'] as const) {
    const [status, told] = await open(w.place.own.event.slug, await tokenOf(side))
    expect([side, (status as number) >= 400, (told as string[]).includes(words[side])]).toEqual([side, true, false])
  }
  // A token of one's own event signed with the key of another opens nothing.
  const { pageKey } = await w.db.asSystem((tx) =>
    tx.selectFrom('registrationDesk').select('pageKey').where('eventId', '=', w.place.foreign.event.id).executeTakeFirstOrThrow(),
  )
  const [status] = await open(w.place.own.event.slug, tokenText({ id: ids.own.get('registration')! }, pageKey))
  expect(status).not.toBe(200)
})

test('nothing was written outside of the requests’ own transactions but what signing in and keys count', async () => {
  const { rows } = await w.db.asSystem((tx) => sql<{ t: string }>`select distinct t from touched`.execute(tx))
  expect(rows.map((r) => r.t).filter((t) => !/^(api_key|member|security_event|organisation)$/.test(t))).toEqual([])
})
