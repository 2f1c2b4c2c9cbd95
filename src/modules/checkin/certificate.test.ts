import { describe, expect, it } from 'vitest'
import { newId } from '../../kernel/contract/ids.ts'
import { testApp } from '../../../tests/harness/app.ts'
import type { TableBlock } from '../documents/contract/model.ts'
import { eventEndpoints } from '../events/contract/event.ts'
import { registrationEndpoints } from '../registration/contract/registration.ts'
import { ticketEndpoints } from '../registration/contract/ticket.ts'
import { certificateEndpoints as e, type CertificateRow } from './contract/certificate.ts'
import { checkinEndpoints } from './contract/checkin.ts'
import { inputOf } from '../documents/server/index.ts'
import { certificateModel, enDays, enSpan, sentences } from './server/certificate-paper.ts'
import { hiddenName } from './server/verify.ts'
import { type SheetOptions, signInModel } from './server/sign-in.ts'
import { issueCertificates } from './server/certificate.ts'

const app = await testApp({ background: false })
const org = await app.organisation()
const other = await app.organisation('別家會展')
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

/** An event whose people are given; all of `came` are checked in. */
async function hall(names: string[], came = names.length) {
  const event = await app.event(org.key, {
    startDate: today,
    endDate: today,
    name: { zh: '永續論壇', en: 'Sustainability Forum' },
  } as never)
  const params = { eventId: event.id }
  const { body: seat } = await app.call(org.key, ticketEndpoints.create, {
    params,
    body: { name: { zh: '講者', en: '' }, attendance: 'onsite', category: 'speaker' } as never,
  })
  const { body, problem } = await app.call(org.key, registrationEndpoints.paste, {
    params,
    body: {
      rows: names.map((name, i) => ({
        name,
        ticketTypeId: seat.id,
        nameEn: i === 0 ? 'Wang Da-Ming' : '',
        organisation: '峰谷展覽工程',
        email: `secret${i}@guest.example`,
        phone: '0912-345-678',
      })),
    },
  })
  if (!body.rows) throw new Error(JSON.stringify(problem))
  const people = body.rows
  const scanned = await scan(
    params,
    people.slice(0, came).map((x) => x.id),
  )
  const issue = (registrationIds?: string[], who = org.key) =>
    app.call(who, e.issue, { params, body: registrationIds ? { registrationIds } : {} })
  const rows = async (query = {}) => (await app.call(org.key, e.list, { params, query })).body.rows
  return { event, params, people, scanned, issue, rows }
}
async function scan(params: { eventId: string }, ids: string[]) {
  if (!ids.length) return []
  const r = await app.call(org.key, checkinEndpoints.scan, {
    params,
    body: { scans: ids.map((registrationId) => ({ id: newId(), registrationId, source: 'name' as const })) as never },
  })
  return r.body.results.map((x) => x.id)
}
const page = (path: string) => app.send(null, { method: 'GET', url: path })
const pagesOf = (pdf: unknown) => Number(/\/Type \/Pages\s+\/Count (\d+)/.exec(Buffer.from(pdf as Uint8Array).toString('latin1'))?.[1])
/** What a paper of the event says, before it is drawn. */
const paper = (eventId: string, key: 'attendance-certificate' | 'sign-in-sheet', o?: SheetOptions) =>
  app.run(
    org.organisationId,
    async (ctx) => {
      const input = await inputOf(ctx, app.app.services, key, 'zh-TW')
      return key === 'sign-in-sheet' ? signInModel(ctx, input, o) : certificateModel(ctx, input)
    },
    eventId,
  )

describe('certificates of attendance', () => {
  it('go to the confirmed people who came, numbered without gaps in the order of registration', async () => {
    const h = await hall(['王大明', '李小華', '陳又恩'], 2)
    const { body: before } = await app.call(org.key, e.summary, { params: h.params })
    expect(before).toEqual({ came: 2, waiting: 2, valid: 0, revoked: 0, attention: 0, outdated: 0 })
    expect((await h.issue()).body).toEqual({ issued: 2, renewed: 0 })
    expect((await h.rows()).map((r) => [r.serial, r.name, r.days, r.attention])).toEqual([
      ['C-0001', '王大明', [today], null],
      ['C-0002', '李小華', [today], null],
    ])
    expect((await h.issue([h.people[2]!.id])).body).toEqual({ issued: 0, renewed: 0 })
  })

  it('have no gaps though two issue at once and a third is refused', async () => {
    const h = await hall(Array.from({ length: 40 }, (_, i) => `來賓${i}`))
    const refused = app
      .run(
        org.organisationId,
        async (ctx) => {
          await issueCertificates(ctx)
          throw new Error('refused')
        },
        h.event.id,
      )
      .catch((x: Error) => x.message)
    const half = h.people.slice(0, 20).map((x) => x.id)
    const answers = await Promise.all([h.issue(half), h.issue(), h.issue(half), h.issue()])
    expect(await refused).toBe('refused')
    expect(answers.reduce((sum, a) => sum + a.body.issued, 0)).toBe(40)
    const rows = await h.rows({ limit: 500 })
    expect(rows.map((r) => r.number)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    expect(new Set(rows.map((r) => r.verify)).size).toBe(40)
    await scan(h.params, [])
    expect((await h.issue()).body).toEqual({ issued: 0, renewed: 0 })
  })

  it('keep number and address when issued anew, and say then what stands', async () => {
    const h = await hall(['王大明'])
    await h.issue()
    const [first] = await h.rows()
    const before = '2027-01-02'
    await app.run(
      org.organisationId,
      (ctx) =>
        ctx.tx
          .insertInto('checkin')
          .values({
            id: newId(),
            organisationId: ctx.orgId,
            eventId: h.event.id,
            registrationId: h.people[0]!.id,
            day: before,
            at: '2027-01-02T01:00:00Z',
            device: '',
            source: 'name',
            byName: '',
            point: 'main',
          } as never)
          .execute(),
      h.event.id,
    )
    expect((await h.rows()).map((r) => [r.attention, r.days, r.daysNow])).toEqual([['days', [today], [today, before].toSorted()]])
    expect((await h.issue()).body).toEqual({ issued: 0, renewed: 1 })
    const [again] = await h.rows()
    expect([again!.serial, again!.verify, again!.issues, again!.attention, again!.days]).toEqual([
      first!.serial,
      first!.verify,
      2,
      null,
      [today, before].toSorted(),
    ])
  })

  it('are not lost silently when the arrival is taken back or the place is cancelled: they ask for attention', async () => {
    const h = await hall(['王大明', '李小華', '陳又恩'])
    await h.issue()
    await app.call(org.key, checkinEndpoints.undo, { params: { ...h.params, id: h.scanned[0]! }, body: {} })
    await app.call(org.key, registrationEndpoints.cancel, { params: { ...h.params, id: h.people[1]!.id }, body: {} as never })
    expect((await h.issue()).body).toEqual({ issued: 0, renewed: 0 })
    const rows = await h.rows({ state: 'attention' })
    expect(rows.map((r) => [r.serial, r.attention, r.days, r.revokedAt])).toEqual([
      ['C-0001', 'absent', [today], null],
      ['C-0002', 'cancelled', [today], null],
    ])
    const { body } = await app.call(org.key, e.summary, { params: h.params })
    expect(body).toEqual({ came: 1, waiting: 0, valid: 3, revoked: 0, attention: 2, outdated: 0 })
    expect((await page(rows[0]!.verify)).statusCode).toBe(200)
  })

  it('are revoked with a reason that stays inside, and the revocation can be taken back', async () => {
    const h = await hall(['王大明', '李小華'])
    await h.issue()
    const [row] = await h.rows()
    const at = { ...h.params, id: row!.id }
    const empty = await app.call(org.key, e.revoke, { params: at, body: { reason: '  ' } })
    const done = await app.call(org.key, e.revoke, { params: at, body: { reason: '代簽，王大明本人未到' } })
    const twice = await app.call(org.key, e.revoke, { params: at, body: { reason: '再一次' } })
    expect([empty.problem.code, done.body.revokeReason, twice.problem.code]).toEqual([
      'request.invalid',
      '代簽，王大明本人未到',
      'record.not_found',
    ])
    const zh = await page(row!.verify)
    expect([zh.statusCode, zh.body.includes('這張證明已撤銷'), zh.body.includes('代簽')]).toEqual([200, true, false])
    expect((await h.issue()).body).toEqual({ issued: 0, renewed: 0 })
    const file = (query = {}) => app.call(org.key, e.file, { params: h.params, query })
    expect((await paper(h.event.id, 'attendance-certificate')).certificates!.pages.map((x) => x.serial)).toEqual(['C-0002'])
    expect(pagesOf((await file()).body)).toBe(1)
    expect((await file({ id: row!.id })).problem.code).toBe('record.not_found')
    await app.call(org.key, e.restore, { params: at, body: {} })
    const back = await page(row!.verify)
    expect([back.body.includes('這張證明有效'), back.body.includes('C-0001')]).toEqual([true, true])
  })

  it('show on the public page neither the full name nor an address, in both languages, without script', async () => {
    const h = await hall(['王大明', '𠮷', '<script>alert(1)</script>', 'Ana Lima'])
    await app.call(org.key, eventEndpoints.update, { params: h.params, body: { published: true, version: h.event.version } as never })
    await h.issue()
    const rows = await h.rows()
    const bodies = await Promise.all(rows.flatMap((r) => [page(r.verify), page(`/en${r.verify}`)]))
    expect(bodies.map((b) => b.statusCode)).toEqual(rows.flatMap(() => [200, 200]))
    const all = bodies.map((b) => b.body).join('\n')
    const secrets = [
      '王大明',
      '大明',
      'Wang Da',
      '𠮷',
      'alert(1)',
      'Ana Lima',
      'Lima',
      'secret0',
      'guest.example',
      '0912',
      '峰谷',
      h.people[0]!.code,
      h.people[0]!.id,
    ]
    expect(secrets.filter((s) => all.includes(s))).toEqual([])
    expect([
      all.includes('王○明'),
      all.includes('A*** L***'),
      /<script/i.test(all),
      all.includes('永續論壇'),
      all.includes('Sustainability Forum'),
    ]).toEqual([true, true, false, true, true])
    expect(bodies.filter((b) => !b.body.includes(`/e/${h.event.slug}/theme.css`)).length).toBe(0)
    expect(bodies[0]!.headers['cache-control']).toBe('no-store')
  })

  it('are verified for an event whose site is not public, and unknown codes get a humane 404', async () => {
    const h = await hall(['王大明'])
    await h.issue()
    const [row] = await h.rows()
    const theirs = await app.event(other.key)
    const code = row!.verify.split('/').at(-1)!
    const answers = await Promise.all(
      [
        row!.verify,
        `/e/${h.event.slug}/c/${code.slice(0, -1)}${code.endsWith('A') ? 'Q' : 'A'}`,
        `/e/${h.event.slug}/c/nothing`,
        `/e/${theirs.slug}/c/${code}`,
        `/en/e/no-such-event/c/${code}`,
        `/e/${h.event.slug}/c/%00%27--`,
      ].map(page),
    )
    expect(answers.map((a) => a.statusCode)).toEqual([200, 404, 404, 404, 404, 404])
    expect(answers.slice(1).map((a) => a.body.includes('證明') || a.body.includes('certificate'))).toEqual([true, true, true, true, true])
  })

  it('print the names as they are, hostile ones too, with number and sentences in both languages', async () => {
    const long = '長'.repeat(60)
    const h = await hall(['王大明', '犇', long, '#panic("x") $a$ *b* <b>&amp;', '喆堃'])
    await h.issue()
    const { body, headers } = await app.call(org.key, e.file, { params: h.params })
    expect([headers['content-type'], pagesOf(body)]).toEqual(['application/pdf', 5])
    const { certificates } = await paper(h.event.id, 'attendance-certificate')
    expect(certificates!.pages.map((x) => [x.serial, x.name, x.nameEn])).toEqual([
      ['C-0001', '王大明', 'Wang Da-Ming'],
      ['C-0002', '犇', ''],
      ['C-0003', long, ''],
      ['C-0004', '#panic("x") $a$ *b* <b>&amp;', ''],
      ['C-0005', '喆堃', ''],
    ])
    const [first] = certificates!.pages
    expect([first!.zh.includes('以講者身分出席'), first!.en.includes('as a speaker'), first!.zh.endsWith('共\u00a01\u00a0日。')]).toEqual([
      true,
      true,
      true,
    ])
    expect(first!.verify).toMatch(new RegExp(`^http://localhost:8080/e/${h.event.slug}/c/[\\w-]{22}$`))
    expect(/小時|時數|hour/.test(JSON.stringify(certificates))).toBe(false)
    const [row] = await h.rows()
    expect(pagesOf((await app.call(org.key, e.file, { params: h.params, query: { id: row!.id } })).body)).toBe(1)
  })

  it('are for those who may: a viewer reads the list alone, staff may not revoke, another organisation finds nothing', async () => {
    const h = await hall(['王大明'])
    await h.issue()
    const [row] = await h.rows()
    const at = { ...h.params, id: row!.id }
    const roles = ['viewer', 'frontdesk', 'staff', 'planner'] as const
    const seen: Record<string, number[]> = {}
    for (const r of roles) {
      const { headers } = await app.person(org.organisationId, r, h.event.id)
      seen[r] = [
        (await app.call(headers, e.list, { params: h.params })).status,
        (await app.call(headers, e.issue, { params: h.params, body: {} })).status,
        (await app.call(headers, e.file, { params: h.params })).status,
        (await app.call(headers, e.revoke, { params: at, body: { reason: '試' } })).status,
      ]
    }
    expect(seen).toEqual({
      viewer: [200, 403, 403, 403],
      frontdesk: [403, 403, 403, 403],
      staff: [200, 200, 200, 403],
      planner: [200, 200, 200, 200],
    })
    expect((await app.call(other.key, e.list, { params: h.params })).status).toBe(404)
  })

  it('are listed with the same number of statements however many there are, and found by number, name and code', async () => {
    const [one, many] = [await hall(['甲']), await hall(['王大明', '李小華', '100%_\\'])]
    await one.issue()
    await many.issue()
    const count = (h: typeof one) => app.count(() => app.call(org.key, e.list, { params: h.params }))
    expect(await count(one)).toBe(await count(many))
    const found = async (q: string) => (await many.rows({ q })).map((r: CertificateRow) => r.serial)
    expect([await found('c-2'), await found('李'), await found('%'), await found('wang'), await found('C-9')]).toEqual([
      ['C-0002'],
      ['C-0002'],
      ['C-0003'],
      ['C-0001'],
      [],
    ])
  })

  it('cannot be made double or without a reason by the database either', async () => {
    const h = await hall(['王大明', '李小華'])
    await h.issue()
    const change = (set: Record<string, unknown>) =>
      app
        .run(
          org.organisationId,
          (ctx) => ctx.tx.updateTable('attendanceCertificate').set(set).where('eventId', '=', h.event.id).execute(),
          h.event.id,
        )
        .then(
          () => 'done',
          (x: { constraint?: string }) => x.constraint ?? 'refused',
        )
    const told = [
      await change({ number: 7 }),
      await change({ registrationId: h.people[0]!.id }),
      await change({ revokedAt: '2027-01-01T00:00:00Z' }),
      await change({ number: 0 }),
    ]
    expect(told.includes('done')).toBe(false)
  })
})

describe('the sign-in sheet', () => {
  it('has a table a day with everybody on site, empty rows and the order asked for', async () => {
    const h = await hall(['王大明', '丁一', '<b>#x'])
    const sheet = async (o?: SheetOptions) =>
      (await paper(h.event.id, 'sign-in-sheet', o)).blocks.find((b) => b.type === 'table') as TableBlock
    const usual = await sheet()
    expect(usual.rows!.map((r) => [r.n, r.code])).toEqual([
      [1, 'R-0001'],
      [2, 'R-0002'],
      [3, 'R-0003'],
      ...Array.from({ length: 10 }, (_, i) => [i + 4, '']),
    ])
    expect(usual.columns.map((c) => c.label)).toEqual(['序', '編號', '姓名', '單位', '職稱', '票種', '簽到', '簽退'])
    const byName = await sheet({ order: 'name', blank: 0, boxes: 'in' })
    expect(byName.rows!.map((r) => r.code)).toEqual(['R-0003', 'R-0002', 'R-0001'])
    expect(byName.columns.at(-1)!.label).toBe('簽到')
    expect(/0912|guest\.example/.test(JSON.stringify(usual))).toBe(false)
    const made = await app.call(org.key, e.signIn, { params: h.params, query: { blank: 40 } })
    expect([made.headers['content-type'], pagesOf(made.body)]).toEqual(['application/pdf', 3])
    expect((await app.call(org.key, e.signIn, { params: h.params, query: { day: '1999-01-01' } })).problem.code).toBe('request.invalid')
  })
})

describe('words on the paper', () => {
  it('say days and spans in English without repeating month and year', () => {
    expect([
      enSpan('2027-05-13', '2027-05-13'),
      enSpan('2027-05-13', '2027-05-14'),
      enSpan('2027-06-30', '2027-07-02'),
      enSpan('2026-12-31', '2027-01-01'),
    ]).toEqual(['13 May 2027', '13–14 May 2027', '30 June – 2 July 2027', '31 December 2026 – 1 January 2027'])
    expect([
      enDays(['2027-05-13']),
      enDays(['2027-05-13', '2027-05-14']),
      enDays(['2027-06-30', '2027-07-01']),
      enDays(['2026-12-31', '2027-01-01', '2027-01-02']),
    ]).toEqual(['13 May 2027', '13 and 14 May 2027', '30 June and 1 July 2027', '31 December 2026, 1 and 2 January 2027'])
  })
  it('tell online from on site, and many days as a count', () => {
    const event = {
      name: { zh: '展', en: 'Expo' },
      zone: 'Asia/Taipei',
      startDate: '2027-05-01',
      endDate: '2027-05-14',
      venueName: { zh: '館', en: 'Hall' },
      slug: 'x',
    }
    const days = Array.from({ length: 8 }, (_, i) => `2027-05-0${i + 1}`)
    const said = sentences(event, { days, category: 'vip', attendance: 'online' })
    expect(said.zh.replaceAll('\u00a0', ' ')).toBe(
      '中華民國 116 年 5 月 1 日至 14 日舉辦之「展」，茲證明上列人員以貴賓身分線上參加；報到日期：5 月 1 日至 5 月 8 日間，共 8 日。',
    )
    expect(said.en).toBe(
      'This is to certify that the above-named took part in Expo (1–14 May 2027) online as a guest of honour and logged in on 8 days between 1–8 May 2027.',
    )
  })
  it('hide names of one character whole', () => {
    expect(['王', '王明', '王大明', 'Ana', ' ', '𠮷'].map(hiddenName)).toEqual(['○', '王○', '王○明', 'A***', '', '○'])
  })
})
