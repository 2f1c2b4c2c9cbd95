import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import iconv from 'iconv-lite'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Endpoint } from '../src/kernel/contract/endpoint.ts'
import { newId } from '../src/kernel/contract/ids.ts'
import { knownErrors } from '../src/kernel/server/errors.ts'
import { importEndpoints } from '../src/modules/crm/contract/import.ts'
import { personEndpoints } from '../src/modules/crm/contract/person.ts'
import { eventEndpoints } from '../src/modules/events/contract/event.ts'
import { programmeEndpoints } from '../src/modules/programme/contract/programme.ts'
import { roomEndpoints } from '../src/modules/programme/contract/room.ts'
import { sessionEndpoints } from '../src/modules/programme/contract/session.ts'
import { publicRegistrationEndpoints } from '../src/modules/registration/contract/public.ts'
import { ticketEndpoints } from '../src/modules/registration/contract/ticket.ts'
import { testApp } from './harness/app.ts'
import { sampleOf } from './harness/samples.ts'

const app = await testApp({ background: false })
const { db } = app.app.services
const mine = await app.organisation('我們公司')
const event = await app.event(mine.key, { published: true })
const params = { eventId: event.id }

const tables = (
  await db.asSystem((tx) =>
    sql<{
      t: string
    }>`select table_name as t from information_schema.columns where table_schema = 'public' and column_name = 'organisation_id' order by 1`.execute(
      tx,
    ),
  )
).rows.map((r) => r.t)
/** Every table of an organisation as count and digest; `idempotency` and the like included. */
async function state(organisationId: string): Promise<Record<string, string>> {
  const one = (t: string) =>
    sql`select ${t}::text as t, count(*)::int || ' ' || md5(coalesce(string_agg(md5(x), '' order by md5(x)), '')) as s from (select (to_jsonb(q) - '{last_used_at,last_used_from,window_at,window_count}'::text[])::text as x from ${sql.table(t)} q where organisation_id = ${organisationId}) r`
  const rows = await db.asSystem((tx) => sql<{ t: string; s: string }>`${sql.join(tables.map(one), sql` union all `)}`.execute(tx))
  return Object.fromEntries(rows.rows.map((r) => [r.t, r.s]))
}
/** Something refused, in words, under a code that the catalogue knows. */
function expectProblem(r: { statusCode: number; body: string }, what: unknown) {
  const problem = r.statusCode >= 400 && r.body.startsWith('{') ? JSON.parse(r.body) : {}
  expect([
    what,
    r.statusCode >= 400 && r.statusCode < 500,
    knownErrors().has(problem.code),
    /\p{Script=Han}/u.test(problem.title ?? ''),
  ]).toEqual([what, true, true, true])
  return problem as { code: string; title: string; fields?: { path: string; code: string; message: string }[] }
}
const send = (e: Endpoint<any, any, any, any>, path: string, payload?: unknown, headers: Record<string, string> = {}) =>
  app.send(mine.key, { method: e.method, url: `/api${path}`, headers, ...(payload === undefined ? {} : { payload: payload as never }) })
const pathOf = (e: { path: string }, values: Record<string, string>) =>
  e.path.replaceAll(/:(\w+)/g, (_, k: string) => encodeURIComponent(values[k] ?? values.id!))

/** Endpoints whose effect on one's own data would spoil the rest of the run. */
const spared = new Set(['POST /setup', 'POST /demo'])
const mounted = app.app.services.mounted.filter((e) => !spared.has(`${e.method} ${e.path}`))

describe('bodies of the wrong kind', () => {
  const writing = mounted.filter((e) => e.body && !e.path.endsWith('/import') && e.path !== '/crm/imports')
  const odd: unknown[] = [
    [],
    'text',
    17,
    true,
    { unknownField: 1 },
    { version: 'one' },
    JSON.parse('{"__proto__":{"admin":true},"constructor":1}'),
  ]
  test.each(writing.map((e) => [`${e.method} ${e.path}`, e] as const))('%s', async (name, e) => {
    const was = await state(mine.organisationId)
    const path = pathOf(e, { eventId: event.id, slug: event.slug, key: 'agenda', section: 'intro', id: newId() })
    for (const payload of odd)
      expectProblem(await send(e, path, JSON.stringify(payload), { 'content-type': 'application/json' }), [name, payload])
    for (const [type, payload] of [
      ['application/json', '{"a":'],
      ['application/json', ''],
      ['application/xml', '<a/>'],
      ['text/plain', 'a'],
      ['multipart/form-data; boundary=x', '--x--'],
    ] as const)
      expectProblem(await send(e, path, payload, { 'content-type': type }), [name, type])
    expect(await state(mine.organisationId)).toEqual(was)
  })

  test('is said in the caller’s language, field by field', async () => {
    const body = { title: { zh: '', en: '' }, durationMin: 'long', surprise: 1 }
    const said = async (lang: string) =>
      (await app.call(mine.key, sessionEndpoints.create, { params, body: body as never }, { 'accept-language': lang })).problem
    const [zh, en] = [await said('zh-TW'), await said('en')]
    expect([zh.code, en.code, zh.title, en.title]).toEqual([
      'request.invalid',
      'request.invalid',
      '資料有誤，請看各欄說明。',
      'Some fields are not right; see each of them.',
    ])
    expect(zh.fields!.map((f) => f.path)).toEqual(en.fields!.map((f) => f.path))
    expect([zh.fields!.every((f) => /\p{Script=Han}/u.test(f.message)), en.fields!.some((f) => /\p{Script=Han}/u.test(f.message))]).toEqual(
      [true, false],
    )
  })
})

test('arbitrary values in fields never break the server', async () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom<unknown>(
      '\u0000',
      '\ud800',
      'a\u0000b',
      '\u202e',
      '='.repeat(3000),
      '9'.repeat(400),
      '2027-02-30',
      '2027-05-13T25:00:00Z',
      '-0',
      1e308,
      -1,
      0.1,
      2 ** 53,
      null,
      [],
      {},
      { zh: '\u0000' },
    ),
    fc.jsonValue({ maxDepth: 2 }),
  )
  const aims: { e: Endpoint<any, any, any, any>; body: Record<string, unknown> }[] = [
    { e: sessionEndpoints.create, body: { title: { zh: '場次', en: '' } } },
    { e: roomEndpoints.create, body: { name: { zh: '會議室', en: '' } } },
    { e: ticketEndpoints.create, body: { name: { zh: '票', en: '' } } },
    { e: eventEndpoints.create, body: { slug: 'fuzz', name: { zh: 'x', en: '' }, startDate: '2027-01-01', endDate: '2027-01-01' } },
    { e: personEndpoints.create, body: { name: '林語澄' } },
    {
      e: publicRegistrationEndpoints.register,
      body: { name: '林語澄', email: 'a@b.example', ticketTypeId: newId(), consents: [{ key: 'privacy', version: '1' }] },
    },
  ]
  for (const { e, body } of aims) {
    const keys = Object.keys(sampleOf(e.body, newId()) as object)
    const path = pathOf(e, { eventId: event.id, slug: event.slug })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...keys), nasty, async (key, value) => {
        const r = await send(e, path, JSON.stringify({ ...body, [key]: value }), { 'content-type': 'application/json' })
        expect([e.path, key, value, r.statusCode < 500 || r.body]).toEqual([e.path, key, value, true])
      }),
      { numRuns: 60 },
    )
  }
}, 120_000)

describe('programme files', () => {
  const take = (bytes: Uint8Array | string, filename = '', lang = 'zh-TW') =>
    app.call(
      mine.key,
      programmeEndpoints.import,
      { params, query: { filename } as never, body: (typeof bytes === 'string' ? strToU8(bytes) : bytes) as Uint8Array<ArrayBuffer> },
      { 'accept-language': lang },
    )
  const coscup = () => readFile(join(import.meta.dirname, '../../shared/realdata/coscup-2023.session.json'))
  const xml = (inner: string, head = '<?xml version="1.0"?>') =>
    `${head}<schedule><conference><title>T</title></conference><day date="2027-05-13" index="1"><room name="R"><event id="1"><start>10:00</start><duration>00:30</duration><title>${inner}</title></event></room></day></schedule>`

  test.each([
    ['empty', () => '', 'programme.import.empty'],
    ['blank', () => ' \n\t', 'programme.import.empty'],
    ['prose', () => '這不是議程', 'programme.import.unrecognised'],
    ['random bytes', () => Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3)) % 256), null],
    ['a ZIP', () => zipSync({ 'a.txt': strToU8('a') }), null],
    [
      'XXE',
      () => xml('&x;', '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
      'programme.import.entity_refused',
    ],
    [
      'a billion laughs',
      () => xml('&b;', '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'),
      'programme.import.entity_refused',
    ],
    ['XML cut off', () => xml('x').slice(0, 120), 'programme.import.malformed_xml'],
    ['JSON cut off', async () => (await coscup()).subarray(0, 400_000), 'programme.import.malformed_json'],
    ['no session', () => '{"sessions":[],"speakers":[],"rooms":[],"session_types":[]}', 'programme.import.no_sessions'],
    ['nested', () => `${'['.repeat(200_000)}${']'.repeat(200_000)}`, null],
    ['too large', () => new Uint8Array(26 * 1024 * 1024).fill(32), null],
  ] as [string, () => string | Uint8Array | Promise<Uint8Array>, string | null][])(
    '%s: refused under a code, nothing kept',
    async (_name, make, code) => {
      const was = await state(mine.organisationId)
      const r = await take(await make())
      expect([r.status >= 400 && r.status < 500, knownErrors().has(r.problem.code), /\p{Script=Han}/u.test(r.problem.title)]).toEqual([
        true,
        true,
        true,
      ])
      if (code) expect(r.problem.code).toBe(code)
      expect(r.problem.title).not.toContain('root:')
      expect(await state(mine.organisationId)).toEqual(was)
    },
  )

  test('the same refusal in English', async () => {
    expect((await take('nothing', '', 'en')).problem.title).toMatch(/^Not a known programme file/)
  })

  test('Big5 and UTF-16 are read as what they are', async () => {
    const [title, head] = ['臺灣會展產業年會', '<?xml version="1.0" encoding="big5"?>']
    const big5 = await take(iconv.encode(xml(title, head), 'big5'))
    const utf16 = await take(iconv.encode(xml(title, '<?xml version="1.0" encoding="utf-16"?>'), 'utf-16', { addBOM: true }))
    expect([big5.status, utf16.status, big5.body.first, utf16.body.first]).toEqual([
      200,
      200,
      [{ zh: title, en: '' }],
      [{ zh: title, en: '' }],
    ])
    expect([utf16.body.unchanged, utf16.body.created]).toEqual([2, 0])
  })
})

describe('directory files', () => {
  const upload = (bytes: Uint8Array | string, name = '名單.csv') =>
    app.call(mine.key, importEndpoints.upload, {
      query: { kind: 'people', name },
      body: typeof bytes === 'string' ? strToU8(bytes) : bytes,
    })
  const people = async () => (await app.call(mine.key, personEndpoints.list)).body.total

  test.each([
    ['empty', ''],
    ['a picture’s head', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0)],
    ['a ZIP that is no workbook', zipSync({ 'a.txt': strToU8('a') })],
    [
      'a workbook with an entity',
      zipSync({
        '[Content_Types].xml': strToU8('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
        'xl/workbook.xml': strToU8('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
      }),
    ],
    ['a million columns', `${'a,'.repeat(1_000_000)}\n1`],
    ['too large', new Uint8Array(27 * 1024 * 1024).fill(65)],
  ] as const)('%s: refused under a code, nothing kept', async (_name, bytes) => {
    const was = await state(mine.organisationId)
    const r = await upload(bytes)
    expect([r.status >= 400 && r.status < 500, knownErrors().has(r.problem.code), /root:/.test(JSON.stringify(r.problem))]).toEqual([
      true,
      true,
      false,
    ])
    expect(await state(mine.organisationId)).toEqual(was)
  })

  test('one bad row keeps all others out until it is mended', async () => {
    const before = await people()
    const up = await upload('姓名,身分證字號\n林語澄,A123456789\n江品叡,A123456780\n')
    expect(up.status).toBe(200)
    const run = (dryRun: boolean) =>
      app.call(mine.key, importEndpoints.run, {
        params: { id: up.body.id },
        body: { mapping: up.body.columns.map((c) => c.suggested), dryRun },
      })
    const dry = await run(true)
    expect([dry.status, await people()]).toEqual([200, before])
    const wet = await run(false)
    expect([wet.status < 500, await people()]).toEqual([true, before])
  })

  test('Big5 is read as what it is', async () => {
    const up = await upload(iconv.encode('姓名,單位\n游明恩,臺北會展\n', 'big5'))
    expect([up.status, JSON.stringify(up.body).includes('游明恩')]).toEqual([200, true])
  })
})
