import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { PASSWORD, testApp } from '../../../tests/harness/app.ts'
import { securityEndpoints } from '../identity/contract/security.ts'
import { charactersOf, notIn, pagesOf } from '../documents/render.readers.ts'
import { missingGlyphs } from '../documents/server/index.ts'
import { documentEndpoints } from '../documents/contract/documents.ts'
import { deskEndpoints } from '../events/contract/desk.ts'
import { readQr } from '../registration/contract/qr.ts'
import { registrationEndpoints } from '../registration/contract/registration.ts'
import { ticketCategories, ticketEndpoints } from '../registration/contract/ticket.ts'
import { deskKeys } from '../registration/server/index.ts'
import { codesIn, inkAtEdges } from './badges.fixture.ts'
import {
  badgeEndpoints as e,
  badgeFields,
  badgeSizes,
  bandDefaults,
  bandOf,
  contrast,
  defaultDesign,
  inkOn,
  sizeOf,
} from './contract/badge.ts'

const app = await testApp({ background: false })
const org = await app.organisation()
const other = await app.organisation('別家會展')

type Person = { name: string; [k: string]: unknown }
async function hall(people: Person[], who = org.key) {
  const event = await app.event(who)
  const params = { eventId: event.id }
  const ticket = async (name: string, category: string, attendance = 'onsite') =>
    (await app.call(who, ticketEndpoints.create, { params, body: { name: { zh: name, en: '' }, category, attendance } as never })).body as {
      id: string
    }
  const [general, speaker, stream] = [
    await ticket('一般票', 'general'),
    await ticket('講者', 'speaker'),
    await ticket('線上', 'general', 'online'),
  ]
  const add = async (rows: Person[], ticketTypeId: string, attendance = 'onsite') => {
    const r = await app.call(who, registrationEndpoints.paste, {
      params,
      body: { rows: rows.map((p) => ({ ...p, ticketTypeId, attendance })) as never },
    })
    if (r.status !== 200) throw new Error(JSON.stringify(r.problem))
    return r.body.rows
  }
  const rows = people.length ? await add(people, general.id) : []
  const print = async (query: Record<string, unknown> = {}, as = who) => app.call(as, e.print, { params, query } as never)
  const preview = async (body: Record<string, unknown> = {}, as = who) =>
    app.call(as, e.preview, { params, body: { layout: defaultDesign, ...body } as never })
  const save = (design: Record<string, unknown>, version = 0, as = who) =>
    app.call(as, e.save, { params, body: { ...defaultDesign, ...design, version } as never })
  return { event, params, rows, add, general, speaker, stream, print, preview, save }
}
const bytes = (r: { body: unknown }) => new Uint8Array(r.body as Buffer)
const A4_ONE = { paper: 'a4' } as const

describe('what is printed', () => {
  it('holds confirmed people on site and nobody else, two pages each with a back', async () => {
    const h = await hall([{ name: '陳怡君' }, { name: '林志明' }, { name: '取消者' }])
    await h.add([{ name: '線上的人' }], h.stream.id, 'online')
    await app.call(org.key, registrationEndpoints.cancel, { params: { ...h.params, id: h.rows[2]!.id }, body: {} })
    const all = await h.print()
    expect([all.status, all.headers['content-type'], pagesOf(bytes(all))]).toEqual([200, 'application/pdf', '2'])
    const said = charactersOf(bytes(all))
    expect([notIn('陳怡君林志明', said), notIn('消線', said)]).toEqual([[], ['消', '線']])
    expect((await h.save({ back: { zh: '集合地點：東側廣場', en: 'Assembly point' } })).status).toBe(200)
    expect(pagesOf(bytes(await h.print()))).toBe('4')
    expect((await h.save({ back: { zh: '集合地點', en: '' }, size: 'label-62x100' }, 1)).status).toBe(200)
    expect(pagesOf(bytes(await h.print()))).toBe('2')
  })

  it('is sorted and filtered, and says so when nobody fits', async () => {
    const h = await hall([{ name: '王大明' }, { name: '丁小雨' }, { name: '李中' }])
    await h.add([{ name: 'Ana' }], h.speaker.id)
    const state = await app.call(org.key, e.get, { params: h.params })
    expect(state.body.tickets.map((t) => [t.name.zh, t.category, t.count])).toEqual([
      ['一般票', 'general', 3],
      ['講者', 'speaker', 1],
    ])
    expect(pagesOf(bytes(await h.print({ category: 'speaker' })))).toBe('1')
    expect(pagesOf(bytes(await h.print({ ticketTypeId: h.general.id, sort: 'code' })))).toBe('3')
    expect((await h.print({ ticketTypeId: h.stream.id })).problem.code).toBe('badges.none')
    expect((await h.print({ part: 2 })).problem.code).toBe('badges.none')
    expect((await h.print({ part: 0 })).problem.code).toBe('request.invalid')
  })

  it('stands four to a sheet of A4, the backs mirrored behind them', async () => {
    const h = await hall(Array.from({ length: 5 }, (_, i) => ({ name: `來賓${i}` })))
    await h.save({ ...A4_ONE, back: { zh: '一一九', en: '' } })
    const pdf = bytes(await h.print())
    expect(pagesOf(pdf)).toBe('4')
    expect(
      Buffer.from(pdf)
        .toString('latin1')
        .match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/)
        ?.slice(1)
        .map((n) => Math.round(Number(n))),
    ).toEqual([595, 842])
  })

  it('reads with the same few statements for one and for many', async () => {
    const few = await hall([{ name: '一' }])
    const many = await hall(Array.from({ length: 30 }, (_, i) => ({ name: `人${i}` })))
    const count = async (h: typeof few) => app.count(async () => expect((await h.print()).status).toBe(200))
    expect(await count(many)).toBe(await count(few))
  })
})

describe('codes', () => {
  it('decode from pixels in every size, each to its own registration', async () => {
    const h = await hall([{ name: '陳怡君', organisation: '國立陽明交通大學' }, { name: '林志明' }, { name: 'Ana Lima' }])
    const { qrKey } = await app.run(org.organisationId, deskKeys, h.event.id)
    for (const size of badgeSizes)
      for (const row of h.rows) {
        const svg = await h.preview({ layout: { ...defaultDesign, size, show: [...badgeFields] }, registrationId: row.id })
        const codes = await codesIn(bytes(svg))
        expect([size, codes.length, await readQr(codes[0] ?? '', qrKey)]).toEqual([size, 1, row.id])
      }
  })
})

describe('names', () => {
  const long = [
    '王',
    '𠮷喆堃犇',
    '阿'.repeat(60),
    'X'.repeat(60),
    'Christopher Bartholomew Featherstonehaugh-Cholmondeley III',
    'Ω Ж ñ あ 한글 العربية ไทย',
  ]
  it('with rare characters have glyphs in the file', async () => {
    expect(missingGlyphs('𠮷喆堃犇峯')).toEqual([])
    const h = await hall([{ name: '𠮷喆堃犇', organisation: '堃泰峯企業' }])
    const said = charactersOf(bytes(await h.print()))
    expect([notIn('𠮷喆堃犇泰峯企業', said), said.has('〓')]).toEqual([[], false])
  })
  it('and organisations of any length stay inside every badge and are never left out', async () => {
    const h = await hall(
      long.map((name) => ({
        name,
        nameEn: name.slice(0, 60),
        organisation: '財團法人中華民國對外貿易發展協會臺北國際會議中心'.repeat(6),
        title: `https://${'a'.repeat(100)}`,
      })),
    )
    for (const size of badgeSizes) {
      const show = badgeFields.filter((f) => f !== 'band' && f !== 'qr')
      const layout = { ...defaultDesign, size, show }
      const pictures = await Promise.all(h.rows.map((r) => h.preview({ layout, registrationId: r.id })))
      for (const p of pictures) expect([size, await inkAtEdges(bytes(p), 1.5, sizeOf[size].width)]).toEqual([size, [0, 0, 0, 0]])
      expect((await h.save({ ...layout, words: 'zh' }, badgeSizes.indexOf(size))).status).toBe(200)
      expect(notIn('王𠮷喆堃犇阿XCFΩЖñあ한', charactersOf(bytes(await h.print())))).toEqual([])
    }
  })
  it('are text, never markup', async () => {
    const h = await hall([{ name: '#pagebreak()*粗*$x^2$', organisation: '<script>alert(1)</script>' }])
    const pdf = bytes(await h.print())
    expect([pagesOf(pdf), notIn('#pagebreak()*粗$^<script>', charactersOf(pdf))]).toEqual(['1', []])
  })
})

describe('colours', () => {
  it('of bands read well, whatever somebody picks', () => {
    expect(ticketCategories.filter((c) => contrast(bandDefaults[c].colour, inkOn(bandDefaults[c].colour)) < 4.5)).toEqual([])
    const steps = ['00', '33', '66', '77', '99', 'cc', 'ff']
    const all = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)))
    expect(all.filter((c) => contrast(c, inkOn(c)) < 4.5)).toEqual([])
    expect([contrast('#000000', '#ffffff'), contrast('#777777', '#777777')]).toEqual([21, 1])
  })
  it('an early bird is an attendee like the others; own words and colours win', () => {
    expect(bandOf(defaultDesign, 'early')).toEqual({ category: 'early', colour: '#2f6f5e', zh: '與會者', en: 'ATTENDEE' })
    const own = { bands: [{ category: 'early' as const, colour: '#ff0000', zh: '早鳥', en: '' }] }
    expect(bandOf(own, 'early')).toEqual({ category: 'early', colour: '#ff0000', zh: '早鳥', en: 'ATTENDEE' })
  })
})

describe('the layout', () => {
  it('has a default, is kept by version, and refuses what no printer knows', async () => {
    const h = await hall([])
    const fresh = await app.call(org.key, e.get, { params: h.params })
    expect([fresh.body.version, fresh.body.layout, fresh.body.tickets]).toEqual([0, defaultDesign, []])
    expect(defaultDesign.show.includes('diet')).toBe(false)
    expect((await h.save({ size: '90x130' })).body.layout.size).toBe('90x130')
    expect((await h.save({ size: 'a6' })).problem.code).toBe('record.conflict')
    expect((await h.save({ size: 'a6' }, 1)).body.version).toBe(2)
    for (const bad of [{ size: 'a3' }, { show: ['photo'] }, { bands: [{ category: 'vip', colour: 'red' }] }])
      expect((await h.save(bad, 2)).problem.code).toBe('request.invalid')
    const twice = [1, 2].map(() => ({ category: 'vip', colour: '#112233' }))
    expect((await h.save({ bands: twice }, 2)).problem.code).toBe('request.invalid')
  })
  it('goes along when the event is cloned, without the people', async () => {
    const h = await hall([{ name: '陳怡君' }])
    await h.save({ size: 'label-100x50', bands: [{ category: 'vip', colour: '#112233', zh: '貴賓', en: '' }] })
    const clone = await app.call(org.key, deskEndpoints.clone, {
      params: h.params,
      body: { slug: `c${Date.now()}`, name: { zh: '明年', en: '' }, startDate: '2028-05-13' } as never,
    })
    expect(clone.status).toBe(200)
    const copy = await app.call(org.key, e.get, { params: { eventId: clone.body.id } })
    expect([copy.body.layout.size, copy.body.layout.bands[0]?.colour, copy.body.tickets]).toEqual(['label-100x50', '#112233', []])
  })
  it('previews an example while nobody registered; a picture of the back has no code', async () => {
    const h = await hall([])
    expect((await codesIn(bytes(await h.preview()))).length).toBe(1)
    const back = await h.preview({ layout: { ...defaultDesign, back: { zh: '緊急電話 119', en: '' } }, side: 'back' })
    expect([back.status, await codesIn(bytes(back))]).toEqual([200, []])
  })
})

describe('who may', () => {
  it('print: office and registration staff; nobody without personal data, nobody of another house', async () => {
    const h = await hall([{ name: '陳怡君' }])
    const at = (role: never, groups: string[] = []) => app.person(org.organisationId, role, h.event.id, groups)
    const one = { params: { ...h.params, id: h.rows[0]!.id } }
    const tried = async (who: Record<string, string>) => [
      (await app.call(who, e.get, { params: h.params })).status,
      (await h.preview({}, who)).status,
      (await app.call(who, e.one, one)).status,
      (await h.save({}, 0, who)).status,
    ]
    for (const [role, groups] of [
      ['staff', ['programme']],
      ['accountant', []],
      ['viewer', []],
      ['frontdesk', []],
    ] as const)
      expect([role, await tried((await at(role as never, [...groups])).headers)]).toEqual([role, [403, 403, 403, 403]])
    expect(await tried(other.key)).toEqual([404, 404, 404, 404])
    const desk = await at('staff' as never, ['registration'])
    expect(await tried(desk.headers)).toEqual([200, 200, 200, 200])
  })
  it('a batch asks a person to prove who they are, a single badge does not; both are in the audit trail', async () => {
    const h = await hall([{ name: '陳怡君' }, { name: '林志明' }])
    const planner = await app.person(org.organisationId, 'planner' as never, h.event.id)
    await app.app.services.db.asSystem(async (tx) => {
      await sql`update auth_session set "createdAt" = now() - interval '2 hours' where "userId" = ${planner.userId}`.execute(tx)
      await sql`update session_guard set verified_at = now() - interval '2 hours' where user_id = ${planner.userId}`.execute(tx)
    })
    const one = { params: { ...h.params, id: h.rows[0]!.id }, query: { size: 'label-62x100' as const } }
    const single = await app.call(planner.headers, e.one, one)
    expect([single.status, String(single.headers['content-disposition']).startsWith('inline')]).toEqual([200, true])
    expect((await h.print({}, planner.headers)).problem.code).toBe('auth.step_up_required')
    const proof = await app.call(planner.headers, securityEndpoints.stepUp, { body: { password: PASSWORD } })
    expect((await h.print({}, { cookie: String(proof.headers['set-cookie']).split(';')[0]! })).status).toBe(200)
    const said = await app.run(org.organisationId, (ctx) =>
      ctx.tx
        .selectFrom('auditEntry')
        .select(['entity', 'action', 'label'])
        .where('eventId', '=', h.event.id)
        .where('action', 'in', ['badge.printed', 'export.unmasked'])
        .orderBy('at')
        .execute(),
    )
    expect(said).toEqual([
      { entity: 'registration', action: 'badge.printed', label: h.rows[0]!.code },
      { entity: 'badgeLayout', action: 'export.unmasked', label: '2' },
    ])
  })
  it('no badge for a cancelled registration, nor for one of another event', async () => {
    const h = await hall([{ name: '陳怡君' }])
    const away = await hall([{ name: '外人' }])
    const id = h.rows[0]!.id
    await app.call(org.key, registrationEndpoints.cancel, { params: { ...h.params, id }, body: {} })
    expect((await app.call(org.key, e.one, { params: { ...h.params, id } })).problem.code).toBe('badges.not_admitted')
    expect((await app.call(org.key, e.one, { params: { ...h.params, id: away.rows[0]!.id } })).status).toBe(404)
    expect((await h.preview({ registrationId: away.rows[0]!.id })).status).toBe(404)
  })
})

describe('the deliverable 入場許可證', () => {
  it('is the badges as PDF and their list in the browser', async () => {
    const h = await hall([{ name: '陳怡君' }, { name: '林志明' }])
    const at = { params: { ...h.params, key: 'badge' as const } }
    const file = await app.call(org.key, documentEndpoints.file, { ...at, query: { format: 'pdf', lang: 'zh-TW' } } as never)
    expect([file.status, pagesOf(bytes(file))]).toEqual([200, '2'])
    const page = await app.call(org.key, documentEndpoints.preview, { ...at, query: { lang: 'zh-TW' } } as never)
    expect(page.body.html.includes('名牌清冊') || page.body.html.includes('陳怡君')).toBe(true)
    const empty = await hall([])
    const none = await app.call(org.key, documentEndpoints.file, {
      params: { ...empty.params, key: 'badge' },
      query: { format: 'pdf' },
    } as never)
    expect(none.problem.code).toBe('badges.none')
  })
})
