import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { testApp } from '../../../tests/harness/app.ts'
import { newId } from '../../kernel/contract/ids.ts'
import { countryCode, countryCodes } from './contract/country.ts'
import { publicRegistrationEndpoints as pub } from './contract/public.ts'
import { pageToken, qrPayload, readPageToken, readQr } from './contract/qr.ts'
import { registrationEndpoints as office } from './contract/registration.ts'
import { saleState, ticketEndpoints } from './contract/ticket.ts'
import { cancelByToken, deskKeys, findByToken } from './server/index.ts'
import { daysLeft } from './server/provides.ts'
import { qrPng, qrSvg } from '../documents/server/index.ts'
import { qrText, tokenText } from './server/sign.ts'
import { cloneTicketTypes } from './server/tickets.ts'

const app = await testApp()
const org = await app.organisation()
const other = await app.organisation('別家公司')
const consents = [{ key: 'privacy', version: '2026-11' }]

async function sale(ticket: object = {}, who = org) {
  const event = await app.event(who.key, {
    published: true,
    name: { zh: '永續論壇', en: 'Forum' },
    venueName: { zh: '測試會議中心', en: '' },
  })
  const params = { eventId: event.id }
  const made = await app.call(who.key, ticketEndpoints.create, {
    params,
    body: { name: { zh: '一般票', en: 'Regular' }, price: 3600, quota: 20, ...ticket },
  })
  expect(made.status).toBe(200)
  const slug = { slug: event.slug }
  return {
    event,
    params,
    slug,
    ticket: made.body,
    buy: (body: object = {}, headers = {}) =>
      app.call(
        null,
        pub.register,
        { params: slug, body: { ticketTypeId: made.body.id, name: '林語澄', email: 'lin@people.example', consents, ...body } as never },
        headers,
      ),
  }
}
const add = (s: Awaited<ReturnType<typeof sale>>, body: object = {}, who: Record<string, string> = org.key) =>
  app.call(who, office.create, { params: s.params, body: { ticketTypeId: s.ticket.id, name: '江品叡', ...body } as never })
const mails = (eventId: string) =>
  app.run(org.organisationId, (ctx) =>
    ctx.tx
      .selectFrom('mailMessage')
      .innerJoin('mailRecipient', 'mailRecipient.messageId', 'mailMessage.id')
      .select(['kind', 'subject', 'address', 'html', 'bodyText', 'attachments'])
      .where('eventId', '=', eventId)
      .orderBy('mailMessage.createdAt')
      .execute(),
  )

describe('the public form', () => {
  it('registers a person and sends the confirmation with the QR code, once', async () => {
    const s = await sale()
    const r = await s.buy({ email: 'Lin@People.example', country: 'TW', diet: 'vegan' })
    expect([r.status, r.body.code, r.body.price, r.body.status, r.body.attendance]).toEqual([200, 'R-0001', 3600, 'confirmed', 'onsite'])
    await app.app.settle()
    const sent = await mails(s.event.id)
    expect(sent.map((m) => [m.kind, m.address, m.subject])).toEqual([
      ['registration.confirmed', 'Lin@People.example', '報名完成：永續論壇'],
    ])
    const [file] = sent[0]!.attachments as { filename: string; contentType: string; base64: string }[]
    expect([file!.filename, file!.contentType]).toEqual(['R-0001.png', 'image/png'])
    expect(Buffer.from(file!.base64, 'base64').equals(qrPng(r.body.qr))).toBe(true)
    expect(sent[0]!.html).toContain(`http://localhost:8080/e/${s.event.slug}/r/${r.body.token}`)
    expect(sent[0]!.bodyText).toContain('NT$ 3,600')
    const row = (await app.call(org.key, office.get, { params: { ...s.params, id: r.body.id } })).body
    expect([row.source, row.diet, row.country, row.consents.map((c) => [c.key, c.version])]).toEqual([
      'public',
      'vegan',
      'TW',
      [['privacy', '2026-11']],
    ])
    const again = await app.call(org.key, office.resend, { params: { ...s.params, id: r.body.id }, body: {} })
    expect(again.body).toEqual({ queued: true })
    expect((await mails(s.event.id)).length).toBe(2)
  })

  it('writes each letter with its own texts, hostile ones too, though letters share their frame', async () => {
    const s = await sale()
    const names = ['<img src=x onerror=1>', '@@0@@ @@3@@', '江品叡 & 友人']
    for (const [i, name] of names.entries()) expect((await s.buy({ name, email: `p${i}@people.example` })).status).toBe(200)
    await app.app.settle()
    const html = (await mails(s.event.id)).map((m) => m.html)
    expect(
      html.map((h) => [
        h.includes('&lt;img src=x onerror=1&gt; 您好'),
        h.includes('@@0@@ @@3@@ 您好'),
        h.includes('江品叡 &amp; 友人 您好'),
      ]),
    ).toEqual([
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ])
    expect(html.some((h) => h.includes('<img src=x'))).toBe(false)
    expect(new Set(html.map((h) => /\/r\/([\w-]{44})/.exec(h)?.[1])).size).toBe(3)
  })

  it('answers in the language asked for, with stable codes', async () => {
    const s = await sale({ quota: 0 })
    const r = await s.buy({}, { 'accept-language': 'en' })
    expect([r.status, r.problem.code, r.problem.title]).toEqual([409, 'registration.sold_out', 'This ticket is sold out.'])
    const early = await sale({ salesStart: '2099-01-01T00:00:00Z' })
    expect((await early.buy()).problem.code).toBe('registration.not_open')
    const late = await sale({ salesEnd: '2020-01-01T00:00:00Z' })
    expect((await late.buy()).problem.code).toBe('registration.closed')
    const hidden = await sale({ visible: false })
    expect((await hidden.buy()).problem.code).toBe('registration.unknown_ticket')
    expect((await app.call(null, pub.tickets, { params: hidden.slug })).body).toEqual({ tickets: [] })
  })

  it('needs consent and refuses what is no registration', async () => {
    const s = await sale()
    expect((await s.buy({ consents: [] })).problem.code).toBe('registration.consent_required')
    for (const body of [
      { name: '' },
      { name: 'a\u0000b' },
      { email: 'no' },
      { email: '' },
      { country: 'Taiwan' },
      { price: 0 },
      { status: 'cancelled' },
      { organisationId: org.organisationId },
      { ticketTypeId: 'x' },
      { name: 'x'.repeat(200) },
    ])
      expect([(await s.buy(body)).status, JSON.stringify(body)]).toEqual([422, JSON.stringify(body)])
    expect((await app.call(org.key, office.summary, { params: s.params })).body.confirmed).toBe(0)
  })

  it('says when the same person is registered already, and lets them insist', async () => {
    const s = await sale()
    await s.buy()
    expect((await s.buy({ email: 'LIN@people.example', name: '林 語澄' })).problem.code).toBe('registration.duplicate')
    expect((await s.buy({ name: '林語彤' })).status).toBe(200)
    expect((await s.buy({ allowDuplicate: true })).status).toBe(200)
  })

  it('is shut for an unpublished event, an unknown one, and tickets of another event', async () => {
    const s = await sale()
    const stranger = await sale({}, other)
    expect((await s.buy({ ticketTypeId: stranger.ticket.id })).problem.code).toBe('registration.unknown_ticket')
    expect(
      (
        await app.call(null, pub.register, {
          params: { slug: 'no-such-event' },
          body: { ticketTypeId: s.ticket.id, name: 'x', email: 'a@b.example', consents },
        })
      ).status,
    ).toBe(404)
    const draft = await app.event(org.key)
    expect((await app.call(null, pub.tickets, { params: { slug: draft.slug } })).status).toBe(404)
  })

  it('tells what is left', async () => {
    const s = await sale({ quota: 2 })
    await s.buy()
    const { tickets } = (await app.call(null, pub.tickets, { params: s.slug })).body
    expect(tickets.map((t) => [t.name.zh, t.quota, t.remaining, t.state])).toEqual([['一般票', 2, 1, 'open']])
  })
})

describe('a person’s own page', () => {
  it('opens by its token alone and cancels once', async () => {
    const s = await sale({ quota: 1 })
    const { body } = await s.buy()
    // Whoever cancels before the letter is written gets no confirmation.
    await app.app.settle()
    const inEvent = <T>(fn: Parameters<typeof app.run<T>>[1]) => app.run<T>(org.organisationId, fn, s.event.id)
    expect((await inEvent((ctx) => findByToken(ctx, body.token)))?.id).toBe(body.id)
    for (const wrong of ['', 'x'.repeat(44), body.token.slice(0, -1) + (body.token.endsWith('A') ? 'B' : 'A'), `${body.token}A`, body.qr])
      expect(await inEvent((ctx) => findByToken(ctx, wrong))).toBeNull()
    const elsewhere = await sale()
    expect(await app.run(org.organisationId, (ctx) => findByToken(ctx, body.token), elsewhere.event.id)).toBeNull()
    expect((await inEvent((ctx) => cancelByToken(ctx, body.token))).status).toBe('cancelled')
    expect((await inEvent((ctx) => cancelByToken(ctx, body.token))).status).toBe('cancelled')
    expect((await app.call(org.key, ticketEndpoints.get, { params: { ...s.params, id: s.ticket.id } })).body.sold).toBe(0)
    await app.app.settle()
    expect((await mails(s.event.id)).map((m) => m.kind)).toEqual(['registration.confirmed', 'registration.cancelled'])
    const history = await app.run(org.organisationId, (ctx) =>
      ctx.tx.selectFrom('auditEntry').select('action').where('entityId', '=', body.id).orderBy('at').execute(),
    )
    expect(history.map((h) => h.action)).toEqual(['create', 'cancel'])
  })
})

describe('the QR code', () => {
  const key = 'ab'.repeat(32)
  it('is short, verified with the event’s key alone, and made alike on server and device', async () => {
    const id = newId()
    const text = await qrPayload({ id }, key)
    expect([text.length, text]).toEqual([39, qrText({ id }, key)])
    expect(await readQr(` ${text}\n`, key)).toBe(id)
    expect(await readQr(text, 'cd'.repeat(32))).toBeNull()
    for (const wrong of [
      '',
      'BTH1',
      text.slice(0, -1),
      text.replace('BTH1', 'BTH2'),
      await qrPayload({ id: newId() }, 'cd'.repeat(32)),
      '<script>',
    ])
      expect(await readQr(wrong, key)).toBeNull()
    const token = await pageToken({ id }, key)
    expect([token, await readPageToken(token, key)]).toEqual([tokenText({ id }, key), id])
  })
  it('is drawn as a PNG that reads back as the same text', async () => {
    const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader')
    prepareZXingModule({
      overrides: {
        wasmBinary: new Uint8Array(
          await readFile(new URL('../../../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm', import.meta.url)),
        ).buffer,
      },
    })
    const text = await qrPayload({ id: newId() }, key)
    const png = qrPng(text)
    expect((await readBarcodes(new Uint8Array(png), { formats: ['QRCode'] })).map((r) => r.text)).toEqual([text])
    expect(qrSvg(text)).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+"/)
  })
})

describe('the office', () => {
  it('takes the attendance from the ticket unless told otherwise', async () => {
    const s = await sale({ attendance: 'online' })
    expect((await add(s)).body.attendance).toBe('online')
    expect((await add(s, { attendance: 'onsite' })).body.attendance).toBe('onsite')
  })

  it('links people to the directory, once for two registrations of one person, and takes the role back', async () => {
    const s = await sale()
    const one = (await add(s, { name: '雙重報', email: 'twice@people.example' })).body
    const two = (await add(s, { name: '雙重報', email: 'twice@people.example', allowDuplicate: true })).body
    await app.app.settle()
    const person = async (id: string) => (await app.call(org.key, office.get, { params: { ...s.params, id } })).body.personId
    const id = await person(one.id)
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(await person(two.id)).toBe(id)
    const roles = () =>
      app.run(org.organisationId, (ctx) =>
        ctx.tx.selectFrom('personRole').select(['role', 'sourceId']).where('personId', '=', id).execute(),
      )
    expect((await roles()).map((r) => r.role)).toEqual(['attendee', 'attendee'])
    await app.call(org.key, office.cancel, { params: { ...s.params, id: one.id }, body: {} })
    await app.app.settle()
    expect((await roles()).map((r) => r.sourceId)).toEqual([two.id])
  })

  it('changes, cancels, takes back and moves; the stock follows', async () => {
    const s = await sale({ quota: 1 })
    const online = (
      await app.call(org.key, ticketEndpoints.create, {
        params: s.params,
        body: { name: { zh: '線上票' }, price: 600, attendance: 'online', quota: 5 },
      })
    ).body
    const one = (await add(s)).body
    const id = { ...s.params, id: one.id }
    const changed = await app.call(org.key, office.change, {
      params: s.params,
      body: { changes: [{ id: one.id, patch: { organisation: '沐川飯店', email: 'chiang@people.example', version: one.version } }] },
    })
    expect(changed.body.rows.map((r) => [r.organisation, r.email, r.version])).toEqual([['沐川飯店', 'chiang@people.example', 2]])
    const stale = await app.call(org.key, office.change, {
      params: s.params,
      body: { changes: [{ id: one.id, patch: { title: 'x', version: 1 } }] },
    })
    expect(stale.problem.code).toBe('record.conflict')
    expect((await app.call(org.key, office.cancel, { params: id, body: { reason: '改期' } })).body.cancelReason).toBe('改期')
    const two = (await add(s, { name: '阮氏秋' })).body
    expect((await app.call(org.key, office.reinstate, { params: id, body: {} })).problem.code).toBe('registration.sold_out')
    const moved = (await app.call(org.key, office.move, { params: { ...s.params, id: two.id }, body: { ticketTypeId: online.id } })).body
    expect([moved.price, moved.attendance, moved.ticketName.zh]).toEqual([600, 'online', '線上票'])
    expect((await app.call(org.key, office.reinstate, { params: id, body: {} })).body.status).toBe('confirmed')
    const { rows } = (await app.call(org.key, ticketEndpoints.list, { params: s.params })).body
    expect(Object.fromEntries(rows.map((t) => [t.name.zh, t.sold]))).toEqual({ 一般票: 1, 線上票: 1 })
    const sum = (await app.call(org.key, office.summary, { params: s.params })).body
    expect([sum.confirmed, sum.onsite, sum.online, sum.cancelled, sum.revenue, sum.curve.at(-1)!.total]).toEqual([2, 1, 1, 0, 4200, 2])
  })

  it('pastes many people, all or none, each refusal at its row', async () => {
    const s = await sale({ quota: 2 })
    const rows = ['甲', '乙', '丙'].map((name) => ({ name, ticketTypeId: s.ticket.id }))
    const tooMany = await app.call(org.key, office.paste, { params: s.params, body: { rows } })
    expect(tooMany.problem.fields?.map((f) => [f.path, f.code])).toEqual([['rows.2', 'registration.sold_out']])
    expect((await app.call(org.key, office.list, { params: s.params })).body.total).toBe(0)
    const done = await app.call(org.key, office.paste, { params: s.params, body: { rows: rows.slice(0, 2) } })
    expect(done.body.rows.map((r) => [r.code, r.name, r.source])).toEqual([
      ['R-0001', '甲', 'import'],
      ['R-0002', '乙', 'import'],
    ])
    await app.app.settle()
    expect(await mails(s.event.id)).toEqual([])
  })

  it('never lets the quota sink below what is taken, nor a window run backwards', async () => {
    const s = await sale()
    await add(s)
    const id = { ...s.params, id: s.ticket.id }
    expect((await app.call(org.key, ticketEndpoints.update, { params: id, body: { quota: 0, version: 1 } })).problem.code).toBe(
      'ticket.quota_below_sold',
    )
    expect(
      (
        await app.call(org.key, ticketEndpoints.update, {
          params: id,
          body: { salesStart: '2027-02-01T00:00:00Z', salesEnd: '2027-01-01T00:00:00Z', version: 1 },
        })
      ).problem.code,
    ).toBe('ticket.window_reversed')
    expect((await app.call(org.key, ticketEndpoints.remove, { params: id })).problem.code).toBe('record.in_use')
  })

  it('exports CSV with BOM, formulas made harmless, and XLSX', async () => {
    const s = await sale()
    await add(s, { name: '=cmd|1', organisation: 'A, "B"', country: 'JP', diet: 'halal' })
    const csv = await app.call(org.key, office.export, { params: s.params, query: { format: 'csv' } })
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(csv.body as Uint8Array)
    const [head, line] = text.split('\r\n')
    expect(head!.startsWith('\u{feff}報名編號,姓名,英文姓名,單位')).toBe(true)
    expect(line!.startsWith(`R-0001,'=cmd|1,,"A, ""B""",,,,日本,一般票,實體,清真,,3600,TWD,已確認,人工登錄,`)).toBe(true)
    const xlsx = await app.call(org.key, office.export, { params: s.params, query: { format: 'xlsx' } })
    const { readSheet } = await import('read-excel-file/node')
    const cells = await readSheet(Buffer.from(xlsx.body as Uint8Array))
    expect([cells.length, cells[1]![0], cells[1]![12]]).toEqual([2, 'R-0001', 3600])
  })

  it('filters and searches, with as many statements for three rows as for one', async () => {
    const s = await sale()
    await add(s, { name: '甲' })
    const ask = (query = {}) => app.call(org.key, office.list, { params: s.params, query })
    await app.app.settle()
    const one = await app.count(ask)
    await add(s, { name: '乙', attendance: 'online' })
    await add(s, { name: '丙', email: 'secret@people.example' })
    await app.app.settle()
    expect(await app.count(ask)).toBe(one)
    expect((await ask({ attendance: 'online' })).body.rows.map((r) => r.name)).toEqual(['乙'])
    expect((await ask({ q: 'R-0003' })).body.rows.map((r) => r.name)).toEqual(['丙'])
    // An address must not be guessed letter by letter by those who may not see it.
    expect((await ask({ q: 'secret' })).body.rows).toEqual([])
  })
})

describe('who may see what', () => {
  it('masks addresses and numbers for viewers, in lists, records, exports and history', async () => {
    const s = await sale()
    const made = (await add(s, { email: 'wang@people.example', phone: '0912-345-678', note: '對花生過敏' })).body
    const viewer = await app.person(org.organisationId, 'viewer', s.event.id)
    const staff = await app.person(org.organisationId, 'staff', s.event.id, ['registration'])
    const sponsor = await app.person(org.organisationId, 'staff', s.event.id, ['sponsorship'])
    const seen = async (who: Record<string, string>) =>
      (await app.call(who, office.list, { params: s.params })).body.rows.map((r) => [r.email, r.phone, r.masked])
    expect(await seen(viewer.headers)).toEqual([['w***@people.example', '0912-***-678', true]])
    expect(await seen(sponsor.headers)).toEqual([['w***@people.example', '0912-***-678', true]])
    expect(await seen(staff.headers)).toEqual([['wang@people.example', '0912-345-678', false]])
    const raw = await Promise.all([
      app.call(viewer.headers, office.get, { params: { ...s.params, id: made.id } }),
      app.call(viewer.headers, office.export, { params: s.params }),
    ])
    for (const r of raw)
      expect(Buffer.from(r.body instanceof Uint8Array ? r.body : JSON.stringify(r.body)).toString()).not.toMatch(/wang@|0912-345|花生/)
    const history = await app.run(org.organisationId, (ctx) =>
      ctx.tx.selectFrom('auditEntry').select('changes').where('entityId', '=', made.id).execute(),
    )
    expect(JSON.stringify(history)).not.toMatch(/wang@|0912-345|花生/)
    expect((await add(s, {}, viewer.headers)).status).toBe(403)
    expect((await add(s, {}, staff.headers)).status).toBe(200)
    const desk = await app.person(org.organisationId, 'frontdesk', s.event.id)
    expect((await app.call(desk.headers, office.list, { params: s.params })).status).toBe(403)
    expect((await add(s, { name: '現場' }, desk.headers)).status).toBe(403)
  })

  it('shows nothing to another organisation', async () => {
    const s = await sale()
    const made = (await add(s)).body
    const id = { ...s.params, id: made.id }
    expect((await app.call(other.key, office.list, { params: s.params })).status).toBe(404)
    expect((await app.call(other.key, office.get, { params: id })).status).toBe(404)
    expect((await app.call(other.key, office.cancel, { params: id, body: {} })).status).toBe(404)
    const theirs = await sale({}, other)
    expect((await app.call(other.key, office.get, { params: { ...theirs.params, id: made.id } })).status).toBe(404)
    expect(
      (await app.call(other.key, office.move, { params: { ...theirs.params, id: made.id }, body: { ticketTypeId: theirs.ticket.id } }))
        .status,
    ).toBe(404)
    expect((await app.call(org.key, office.get, { params: id })).body.status).toBe('confirmed')
    const keys = await Promise.all([
      app.run(org.organisationId, (ctx) => deskKeys(ctx), s.event.id),
      app.run(other.organisationId, (ctx) => deskKeys(ctx), theirs.event.id),
    ])
    expect(new Set(keys.flatMap((k) => [k.qrKey, k.pageKey])).size).toBe(4)
  })
})

describe('around it', () => {
  it('feeds goals, alerts and the two lists', async () => {
    const s = await sale({ quota: 2 })
    await add(s, { country: 'TW' })
    await add(s, { name: '佐伯里奈', country: 'JP' })
    const cancelled = (await add(s, { name: '多的' })).problem.code
    expect(cancelled).toBe('registration.sold_out')
    const read = <T>(fn: Parameters<typeof app.run<T>>[1]) => app.run<T>(org.organisationId, fn, s.event.id)
    const figures = await read(async (ctx) => {
      const own = app.app.services.provided('figures').filter((p) => p.metrics.includes('registrations'))
      return Object.assign({}, ...(await Promise.all(own.map((f) => f.read(ctx))))) as Record<string, number>
    })
    expect(figures).toEqual({
      registrations: 2,
      registrations_onsite: 2,
      registrations_online: 0,
      countries: 2,
      foreign_attendees: 1,
      revenue: 7200,
    })
    const alerts = await read((ctx) =>
      app.app.services
        .provided('attention')
        .find((a) => a.name === 'registration')!
        .read(ctx),
    )
    expect(alerts.map((a) => [a.code, a.detail.zh])).toEqual([['registration.sold_out', '2／2 名']])
    const docs = app.app.services.provided('deliverables').filter((d) => ['registration-table', 'attendee-roster'].includes(d.key))
    const models = await read((ctx) =>
      Promise.all(
        docs.map((d) =>
          d.build(ctx, { lang: 'zh-TW', letterhead: { name: '測試' }, today: '2026-11-21', written: () => [], services: app.app.services }),
        ),
      ),
    )
    expect(models.map((m) => m.title)).toEqual(['報名資料表', '活動參與人員名冊'])
    expect(JSON.stringify(models[1])).toContain('佐伯里奈')
  })

  it('clones ticket types with shifted windows and nothing sold, and no people', async () => {
    const s = await sale({ salesStart: '2027-01-01T00:00:00.000Z', salesEnd: '2027-03-01T00:00:00.000Z' })
    await app.run(
      org.organisationId,
      (ctx) => ctx.tx.updateTable('ticketType').set({ salesStart: null }).where('id', '=', s.ticket.id).execute(),
      s.event.id,
    )
    await add(s)
    const next = await app.event(org.key)
    const map = new Map<string, string>()
    await app.run(org.organisationId, (ctx) => cloneTicketTypes(ctx, { fromEventId: s.event.id, toEventId: next.id, shiftDays: 7, map }))
    const rows = (await app.call(org.key, ticketEndpoints.list, { params: { eventId: next.id } })).body.rows
    expect(rows.map((t) => [t.id, t.name.zh, t.sold, t.quota, t.salesStart, t.salesEnd])).toEqual([
      [map.get(s.ticket.id), '一般票', 0, 20, null, '2027-03-08T00:00:00.000Z'],
    ])
    expect((await app.call(org.key, office.list, { params: { eventId: next.id } })).body.total).toBe(0)
  })

  it('knows when sales are open, and when they run out', () => {
    const t = { quota: 5, sold: 0, salesStart: '2027-01-01T00:00:00Z', salesEnd: '2027-02-01T00:00:00Z' }
    expect(['2026-12-31T23:59:59Z', '2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z'].map((now) => saleState(t, now))).toEqual([
      'notYet',
      'open',
      'closed',
    ])
    expect(saleState({ ...t, sold: 5 }, '2027-01-15T00:00:00Z')).toBe('soldOut')
    expect([daysLeft(10, 7), daysLeft(10, 0), daysLeft(3, 21)]).toEqual([10, null, 1])
  })

  it('reads countries as people write them', () => {
    expect(['台灣', '臺灣', 'Taiwan', 'tw', 'TW', '日本', 'United States', 'U.S.A.', '', 'Narnia'].map(countryCode)).toEqual([
      'TW',
      'TW',
      'TW',
      'TW',
      'TW',
      'JP',
      'US',
      'US',
      '',
      null,
    ])
    expect([countryCodes().includes('TW'), countryCodes().includes('EU'), countryCodes().includes('UK')]).toEqual([true, false, false])
  })
})
