import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { eventEndpoints } from '../events/contract/event.ts'
import { companyEndpoints } from './contract/company.ts'
import { duplicateEndpoints as d, type Pair } from './contract/duplicates.ts'
import { personEndpoints } from './contract/person.ts'
import { core, likeCompanies, likePeople, mailboxKey, words } from './server/likeness.ts'
import { linkPeople } from './server/index.ts'
import { referencesTo } from './server/references.ts'

const app = await testApp({ background: false })
const org = await app.organisation()
const other = await app.organisation('別家會展')
type Who = typeof org
const add = async (draft: object, who: Who = org) =>
  (await app.call(who.key, personEndpoints.create, { body: { name: '王小明', ...draft } as never })).body
const addCompany = async (draft: object, who: Who = org) =>
  (await app.call(who.key, companyEndpoints.create, { body: draft as never })).body
const pairs = async (kind: 'person' | 'company' = 'person', who: Who = org): Promise<Pair[]> =>
  (await app.call(who.key, d.list, { query: { kind, limit: 200 } })).body.rows
const names = (rows: Pair[], mark: string) =>
  rows.filter((p) => `${p.a.name}${p.b.name}`.includes(mark)).map((p) => [p.level, [p.a.name, p.b.name].toSorted().join('/')].join(' '))
const mergeThem = (
  a: { id: string; version: number },
  b: { id: string; version: number },
  fields = {},
  who: Who = org,
  kind: 'person' | 'company' = 'person',
) =>
  app.call(who.key, d.merge, {
    body: { kind, survivorId: a.id, loserId: b.id, survivorVersion: a.version, loserVersion: b.version, fields } as never,
  })
const undo = (id: string, who: Who = org) => app.call(who.key, d.undo, { params: { id }, body: {} })
/** Everything of an organisation that is not history, in one order. */
async function world(who: Who) {
  const tables = [
    'person',
    'company',
    'person_role',
    'event',
    'comment',
    'registration',
    'speaker',
    'consent_entry',
    'privacy_stop',
    'search_entry',
  ]
  const out: Record<string, string[]> = {}
  for (const t of tables)
    out[t] = await app.app.services.db.asSystem(async (tx) =>
      (
        await sql<{ x: string }>`select (to_jsonb(q) - array['version','updated_at','created_at','grams','sig'])::text as x
          from ${sql.table(t)} q where organisation_id = ${who.organisationId} order by 1`.execute(tx)
      ).rows.map((r) => r.x),
    )
  return out
}

describe('likeness', () => {
  const base = { name: '陳怡君', nameEn: '', title: '', companyId: null as string | null, email: '', phone: '', mobile: '', nationalId: '' }
  const like = (a: object, b: object) => likePeople({ ...base, ...a }, { ...base, ...b })
  test('people: what agrees makes them one, what contradicts keeps them two', () => {
    const score = (a: object, b: object) => like(a, b).score
    expect(score({ email: 'a@x.tw' }, { email: 'a@x.tw' })).toBeGreaterThanOrEqual(90)
    // A secretary's mailbox, a company's switchboard: two people.
    expect(score({ email: 'info@x.tw' }, { name: '林大同', email: 'info@x.tw' })).toBe(0)
    expect(score({ phone: '+886223456789' }, { name: '陳怡如', phone: '+886223456789' })).toBe(0)
    expect(score({ mobile: '+886912345678' }, { name: '臺台', mobile: '+886912345678' })).toBe(0)
    // One name alone is a commonplace.
    expect(score({ email: 'a@x.tw' }, { email: 'b@y.tw' })).toBe(0)
    expect(like({ companyId: 'c', email: 'a@x.tw' }, { companyId: 'c' })).toEqual({ score: 80, reasons: ['name', 'company', 'sparse'] })
    expect(like({ companyId: 'c', email: 'a@x.tw' }, { companyId: 'c', email: 'b@x.tw' })).toEqual({
      score: 68,
      reasons: ['name', 'company', 'contradiction'],
    })
    expect(score({ nationalId: 'A123456789' }, { nationalId: 'A123456789', name: '別名' })).toBe(100)
    expect(score({ nationalId: 'A123456789', email: 'a@x.tw' }, { nationalId: 'B123456780', email: 'a@x.tw' })).toBe(0)
    expect(
      score({ name: 'Yi-Chun CHEN', email: 'y.c@gmail.com' }, { name: 'Chen, Yi Chun', email: 'yc+event@gmail.com' }),
    ).toBeGreaterThanOrEqual(90)
    fc.assert(
      fc.property(fc.record({ name: fc.string(), email: fc.string() }), fc.record({ name: fc.string(), email: fc.string() }), (x, y) => {
        expect(like(x, y).score).toBe(like(y, x).score)
      }),
      { numRuns: 300 },
    )
  })
  test('companies: two tax IDs are two; legal form and place do not matter', () => {
    const c = (zh: string, o: object = {}) => ({ name: { zh, en: '' }, taxId: '', phone: '', email: '', website: '', ...o })
    expect(likeCompanies(c('峰谷展覽股份有限公司'), c('峰谷展覽有限公司')).reasons).toEqual(['core'])
    expect(likeCompanies(c('臺北會議'), c('台北會議')).score).toBeGreaterThanOrEqual(80)
    expect(likeCompanies(c('峰谷', { taxId: '04595257' }), c('峰谷', { taxId: '22099131' })).score).toBe(0)
    expect(likeCompanies(c('甲', { email: 'x@gmail.com', phone: '1' }), c('乙', { email: 'y@gmail.com', phone: '1' })).score).toBe(0)
  })
  test('the database makes the same keys', async () => {
    const texts = ['CHEN, Yi-Chun', 'Yi Chun Chen', '', 'a.b+c@gmail.com', 'x+y@corp.tw', 'A  B']
    const { rows } = await app.app.services.db.asSystem((tx) =>
      sql<{ w: string; m: string }>`select bantoh_words(t) as w, bantoh_mailbox(lower(t)) as m from unnest(${texts}::text[]) t`.execute(tx),
    )
    expect(rows.map((r) => r.w)).toEqual(texts.map(words))
    expect(rows.filter((_, i) => texts[i]!.includes('@')).map((r) => r.m)).toEqual(
      texts.filter((t) => t.includes('@')).map((t) => mailboxKey(t)),
    )
    const companies = ['峰谷展覽股份有限公司', 'ACME Co., Ltd.', '公司']
    const cores = await app.app.services.db.asSystem((tx) =>
      sql<{
        c: string
      }>`select bantoh_core(t) as c from unnest(${companies.map((x) => x.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ''))}::text[]) t`.execute(
        tx,
      ),
    )
    expect(cores.rows.map((r) => r.c)).toEqual(companies.map(core))
  })
})

describe('the list', () => {
  test('finds pairs, tells why, masks, and forgets what people told apart until the data changes', async () => {
    const [a, b] = [
      await add({ name: '對甲', email: 'pair@one.example', mobile: '0912 000 111' }),
      await add({ name: '對甲', email: 'pair@one.example' }),
    ]
    await add({ name: '對乙', email: 'pair@one.example' })
    await add({ name: '對甲', email: 'pair@one.example' }, other)
    const rows = (await pairs()).filter((p) => p.a.name.startsWith('對'))
    expect(rows.map((p) => [p.level, p.reasons, p.a.email])).toEqual([['certain', ['name', 'email'], 'p***@one.example']])
    expect(JSON.stringify(rows)).not.toMatch(/pair@one|912000|912 000/)
    const body = { kind: 'person' as const, a: b.id, b: a.id, undo: false }
    expect((await app.call(org.key, d.tellApart, { body })).body).toEqual({ distinct: true })
    expect(names(await pairs(), '對')).toEqual([])
    await app.call(org.key, personEndpoints.update, { params: { id: b.id }, body: { version: b.version, mobile: '0912 000 111' } })
    expect(names(await pairs(), '對')).toEqual(['certain 對甲/對甲'])
  })
  test('costs the same for one pair and for thirty', async () => {
    const who = await app.organisation('重複很多')
    const cost = async () => app.count(() => app.call(who.key, d.list, { query: { kind: 'person', limit: 200 } }))
    for (const n of [1, 2]) await add({ name: `第${n}位`, email: 'x@y.example' }, who)
    await add({ name: '第1位', email: 'x@y.example' }, who)
    const few = await cost()
    for (let n = 0; n < 60; n++) await add({ name: `第${(n >> 1) + 5}位`, email: `n${n >> 1}@y.example` }, who)
    expect((await pairs('person', who)).length).toBe(31)
    expect(await cost()).toBe(few)
  })
})

describe('merging', () => {
  test('moves everything, joins what has several values, keeps the stricter consent, and answers under the old id', async () => {
    const event = await app.event(org.key)
    const firm = await addCompany({ name: { zh: '併公司', en: '' } })
    const a = await add({ name: '併甲', email: 'm@one.example', tags: ['講者'], consent: { marketing: true } })
    const b = await add({
      name: '併甲',
      nameEn: 'Ping Chia',
      email: 'm2@one.example',
      tags: ['VIP'],
      companyId: firm.id,
      notes: '素食',
      nationalId: 'A123456789',
    })
    for (const [id, role] of [
      [a.id, 'speaker'],
      [b.id, 'speaker'],
      [b.id, 'vip'],
    ] as const)
      await app.call(org.key, personEndpoints.addRole, { params: { id }, body: { eventId: event.id, role } })
    const before = await world(org)
    const seen = (await app.call(org.key, d.preview, { query: { kind: 'person', survivorId: a.id, loserId: b.id } })).body
    expect([seen.consent, seen.moved.map((m) => [m.table, m.count])]).toEqual([false, [['person_role', 2]]])
    expect(JSON.stringify(seen)).not.toMatch(/m2@one|A123456789/)
    const done = await mergeThem(a, b, { email: 'loser' })
    expect(done.status).toBe(200)
    const one = (await app.call(org.key, personEndpoints.get, { params: { id: b.id } })).body
    expect([
      one.id,
      one.nameEn,
      one.company?.id,
      one.tags,
      one.notes,
      one.consent.marketing,
      one.nationalId,
      one.history.map((h) => h.role).toSorted(),
    ]).toEqual([a.id, 'Ping Chia', firm.id, ['講者', 'VIP'], '素食', false, 'A******789', ['speaker', 'vip']])
    const personal = (
      await app.call(org.key, personEndpoints.reveal, {
        params: { id: a.id },
        query: { fields: 'email,nationalId', reason: '核對身分' } as never,
      })
    ).body
    expect(personal).toEqual({ email: 'm2@one.example', nationalId: 'A123456789' })
    expect((await app.call(org.key, personEndpoints.update, { params: { id: b.id }, body: { version: 1, title: 'x' } })).status).toBe(404)
    expect((await undo(done.body.id)).status).toBe(200)
    expect(await world(org)).toEqual(before)
    expect((await undo(done.body.id)).problem.code).toBe('crm.merge_undone')
  })
  test('of two at once one acts, and a cycle ends in one record', async () => {
    const [a, b] = [await add({ name: '同時甲', email: 't@t.example' }), await add({ name: '同時甲', email: 't@t.example' })]
    const both = await Promise.all([mergeThem(a, b), mergeThem(b, a), mergeThem(a, b)])
    expect(both.map((r) => r.status).toSorted()[0]).toBe(200)
    expect(both.filter((r) => r.status === 200).length).toBe(1)
    const left = (await app.call(org.key, personEndpoints.list, { query: { q: '同時甲' } })).body.rows
    expect(left.length).toBe(1)
  })
  test('undo keeps what was edited since, asks for the later merge first, and chains answer', async () => {
    const [a, b, c] = [
      await add({ name: '鏈甲', title: '' }),
      await add({ name: '鏈乙', title: '經理' }),
      await add({ name: '鏈丙', country: 'JP' }),
    ]
    const first = (await mergeThem(b, c)).body
    const b2 = (await app.call(org.key, personEndpoints.get, { params: { id: b.id } })).body
    const second = (await mergeThem(a, b2)).body
    expect((await app.call(org.key, personEndpoints.get, { params: { id: c.id } })).body.id).toBe(a.id)
    const a2 = (await app.call(org.key, personEndpoints.get, { params: { id: a.id } })).body
    await app.call(org.key, personEndpoints.update, { params: { id: a.id }, body: { version: a2.version, title: '總監' } })
    expect((await undo(first.id)).problem.code).toBe('crm.merge_undo_order')
    const asked = (await app.call(org.key, d.undoPreview, { params: { id: second.id } })).body
    expect([asked.kept.map((l) => l.zh), asked.back.map((l) => l.zh)]).toEqual([['職稱'], ['國籍']])
    expect((await undo(second.id)).status).toBe(200)
    expect((await undo(first.id)).status).toBe(200)
    const now = await Promise.all([a, b, c].map(async (p) => (await app.call(org.key, personEndpoints.get, { params: { id: p.id } })).body))
    expect(now.map((p) => [p.name, p.title, p.country])).toEqual([
      ['鏈甲', '總監', ''],
      ['鏈乙', '經理', ''],
      ['鏈丙', '', 'JP'],
    ])
  })
  test('companies: clients and people follow, the tax ID goes over and comes back', async () => {
    const a = await addCompany({ name: { zh: '客甲股份有限公司', en: '' } })
    const b = await addCompany({ name: { zh: '客甲有限公司', en: '' }, taxId: '04595257', phone: '02-2345-6789' })
    const staff = await add({ name: '窗口', companyId: b.id })
    const made = await app.call(org.key, eventEndpoints.create, {
      body: {
        slug: `m-${newId().slice(-6)}`,
        name: { zh: '客戶的活動', en: '' },
        startDate: '2027-01-01',
        endDate: '2027-01-01',
        clientId: b.id,
      } as never,
    })
    expect(names(await pairs('company'), '客甲')).toEqual(['likely 客甲有限公司/客甲股份有限公司'])
    const before = await world(org)
    const done = await mergeThem(a, b, {}, org, 'company')
    expect([done.status, done.body.moved]).toEqual([200, 2])
    const [person, event] = [
      (await app.call(org.key, personEndpoints.get, { params: { id: staff.id } })).body,
      (await app.call(org.key, eventEndpoints.get, { params: { eventId: made.body.id } as never })).body as { clientId: string },
    ]
    const firm = (await app.call(org.key, companyEndpoints.get, { params: { id: b.id } })).body
    expect([person.company?.id, event.clientId, firm.id, firm.taxId]).toEqual([a.id, a.id, a.id, '04595257'])
    expect((await undo(done.body.id)).status).toBe(200)
    expect(await world(org)).toEqual(before)
  })
  test('random merges, edits and undoings: undone in order, everything is as it was but for the edits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ a: fc.nat(5), b: fc.nat(5), edit: fc.nat(8) }), { minLength: 1, maxLength: 5 }),
        async (steps) => {
          const who = await app.organisation(`亂數${newId().slice(-8)}`)
          const event = await app.event(who.key)
          const ids: string[] = []
          for (let i = 0; i < 6; i++) {
            const p = await add(
              { name: `亂${i}`, title: i % 2 ? `職${i}` : '', email: i % 3 ? `r${i}@x.example` : '', tags: [`t${i % 2}`], notes: `n${i}` },
              who,
            )
            ids.push(p.id)
            await app.call(who.key, personEndpoints.addRole, {
              params: { id: p.id },
              body: { eventId: event.id, role: i % 2 ? 'vip' : 'media' },
            })
          }
          await app.run(who.organisationId, (ctx) =>
            linkPeople(ctx, [
              {
                person: { name: '亂0' },
                roles: [{ role: 'attendee', eventId: event.id, sourceEntity: 'registration', sourceId: newId() }],
              },
            ]),
          )
          const before = await world(who)
          const done: string[] = []
          const edited = new Map<string, string>()
          for (const s of steps) {
            const [x, y] = await Promise.all([s.a, s.b].map((i) => app.call(who.key, personEndpoints.get, { params: { id: ids[i]! } })))
            const r = await mergeThem(x!.body, y!.body, {}, who)
            if (r.status === 200) done.push(r.body.id)
            if (s.edit < 6) {
              const p = (await app.call(who.key, personEndpoints.get, { params: { id: ids[s.edit]! } })).body
              // Always another one: an edit that changes nothing is none.
              const country = `${'ABCDEFGH'[edited.size]}${'ABCDEFGH'[done.length]}`
              await app.call(who.key, personEndpoints.update, { params: { id: p.id }, body: { version: p.version, country } })
              edited.set(p.id, country)
            }
          }
          for (const id of done.toReversed()) expect((await undo(id, who)).status).toBe(200)
          const blank = (w: Awaited<ReturnType<typeof world>>) => ({
            ...w,
            person: w.person!.map((x) => x.replace(/"country": "\w*"/, '')).toSorted(),
          })
          const after = await world(who)
          expect(blank(after)).toEqual(blank(before))
          for (const [id, country] of edited)
            expect(after.person!.find((x) => x.includes(`"id": "${id}"`))).toContain(`"country": "${country}"`)
        },
      ),
      { numRuns: 8 },
    )
  }, 120_000)
})

test('after undoing, no copy of either is left, and a yes taken back since is taken back for both', async () => {
  const yes = { consent: { marketing: true } }
  const [a, b] = [
    await add({ name: '撤甲', email: 'stay@w.example', ...yes }),
    await add({ name: '撤乙', email: 'gone@w.example', ...yes }),
  ]
  const done = (await mergeThem(a, b)).body
  const now = (await app.call(org.key, personEndpoints.get, { params: { id: a.id } })).body
  await app.call(org.key, personEndpoints.update, { params: { id: a.id }, body: { version: now.version, consent: { marketing: false } } })
  expect((await undo(done.id)).body).toMatchObject({ survivorName: '撤甲', loserName: '撤乙' })
  const both = await Promise.all([a, b].map(async (p) => (await app.call(org.key, personEndpoints.get, { params: { id: p.id } })).body))
  expect(both.map((p) => [p.name, p.consent.marketing])).toEqual([
    ['撤甲', false],
    ['撤乙', false],
  ])
  const kept = await app.app.services.db.asSystem((tx) =>
    sql<{ x: string }>`select to_jsonb(m)::text as x from crm_merge m where id = ${done.id}`.execute(tx),
  )
  expect(kept.rows[0]!.x).toContain(b.id)
  expect(kept.rows[0]!.x).not.toMatch(/撤甲|撤乙|stay@w|gone@w/)
  const seen = (await app.call(org.key, d.undoPreview, { params: { id: done.id } })).body
  expect([seen.loserName, seen.back, seen.kept, seen.returning]).toEqual(['撤乙', [], [], 0])
})

test('every column of the database that points to a person or a company is known', async () => {
  const known = await app.run(org.organisationId, async (ctx) =>
    (['person', 'company'] as const).flatMap((k) => referencesTo(ctx, k).map((r) => `${k}: ${r.table}.${r.column}`)),
  )
  const { rows } = await app.app.services.db.asSystem((tx) =>
    sql<{ x: string }>`select c.confrelid::regclass::text || ': ' || c.conrelid::regclass::text || '.' || a.attname as x
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
      where c.contype = 'f' and c.confrelid in ('person'::regclass, 'company'::regclass) and a.attname <> 'organisation_id'`.execute(tx),
  )
  expect(rows.length).toBeGreaterThan(3)
  expect(rows.map((r) => r.x).filter((x) => !known.includes(x))).toEqual([])
  const named = await app.app.services.db.asSystem((tx) =>
    sql<{ x: string }>`select table_name || '.' || column_name as x from information_schema.columns
      where table_schema = 'public' and udt_name = 'uuid' and column_name ~ '(person|company|client|contact)(_|$)'`.execute(tx),
  )
  expect(named.rows.map((r) => r.x).filter((x) => !known.some((k) => k.endsWith(`: ${x}`)))).toEqual([])
})

test('who may: neither viewers nor staff, and nobody of another house', async () => {
  const [a, b] = [await add({ name: '隔甲', email: 'iso@x.example' }), await add({ name: '隔甲', email: 'iso@x.example' })]
  expect((await mergeThem(a, b, {}, other)).status).toBe(404)
  expect((await app.call(other.key, d.preview, { query: { kind: 'person', survivorId: a.id, loserId: b.id } })).status).toBe(404)
  const done = (await mergeThem(a, b)).body
  expect([(await undo(done.id, other)).status, (await app.call(other.key, d.merges, {})).body.rows]).toEqual([404, []])
  for (const role of ['staff', 'viewer', 'accountant', 'frontdesk'] as const) {
    const who = (await app.person(org.organisationId, role)).headers
    expect([role, (await app.call(who, d.list, { query: { kind: 'person', limit: 1 } })).status]).toEqual([role, 403])
  }
})
