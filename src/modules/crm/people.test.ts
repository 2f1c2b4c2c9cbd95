import { describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { deskEndpoints } from '../events/contract/desk.ts'
import { searchAll } from '../../kernel/server/search.ts'
import { companyEndpoints } from './contract/company.ts'
import { exportEndpoints } from './contract/import.ts'
import { personEndpoints } from './contract/person.ts'
import { linkPeople, linkPerson, unlinkRoles } from './server/index.ts'

const app = await testApp({ background: false })
const org = await app.organisation()
const secrets = { email: 'ming.wang@secretmail.example', phone: '02-2345-6789 分機 12', mobile: '0912 345 678', nationalId: 'A123456789' }
/** Every spelling under which the secrets above could slip out. */
const leaks = (text: string) =>
  ['ming.wang', 'A123456789', '23456789', '2345-6789', '2345 6789', '912345678', '912-345-678', '345678', '345-678'].filter((s) =>
    text.includes(s),
  )

const add = async (draft: object) => (await app.call(org.key, personEndpoints.create, { body: { name: '王小明', ...draft } as never })).body

describe('people', () => {
  test('a person is made, read, changed, refused at an old version, and removed', async () => {
    const made = await add({ title: '秘書長', tags: ['學會'], ...secrets })
    expect([made.email, made.phone, made.mobile, made.nationalId, made.nationalIdKind]).toEqual([
      'm***@secretmail.example',
      '02-****-*789',
      '0912-***-678',
      'A******789',
      'national',
    ])
    const changed = await app.call(org.key, personEndpoints.update, {
      params: { id: made.id },
      body: { version: 1, title: '理事長', email: made.email, mobile: made.mobile },
    })
    expect([changed.status, changed.body.title, changed.body.email, changed.body.version]).toEqual([
      200,
      '理事長',
      'm***@secretmail.example',
      2,
    ])
    expect(
      (await app.call(org.key, personEndpoints.update, { params: { id: made.id }, body: { version: 1, title: 'x' } })).problem.code,
    ).toBe('record.conflict')
    expect(
      (
        await app.call(org.key, personEndpoints.reveal, {
          params: { id: made.id },
          query: { fields: 'email,phone,mobile,nationalId', reason: '開勞報單' } as never,
        })
      ).body,
    ).toEqual({ email: 'ming.wang@secretmail.example', phone: '02-2345-6789 分機 12', mobile: '0912-345-678', nationalId: 'A123456789' })
    expect((await app.call(org.key, personEndpoints.remove, { params: { id: made.id } })).status).toBe(200)
    expect((await app.call(org.key, personEndpoints.get, { params: { id: made.id } })).status).toBe(404)
  })

  test('wrong identifiers are refused at their field with stable codes', async () => {
    const r = await app.call(org.key, personEndpoints.create, {
      body: { name: '', email: 'no', phone: '12', mobile: '0912-***-678', nationalId: 'A123456788', country: '台灣' },
    })
    expect([r.status, r.problem.code]).toEqual([422, 'request.invalid'])
    expect(Object.fromEntries(r.problem.fields!.map((f) => [f.path, f.code]))).toEqual({
      name: 'too_small',
      email: 'crm.email_invalid',
      phone: 'crm.phone_invalid',
      mobile: 'crm.masked_value',
      nationalId: 'crm.national_id_checksum',
      country: 'invalid_format',
    })
    const p = await add({ email: 'a@b.example' })
    const masked = await app.call(org.key, personEndpoints.update, {
      params: { id: p.id },
      body: { version: 1, email: 'x***@b.example', nationalId: 'A12' },
    })
    expect(masked.problem.fields!.map((f) => [f.path, f.code])).toEqual([
      ['email', 'crm.masked_value'],
      ['nationalId', 'crm.national_id_format'],
    ])
    expect(masked.problem.fields![0]!.message).toBe('這是遮蔽後的內容，不能存回去；請輸入完整內容。')
  })

  test.each([
    ['A123456789', 'national'],
    ['a123456789', 'national'],
    ['A800000014', 'resident'],
    ['AB23456789', 'resident'],
    ['MA1234567', 'passport'],
  ])('%s is kept as %s', async (nationalId, kind) => {
    expect((await add({ nationalId })).nationalIdKind).toBe(kind)
  })

  test('an identity number lies sealed in the database, and each organisation has its own place for it', async () => {
    const { id } = await add({ nationalId: 'A123456789' })
    const { nationalIdSealed } = await app.run(org.organisationId, (ctx) =>
      ctx.tx.selectFrom('person').select('nationalIdSealed').where('id', '=', id).executeTakeFirstOrThrow(),
    )
    expect([nationalIdSealed.startsWith('v1.'), nationalIdSealed.includes('A123456789')]).toEqual([true, false])
    const other = await app.organisation('別家公司')
    const copied = (await app.call(other.key, personEndpoints.create, { body: { name: '甲' } })).body.id
    await app.run(other.organisationId, (ctx) => ctx.tx.updateTable('person').set({ nationalIdSealed }).where('id', '=', copied).execute())
    expect(
      (
        await app.call(other.key, personEndpoints.reveal, {
          params: { id: copied },
          query: { fields: 'nationalId', reason: '試試' } as never,
        })
      ).problem.code,
    ).toBe('crm.cannot_unseal')
  })

  test('nothing that a viewer, a planner or a trail can read holds personal data in the clear', async () => {
    const own = await app.organisation('遮蔽測試')
    const event = await app.event(own.key)
    const made = (await app.call(own.key, personEndpoints.create, { body: { name: '王小明', ...secrets } })).body
    await app.call(own.key, personEndpoints.update, {
      params: { id: made.id },
      body: { version: 1, mobile: '0912 345 679', nationalId: 'B123456780' },
    })
    await app.call(own.key, personEndpoints.update, {
      params: { id: made.id },
      body: { version: 2, mobile: secrets.mobile, nationalId: secrets.nationalId },
    })
    await app.call(own.key, personEndpoints.addRole, { params: { id: made.id }, body: { eventId: event.id, role: 'speaker' } })
    const viewer = await app.person(own.organisationId, 'viewer', event.id)
    const planner = await app.person(own.organisationId, 'planner', event.id)
    const read = async (who: Record<string, string>, url: string) => (await app.send(who, { method: 'GET', url: `/api${url}` })).body
    for (const who of [viewer.headers, planner.headers, own.key])
      for (const url of [
        '/crm/people',
        '/crm/people?q=王小明',
        `/crm/people/${made.id}`,
        `/crm/people/${made.id}/history`,
        '/crm/companies',
        '/crm/export/people?format=csv',
      ]) {
        const text = await read(who, url)
        expect([url, leaks(text)]).toEqual([url, []])
      }
    expect(await read(viewer.headers, `/crm/people/${made.id}`)).toContain('王小明')
    // A search by address must not tell what the mask hides.
    const found = async (who: Record<string, string>, q: string) => (await app.call(who, personEndpoints.list, { query: { q } })).body.total
    expect([
      await found(viewer.headers, secrets.email),
      await found(planner.headers, secrets.email),
      await found(viewer.headers, '小明'),
    ]).toEqual([0, 1, 1])
    const reveal = async (who: Record<string, string>, fields: string, reason = '') =>
      (await app.call(who, personEndpoints.reveal, { params: { id: made.id }, query: { fields, reason } as never })).status
    expect([
      await reveal(viewer.headers, 'email'),
      await reveal(planner.headers, 'email'),
      await reveal(planner.headers, 'nationalId'),
      await reveal(planner.headers, 'nationalId', '想看'),
      await reveal(own.key, 'nationalId'),
      await reveal(own.key, 'nationalId', '開勞報單'),
    ]).toEqual([403, 200, 403, 403, 422, 200])
    const trail = (await app.call(own.key, deskEndpoints.organisationHistory, { query: { entity: 'person', entityId: made.id } })).body.rows
    expect(trail.filter((r) => r.action === 'unmask').map((r) => [r.actorName, r.changes.map((c) => c.field)])).toEqual([
      ['test', ['nationalId', 'reason']],
      [expect.stringMatching(/^planner/), ['email']],
    ])
    expect(trail.filter((r) => r.action === 'update').map((r) => r.changes.map((c) => c.field))).toEqual([
      ['mobile', 'nationalId'],
      ['mobile', 'nationalId'],
    ])
    const index = await app.run(own.organisationId, (ctx) => ctx.tx.selectFrom('searchEntry').selectAll().execute())
    expect(leaks(JSON.stringify(index))).toEqual([])
    const raw = async (who: Record<string, string>) =>
      (await app.send(who, { method: 'GET', url: '/api/crm/export/people?format=csv&masked=false' })).statusCode
    expect([await raw(viewer.headers), await raw(planner.headers), await raw(own.key)]).toEqual([403, 403, 200])
    const exports = await app.run(own.organisationId, (ctx) =>
      ctx.tx
        .selectFrom('auditEntry')
        .select(['action', 'actorName'])
        .where('action', 'like', 'export%')
        .where('entityId', '=', 'all')
        .orderBy('at')
        .execute(),
    )
    expect(exports.map((e) => e.action)).toEqual(['export', 'export', 'export.unmasked'])
  })

  test('another organisation’s people and companies do not exist', async () => {
    const p = await add({})
    const c = (await app.call(org.key, companyEndpoints.create, { body: { name: { zh: '甲公司', en: '' } } })).body
    const other = await app.organisation('別家公司')
    const statuses = await Promise.all([
      app.call(other.key, personEndpoints.get, { params: { id: p.id } }),
      app.call(other.key, personEndpoints.update, { params: { id: p.id }, body: { version: 1, name: 'x' } }),
      app.call(other.key, personEndpoints.remove, { params: { id: p.id } }),
      app.call(other.key, deskEndpoints.organisationHistory, { query: { entity: 'person', entityId: p.id } }),
      app.call(other.key, personEndpoints.reveal, { params: { id: p.id }, query: { fields: 'email' } as never }),
      app.call(other.key, companyEndpoints.get, { params: { id: c.id } }),
      app.call(other.key, companyEndpoints.remove, { params: { id: c.id } }),
    ])
    expect(statuses.map((r) => r.status)).toEqual([404, 404, 404, 404, 404, 404, 404])
    const borrowed = await app.call(other.key, personEndpoints.create, { body: { name: '乙', companyId: c.id } })
    expect([borrowed.status, borrowed.problem.fields?.[0]?.path]).toEqual([422, 'companyId'])
    const front = await app.person(org.organisationId, 'frontdesk')
    expect((await app.call(front.headers, personEndpoints.list)).status).toBe(403)
  })

  test('a list costs the same statements with 1 and with 30 rows', async () => {
    const own = await app.organisation()
    await app.run(own.organisationId, (ctx) => linkPeople(ctx, [{ person: { name: '一', companyName: '甲公司' } }]))
    const few = await app.count(() => app.call(own.key, personEndpoints.list))
    await app.run(own.organisationId, (ctx) =>
      linkPeople(
        ctx,
        Array.from({ length: 29 }, (_, i) => ({ person: { name: `人${i}`, companyName: `公司${i}` } })),
      ),
    )
    const many = await app.count(async () => expect((await app.call(own.key, personEndpoints.list)).body.rows.length).toBe(30))
    expect(many).toBe(few)
  })
})

describe('companies', () => {
  const tax = async (taxId: string) => {
    const r = await app.call(org.key, companyEndpoints.create, { body: { name: { zh: `公司${taxId}`, en: '' }, taxId } })
    return r.status === 200 ? r.body.hints.map((h) => h.code) : (r.problem.fields?.map((f) => f.code) ?? r.problem.code)
  }
  test('統一編號: both rules, the new one with a hint, duplicates refused', async () => {
    expect([await tax('04595257'), await tax('12345670'), await tax('12345678'), await tax('1234567'), await tax('04595257')]).toEqual([
      [],
      ['crm.tax_id_new_rule'],
      ['crm.tax_id_checksum'],
      ['crm.tax_id_format'],
      ['crm.tax_id_taken'],
    ])
  })
  test('removing one keeps its people; an event’s client stays', async () => {
    const c = (await app.call(org.key, companyEndpoints.create, { body: { name: { zh: '將刪公司', en: '' }, phone: '(02)2345-6789#12' } }))
      .body
    expect(c.phone).toBe('+886223456789;ext=12')
    const p = await add({ companyId: c.id })
    const e = await app.event(org.key, { clientId: c.id })
    expect((await app.call(org.key, companyEndpoints.remove, { params: { id: c.id } })).problem.code).toBe('record.in_use')
    await app.run(org.organisationId, (ctx) => ctx.tx.updateTable('event').set({ clientId: null }).where('id', '=', e.id).execute())
    expect((await app.call(org.key, companyEndpoints.remove, { params: { id: c.id } })).status).toBe(200)
    expect((await app.call(org.key, personEndpoints.get, { params: { id: p.id } })).body.company).toBe(null)
  })
})

describe('links from other modules', () => {
  test('find or make: by mailbox and name, then by name and company; nothing known is overwritten; twice changes nothing', async () => {
    const own = await app.organisation()
    const event = await app.event(own.key)
    const link = (people: Parameters<typeof linkPeople>[1]) => app.run(own.organisationId, (ctx) => linkPeople(ctx, people), event.id)
    const role = (id: string) => [{ role: 'attendee' as const, sourceEntity: 'registration', sourceId: id }]
    const batch = [
      { person: { name: '林安', email: 'Lin.An@Example.TW', companyName: '甲公司', companyTaxId: '04595257' }, roles: role('r1') },
      { person: { name: '陳秘書', email: 'office@example.tw' }, roles: role('r2') },
      { person: { name: '張董', email: 'office@example.tw' }, roles: role('r3') },
      { person: { name: 'Lin An', email: 'lin.an@example.tw', mobile: '0912345678', title: '理事' }, roles: role('r4') },
      { person: { name: '無信', companyName: '甲公司' }, roles: role('r5') },
      { person: { name: '無信', companyName: '乙公司' }, roles: role('r6') },
      { person: { name: '壞信', email: 'not a mailbox', phone: '??' }, roles: role('r7') },
    ]
    const ids = await link(batch)
    expect(new Set(ids).size).toBe(6)
    expect(ids[3]).toBe(ids[0])
    expect(await link(batch)).toEqual(ids)
    const detail = (await app.call(own.key, personEndpoints.get, { params: { id: ids[0]! } })).body
    expect([
      detail.name,
      detail.title,
      detail.email,
      detail.mobile,
      detail.roles,
      detail.events,
      detail.history.length,
      detail.version,
    ]).toEqual(['林安', '理事', 'l***@example.tw', '0912-***-678', ['attendee'], 1, 2, 1])
    expect((await app.call(own.key, companyEndpoints.list)).body.total).toBe(2)
    await app.run(own.organisationId, (ctx) => unlinkRoles(ctx, 'registration', ['r1', 'r4']))
    expect((await app.call(own.key, personEndpoints.get, { params: { id: ids[0]! } })).body.history).toEqual([])
  })

  test('the same person arriving in eight transactions at once is made once', async () => {
    const own = await app.organisation()
    const ids = await Promise.all(
      Array.from({ length: 8 }, () =>
        app.run(own.organisationId, (ctx) =>
          linkPerson(ctx, { name: '同一人', email: 'same@example.tw', companyName: '同一家', companyTaxId: '04595257' }),
        ),
      ),
    )
    expect(new Set(ids).size).toBe(1)
    expect((await app.call(own.key, personEndpoints.list)).body.total).toBe(1)
  })

  test('150 people cost as many statements as 15', async () => {
    const own = await app.organisation()
    const event = await app.event(own.key)
    const batch = (from: number, n: number) =>
      Array.from({ length: n }, (_, i) => ({
        person: { name: `與會者${from + i}`, email: `p${from + i}@example.tw`, companyName: `公司${i % 7}` },
        roles: [{ role: 'attendee' as const, sourceEntity: 'registration', sourceId: String(from + i) }],
      }))
    const link = (from: number, n: number) => app.run(own.organisationId, (ctx) => linkPeople(ctx, batch(from, n)), event.id)
    await link(0, 7)
    const few = await app.count(() => link(100, 15))
    expect(await app.count(() => link(1000, 150))).toBeLessThanOrEqual(few)
  })

  test('roles at events that one is not on the team of are counted, not shown', async () => {
    const own = await app.organisation()
    const [mine, other] = [await app.event(own.key), await app.event(own.key)]
    const planner = await app.person(own.organisationId, 'planner', mine.id)
    const id = await app.run(own.organisationId, (ctx) =>
      linkPerson(ctx, { name: '講者' }, { role: 'speaker', eventId: mine.id }, { role: 'vip', eventId: other.id }),
    )
    const seen = (await app.call(planner.headers, personEndpoints.get, { params: { id } })).body
    expect([seen.history.map((h) => h.eventId), seen.hiddenEvents]).toEqual([[mine.id], 1])
    expect(
      (await app.call(planner.headers, personEndpoints.addRole, { params: { id }, body: { eventId: other.id, role: 'media' } })).status,
    ).toBe(404)
    expect((await app.call(own.key, personEndpoints.get, { params: { id } })).body.history.length).toBe(2)
  })
})

test('a spreadsheet runs nothing of an export', async () => {
  const own = await app.organisation()
  await app.call(own.key, personEndpoints.create, { body: { name: '=HYPERLINK("http://evil.example","x")', notes: '＝1+1' } })
  const csv = (await app.send(own.key, { method: 'GET', url: `/api${exportEndpoints.people.path}?format=csv` })).body
  const line = csv.split('\r\n')[1]!
  expect(csv.startsWith('\ufeff姓名,')).toBe(true)
  expect(line.startsWith(`"'=HYPERLINK(""http://evil.example"",""x"")",`)).toBe(true)
  expect(line.endsWith(",'＝1+1")).toBe(true)
})

test('people and companies are found by name, company and title in the global index, never by mailbox', async () => {
  const own = await app.organisation()
  await app.run(own.organisationId, (ctx) =>
    linkPeople(ctx, [
      { person: { name: '阮氏秋', nameEn: 'Nguyen Thi Thu', email: 'secretbox@x.example', title: '創辦人', companyName: '南方生態旅遊' } },
    ]),
  )
  const found = (q: string) => app.run(own.organisationId, async (ctx) => (await searchAll(ctx, q)).map((h) => h.entity).toSorted())
  expect([await found('氏秋'), await found('生態'), await found('nguyen'), await found('創辦'), await found('secretbox')]).toEqual([
    ['person'],
    ['company', 'person'],
    ['person'],
    ['person'],
    [],
  ])
  const company = (await app.call(own.key, companyEndpoints.list)).body.rows[0]!
  await app.call(own.key, companyEndpoints.update, { params: { id: company.id }, body: { version: 1, name: { zh: '北方旅行社', en: '' } } })
  expect([await found('生態'), await found('北方')]).toEqual([[], ['company', 'person']])
})

describe('the grid’s batch', () => {
  test('people and companies are changed and added all or none, each refused row with its reason', async () => {
    const own = await app.organisation()
    const c = (
      await app.call(own.key, companyEndpoints.batch, {
        body: { create: [{ name: { zh: '甲', en: '' }, taxId: '04595257' }, { name: { zh: '乙', en: '' } }] },
      })
    ).body.created
    expect(c.map((x) => [x.name.zh, x.can?.update])).toEqual([
      ['甲', true],
      ['乙', true],
    ])
    const taken = await app.call(own.key, companyEndpoints.batch, {
      body: {
        update: [
          { id: c[0]!.id, version: 1, city: '臺南' },
          { id: c[1]!.id, version: 1, taxId: '04595257' },
        ],
      },
    })
    expect([taken.status, taken.problem.fields?.map((f) => [f.path, f.code])]).toEqual([422, [['update.1.taxId', 'crm.tax_id_taken']]])
    expect((await app.call(own.key, companyEndpoints.get, { params: { id: c[0]!.id } })).body.city).toBe('')
    const made = (
      await app.call(own.key, personEndpoints.batch, {
        body: { create: [{ name: '王一', companyName: '甲', mobile: '0912345678' }, { name: '王二' }] },
      })
    ).body.created
    expect(made.map((p) => [p.name, p.company?.id ?? null, p.mobile])).toEqual([
      ['王一', c[0]!.id, '0912-***-678'],
      ['王二', null, ''],
    ])
    const wrong = await app.call(own.key, personEndpoints.batch, {
      body: {
        update: [
          { id: made[0]!.id, version: 1, title: '經理' },
          { id: made[1]!.id, version: 1, mobile: '09**', companyId: c[1]!.id },
          { id: made[0]!.id, version: 1, title: '副理' },
        ],
      },
    })
    expect(wrong.problem.fields?.map((f) => [f.path, f.code])).toEqual([['update.2', 'record.conflict']])
    const masked = await app.call(own.key, personEndpoints.batch, {
      body: {
        update: [
          { id: made[0]!.id, version: 1, title: '經理' },
          { id: made[1]!.id, version: 1, mobile: '09**' },
        ],
      },
    })
    expect(masked.problem.fields?.map((f) => [f.path, f.code])).toEqual([['update.1.mobile', 'crm.masked_value']])
    const done = await app.call(own.key, personEndpoints.batch, {
      body: { update: [{ id: made[0]!.id, version: 1, title: '經理', mobile: made[0]!.mobile }], remove: [made[1]!.id] },
    })
    expect([done.body.updated.map((p) => [p.title, p.mobile, p.version]), done.body.removed]).toEqual([
      [['經理', '0912-***-678', 2]],
      [made[1]!.id],
    ])
    const other = await app.organisation()
    const foreign = await app.call(other.key, personEndpoints.batch, { body: { update: [{ id: made[0]!.id, version: 2, title: '偷改' }] } })
    expect(foreign.problem.fields?.map((f) => [f.path, f.code])).toEqual([['update.0', 'record.not_found']])
  })

  test('changing 100 people costs as many statements as changing 2', async () => {
    const own = await app.organisation()
    const cost = async (n: number) => {
      const { created } = (
        await app.call(own.key, personEndpoints.batch, {
          body: { create: Array.from({ length: n }, (_, i) => ({ name: `人 ${n} ${i}` })) },
        })
      ).body
      return app.count(() =>
        app.call(own.key, personEndpoints.batch, { body: { update: created.map((p) => ({ id: p.id, version: 1, title: '專員' })) } }),
      )
    }
    await cost(1)
    expect(await cost(100)).toBe(await cost(2))
  })
})
