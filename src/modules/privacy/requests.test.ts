import { strFromU8, unzipSync } from 'fflate'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { addDays } from '../../kernel/contract/dates.ts'
import { queueMail } from '../../kernel/server/mail.ts'
import { saveFile } from '../../kernel/server/files.ts'
import { personEndpoints } from '../crm/contract/person.ts'
import { commentEndpoints } from '../events/contract/desk.ts'
import { auditEndpoints } from '../events/contract/audit-log.ts'
import { registrationEndpoints } from '../registration/contract/registration.ts'
import { ticketEndpoints } from '../registration/contract/ticket.ts'
import { sealAudit } from '../events/server/audit-chain.ts'
import { consentEndpoints } from './contract/consent.ts'
import { retentionEndpoints } from './contract/inventory.ts'
import { requestEndpoints } from './contract/request.ts'
import { taiwanDay } from './server/deadlines.ts'

type App = Awaited<ReturnType<typeof testApp>>
let t: App
beforeAll(async () => {
  t = await testApp()
})

const today = () => taiwanDay(new Date().toISOString())
/** An organisation with an event, a registrant with much about them, and a colleague who shares the mailbox. */
async function world(mark: string) {
  const o = await t.organisation()
  const event = await t.event(o.key)
  const params = { eventId: event.id }
  const ticket = await t.call(o.key, ticketEndpoints.create, {
    params,
    body: { name: { zh: '一般', en: 'General' }, price: 1200 } as never,
  })
  const draft = {
    ticketTypeId: ticket.body.id,
    phone: '0912-345-678',
    organisation: '海線設計',
    diet: 'vegan',
    note: '海鮮過敏',
    consents: [
      { key: 'privacy', version: '2026-11', at: '2026-11-20T00:00:00Z' },
      { key: 'news', version: '2026-11', at: '2026-11-20T00:00:00Z' },
    ],
  }
  const mine = await t.call(o.key, registrationEndpoints.create, {
    params,
    body: { ...draft, name: `林語澄${mark}`, email: `lin-${mark}@people.example` } as never,
  })
  const other = await t.call(o.key, registrationEndpoints.create, {
    params,
    body: { ...draft, name: `陳大文${mark}`, email: `lin-${mark}@people.example`, note: '另一人的備註' } as never,
  })
  expect([mine.status, other.status]).toEqual([200, 200])
  await t.app.settle()
  const person = (await t.call(o.key, personEndpoints.list, { query: { q: `林語澄${mark}` } })).body.rows[0]!
  const noted = await t.call(o.key, commentEndpoints.create, {
    params,
    body: { entity: 'registration', entityId: mine.body.id, body: `林語澄${mark} 坐輪椅，請留前排` } as never,
  })
  expect(noted.status).toBe(200)
  await t.run(
    o.organisationId,
    (ctx) =>
      saveFile(ctx, {
        name: '身分證影本.txt',
        bytes: new TextEncoder().encode(`影本 ${mark}`),
        entity: 'registration',
        entityId: mine.body.id,
      }),
    event.id,
  )
  return { ...o, event, mine: mine.body, other: other.body, person, email: `lin-${mark}@people.example`, name: `林語澄${mark}` }
}
type World = Awaited<ReturnType<typeof world>>
const ask = (w: World, kind: 'access' | 'correction' | 'stop' | 'erasure', more: object = {}) =>
  t.call(w.key, requestEndpoints.create, {
    body: { kind, name: w.name, email: w.email, personId: w.person.id, receivedOn: today(), ...more } as never,
  })
const verify = async (w: World, id: string) =>
  (await t.call(w.key, requestEndpoints.verify, { params: { id }, body: { version: 1, how: '回撥電話核對報名編號' } })).body
/** Every text of the organisation in every table, except where a reason keeps it. */
async function everything(organisationId: string, except: string[] = []): Promise<string> {
  return t.app.services.db.asSystem(async (tx) => {
    const tables = await sql<{
      name: string
    }>`select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'organisation_id' and table_name <> 'api_key' order by 1`.execute(
      tx,
    )
    let out = ''
    for (const { name } of tables.rows.filter((r) => !except.includes(r.name))) {
      const { rows } = await sql<{
        row: unknown
      }>`select to_jsonb(x) as row from ${sql.table(name)} x where organisation_id = ${organisationId}`.execute(tx)
      out += `\n#${name}\n${rows.map((r) => JSON.stringify(r.row)).join('\n')}`
    }
    return out
  })
}

describe('requests', () => {
  test('deadlines come from the rules, in Taiwan days; one extension, by the rule of its kind', async () => {
    const w = await world('d')
    const on = '2026-11-02'
    const due = async (kind: 'access' | 'correction' | 'stop' | 'erasure', regime: 'TW' | 'EU') =>
      (await ask(w, kind, { regime, receivedOn: on })).body.dueOn
    expect([await due('access', 'TW'), await due('correction', 'TW'), await due('stop', 'TW'), await due('erasure', 'TW')]).toEqual([
      '2026-11-17',
      '2026-12-02',
      '2026-12-02',
      '2026-12-02',
    ])
    expect([await due('access', 'EU'), (await ask(w, 'access', { regime: 'EU', receivedOn: '2026-01-31' })).body.dueOn]).toEqual([
      '2026-12-02',
      '2026-02-28',
    ])
    const r = (await ask(w, 'access')).body
    const extend = () =>
      t.call(w.key, requestEndpoints.extend, { params: { id: r.id }, body: { version: 1, reason: '資料分散在三個系統' } })
    expect((await extend()).body).toMatchObject({ dueOn: addDays(today(), 15), extendedOn: addDays(today(), 30), daysLeft: 30 })
    expect((await extend()).problem.code).toBe('record.conflict')
    const again = await t.call(w.key, requestEndpoints.extend, { params: { id: r.id }, body: { version: 2, reason: '還是太多' } })
    expect(again.problem.code).toBe('privacy.extended_before')
    const late = (await ask(w, 'access', { receivedOn: addDays(today(), -40) })).body
    expect(
      (await t.call(w.key, requestEndpoints.extend, { params: { id: late.id }, body: { version: 1, reason: '忘記了這件事' } })).problem
        .code,
    ).toBe('privacy.extension_too_late')
    expect((await ask(w, 'access', { receivedOn: addDays(today(), 2) })).problem.fields?.[0]?.path).toBe('receivedOn')
  })

  test('nothing leaves or goes before the person is known', async () => {
    const w = await world('v')
    const r = (await ask(w, 'erasure')).body
    const body = { version: 1, include: [], answer: '' }
    expect((await t.call(w.key, requestEndpoints.erase, { params: { id: r.id }, body: { ...body, exclude: [] } })).problem.code).toBe(
      'privacy.not_verified',
    )
    expect((await t.call(w.key, requestEndpoints.export, { params: { id: r.id }, body })).problem.code).toBe('privacy.not_verified')
    expect((await t.call(w.key, requestEndpoints.stop, { params: { id: r.id }, body: { version: 1, answer: '' } })).problem.code).toBe(
      'privacy.not_verified',
    )
  })

  test('the copy holds all that is theirs and nothing of who shares the mailbox, unless a person says so', async () => {
    const w = await world('x')
    const r = await verify(w, (await ask(w, 'access')).body.id)
    const found = (await t.call(w.key, requestEndpoints.found, { params: { id: r.id } })).body.tables
    const rows = (table: string) => found.find((x) => x.table === table)?.rows.map((x) => [x.name, x.how, x.sure]) ?? []
    expect(rows('registration')).toEqual([
      [w.name, 'link', true],
      ['陳大文x', 'mail', false],
    ])
    const made = (
      await t.call(w.key, requestEndpoints.export, { params: { id: r.id }, body: { version: r.version, include: [], answer: '' } })
    ).body
    const get = (url: string) => t.send(null, { method: 'GET', url })
    const zip = unzipSync((await get(made.url)).rawPayload)
    const names = Object.keys(zip)
    expect(names.filter((n) => !n.startsWith('csv/') && !n.startsWith('files/'))).toEqual(['說明 README.txt', '資料.html', 'data.json'])
    const json = JSON.parse(strFromU8(zip['data.json']!)) as { tables: { table: string; rows: Record<string, unknown>[] }[] }
    const of = (table: string) => json.tables.find((x) => x.table === table)?.rows ?? []
    expect(of('registration').map((x) => [x.name, x.phone, x.diet, x.note])).toEqual([[w.name, '0912-345-678', 'vegan', '海鮮過敏']])
    expect(of('comment').map((x) => x.body)).toEqual([`${w.name} 坐輪椅，請留前排`])
    expect(of('person').map((x) => [x.name, x.email])).toEqual([[w.name, w.email]])
    expect(
      of('consent_entry')
        .map((x) => x.purpose)
        .toSorted(),
    ).toEqual(['news', 'privacy'])
    expect(of('mail_message').length).toBe(1)
    expect(names.filter((n) => n.startsWith('files/')).map((n) => strFromU8(zip[n]!))).toEqual(['影本 x'])
    const all = Object.values(zip)
      .map((b) => strFromU8(b))
      .join('\n')
    expect([all.includes('陳大文'), all.includes('另一人的備註')]).toEqual([false, false])
    // The mailbox of a colleague, chosen by hand, comes along.
    const key = found.find((x) => x.table === 'registration')!.rows[1]!.key
    const more = (
      await t.call(w.key, requestEndpoints.export, { params: { id: r.id }, body: { version: r.version, include: [key], answer: '' } })
    ).body
    expect(strFromU8(unzipSync((await get(more.url)).rawPayload)['data.json']!)).toContain('另一人的備註')
    const changed = made.url.slice(0, -4) + 'AAAA'
    expect([(await get(changed)).statusCode, (await get('/api/privacy/copies/v1.a.b')).statusCode]).toEqual([404, 404])
    const log = (await t.call(w.key, retentionEndpoints.runs)).body.rows
    expect(log.map((x) => x.kind)).toEqual(['export', 'export'])
    const trail = (await t.call(w.key, auditEndpoints.list, { query: { entity: 'privacyRequest' } })).body.rows
    expect(trail.filter((x) => x.action === 'export').length).toBe(2)
  })

  test('erasure takes everything of the person from every table, keeps the voucher, leaves the colleague, and the chain holds', async () => {
    const w = await world('e')
    await t.app.services.db.asSystem((tx) => sealAudit(tx))
    const r = await verify(w, (await ask(w, 'erasure')).body.id)
    const preview = (await t.call(w.key, requestEndpoints.found, { params: { id: r.id } })).body.tables
    const plan = Object.fromEntries(preview.map((x) => [x.table, [x.action, x.sure]]))
    expect(plan).toMatchObject({
      registration: ['columns', 1],
      person: ['row', 1],
      comment: ['row', 1],
      file: ['row', 1],
      consent_entry: ['columns', 2],
      mail_message: ['row', 1],
    })
    const key = `erase-${w.mine.id}`
    const erase = () =>
      t.call(
        w.key,
        requestEndpoints.erase,
        { params: { id: r.id }, body: { version: r.version, include: [], exclude: [], answer: '已處理' } },
        { 'idempotency-key': key },
      )
    const done = await erase()
    expect(done.status).toBe(200)
    const counted = Object.fromEntries(done.body.counts.map((c) => [c.table, [c.action, c.rows]]))
    expect(counted).toMatchObject({
      registration: ['columns', 1],
      person: ['row', 1],
      comment: ['row', 1],
      file: ['row', 1],
      mail_message: ['row', 1],
      privacy_request: ['keep', 1],
    })
    expect((await erase()).body.hash).toBe(done.body.hash)
    await t.app.settle()
    await t.app.services.db.asSystem((tx) => sealAudit(tx))
    // The request and its answer stay as proof; the colleague's rows carry the same mailbox and stay.
    const left = await everything(w.organisationId, ['privacy_request', 'mail_message', 'mail_recipient', 'idempotency'])
    expect(left.split('\n').filter((l) => l.includes(w.name) || l.includes('坐輪椅') || l.includes('身分證影本'))).toEqual([])
    const row = (await t.call(w.key, registrationEndpoints.get, { params: { eventId: w.event.id, id: w.mine.id } })).body
    expect([row.name.startsWith('（已刪除）'), row.email, row.phone, row.diet, row.note, row.consents, row.personId]).toEqual([
      true,
      '',
      '',
      '',
      '',
      [],
      null,
    ])
    expect([row.code, row.price, row.status]).toEqual([w.mine.code, 1200, 'confirmed'])
    const other = (await t.call(w.key, registrationEndpoints.get, { params: { eventId: w.event.id, id: w.other.id } })).body
    expect([other.name, other.email, other.note]).toEqual(['陳大文e', w.email, '另一人的備註'])
    const letters = await t.run(w.organisationId, (ctx) =>
      ctx.tx.selectFrom('mailMessage').select(['kind', 'subject']).orderBy('createdAt').execute(),
    )
    expect(letters.map((l) => l.kind)).toEqual(['registration.confirmed', 'privacy.answer'])
    const chain = (await t.call(w.key, auditEndpoints.check)).body
    expect([chain.flaws, chain.unsealed]).toEqual([[], 0])
    const history = await t.run(w.organisationId, (ctx) =>
      ctx.tx.selectFrom('auditEntry').select(['label', 'changes', 'action']).where('entityId', '=', w.mine.id).orderBy('at').execute(),
    )
    expect(history[0]).toMatchObject({ action: 'create', label: '[erased]' })
    // A second request of the same person finds nothing more to take.
    const next = await verify(w, (await ask(w, 'erasure', { personId: null })).body.id)
    const again = await t.call(w.key, requestEndpoints.erase, {
      params: { id: next.id },
      body: { version: next.version, include: [], exclude: [], answer: '' },
    })
    expect(
      again.body.counts.filter(
        (c) => c.action !== 'keep' && !c.table.startsWith('mail_') && !['audit_entry', 'idempotency'].includes(c.table),
      ),
    ).toEqual([])
  })

  test('what was blanked without an erasure, or changed after one, is found by the check of the chain', async () => {
    const w = await world('c')
    await t.app.services.db.asSystem((tx) => sealAudit(tx))
    const r = await verify(w, (await ask(w, 'erasure')).body.id)
    await t.call(w.key, requestEndpoints.erase, {
      params: { id: r.id },
      body: { version: r.version, include: [], exclude: [], answer: '' },
    })
    await t.app.services.db.asSystem((tx) => sealAudit(tx))
    const check = async () => (await t.call(w.key, auditEndpoints.check)).body.flaws.map((f) => f.reason)
    expect(await check()).toEqual([])
    const { pool } = t.app.services.db
    const asOwner = async (statements: string[]) => {
      const c = await pool.connect()
      try {
        await c.query('begin')
        await c.query("select set_config('app.system', 'on', true), set_config('app.org', $1, true)", [w.organisationId])
        for (const s of statements) await c.query(s)
        await c.query('commit')
      } catch (e) {
        await c.query('rollback')
        throw e
      } finally {
        c.release()
      }
    }
    // Blanking can't say anything else than blank: the trigger refuses.
    await expect(asOwner([`update audit_entry set label = 'forged' where entity_id = '${w.other.id}'`])).rejects.toThrow(
      'the audit trail can only be added to',
    )
    await expect(asOwner([`update audit_tombstone set digest = 'x'`])).rejects.toThrow('the audit trail can only be added to')
    // Blanked through the function by somebody without an erasure: no entry of the chain vouches for it.
    await asOwner([`select audit_erase('${w.other.id}', array(select id from audit_entry where entity_id = '${w.other.id}'))`])
    expect(await check()).toEqual(['entries_changed'])
  })

  test('a hold keeps everything; one that fails on the way leaves everything', async () => {
    const w = await world('h')
    const hold = (await t.call(w.key, retentionEndpoints.hold, { body: { eventId: w.event.id, reason: '退費爭議' } })).body
    const r = await verify(w, (await ask(w, 'erasure')).body.id)
    const erase = () =>
      t.call(w.key, requestEndpoints.erase, { params: { id: r.id }, body: { version: r.version, include: [], exclude: [], answer: '' } })
    expect((await erase()).problem.code).toBe('privacy.on_hold')
    await t.call(w.key, retentionEndpoints.lift, { params: { id: hold.id }, body: {} })
    const before = await everything(w.organisationId, ['idempotency'])
    const { pool } = t.app.services.db
    await pool.query(
      "create function no_run() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$; create trigger no_run before insert on privacy_run for each row execute function no_run()",
    )
    expect((await erase()).status).toBe(500)
    await pool.query('drop trigger no_run on privacy_run; drop function no_run()')
    expect(await everything(w.organisationId, ['idempotency'])).toBe(before)
    const both = await Promise.all([erase(), erase()])
    expect(both.map((x) => x.status).toSorted()).toEqual([200, 409])
  })

  test('who asked us to stop gets no more mail but their own, and consent is taken back', async () => {
    const w = await world('s')
    const r = await verify(w, (await ask(w, 'stop')).body.id)
    expect(
      (await t.call(w.key, requestEndpoints.stop, { params: { id: r.id }, body: { version: r.version, answer: '' } })).body.status,
    ).toBe('done')
    const letter = (kind: string) =>
      t.run(w.organisationId, (ctx) =>
        queueMail(ctx, {
          kind,
          to: [{ address: w.email.toUpperCase() }, { address: 'free@people.example' }],
          subject: 's',
          blocks: [{ kind: 'text', text: 'x' }],
        }),
      )
    const sent = async (id: string | null) =>
      (
        await t.run(w.organisationId, (ctx) =>
          ctx.tx.selectFrom('mailRecipient').select(['status', 'lastError']).where('messageId', '=', id!).execute(),
        )
      )
        .map((x) => x.lastError ?? 'goes')
        .toSorted()
    expect(await sent(await letter('marketing.news'))).toEqual(['goes', 'privacy.stopped'])
    expect(await sent(await letter('identity.reset'))).toEqual(['goes', 'goes'])
    const shown = (await t.call(w.key, consentEndpoints.ofPerson, { params: { id: w.person.id } })).body
    expect([shown.stopped, shown.now.find((c) => c.purpose === 'news')?.given]).toEqual([true, false])
  })

  test('other organisations neither see nor touch a request; other roles neither', async () => {
    const w = await world('o')
    const stranger = await t.organisation()
    const r = (await ask(w, 'access')).body
    for (const e of [requestEndpoints.get, requestEndpoints.found])
      expect((await t.call(stranger.key, e, { params: { id: r.id } })).status).toBe(404)
    expect(
      (await t.call(stranger.key, requestEndpoints.verify, { params: { id: r.id }, body: { version: 1, how: '我說的' } })).status,
    ).toBe(404)
    expect((await t.call(stranger.key, requestEndpoints.list)).body.rows).toEqual([])
    for (const role of ['planner', 'staff', 'accountant', 'frontdesk', 'viewer'] as const) {
      const p = await t.person(w.organisationId, role, w.event.id)
      const got = [
        await t.call(p.headers, requestEndpoints.list),
        await t.call(p.headers, requestEndpoints.erase, {
          params: { id: r.id },
          body: { version: 1, include: [], exclude: [], answer: '' },
        }),
      ]
      expect([role, ...got.map((x) => x.status)]).toEqual([role, 403, 403])
    }
  })
})
