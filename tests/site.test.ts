import { readFile } from 'node:fs/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { join } from 'node:path'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { eventEndpoints } from '../src/modules/events/contract/event.ts'
import { programmeEndpoints } from '../src/modules/programme/contract/programme.ts'
import { sessionEndpoints } from '../src/modules/programme/contract/session.ts'
import { speakerEndpoints } from '../src/modules/programme/contract/speaker.ts'
import { publicRegistrationEndpoints as pub } from '../src/modules/registration/contract/public.ts'
import { registrationEndpoints } from '../src/modules/registration/contract/registration.ts'
import { ticketEndpoints } from '../src/modules/registration/contract/ticket.ts'
import { testApp } from './harness/app.ts'

const app = await testApp()
const org = await app.organisation()
/** Words as a reader sees them; the pages mark where lines may break. */
const words = (r: { body: string }) => r.body.replaceAll('<wbr>', '')
const get = (url: string, headers: Record<string, string> = {}) => app.send(null, { method: 'GET', url, headers })
const post = (url: string, fields: Record<string, string>) =>
  app.send(null, {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  })
const realFile = (name: string) => readFile(join(import.meta.dirname, '../../shared/realdata', name))

/** A published event with one session, one speaker who keeps things to herself, and one ticket type. */
async function site(o: { ticket?: object; event?: object; title?: string } = {}) {
  const event = await app.event(org.key, { published: true, name: { zh: '永續會展論壇', en: 'Sustainable Events Forum' }, ...o.event })
  const params = { eventId: event.id }
  const speaker = await app.call(org.key, speakerEndpoints.create, {
    params,
    body: { name: { zh: '周語彤', en: 'Yu-tung Chou' }, email: 'private.speaker@people.example' } as never,
  })
  const session = await app.call(org.key, sessionEndpoints.create, {
    params,
    body: {
      title: { zh: o.title ?? '循環佈置', en: 'Circular staging' },
      startAt: '2027-05-13T01:30:00Z',
      durationMin: 45,
      state: 'confirmed',
      published: true,
      note: '內部備註：換場五分鐘',
      speakers: [{ speakerId: speaker.body.id }],
    } as never,
  })
  const ticket = await app.call(org.key, ticketEndpoints.create, {
    params,
    body: { name: { zh: '一般票', en: 'Regular' }, quota: 3, ...o.ticket } as never,
  })
  expect([speaker.status, session.status, ticket.status]).toEqual([200, 200, 200])
  return { event, params, path: `/e/${event.slug}`, speaker: speaker.body, session: session.body, ticket: ticket.body }
}
type Site = Awaited<ReturnType<typeof site>>
const sold = async (s: Site) => (await app.call(org.key, ticketEndpoints.get, { params: { ...s.params, id: s.ticket.id } })).body.sold
const tokenIn = (html: string) => /name="token" value="([\w-]+)"/.exec(html)![1]!
async function fields(s: Site, more: Record<string, string> = {}) {
  const token = tokenIn((await get(`${s.path}/register`)).body)
  return {
    token,
    ticket: s.ticket.id,
    name: '林語澄',
    email: 'yucheng.lin@people.example',
    phone: '0987654321',
    country: '台灣',
    consentPrivacy: 'yes',
    privacyVersion: '2026-11',
    ...more,
  }
}

describe('what is public', () => {
  it('shows nothing of an event that is not published, and every page of one that is', async () => {
    const s = await site({ event: { published: false } })
    const paths = [
      '',
      '/programme',
      '/programme/print',
      '/programme.ics',
      '/programme.json',
      `/sessions/${s.session.key}`,
      `/sessions/${s.session.key}.ics`,
      '/speakers',
      `/speakers/${s.speaker.key}`,
      '/privacy',
      '/register',
    ]
    const all = async () => Promise.all(paths.flatMap((p) => [get(s.path + p), get(`/en${s.path}${p}`)]))
    for (const r of await all()) {
      expect([r.statusCode, r.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
      expect(words(r)).not.toMatch(/永續會展論壇|Sustainable|循環佈置|周語彤/)
    }
    const opened = await app.call(org.key, eventEndpoints.update, {
      params: s.params,
      body: { published: true, version: s.event.version } as never,
    })
    expect(opened.status).toBe(200)
    const shown = await all()
    expect(shown.map((r) => r.statusCode)).toEqual(shown.map(() => 200))
    expect([
      shown[0]!.body.includes('<html lang="zh-Hant-TW"'),
      shown[0]!.body.includes('永續會展論壇'),
      shown[1]!.body.includes('<html lang="en"'),
      shown[1]!.body.includes('Sustainable Events Forum'),
    ]).toEqual([true, true, true, true])
    // What is kept for the office stays there, in every page and file.
    for (const r of shown) expect(r.body).not.toMatch(/private\.speaker|內部備註/)
  })

  it('answers unknown addresses with a page in the language of the address', async () => {
    const s = await site()
    const unknown = await Promise.all([
      get(`${s.path}/sessions/nope`),
      get(`/en${s.path}/speakers/nope`),
      get('/e/no-such-event'),
      get('/en/e/no-such-event'),
      get('/e/%3Cscript%3E'),
      get(`${s.path}/r/not-a-token`),
    ])
    expect(unknown.map((r) => [r.statusCode, /<h1[^>]*>([^<]+)/.exec(r.body)![1]])).toEqual([
      [404, '找不到這個頁面'],
      [404, 'Page not found'],
      [404, '找不到這個頁面'],
      [404, 'Page not found'],
      [404, '找不到這個頁面'],
      [410, '這個頁面已下架'],
    ])
  })

  it('sends a strict policy and no script with every page', async () => {
    const s = await site()
    for (const p of ['', '/programme', '/register']) {
      const r = await get(s.path + p)
      const policy = String(r.headers['content-security-policy'])
      expect([
        policy.includes("default-src 'self'"),
        policy.includes("frame-ancestors 'none'"),
        /script-src[^;]*unsafe-inline/.test(policy),
        r.headers['x-content-type-options'],
      ]).toEqual([true, true, false, 'nosniff'])
      expect(r.body.replaceAll(/<script type="application\/ld\+json">.*?<\/script>/gs, '')).not.toMatch(/<script|\son\w+=/)
    }
  })

  it('escapes hostile words everywhere', async () => {
    const nasty = `"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}\u2028`
    const s = await site({
      title: nasty,
      event: {
        name: { zh: nasty, en: '' },
        tagline: { zh: nasty, en: '' },
        description: { zh: `${nasty}\n[x](javascript:alert(3))`, en: '' },
      },
    })
    for (const p of [
      '',
      '/programme',
      '/programme/print',
      `/sessions/${s.session.key}`,
      '/speakers',
      '/privacy',
      '/register',
      '/programme?q=%22%3E%3Cscript%3Ealert(4)%3C/script%3E',
    ]) {
      const r = await get(s.path + p)
      expect(r.statusCode).toBe(200)
      expect(r.body).not.toMatch(/<script>|<img src=x|href="javascript:/)
    }
    const calendar = new ICAL.Component(ICAL.parse((await get(`${s.path}/programme.ics`)).body))
    expect(calendar.getFirstSubcomponent('vevent')!.getFirstPropertyValue('summary')).toContain('<script>alert(1)</script>')
  })

  it('tells machines the same as people: JSON-LD, iCalendar, JSON', async () => {
    const s = await site()
    const blocks = [
      ...(await get(`${s.path}/sessions/${s.session.key}`)).body.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs),
    ].map((m) => JSON.parse(m[1]!))
    expect(JSON.stringify(blocks)).toContain('循環佈置')
    for (const path of [`${s.path}/programme.ics`, `${s.path}/sessions/${s.session.key}.ics`]) {
      const r = await get(path)
      expect(r.headers['content-type']).toBe('text/calendar; charset=utf-8')
      const calendar = new ICAL.Component(ICAL.parse(r.body))
      const [found, ...others] = calendar.getAllSubcomponents('vevent').map((v) => new ICAL.Event(v))
      expect([others, found!.summary, found!.startDate.toString(), found!.startDate.zone?.tzid, found!.endDate.toString()]).toEqual([
        [],
        '循環佈置',
        '2027-05-13T09:30:00',
        'Asia/Taipei',
        '2027-05-13T10:15:00',
      ])
    }
    const json = await get(`${s.path}/programme.json`)
    expect(JSON.stringify(json.json())).toContain('循環佈置')
  })
})

describe('pages are kept, never too long', () => {
  it('compresses, revalidates, and draws anew once something changed', async () => {
    const s = await site()
    const url = `${s.path}/programme`
    const plain = await get(url)
    const packed = [await get(url, { 'accept-encoding': 'br, gzip' }), await get(url, { 'accept-encoding': 'gzip' })]
    expect(packed.map((r) => [r.headers['content-encoding'], r.headers.etag === plain.headers.etag])).toEqual([
      ['br', true],
      ['gzip', true],
    ])
    expect([
      brotliDecompressSync(packed[0]!.rawPayload).toString() === plain.body,
      gunzipSync(packed[1]!.rawPayload).toString() === plain.body,
    ]).toEqual([true, true])
    const fresh = await get(url, { 'if-none-match': String(plain.headers.etag) })
    expect([fresh.statusCode, fresh.body]).toEqual([304, ''])

    const renamed = await app.call(org.key, sessionEndpoints.update, {
      params: { ...s.params, id: s.session.id },
      body: { title: { zh: '改過的題目', en: '' }, version: s.session.version } as never,
    })
    expect(renamed.status).toBe(200)
    const after = await get(url, { 'if-none-match': String(plain.headers.etag) })
    expect([after.statusCode, words(after).includes('改過的題目'), words(after).includes('循環佈置')]).toEqual([200, true, false])
    const hidden = await app.call(org.key, sessionEndpoints.update, {
      params: { ...s.params, id: s.session.id },
      body: { published: false, version: renamed.body.version } as never,
    })
    expect(hidden.status).toBe(200)
    expect([
      (await get(`${s.path}/sessions/${s.session.key}`)).statusCode,
      (await get(`${s.path}/programme.ics`)).body.includes('改過的題目'),
    ]).toEqual([404, false])
  })

  it('never answers with another event’s page, language or filter', async () => {
    const [a, b] = [await site({ title: '甲場次' }), await site({ title: '乙場次' })]
    for (let round = 0; round < 2; round++) {
      expect([
        words(await get(`${a.path}/programme`)).includes('乙場次'),
        words(await get(`${b.path}/programme`)).includes('甲場次'),
      ]).toEqual([false, false])
      expect([
        words(await get(`${a.path}/programme?q=zzz`)).includes('甲場次'),
        words(await get(`${a.path}/programme`)).includes('甲場次'),
      ]).toEqual([false, true])
    }
  })

  it('carries a whole real programme', async () => {
    const event = await app.event(org.key, { published: true, startDate: '2023-07-29', endDate: '2023-07-30' })
    const made = await app.call(org.key, programmeEndpoints.import, {
      params: { eventId: event.id },
      body: new Uint8Array(await realFile('coscup-2023.session.json')),
    })
    expect([made.status, made.body.sessions]).toEqual([200, 352])
    const page = await get(`/e/${event.slug}/programme`, { 'accept-encoding': 'gzip' })
    expect(page.rawPayload.length).toBeLessThan(120_000)
    const calendar = new ICAL.Component(ICAL.parse((await get(`/e/${event.slug}/programme.ics`)).body))
    expect(calendar.getAllSubcomponents('vevent')).toHaveLength(352)
  })
})

describe('registering on the form', () => {
  it('leads from the form to a ticket with QR code, and back by cancelling twice', async () => {
    const s = await site()
    expect((await get(s.path)).body).toContain('剩 3 席')
    const sent = await post(`${s.path}/register`, await fields(s))
    expect([sent.statusCode, String(sent.headers.location).startsWith(`${s.path}/r/`)]).toEqual([303, true])
    const own = String(sent.headers.location).replace('?new=1', '')
    const done = await get(String(sent.headers.location))
    expect([
      done.statusCode,
      done.headers['cache-control'],
      done.body.includes('<svg'),
      done.body.includes('R-0001'),
      done.body.includes('林語澄'),
    ]).toEqual([200, 'no-store', true, true, true])
    expect(done.body).not.toMatch(/yucheng\.lin@people\.example|0987654321/)
    expect([await sold(s), (await get(s.path)).body.includes('剩 2 席')]).toEqual([1, true])

    const asked = await post(`${own}/cancel`, { token: 'x' })
    expect([asked.statusCode, asked.body.includes('確定要取消嗎'), await sold(s)]).toEqual([200, true, 1])
    for (let round = 0; round < 2; round++) {
      const gone = await post(`${own}/cancel`, { confirm: 'yes' })
      expect([gone.statusCode, gone.body.includes('已取消報名'), gone.body.includes('class="qr"'), await sold(s)]).toEqual([
        200,
        true,
        false,
        0,
      ])
    }
    expect((await get(s.path)).body).toContain('剩 3 席')
  })

  it('keeps one place for a form that is sent twice, also at once', async () => {
    const s = await site()
    const body = await fields(s)
    const both = await Promise.all([post(`${s.path}/register`, body), post(`${s.path}/register`, body)])
    const again = await post(`${s.path}/register`, body)
    expect(new Set([...both, again].map((r) => `${r.statusCode} ${r.headers.location}`)).size).toBe(1)
    expect(await sold(s)).toBe(1)
  })

  it('gives the entries back with what is wrong, and keeps nothing', async () => {
    const s = await site()
    const bad = [
      { name: '' },
      { email: 'not an address' },
      { email: '' },
      { ticket: '' },
      { ticket: '01a1fc35-0000-7000-8000-000000000000' },
      { ticket: 'x' },
      { consentPrivacy: '' },
      { country: 'Atlantis' },
      { name: 'x'.repeat(5000) },
      { name: 'a\u0000b' },
    ]
    for (const wrong of bad) {
      const r = await post(`${s.path}/register`, { ...(await fields(s)), organisation: '<b>台北會展</b>', ...wrong })
      expect([wrong, r.statusCode, r.body.includes('&lt;b&gt;台北會展&lt;/b&gt;')]).toEqual([wrong, 422, true])
      expect(r.body).toMatch(/class="oops" role="alert".*class="err"/s)
    }
    const english = await post(`/en${s.path}/register`, { ...(await fields(s)), consentPrivacy: '' })
    expect(english.body).toContain('Please agree to the privacy notice first.')
    expect([(await post(`${s.path}/register`, {})).statusCode, (await post('/e/nope/register', {})).statusCode, await sold(s)]).toEqual([
      422, 404, 0,
    ])
  })

  it('looks at the honeypot, the stock and the sales window', async () => {
    const s = await site({ ticket: { quota: 1 } })
    const trap = await post(`${s.path}/register`, await fields(s, { website: 'https://spam.example' }))
    expect([trap.statusCode < 500, await sold(s)]).toEqual([true, 0])
    const [first, second] = [await fields(s), await fields(s, { name: '江品叡', email: 'jiang@people.example' })]
    expect((await post(`${s.path}/register`, first)).statusCode).toBe(303)
    const late = await post(`${s.path}/register`, second)
    expect([late.statusCode, words(late).includes('額滿'), await sold(s)]).toEqual([422, true, 1])
    expect((await get(s.path)).body).toContain('已額滿')

    const ended = await site({ ticket: { salesEnd: '2020-01-01T00:00:00Z' } })
    const after = await post(`${ended.path}/register`, {
      token: 'another-form-0002',
      ticket: ended.ticket.id,
      name: '江品叡',
      email: 'jiang@people.example',
      consentPrivacy: 'yes',
      privacyVersion: '2026-11',
    })
    expect([after.statusCode, await sold(ended)]).toEqual([409, 0])
  })

  it('refuses the same person twice unless they insist', async () => {
    const s = await site()
    expect((await post(`${s.path}/register`, await fields(s))).statusCode).toBe(303)
    const twin = await post(`${s.path}/register`, await fields(s, { token: 'another-form-0003' }))
    expect([twin.statusCode, twin.body.includes('已報名這場活動'), await sold(s)]).toEqual([409, true, 1])
    expect([
      (await post(`${s.path}/register`, await fields(s, { token: 'another-form-0004', allowDuplicate: 'yes' }))).statusCode,
      await sold(s),
    ]).toEqual([303, 2])
  })

  it('shows nobody’s address or phone on any page, whoever has registered', async () => {
    const s = await site()
    const r = await app.call(null, pub.register, {
      params: { slug: s.event.slug },
      body: {
        ticketTypeId: s.ticket.id,
        name: '柯以安',
        email: 'secret.attendee@people.example',
        phone: '0900-111-222',
        consents: [{ key: 'privacy', version: '2026-11' }],
      } as never,
    })
    expect(r.status).toBe(200)
    const pages = await Promise.all(
      [
        '',
        '/programme',
        '/speakers',
        '/register',
        '/programme.json',
        '/programme.ics',
        '/privacy',
        `/r/${r.body.token}`,
        `/r/${r.body.token}?new=1`,
      ].map((p) => get(s.path + p)),
    )
    expect(pages.map((p) => p.statusCode)).toEqual(pages.map(() => 200))
    for (const p of pages) expect(p.body).not.toMatch(/secret\.attendee@|0900-111-222/)
    for (const p of pages.slice(0, 7)) expect(words(p)).not.toContain('柯以安')
    // The token of one event opens nothing on another's site.
    const other = await site()
    expect((await get(`${other.path}/r/${r.body.token}`)).statusCode).toBe(410)
    const listed = await app.call(org.key, registrationEndpoints.list, { params: s.params })
    expect(listed.body.rows.map((x) => x.name)).toEqual(['柯以安'])
  })
})
