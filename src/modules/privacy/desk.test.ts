import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { addDays } from '../../kernel/contract/dates.ts'
import { auditEndpoints } from '../events/contract/audit-log.ts'
import { eventEndpoints } from '../events/contract/event.ts'
import { publicRegistrationEndpoints } from '../registration/contract/public.ts'
import { registrationEndpoints } from '../registration/contract/registration.ts'
import { ticketEndpoints } from '../registration/contract/ticket.ts'
import { createRule, sealAudit } from './desk.fixture.ts'
import { breachEndpoints } from './contract/breach.ts'
import { consentEndpoints } from './contract/consent.ts'
import { logExport } from './contract/export-log.ts'
import { certificateEndpoints, retentionEndpoints } from './contract/inventory.ts'
import { requestEndpoints } from './contract/request.ts'
import { consentedAll, withdrawUrl } from './server/index.ts'
import { previewRetention, runRetention } from './server/retention.ts'
import { taiwanDay } from './server/deadlines.ts'

let t: Awaited<ReturnType<typeof testApp>>
beforeAll(async () => {
  t = await testApp()
})
const today = () => taiwanDay(new Date().toISOString())
const form = (url: string, payload: Record<string, string> = {}) =>
  t.send(null, {
    method: 'POST',
    url,
    payload: new URLSearchParams(payload).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost:8080' },
  })
const get = (url: string) => t.send(null, { method: 'GET', url })

/** An open site with a registrant who came by it. */
async function world(dates: { startDate: string; endDate: string } = { startDate: '2027-05-13', endDate: '2027-05-14' }) {
  const o = await t.organisation()
  const event = await t.event(o.key, dates as never)
  const params = { eventId: event.id }
  const ticket = await t.call(o.key, ticketEndpoints.create, { params, body: { name: { zh: '一般', en: 'General' } } as never })
  const opened = await t.call(o.key, eventEndpoints.update, {
    params: { eventId: event.id },
    body: { version: event.version, published: true } as never,
  })
  expect(opened.status).toBe(200)
  const register = async (name: string, email: string, consents = ['privacy', 'news']) => {
    const r = await t.call(null, publicRegistrationEndpoints.register, {
      params: { slug: event.slug },
      body: { name, email, ticketTypeId: ticket.body.id, consents: consents.map((key) => ({ key, version: '2026-11' })) } as never,
    })
    expect(r.status).toBe(200)
    await t.app.settle()
    return r.body
  }
  return { ...o, event, params, register }
}
const lettersTo = (organisationId: string, address: string) =>
  t.run(organisationId, (ctx) =>
    ctx.tx
      .selectFrom('mailMessage')
      .innerJoin('mailRecipient', 'mailRecipient.messageId', 'mailMessage.id')
      .select(['mailMessage.kind', 'mailMessage.bodyText'])
      .where('mailRecipient.address', '=', address)
      .orderBy('mailMessage.createdAt')
      .orderBy('mailMessage.id')
      .execute(),
  )

describe('the ledger of consent', () => {
  test('what was agreed to on the form is noted once, with the text that was shown', async () => {
    const w = await world()
    await w.register('林語澄', 'lin@people.example')
    await t.run(w.organisationId, (ctx) =>
      sql`update outbox set done_at = null, next_at = now() where organisation_id = ${ctx.orgId}`.execute(ctx.tx),
    )
    await t.app.settle()
    const { rows } = (await t.call(w.key, consentEndpoints.list)).body
    expect(rows.map((r) => [r.purpose, r.act, r.channel, r.email, r.noticeVersion]).toSorted()).toEqual([
      ['news', 'given', 'web', 'l***@people.example', '2026-11'],
      ['privacy', 'given', 'web', 'l***@people.example', '2026-11'],
    ])
    const notices = (await t.call(w.key, consentEndpoints.notices)).body.rows
    expect([notices.length, rows.every((r) => r.noticeHash === notices[0]!.hash)]).toEqual([1, true])
    expect([notices[0]!.body.zh.includes('個人資料保護法'), notices[0]!.body.en.includes('<')]).toEqual([true, false])
    expect(await t.run(w.organisationId, (ctx) => consentedAll(ctx, ['LIN@people.example', 'nobody@people.example'], 'news'))).toEqual(
      new Set(['lin@people.example']),
    )
  })

  test('lines are added, never changed or taken out', async () => {
    const w = await world()
    await w.register('林語澄', 'lin2@people.example')
    for (const change of [
      "update consent_entry set act = 'withdrawn'",
      "update consent_entry set email = 'other@people.example'",
      'delete from consent_entry',
      'update consent_entry set at = now()',
    ])
      await expect(t.run(w.organisationId, (ctx) => sql.raw(change).execute(ctx.tx))).rejects.toThrow(
        'the ledger of consent can only be added to',
      )
  })

  test('the link of a letter takes consent back: not by being opened, but by one press, for that purpose alone', async () => {
    const w = await world()
    await w.register('林語澄', 'lin3@people.example', ['privacy', 'news', 'photo'])
    const url = await t.run(w.organisationId, async (ctx) => withdrawUrl(ctx, '', 'Lin3@people.example', 'news'))
    const may = (purpose: string) =>
      t.run(w.organisationId, async (ctx) => (await consentedAll(ctx, ['lin3@people.example'], purpose)).size)
    expect([(await get(url)).statusCode, await may('news')]).toEqual([200, 1])
    expect([(await form(url)).statusCode, await may('news'), await may('photo')]).toEqual([200, 0, 1])
    await form(url)
    const acts = (await t.call(w.key, consentEndpoints.list)).body.rows.filter((r) => r.purpose === 'news').map((r) => r.act)
    expect(acts.toSorted()).toEqual(['given', 'withdrawn'])
    expect([(await form(`${url.slice(0, -5)}AAAAA`)).statusCode, (await get('/privacy/withdraw/v1.x.y')).statusCode]).toEqual([404, 404])
    // A link of one act opens no other.
    expect((await form(url.replace('withdraw', 'confirm'))).statusCode).toBe(404)
  })
})

describe('a person asks on their own page', () => {
  test('the request waits for the mailbox, counts from the day it was made, and is made once', async () => {
    const w = await world()
    const r = await w.register('林語澄', 'lin4@people.example')
    const mine = `/e/${w.event.slug}/r/${r.token}`
    expect((await get(mine)).body.includes('我的個人資料')).toBe(true)
    const asked = await form(`${mine}/privacy`, { kind: 'erasure', details: '<b>請刪除</b>' })
    expect([asked.statusCode, asked.body.includes('已收到您的請求')]).toEqual([200, true])
    await form(`${mine}/privacy`, { kind: 'erasure' })
    await form(`${mine}/privacy`, { kind: 'everything' })
    const list = async () => (await t.call(w.key, requestEndpoints.list)).body.rows
    expect((await list()).map((x) => [x.kind, x.status, x.channel, x.receivedOn, x.dueOn, x.verifiedAt])).toEqual([
      ['erasure', 'unconfirmed', 'page', today(), addDays(today(), 30), null],
    ])
    const letter = (await lettersTo(w.organisationId, 'lin4@people.example')).filter((l) => l.kind === 'privacy.confirm')
    expect(letter.length).toBe(1)
    const url = /(\/privacy\/confirm\/\S+)/.exec(letter[0]!.bodyText)![1]!
    expect([(await get(url)).statusCode, (await list())[0]!.status]).toEqual([200, 'unconfirmed'])
    expect([(await form(url)).statusCode, (await list())[0]!.status, (await list())[0]!.verifiedAt !== null]).toEqual([200, 'open', true])
    const version = (await list())[0]!.version
    await form(url)
    expect((await list())[0]!.version).toBe(version)
    const overview = await t.run(
      w.organisationId,
      (ctx) =>
        t.app.services
          .provided('attention')
          .find((a) => a.name === 'privacy')!
          .read(ctx),
      w.event.id,
    )
    expect(overview.map((a) => [a.code, a.due])).toEqual([['privacy.request_due', addDays(today(), 30)]])
  })
})

describe('retention', () => {
  const past = { startDate: addDays(today(), -40), endDate: addDays(today(), -39) }
  test('nothing goes unless it was switched on; the event’s own promise counts; a hold keeps; children go along', async () => {
    const w = await world(past)
    await w.register('林語澄', 'lin5@people.example')
    const due = async () =>
      (await t.run(w.organisationId, (ctx) => previewRetention(ctx, t.app.services))).rows.find((r) => r.table === 'registration')!
    const tonight = () => t.run(w.organisationId, (ctx) => runRetention(ctx, t.app.services))
    const named = async () => (await t.call(w.key, registrationEndpoints.list, { params: w.params })).body.rows.map((r) => r.name)
    expect((await due()).due).toBe(0)
    const event = (await t.call(w.key, eventEndpoints.get, { params: { eventId: w.event.id } })).body
    await t.call(w.key, eventEndpoints.update, {
      params: { eventId: event.id },
      body: { version: event.version, site: { ...event.site, retentionDays: 30 } } as never,
    })
    expect([(await due()).due, (await due()).active, (await due()).samples[0]?.name, await tonight(), await named()]).toEqual([
      1,
      false,
      '林語澄',
      0,
      ['林語澄'],
    ])
    const rule = (await t.call(w.key, retentionEndpoints.list)).body.rows.find((r) => r.code === 'registrations')!
    const on = await t.call(w.key, retentionEndpoints.save, {
      params: { code: 'registrations' },
      body: { days: rule.days, active: true, note: '', version: rule.version },
    })
    expect([on.status, on.body.active]).toEqual([200, true])
    const hold = (await t.call(w.key, retentionEndpoints.hold, { body: { eventId: w.event.id, reason: '訴訟中' } })).body
    expect([(await due()).due, (await due()).held, await tonight(), await named()]).toEqual([0, 1, 0, ['林語澄']])
    await t.call(w.key, retentionEndpoints.lift, { params: { id: hold.id }, body: {} })
    expect([await tonight(), await tonight()]).toEqual([1, 0])
    expect((await named())[0]!.startsWith('（已刪除）')).toBe(true)
    const run = (await t.call(w.key, retentionEndpoints.runs)).body.rows
    expect(run.map((r) => [r.kind, r.code, r.byName])).toEqual([['retention', 'registrations', 'Bantoh']])
    await t.app.services.db.asSystem((tx) => sealAudit(tx))
    expect((await t.call(w.key, auditEndpoints.check)).body.flaws).toEqual([])
  })
  test('what no clock erases cannot be switched on; another’s change is not overwritten', async () => {
    const o = await t.organisation()
    const save = (code: string, body: object) =>
      t.call(o.key, retentionEndpoints.save, {
        params: { code },
        body: { days: null, active: true, note: '', version: 0, ...body } as never,
      })
    expect((await save('audit', {})).problem.code).toBe('privacy.rule_fixed')
    expect((await save('nothing', {})).problem.code).toBe('privacy.rule_unknown')
    expect((await save('mail', { days: 90 })).body).toMatchObject({ days: 90, active: true, version: 1 })
    expect((await save('mail', { days: 10 })).problem.code).toBe('record.conflict')
    const director = await t.person(o.organisationId, 'director')
    expect(
      (
        await t.call(director.headers, retentionEndpoints.save, {
          params: { code: 'mail' },
          body: { days: 1, active: true, note: '', version: 1 },
        })
      ).status,
    ).toBe(403)
  })
})

describe('breaches', () => {
  const draft = { title: '寄錯名單', noticedAt: '2026-11-20T16:30:00Z', kinds: ['identifying', 'contact'] as const }
  test('the rules of the day say whether and by when; the log says until when it is kept', async () => {
    const o = await t.organisation()
    const weigh = async (more: object) => {
      const { mustNotify, dueAt, keepUntil } = (await t.call(o.key, breachEndpoints.create, { body: { ...draft, ...more } as never })).body
      return [mustNotify, dueAt, keepUntil]
    }
    const until = '2031-11-21'
    expect(await weigh({ people: 100 })).toEqual([false, null, until])
    expect(await weigh({ people: 101 })).toEqual([true, '2026-11-23T16:30:00.000Z', until])
    expect(await weigh({ people: 1, special: true })).toEqual([true, '2026-11-23T16:30:00.000Z', until])
    expect(await weigh({ kinds: ['special'] })).toEqual([true, '2026-11-23T16:30:00.000Z', until])
    expect(await weigh({ systemRecords: 10_000 })).toEqual([true, '2026-11-23T16:30:00.000Z', until])
    expect(await weigh({ people: 500, noticedAt: '2025-06-01T00:00:00Z' })).toEqual([false, null, '2030-06-01'])
    // A new figure from the legislator is a row of the table, not a change of the program.
    await t.run(o.organisationId, (ctx) => createRule(ctx, { code: 'privacy.breach.notify', value: 24, from: '2026-11-01' }))
    expect(await weigh({ people: 101 })).toEqual([true, '2026-11-21T16:30:00.000Z', until])
  })
  test('the people affected are written to once each; a drill writes to nobody; closed means closed', async () => {
    const w = await world()
    await w.register('甲', 'a@people.example')
    await w.register('乙', 'a@people.example')
    await w.register('丙', 'b@people.example')
    const b = (await t.call(w.key, breachEndpoints.create, { body: { ...draft, people: 300, eventId: w.event.id } as never })).body
    expect((await t.call(w.key, breachEndpoints.close, { params: { id: b.id }, body: { version: b.version } })).problem.code).toBe(
      'privacy.not_notified',
    )
    const letter = (await t.call(w.key, breachEndpoints.draft, { params: { id: b.id } })).body
    expect([letter.receivers, letter.text.includes('姓名識別、聯絡方式')]).toEqual([2, true])
    const tell = (version: number, id = b.id) =>
      t.call(w.key, breachEndpoints.tell, { params: { id }, body: { version, subject: letter.subject, text: letter.text } })
    const told = await tell(b.version)
    expect([told.body.queued, (await tell(told.body.breach.version)).body.queued]).toEqual([2, 0])
    const now = (await t.call(w.key, breachEndpoints.get, { params: { id: b.id } })).body
    const fields = Object.fromEntries(Object.keys(draft).map((k) => [k, now[k as keyof typeof now]]))
    const put = await t.call(w.key, breachEndpoints.update, {
      params: { id: b.id },
      body: {
        ...fields,
        people: 300,
        eventId: w.event.id,
        peopleAt: now.peopleAt,
        authorityAt: '2026-11-22T00:00:00Z',
        version: now.version,
      } as never,
    })
    const closed = await t.call(w.key, breachEndpoints.close, { params: { id: b.id }, body: { version: put.body.version } })
    expect([put.status, closed.status, closed.body.closedAt !== null]).toEqual([200, 200, true])
    expect((await tell(closed.body.version)).problem.code).toBe('privacy.breach_closed')
    const drill = (await t.call(w.key, breachEndpoints.create, { body: { ...draft, drill: true, eventId: w.event.id } as never })).body
    expect((await tell(drill.version, drill.id)).body.queued).toBe(0)
    for (const format of ['pdf', 'docx'] as const) {
      const paper = await t.call(w.key, breachEndpoints.notice, { params: { id: b.id }, query: { format } })
      expect([
        format,
        paper.status,
        Buffer.from(paper.body as Uint8Array)
          .subarray(0, 2)
          .toString(),
      ]).toEqual([format, 200, format === 'pdf' ? '%P' : 'PK'])
    }
  })
})

describe('the certificate at close', () => {
  test('erases the event’s data and nothing of another event, counts what went, and is numbered', async () => {
    const w = await world({ startDate: addDays(today(), -3), endDate: addDays(today(), -2) })
    await w.register('林語澄', 'lin6@people.example')
    await w.register('陳大文', 'chen6@people.example')
    const second = await t.event(w.key)
    const ticket = await t.call(w.key, ticketEndpoints.create, {
      params: { eventId: second.id },
      body: { name: { zh: '一般', en: 'General' } } as never,
    })
    await t.call(w.key, registrationEndpoints.create, {
      params: { eventId: second.id },
      body: { name: '林語澄', email: 'lin6@people.example', ticketTypeId: ticket.body.id } as never,
    })
    const read = async () => (await t.call(w.key, certificateEndpoints.event, { params: w.params })).body
    const rows = (e: Awaited<ReturnType<typeof read>>, scope: string) =>
      e.scopes.find((s) => s.scope === scope)!.tables.find((x) => x.action !== 'keep')?.rows ?? 0
    expect([rows(await read(), 'attendees'), rows(await read(), 'mail')]).toEqual([2, 2])
    const issue = (scope: string[]) =>
      t.call(w.key, certificateEndpoints.issue, { params: w.params, body: { scope, client: '某某基金會', confirm: true } as never })
    const made = await issue(['attendees', 'mail'])
    expect([made.status, made.body.number, made.body.client]).toEqual([200, 1, '某某基金會'])
    const counted = Object.fromEntries(made.body.counts.map((c) => [c.table, [c.action, c.rows]]))
    expect(counted).toMatchObject({ registration: ['columns', 2], mail_message: ['row', 2], mail_recipient: ['row', 2] })
    const after = await read()
    expect([rows(after, 'attendees'), rows(after, 'mail'), after.certificates.length]).toEqual([0, 0, 1])
    const names = async (eventId: string) =>
      (await t.call(w.key, registrationEndpoints.list, { params: { eventId } })).body.rows.map((r) => r.name)
    expect((await names(w.event.id)).every((n) => n.startsWith('（已刪除）'))).toBe(true)
    expect(await names(second.id)).toEqual(['林語澄'])
    expect((await issue(['attendees'])).problem.code).toBe('privacy.nothing_to_erase')
    for (const format of ['pdf', 'docx'] as const) {
      const file = await t.call(w.key, certificateEndpoints.file, { params: { ...w.params, id: made.body.id, format } })
      expect([
        file.status,
        Buffer.from(file.body as Uint8Array)
          .subarray(0, 2)
          .toString(),
      ]).toEqual([200, format === 'pdf' ? '%P' : 'PK'])
    }
    const elsewhere = await t.call(w.key, certificateEndpoints.file, { params: { eventId: second.id, id: made.body.id, format: 'pdf' } })
    expect(elsewhere.status).toBe(404)
  })
  test('not before the end, not on hold, not by a planner', async () => {
    const w = await world()
    const issue = (who = w.key, params = w.params) =>
      t.call(who, certificateEndpoints.issue, { params, body: { scope: ['attendees'], client: '某某', confirm: true } })
    expect((await issue()).problem.code).toBe('privacy.event_running')
    const planner = await t.person(w.organisationId, 'planner', w.event.id)
    expect((await issue(planner.headers)).status).toBe(403)
    const over = await t.event(w.key, { startDate: addDays(today(), -3), endDate: addDays(today(), -2) } as never)
    await t.call(w.key, retentionEndpoints.hold, { body: { eventId: over.id, reason: '查核中' } })
    expect((await issue(w.key, { eventId: over.id })).problem.code).toBe('privacy.on_hold')
  })
})

describe('lists that leave by the browser', () => {
  test('are noted with who, what and how many; nothing is noted for an event one may not see', async () => {
    const w = await world()
    const planner = await t.person(w.organisationId, 'planner')
    const body = {
      list: 'registration.list',
      title: '報名名單',
      format: 'xlsx' as const,
      rows: 412,
      columns: ['name', 'email'],
      eventId: w.event.id,
    }
    expect((await t.call(w.key, logExport, { body })).body).toEqual({ logged: true })
    expect((await t.call(planner.headers, logExport, { body })).status).toBe(404)
    const rows = (await t.call(w.key, auditEndpoints.list, { query: { entity: 'list', action: 'export' } })).body.rows
    expect(rows.map((r) => [r.entityId, r.label])).toEqual([['registration.list', '報名名單　412']])
  })
})
