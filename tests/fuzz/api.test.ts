import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { newId } from '../../src/kernel/contract/ids.ts'
import { settled } from '../../src/kernel/server/afterwards.ts'
import { knownErrors } from '../../src/kernel/server/errors.ts'
import { idsOf, pathWith } from '../isolation/ids.ts'
import { bodyOf, type E, files, nameOf, queryOf } from '../isolation/requests.ts'
import { makeWorld } from '../isolation/world.ts'
import { bent, fitting, hostile, odd } from './generate.ts'

/** Reproduce with the printed seed; a long run is FUZZ_RUNS=500. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2_147_483_647)
const runs = Number(process.env.FUZZ_RUNS ?? 8)
const w = await makeWorld({ undone: false })
console.log(`FUZZ_SEED=${seed} FUZZ_RUNS=${runs}`)
// What stands behind a 500 is printed.
w.app.app.http.log.level = 'error'
/** Would end the callers' own keys and sessions, or draw documents for seconds. */
const apart = /^\/auth\/sign-out|deliverables\/:key\/(file|preview)$|deliverables-zip$|deliverables\/:key\/issues$|events\/:eventId\/clone$/
const endpoints = (w.services.mounted as E[]).filter((e) => !apart.test(e.path))
const callers = ['owner', 'key of an owner', 'planner', 'viewer', 'nobody', 'owner of another organisation'].map((n) =>
  w.actors.find((a) => a.name === n)!,
)

type Schema = Record<string, any>
let doc: { paths: Record<string, Record<string, Schema>> }
let ids: ReadonlyMap<string, string>
beforeAll(async () => {
  doc = (await w.app.send(null, { method: 'GET', url: '/api/openapi.json' })).json()
  const tables = w.catalogue.tables
    .filter((t) => w.catalogue.columns.get(t)!.some((c) => c.name === 'id'))
    .map((table) => ({ table, inEvent: w.catalogue.columns.get(table)!.some((c) => c.name === 'event_id') }))
  ids = new Map(await idsOf(w.db, tables, w.place.own))
  // Not the callers' own.
  for (const t of ['api_key', 'member']) (ids as Map<string, string>).set(t, newId())
  for (const t of w.catalogue.tables.filter((x) => ids.has(x) && w.catalogue.columns.get(x)!.some((c) => c.name === 'version')))
    w.versions.set(t, 1)
}, 60_000)

const operation = (e: E) => doc.paths[`/api${e.path.replaceAll(/:(\w+)/g, '{$1}')}`]?.[e.method.toLowerCase()]
const ajv = new Ajv2020({ strict: false, validateFormats: false })
const checks = new Map<string, ReturnType<typeof ajv.compile>>()
const answerCheck = (e: E) => {
  const name = nameOf(e)
  const schema = operation(e)?.responses?.['200']?.content?.['application/json']?.schema
  if (schema && !checks.has(name)) checks.set(name, ajv.compile(schema))
  return checks.get(name)
}
/** Rows written since the last look, but for what counts requests and signs in. */
async function written(): Promise<string[]> {
  await settled()
  const { rows } = await w.db.asSystem((tx) =>
    sql<{ t: string }>`with seen as (delete from touched returning t) select distinct t from seen`.execute(tx),
  )
  return rows.map((r) => r.t).filter((t) => !/^(api_key|security_event|assistant_token)$/.test(t))
}
const inner = /\n\s+at |node_modules|\.ts:\d+|violates|relation "|column "|syntax error at|kysely|ZodError|_pkey|_fkey|ECONN|"stack"/

type Sent = { who: (typeof callers)[number]; url: string; type: string | undefined; payload: string | Buffer | undefined }
async function judge(e: E, s: Sent, tally: Record<string, number>) {
  const r = await w.app.send(s.who.headers, {
    method: e.method,
    url: s.url,
    headers: s.type ? { 'content-type': s.type } : {},
    ...(s.payload === undefined ? {} : { payload: s.payload as never }),
  })
  const wrote = await written()
  const fail = (what: string, more: unknown = '') => {
    throw new Error(
      `${what}: ${nameOf(e)} as ${s.who.name} ${s.url.slice(0, 300)} ${String(s.payload ?? '').slice(0, 600)} → ${r.statusCode} ${JSON.stringify(more)} ${r.body.slice(0, 400)}`,
    )
  }
  tally[`${Math.floor(r.statusCode / 100)}xx`] = (tally[`${Math.floor(r.statusCode / 100)}xx`] ?? 0) + 1
  if (r.statusCode >= 500) fail('failed')
  if (r.headers['x-injected'] !== undefined) fail('a header was injected')
  if (r.statusCode >= 400) {
    if (!String(r.headers['content-type']).startsWith('application/problem+json')) fail('no problem', r.headers['content-type'])
    const p = r.json() as {
      code: string
      title: string
      status: number
      type: string
      fields?: { path: string; code: string; message: string }[]
    }
    if (!knownErrors().has(p.code) || p.status !== r.statusCode || p.type !== `urn:bantoh:problem:${p.code}`) fail('unknown problem', p)
    // Why a file is refused is told in both languages at once.
    if (!p.title || (p.code !== 'file.refused' && /\p{Script=Han}/u.test(p.title) === /lang=en/.test(s.url))) fail('not in words', p.title)
    if (inner.test(r.body)) fail('tells of its inside')
    // That one says: done as far as one person may, now another must agree.
    if (wrote.length && p.code !== 'approval.asked') fail('refused, and yet wrote', wrote)
    return
  }
  if (e.method === 'GET' && wrote.some((t) => !/^(portal_link|audit_entry|outbox)$/.test(t))) fail('a look that wrote', wrote)
  if (e.raw || r.statusCode >= 300) return
  const check = answerCheck(e)
  // The sign-in library's own answers are not in the document.
  if (!check) return e.path.startsWith('/auth/') ? undefined : fail('no declared answer')
  if (!check(r.json())) fail('not as declared', check.errors?.slice(0, 3))
}

const bodySchema = (e: E): Schema | undefined => operation(e)?.requestBody?.content?.['application/json']?.schema
function requestOf(e: E): fc.Arbitrary<Sent> {
  const base = e.body ? bodyOf(e, ids, w.versions) : undefined
  const file = e.body ? files.find(([end]) => end.test(e.path))?.[1] : undefined
  const schema = bodySchema(e)
  const bend = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), hostile), {
    maxLength: 3,
  })
  const json = fc.oneof(
    { weight: 4, arbitrary: bend.map((bends) => bends.reduce<unknown>((v, [at, how, by]) => bent(v, at, how, by), base)) },
    { weight: 2, arbitrary: schema ? fitting(schema) : fc.constant(base) },
    { weight: 1, arbitrary: hostile },
  )
  const asText = (v: unknown) => JSON.stringify(v) ?? 'null'
  const body: fc.Arbitrary<{ type: string | undefined; payload: string | Buffer | undefined }> = !e.body
    ? fc.constant({ type: undefined, payload: undefined })
    : file
      ? fc
          .oneof(
            fc.constant(Buffer.from(file)),
            fc.uint8Array({ maxLength: 300 }).map((b) => Buffer.from(b)),
            fc.nat(file.length).map((n) => Buffer.from(file.subarray(0, n))),
          )
          .map((payload) => ({ type: 'application/octet-stream', payload }))
      : fc.oneof(
          { weight: 6, arbitrary: json.map((v) => ({ type: 'application/json', payload: asText(v) })) },
          { weight: 1, arbitrary: odd(asText(base)).map(({ type, text }) => ({ type, payload: text })) },
        )
  const names = ((operation(e)?.parameters ?? []) as { name: string; in: string }[]).filter((p) => p.in === 'query').map((p) => p.name)
  const nasty = hostile.map((v) =>
    encodeURIComponent(
      String(typeof v === 'object' ? JSON.stringify(v) : v)
        .toWellFormed()
        .slice(0, 3000),
    ),
  )
  const query = fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...(names.length ? names : ['x'])), nasty).map(([k, v]) => `${k}=${v}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'lang=en&lang=zh',
        '__proto__[x]=1',
        'limit=0',
        'limit=1e9',
        'after=AAAA',
        '%',
        'q=%FF%FE',
        'sort=-nothing',
        'q[]=1',
      ),
    },
  )
  const wrongIds = fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: nasty })
  return fc.tuple(fc.constantFrom(...callers), body, query, wrongIds).map(([who, b, q, wrong]) => {
    const good = new URLSearchParams(queryOf(e, ids, w.place.own)).toString()
    const path =
      wrong === null
        ? pathWith(e, w.place.own.event, ids)
        : `/api${e.path.replaceAll(/:\w+/g, () => (wrong === '' || wrong === '.' || wrong === '..' ? 'x' : wrong))}`
    return { who, ...b, url: `${path.slice(0, 4000)}?${[good, q].filter(Boolean).join('&')}` }
  })
}

test('every endpoint answers anything at all in words, as declared, and keeps nothing of what it refuses', async () => {
  const tally: Record<string, number> = {}
  const wrong: string[] = []
  await written()
  for (const e of endpoints) {
    try {
      await fc.assert(
        fc.asyncProperty(requestOf(e), (s) => judge(e, s, tally)),
        { seed, numRuns: e.method === 'GET' ? Math.ceil(runs / 2) : runs, endOnFailure: true },
      )
    } catch (error) {
      wrong.push(String((error as Error & { cause?: Error }).cause?.message ?? (error as Error).message).slice(0, 700))
    }
  }
  console.log(JSON.stringify({ seed, ...tally }))
  expect(wrong).toEqual([])
  expect({}).not.toHaveProperty('polluted')
  // Not vacuous: much was taken, and much refused.
  expect([tally['2xx']! > endpoints.length / 2, tally['4xx']! > endpoints.length]).toEqual([true, true])
}, 3_600_000)
