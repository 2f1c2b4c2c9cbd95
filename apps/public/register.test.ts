import { describe, expect, it } from 'vitest'
import { testApp } from '../../tests/harness/app.ts'
import { newId } from '../../src/kernel/contract/ids.ts'
import { ticketEndpoints } from '../../src/modules/registration/contract/ticket.ts'

const app = await testApp()
const org = await app.organisation()
const other = await app.organisation('別家公司')

async function sale(ticket: object = {}, who = org) {
  const event = await app.event(who.key, {
    published: true,
    name: { zh: '永續論壇', en: 'Forum' },
    venueName: { zh: '測試會議中心', en: '' },
  })
  const params = { eventId: event.id }
  const made = await app.call(who.key, ticketEndpoints.create, {
    params,
    body: { name: { zh: '一般票', en: 'Regular' }, quota: 20, ...ticket },
  })
  const path = `/e/${event.slug}/register`
  const good = { ticket: made.body.id, name: '林語澄', email: 'lin@people.example', consentPrivacy: 'yes', privacyVersion: '2026-11' }
  const post = async (fields: Record<string, string | string[]>, at = path) => {
    const form = new URLSearchParams()
    for (const [k, v] of Object.entries(fields)) for (const x of [v].flat()) form.append(k, x)
    return app.send(null, {
      method: 'POST',
      url: at,
      payload: form.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  }
  const rows = () =>
    app.run(who.organisationId, (ctx) =>
      ctx.tx
        .selectFrom('registration')
        .select(['name', 'status', 'organisation'])
        .where('eventId', '=', event.id)
        .orderBy('number')
        .execute(),
    )
  const phones = () =>
    app.run(who.organisationId, async (ctx) =>
      (await ctx.tx.selectFrom('registration').select('phone').where('eventId', '=', event.id).execute()).map((r) => r.phone),
    )
  const kept = async () => {
    const sold = await app.run(who.organisationId, (ctx) =>
      ctx.tx.selectFrom('ticketType').select('sold').where('eventId', '=', event.id).executeTakeFirstOrThrow(),
    )
    return [sold.sold, (await rows()).length]
  }
  return { event, params, ticket: made.body, path, good, post, rows, phones, kept }
}
const wrongFields = (html: string) => [...html.matchAll(/<p class="err" id="e-f-([\w-]+)">/g)].map((m) => m[1])
const listed = (html: string) => [...html.slice(html.indexOf('class="oops"')).matchAll(/<li><a href="#(?:f-)?([\w-]+)">/g)].map((m) => m[1])

describe('what the form says of wrong entries', () => {
  it('tells everything at once in the form’s order, keeps what was typed, and writes nothing', async () => {
    const s = await sale()
    const r = await s.post({ name: ' ', email: 'not-an-address', organisation: '<b>"貿協"</b>', country: '火星', diet: 'stones' })
    expect(r.statusCode).toBe(422)
    expect(listed(r.body)).toEqual(['s1', 'name', 'email', 'country', 'diet-0', 'consentPrivacy'])
    expect(wrongFields(r.body).toSorted()).toEqual(['consentPrivacy', 'country', 'diet', 'email', 'name', 'ticket'])
    expect(r.body).toContain('value="&lt;b&gt;&quot;貿協&quot;&lt;/b&gt;"')
    expect(r.body).toContain('value="not-an-address"')
    expect(await s.kept()).toEqual([0, 0])
  })
  it.each([
    ['very long', { name: '長'.repeat(10_000) }, 'name'],
    ['a control character', { organisation: 'a\u0007b' }, 'organisation'],
    ['a line break', { title: 'a\r\nBcc: x@y.example' }, 'title'],
    ['marks that turn the direction', { name: 'gpj.\u202eexe' }, 'name'],
    ['an isolate without end', { name: '\u2067abc' }, 'name'],
    ['two addresses', { email: 'a@b.example, c@d.example' }, 'email'],
    ['an address with a line break', { email: 'a@b.example\nc@d.example' }, 'email'],
    ['a ticket that is no id', { ticket: "1' or '1'='1" }, 'ticket'],
    ['a very long version', { privacyVersion: 'v'.repeat(500) }, 'consentPrivacy'],
  ])('refuses %s at its field', async (_, change, field) => {
    const s = await sale()
    const r = await s.post({ ...s.good, ...change })
    expect([r.statusCode, wrongFields(r.body)]).toEqual([422, [field]])
    expect(await s.kept()).toEqual([0, 0])
  })
  it('takes names as people have them', async () => {
    const s = await sale()
    const names = ['O’Brien-王 <林>', '陳"阿"福', 'नमस्ते', 'محمد', '👩‍👩‍👧 家', '𠮷田', 'José']
    for (const [i, name] of names.entries()) {
      const r = await s.post({ ...s.good, name, email: `p${i}@people.example` })
      expect(r.statusCode).toBe(303)
      const page = await app.send(null, { method: 'GET', url: String(r.headers.location) })
      expect(page.body).not.toContain('<林>')
    }
    expect((await s.rows()).map((r) => r.name)).toEqual(names)
  })
  it('knows no ticket of another organisation or event, nor repeated and odd names of fields', async () => {
    const [s, foreign, else_] = [await sale(), await sale({}, other), await sale()]
    for (const t of [foreign, else_]) {
      const r = await s.post({ ...s.good, ticket: t.ticket.id })
      expect([r.statusCode, wrongFields(r.body)]).toEqual([422, ['ticket']])
      expect(await t.kept()).toEqual([0, 0])
    }
    const r = await s.post({
      ...s.good,
      name: ['王一', '王二'],
      __proto__x: 'x',
      constructor: 'x',
      status: 'cancelled',
      price: '0',
      code: 'R-9',
    })
    expect(r.statusCode).toBe(303)
    expect((await s.rows()).map((x) => [x.name, x.status])).toEqual([['王一', 'confirmed']])
  })
  it('lets a machine believe what it likes', async () => {
    const s = await sale()
    expect((await s.post({ ...s.good, website: 'https://spam.example' })).statusCode).toBe(200)
    expect(await s.kept()).toEqual([0, 0])
  })
})

describe('sending twice', () => {
  it('registers once, also at the same moment; a changed form under the old key asks first', async () => {
    const s = await sale()
    const token = newId()
    const both = await Promise.all([s.post({ ...s.good, token }), s.post({ ...s.good, token })])
    const third = await s.post({ ...s.good, token })
    expect(new Set([...both, third].map((r) => r.headers.location)).size).toBe(1)
    expect(await s.kept()).toEqual([1, 1])
    const changed = await s.post({ ...s.good, name: '林語澄的同事', token })
    expect(changed.statusCode).toBe(409)
    expect(changed.body).toContain('再送出一次')
    const next = /name="token" value="([\w-]+)"/.exec(changed.body)![1]!
    expect(next).not.toBe(token)
    expect((await s.post({ ...s.good, name: '林語澄的同事', token: next })).statusCode).toBe(303)
    expect(await s.kept()).toEqual([2, 2])
  })
  it('asks whether it is somebody else where name and address are known', async () => {
    const s = await sale()
    expect((await s.post(s.good)).statusCode).toBe(303)
    const again = await s.post(s.good)
    expect(again.statusCode).toBe(409)
    expect(again.body).toContain('name="allowDuplicate"')
    expect(await s.kept()).toEqual([1, 1])
    expect((await s.post({ ...s.good, allowDuplicate: 'yes' })).statusCode).toBe(303)
    expect(await s.kept()).toEqual([2, 2])
  })
})

describe('a person’s page', () => {
  it('frees the place at once, on every page', async () => {
    const s = await sale({ quota: 1 })
    await app.call(org.key, ticketEndpoints.create, { params: s.params, body: { name: { zh: '線上票', en: 'Online' }, quota: 5 } })
    const home = async () => (await app.send(null, { method: 'GET', url: `/e/${s.event.slug}` })).body
    expect(await home()).toContain('剩 1 席')
    const own = String((await s.post(s.good)).headers.location).split('?')[0]!
    await app.app.settle()
    expect(await home()).toContain('已額滿')
    const late = await s.post({ ...s.good, name: '王小明', email: 'w@people.example' })
    expect([late.statusCode, wrongFields(late.body)]).toEqual([422, ['ticket']])
    expect(late.body).toContain('value="王小明"')
    const gone = await s.post({ confirm: 'yes' }, `${own}/cancel`)
    expect(gone.body).toContain('名額已釋出')
    await app.app.settle()
    expect(await home()).toContain('剩 1 席')
    expect(await home()).not.toContain('已額滿')
    expect((await s.post({ ...s.good, name: '王小明', email: 'w@people.example' })).statusCode).toBe(303)
  })
  it('lets them put their details right, and nothing else', async () => {
    const s = await sale()
    const own = String((await s.post(s.good)).headers.location).split('?')[0]!
    const good = { name: '林語橙', organisation: '貿協', title: '', phone: '0912-345-678', diet: 'vegan' }
    const saved = await s.post({ ...good, email: 'thief@people.example', status: 'cancelled', ticketTypeId: newId() }, `${own}/details`)
    expect(saved.statusCode).toBe(200)
    expect(saved.body).toContain('已儲存')
    expect(await s.rows()).toEqual([{ name: '林語橙', status: 'confirmed', organisation: '貿協' }])
    // The number stays with us: the page names its end alone, and an empty field keeps it.
    expect(saved.body).toContain('末三碼 678')
    expect(saved.body).not.toContain('0912-345-678')
    await s.post({ ...good, phone: '' }, `${own}/details`)
    expect(await s.phones()).toEqual(['0912-345-678'])
    const bad = await s.post({ ...good, name: '', organisation: '\u0000' }, `${own}/details`)
    expect([bad.statusCode, wrongFields(bad.body)]).toEqual([422, ['name', 'organisation']])
    expect((await s.post(good, own.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')) + '/details')).statusCode).toBe(410)
    await s.post({ confirm: 'yes' }, `${own}/cancel`)
    expect((await s.post({ ...good, name: '某某' }, `${own}/details`)).statusCode).toBe(409)
    expect(await s.rows()).toEqual([{ name: '林語橙', status: 'cancelled', organisation: '貿協' }])
  })
  it('gives the event for the calendar, in the letter and on the page', async () => {
    const s = await sale()
    const own = String((await s.post(s.good)).headers.location).split('?')[0]!
    await app.app.settle()
    const file = await app.send(null, { method: 'GET', url: `${own}/event.ics` })
    expect(file.headers['content-type']).toBe('text/calendar; charset=utf-8')
    const lines = file.body.replaceAll('\r\n ', '').split('\r\n')
    expect(lines).toContain('SUMMARY:永續論壇')
    expect(lines).toContain('LOCATION:測試會議中心')
    expect(lines).toContain(`DTSTART;VALUE=DATE:${s.event.startDate.replaceAll('-', '')}`)
    expect(file.body.split('\r\n').filter((l) => Buffer.byteLength(l) > 75)).toEqual([])
    const letter = await app.run(org.organisationId, (ctx) =>
      ctx.tx.selectFrom('mailMessage').select('attachments').where('eventId', '=', s.event.id).executeTakeFirstOrThrow(),
    )
    const attached = (letter.attachments as { filename: string; base64: string }[]).find((a) => a.filename === 'event.ics')!
    expect(
      Buffer.from(attached.base64, 'base64')
        .toString()
        .replaceAll(/DTSTAMP.*\r\n/g, ''),
    ).toBe(file.body.replaceAll(/DTSTAMP.*\r\n/g, ''))
  })
})

describe('addresses that lead nowhere', () => {
  it('say so in the site’s style and language', async () => {
    const s = await sale()
    const get = (url: string) => app.send(null, { method: 'GET', url })
    for (const [url, lang] of [
      [`/e/${s.event.slug}/nope`, 'zh-Hant-TW'],
      [`/en/e/${s.event.slug}/a/b/c`, 'en'],
      ['/e/no-such-event/programme/x', 'zh-Hant-TW'],
      ['/en/elsewhere', 'en'],
    ]) {
      const r = await get(url!)
      expect([url, r.statusCode, /<html lang="([^"]+)"/.exec(r.body)?.[1]]).toEqual([url, 404, lang])
      expect(r.body).toContain('noindex')
    }
    const slash = await get(`/e/${s.event.slug}/programme/?day=all`)
    expect([slash.statusCode, slash.headers.location]).toEqual([301, `/e/${s.event.slug}/programme?day=all`])
    expect((await get(`/e/${s.event.slug}/r/${'A'.repeat(44)}`)).statusCode).toBe(410)
    expect((await get('/robots.txt')).body).toContain('Disallow: /api/')
    expect((await app.send(null, { method: 'GET', url: '/api/nope' })).headers['content-type']).toBe(
      'application/problem+json; charset=utf-8',
    )
  })
  it('never leads off the site by a second slash', async () => {
    const r = await app.send(null, { method: 'GET', url: '//evil.example/e/x/' })
    expect([r.statusCode === 301 && String(r.headers.location).startsWith('//')]).toEqual([false])
  })
})
